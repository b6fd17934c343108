"""
Databases as the product would have filled them, loaded by COPY and kept between runs.

Rows, search words and histories are made by the product's own functions. Left out
are the events of each creation: they are for those who react, and nobody does here.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

import psycopg
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import CreateIndex, CreateTable, DDLElement, DropIndex

from crm_adapters import demo
from crm_adapters.demo import people, trades
from crm_adapters.postgres import lexemes, migrate, schema
from crm_adapters.postgres.statements import as_text, json
from crm_adapters.rows import COMPANY_ROWS, CONTACT_ROWS, RowMapping
from crm_core.companies import Company
from crm_core.contacts import Contact, ContactEmail, ContactPhone
from crm_core.shared import OrganizationId, tag_key, words

from . import databases

Row = Mapping[str, Any]

ORGANIZATION = OrganizationId(UUID("018cc251-f400-7000-8000-000000000001"))
PER_COMPANY = 10
PER_CHANGE_SET = 1_000
LATER = ("contact_emails", "search_words", "change_sets", "changes")
OWNERS = 50
JSON_COLUMNS = {
    (table.name, column.name)
    for table in schema.metadata.tables.values()
    for column in table.c
    if isinstance(column.type, JSONB)
}


def owners() -> list[UUID]:
    """
    The people who work in the organization.
    """
    first = int(ORGANIZATION) + 0x1000
    return [UUID(int=first + number) for number in range(OWNERS)]


def database(size: int) -> str:
    """
    The name of the database with *size* contacts.
    """
    return f"crm_bench_{size}"


def loaded(url: str, size: int) -> str:
    """
    The URL of the database with *size* contacts, loaded unless a former run did so.
    """
    name, state = database(size), _fingerprint()
    if databases.marked(url, name) != state:
        print(f"loading {size:,} contacts", file=sys.stderr)
        target = databases.create(url, name)
        migrate(target)
        _load(target, size)
        databases.mark(url, name, state)
    return databases.named(url, name)


@cache
def _fingerprint() -> str:
    """
    Changes whenever what would be loaded does: the schema, or what a few rows become.
    """
    migrations = sorted(Path(schema.__file__).parent.glob("migrations/versions/*.*"))
    digest = sha256(b"".join(path.read_bytes() for path in migrations))
    for table in schema.metadata.sorted_tables:
        digest.update(_sql(CreateTable(table)).encode())
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            digest.update(_sql(CreateIndex(index)).encode())
    later = {name: BytesIO() for name in LATER}
    homes = demo.companies(100, owners=owners())
    persons = demo.contacts(1_000, homes, owners=owners())
    digest.update(b"".join(_companies(homes, later, set())))
    digest.update(b"".join(_contacts(homes, persons, later, set())))
    for file in later.values():
        digest.update(file.getvalue())
    return digest.hexdigest()


def _load(url: str, size: int) -> None:
    homes = demo.companies(size // PER_COMPANY, owners=owners())
    persons = demo.contacts(size, homes, owners=owners())
    with databases.connect(url) as connection, ExitStack() as stack:
        later = {name: stack.enter_context(TemporaryFile()) for name in LATER}
        stack.enter_context(_bare_tables(connection))
        _found(connection)
        known: set[str] = set()
        _copy(connection, schema.companies, _companies(homes, later, known))
        _copy(connection, schema.contacts, _contacts(homes, persons, later, known))
        _spool(
            later,
            schema.search_words,
            [{"word": word} for word in sorted(known) if len(word) > 1],
        )
        for name, file in later.items():
            file.seek(0)
            _copy(connection, schema.metadata.tables[f"{schema.SCHEMA}.{name}"], file)
    with databases.connect(url) as connection:
        connection.execute("vacuum analyze")


@contextmanager
def _bare_tables(connection: psycopg.Connection) -> Iterator[None]:
    """
    Without checks and further indexes until the end of the block: it halves the time.
    """
    indexes = [
        each for table in schema.metadata.sorted_tables for each in table.indexes
    ]
    connection.execute("set session_replication_role = replica")
    for index in indexes:
        connection.execute(_sql(DropIndex(index)))
    yield
    for index in indexes:
        connection.execute(_sql(CreateIndex(index)))


def _sql(statement: DDLElement) -> str:
    return str(statement.compile(dialect=postgresql.dialect()))


def _found(connection: psycopg.Connection) -> None:
    """
    The organization and its people.
    """
    at = people.UNTIL - people.SPAN
    common = {"version": 1, "created_at": at, "updated_at": at, "time_zone": "UTC"}
    organization = {"name": "Benchmark", "base_currency": "EUR"}
    organizations = schema.organizations
    _copy(connection, organizations, _lines(organizations, [common | organization]))
    users = [
        common
        | {
            "id": user_id,
            "name": f"Colleague {number}",
            "email": f"colleague{number}@example.com",
            "email_key": f"colleague{number}@example.com",
            "roles": ["admin"],
            "teams": [],
            "active": True,
        }
        for number, user_id in enumerate(owners())
    ]
    _copy(connection, schema.users, _lines(schema.users, users))
    spelled = [*trades.STANDINGS, *trades.TAGS, *trades.COMPANY_TAGS]
    tags = {tag_key(tag): {"key": tag_key(tag), "name": tag} for tag in spelled}
    _copy(connection, schema.tags, _lines(schema.tags, tags.values()))


def _companies(
    homes: Iterable[demo.Row], later: Mapping[str, IO[bytes]], known: set[str]
) -> Iterator[bytes]:
    made = (
        Company(**home | {"tags": tuple(home["tags"])}, created_by=owners()[0])
        for home in homes
    )
    for several in _batches(made):
        rows = []
        for company in several:
            known.update(words(company.name))
            lexemes_ = lexemes.company_lexemes(company)
            rows.append(COMPANY_ROWS.to_row(company) | {"search": _search(lexemes_)})
        _history(later, COMPANY_ROWS, rows)
        yield from _lines(schema.companies, rows)


def _contacts(
    homes: Iterable[demo.Row],
    persons: Iterable[demo.Row],
    later: Mapping[str, IO[bytes]],
    known: set[str],
) -> Iterator[bytes]:
    company_words = {home["id"]: words(home["name"]) for home in homes}
    for several in _batches(map(_contact, persons)):
        rows, keys = [], []
        for contact in several:
            known.update(words(contact.first_name), words(contact.last_name))
            theirs = company_words[contact.company_id] if contact.company_id else []
            found_by = _search([*lexemes.contact_lexemes(contact), *theirs])
            rows.append(CONTACT_ROWS.to_row(contact) | {"search": found_by})
            keys += [
                {"email_key": email.key, "contact_id": contact.id}
                for email in contact.emails
            ]
        _spool(later, schema.contact_emails, keys)
        _history(later, CONTACT_ROWS, rows)
        yield from _lines(schema.contacts, rows)


def _contact(person: demo.Row) -> Contact:
    email, phone, mobile = (person.pop(key) for key in ("email", "phone", "mobile"))
    numbers = ((phone, "work"), (mobile, "mobile"))
    return Contact(
        **person | {"tags": tuple(person["tags"])},
        emails=(ContactEmail(email),) if email else (),
        phones=tuple(ContactPhone(number, kind) for number, kind in numbers if number),
        created_by=person["assigned_to"] or owners()[0],
    )


def _search(found_by: Iterable[str]) -> str:
    """
    The lexemes of a live record as the text of a tsvector.
    """
    prefix = lexemes.prefix(ORGANIZATION, archived=False)
    return " ".join(
        "'" + (prefix + each).replace("\\", "\\\\").replace("'", "''") + "'"
        for each in sorted(set(found_by))
    )


def _history(
    later: Mapping[str, IO[bytes]], mapping: RowMapping[Any], rows: list[dict]
) -> None:
    """
    Note the creation of *rows*, as one change set.
    """
    label = f"Import of {len(rows)}"
    change_set = {
        "id": rows[0]["id"],
        "user_id": rows[0]["created_by"],
        "at": rows[0]["created_at"],
        "label": label,
        "source": "cli",
        "changes": len(rows),
        "undoes": None,
        "undone_by": None,
    }
    changes = (
        {
            "change_set_id": change_set["id"],
            "part": change_set["id"],
            "position": position,
            "kind": mapping.kind,
            "record_id": row["id"],
            "action": "created",
            "before": {},
            "after": mapping.image({k: v for k, v in row.items() if k != "search"}),
            "user_id": change_set["user_id"],
            "company_id": row.get("company_id", row["id"]),
        }
        for position, row in enumerate(rows)
    )
    _spool(later, schema.change_sets, [change_set])
    _spool(later, schema.changes, changes)


def _batches(records: Iterable[Any]) -> Iterator[list[Any]]:
    source = iter(records)
    while several := list(islice(source, PER_CHANGE_SET)):
        yield several


def _spool(later: Mapping[str, IO[bytes]], table: Table, rows: Iterable[Row]) -> None:
    later[table.name].writelines(_lines(table, rows))


def _lines(table: Table, rows: Iterable[Row]) -> Iterator[bytes]:
    """
    *rows* as COPY reads them.
    """
    names = [c.name for c in table.c if not c.identity]
    documents = {name for name in names if (table.name, name) in JSON_COLUMNS}
    for row in rows:
        values = {"organization_id": ORGANIZATION, **row}
        for name in documents:
            if values[name] is not None:
                values[name] = json(values[name])
        yield b"\t".join([_field(as_text(values[name])) for name in names]) + b"\n"


def _field(value: bytes | None) -> bytes:
    if value is None:
        return b"\\N"
    return (
        value.replace(b"\\", b"\\\\")
        .replace(b"\n", b"\\n")
        .replace(b"\r", b"\\r")
        .replace(b"\t", b"\\t")
    )


def _copy(connection: psycopg.Connection, table: Table, lines: Iterable[bytes]) -> None:
    names = ", ".join(f'"{c.name}"' for c in table.c if not c.identity)
    with connection.cursor().copy(f"copy {table} ({names}) from stdin") as copy:
        for line in lines:
            copy.write(line)
