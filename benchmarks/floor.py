"""
The floor: what a careful person writes by hand with psycopg and Litestar, and no more.

One query in the transaction that tenancy needs (begin, set the organization for
row-level security, query, commit), ten connections and ten threads, statements
prepared on the server, JSON by msgspec. No authentication, permissions, history,
idempotency or search words.

It reads the product's own table. It creates in a table of its own, shaped as the
requirements have it with a primary key and the index that its list needs: without
the product's search index and without its further columns. That is the stricter
floor: the product's create pays for them, the floor's does not.
"""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from queue import SimpleQueue
from typing import Any
from uuid import UUID, uuid4

import msgspec
import psycopg
import uvicorn
from litestar import Litestar, get, post
from litestar.concurrency import set_asyncio_executor
from litestar.params import FromPath, JSONBody
from psycopg.rows import RowMaker

CONNECTIONS = 10
JSON = "application/json"
TABLE = """
create table if not exists bench_contacts (
    id uuid not null,
    organization_id uuid not null,
    company_id uuid,
    first_name varchar(100) not null,
    last_name varchar(100) not null,
    email varchar(255),
    phone varchar(50),
    mobile varchar(50),
    title varchar(100),
    department varchar(100),
    address jsonb,
    social_profiles jsonb,
    tags text[],
    notes text,
    lead_source varchar(100),
    assigned_to uuid,
    created_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (organization_id, id)
);
create index if not exists bench_contacts_newest
    on bench_contacts (organization_id, updated_at desc, id desc);
alter table bench_contacts enable row level security;
alter table bench_contacts force row level security;
drop policy if exists bench_contacts_tenancy on bench_contacts;
create policy bench_contacts_tenancy on bench_contacts using (
    organization_id = nullif(current_setting('crm.organization_id', true), '')::uuid
);
grant select, insert on bench_contacts to crm_app;
truncate bench_contacts;
"""


class NewContact(msgspec.Struct):
    """
    What the floor takes.
    """

    first_name: str
    last_name: str
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    title: str | None = None
    department: str | None = None
    company_id: UUID | None = None
    tags: list[str] = []
    lead_source: str | None = None
    assigned_to: UUID | None = None


class Contact(msgspec.Struct):
    """
    What the floor answers: the columns of the requirements' table.
    """

    id: UUID
    company_id: UUID | None
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    mobile: str | None
    title: str | None
    department: str | None
    address: dict[str, str] | None
    social_profiles: dict[str, str] | None
    tags: list[str]
    notes: str | None
    lead_source: str | None
    assigned_to: UUID | None
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


COLUMNS = ", ".join(Contact.__struct_fields__)
GIVEN = NewContact.__struct_fields__
TENANT = "select set_config('crm.organization_id', %s, true)"
READ = f"select {COLUMNS} from crm.contacts where organization_id = %s and id = %s"
NEWEST = (
    f"select {COLUMNS} from crm.contacts where organization_id = %s"
    " and archived_at is null order by updated_at desc, id desc limit 20"
)
CREATE = (
    f"insert into bench_contacts (organization_id, id, {', '.join(GIVEN)})"
    f" values ({', '.join(['%s'] * (len(GIVEN) + 2))}) returning {COLUMNS}"
)

organization = os.environ.get("BENCH_ORGANIZATION", "")
encode = msgspec.json.Encoder().encode
idle: SimpleQueue[psycopg.Connection[Contact]] = SimpleQueue()


def contact_row(cursor: psycopg.Cursor) -> RowMaker[Contact]:
    """
    Rows as contacts, in the order of their fields.
    """
    return lambda values: Contact(*values)


@contextmanager
def transaction() -> Iterator[psycopg.Connection[Contact]]:
    """
    A connection in a transaction of the organization.
    """
    connection = idle.get()
    try:
        with connection.transaction():
            connection.execute(TENANT, [organization])
            yield connection
    finally:
        idle.put(connection)


@get("/contacts/{contact_id:uuid}", sync_to_thread=True, media_type=JSON)
def read_contact(contact_id: FromPath[UUID]) -> bytes:
    """
    One contact by its id.
    """
    with transaction() as connection:
        row = connection.execute(READ, [organization, contact_id]).fetchone()
    return encode(row)


@get("/contacts", sync_to_thread=True, media_type=JSON)
def list_contacts() -> bytes:
    """
    The twenty changed last.
    """
    with transaction() as connection:
        rows = connection.execute(NEWEST, [organization]).fetchall()
    return encode(rows)


@post("/contacts", sync_to_thread=True, media_type=JSON, status_code=201)
def create_contact(data: JSONBody[NewContact]) -> bytes:
    """
    Add a contact and answer it.
    """
    values: list[Any] = [organization, uuid4(), *msgspec.structs.astuple(data)]
    with transaction() as connection:
        row = connection.execute(CREATE, values).fetchone()
    return encode(row)


@get("/constant", media_type=JSON)
async def constant() -> bytes:
    """
    No database at all: the ceiling of the server and of the load generator.
    """
    return b'{"status":"ok"}'


def connect() -> None:
    """
    Open the connections, with the role that row-level security binds.
    """
    for _ in range(CONNECTIONS):
        connection = psycopg.connect(
            os.environ["BENCH_DATABASE_URL"],
            autocommit=True,
            prepare_threshold=0,
            row_factory=contact_row,
        )
        connection.execute("set role crm_app")
        idle.put(connection)


def disconnect() -> None:
    """
    Close them.
    """
    while not idle.empty():
        idle.get().close()


def main() -> None:
    """
    Serve the floor on the port given, with the options that the product serves with.
    """
    set_asyncio_executor(ThreadPoolExecutor(CONNECTIONS))
    app = Litestar(
        [read_contact, list_contacts, create_contact, constant],
        on_startup=[connect],
        on_shutdown=[disconnect],
        openapi_config=None,
    )
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
    )


if __name__ == "__main__":
    main()
