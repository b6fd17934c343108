"""
Migrations: from nothing, again, together, interrupted, and by whom.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import procrastinate
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, event

from crm_adapters.postgres import (
    NewerDatabase,
    PostgresWorks,
    current_revision,
    known_organizations,
    metadata,
    migrate,
    newest_revision,
)
from crm_core import Crm
from crm_core.contacts import CONTACT_FIELDS, add_contact, list_contacts
from crm_core.shared import Actor, Forbidden, Unavailable, parse_text
from tests.plugins.postgres import OwnPostgres, address

from .postgres_crm import a_crm, an_engine

pytestmark = pytest.mark.postgres
MISSPELLED = parse_text("zoie", CONTACT_FIELDS)


def works(url: str, actor: Actor) -> bool:
    """
    Whether a contact can be added and found again.
    """
    with a_crm(url) as crm:
        added = crm.run(actor, add_contact, first_name="Zoë", tags=["new"])
        return [added.id] == [row.id for row in crm.run(actor, list_contacts).items]


def revision(url: str) -> str | None:
    """
    Where the database is.
    """
    with an_engine(url) as engine:
        return current_revision(engine)


def as_user(url: str, user: str) -> str:
    """
    The URL for somebody else to sign in with.
    """
    return url.replace("postgres@", f"{user}@", 1)


def test_again(empty_database_url: str, ann: Actor) -> None:
    """
    A database that is up to date is left as it is.
    """
    assert revision(empty_database_url) is None
    migrate(empty_database_url)
    assert works(empty_database_url, ann)

    migrate(empty_database_url)

    assert revision(empty_database_url) == newest_revision()
    with a_crm(empty_database_url) as crm:
        assert len(crm.run(ann, list_contacts).items) == 1


def test_together(empty_database_url: str, ann: Actor) -> None:
    """
    Several migrators at once: one works, the others wait and find it done.
    """
    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(migrate, empty_database_url) for _ in range(4)]:
            done.result()
    assert works(empty_database_url, ann)


@contextmanager
def cut_at(statement: int, admin: psycopg.Connection[Any]) -> Iterator[list[int]]:
    """
    Ends the session of whoever uses SQLAlchemy before the statement of that number;
    counts the statements.
    """
    seen = [0]

    def count(connection: Any, *_: object) -> None:
        seen[0] += 1
        if seen[0] == statement:
            pid = connection.connection.driver_connection.info.backend_pid
            admin.execute("select pg_terminate_backend(%s, 10000)", [pid])

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", count)


def test_interrupted(empty_database_url: str, postgres_url: str, ann: Actor) -> None:
    """
    A session that ends at any moment leaves no half version, and no lock: the next
    run completes.
    """
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        for statement in (2, 3, 5, 7, 12, 25, 50, 90):
            with cut_at(statement, admin), pytest.raises(Unavailable):
                migrate(empty_database_url)
            assert revision(empty_database_url) is None
        with cut_at(0, admin) as seen:
            migrate(empty_database_url)
    assert seen[0] > 90
    assert works(empty_database_url, ann)


@pytest.mark.slow
def test_by_an_ordinary_owner(own_postgres: OwnPostgres, ann: Actor) -> None:
    """
    The owner of a database who may create roles needs no superuser, and someone else
    may run the CRM who owns nothing.
    """
    with psycopg.connect(own_postgres.url, autocommit=True) as admin:
        admin.execute("create role owner login createrole")
        admin.execute("create database owned owner owner")
    url = as_user(address(own_postgres.url, "owned"), "owner")

    migrate(url)

    assert works(url, ann)
    with psycopg.connect(url) as owner:
        assert owner.execute("select * from crm.contacts").fetchall() == []
        owner.execute("create role service login noinherit")
        owner.execute("grant crm_app, crm_search, crm_worker to service")
    service = as_user(url, "service").replace("owner@", "service@")
    assert len(organizations_of(service)) == 1
    with a_crm(service) as crm:
        assert len(crm.run(ann, list_contacts).items) == 1
        crm.run(ann, add_contact, first_name="Served")
    for forbidden in ("select 1 from crm.contacts", "drop table crm.contacts"):
        with (
            psycopg.connect(service) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(forbidden)
    assert revision(service) == newest_revision()


def organizations_of(url: str) -> list[Any]:
    """
    The organizations that whoever signs in by the URL is shown.
    """
    with an_engine(url) as engine:
        return known_organizations(engine)


@pytest.mark.slow
def test_by_an_owner_who_makes_no_roles(own_postgres: OwnPostgres, ann: Actor) -> None:
    """
    Without the right to create roles the migration says so; with roles and schema
    made beforehand it needs none.
    """
    database = address(own_postgres.url, "owned")
    url = as_user(database, "owner")
    with psycopg.connect(own_postgres.url, autocommit=True) as admin:
        admin.execute("create role owner login")
        admin.execute("create role dba")
        admin.execute("create database owned owner owner")

    with pytest.raises(Forbidden, match="create role"):
        migrate(url)

    with psycopg.connect(database, autocommit=True) as admin:
        for role in ("crm_app", "crm_search", "crm_worker"):
            admin.execute(f"create role {role}")
            admin.execute(f"grant {role} to owner with inherit false")
        admin.execute("drop schema if exists crm")
        admin.execute("create schema crm authorization owner")
        admin.execute("create extension pg_trgm")
        admin.execute("create extension btree_gin")
        admin.execute("alter database owned owner to dba")
        admin.execute("revoke create on schema public from public")
    migrate(url)
    assert works(url, ann)


def test_extensions_elsewhere(empty_database_url: str, ann: Actor) -> None:
    """
    Extensions that a host keeps in a schema of its own are used there.
    """
    with psycopg.connect(empty_database_url) as host:
        host.execute("create schema extensions")
        host.execute("create extension pg_trgm schema extensions")
    migrate(empty_database_url)
    assert works(empty_database_url, ann)
    with a_crm(empty_database_url) as crm:
        assert crm.run(ann, list_contacts, MISSPELLED).corrected == "zoe"


def test_the_tables_are_those_declared(database_url: str) -> None:
    """
    What the migrations make is what the adapter believes there is.
    """

    def ours(thing: Any, name: str, kind: str, _found: bool, _given: Any) -> bool:
        table = name if kind == "table" else getattr(thing, "table", thing).name
        schema = getattr(thing, "schema", "crm") if kind == "table" else "crm"
        foreign = table.startswith("procrastinate_") or table == "alembic_version"
        return schema == "crm" and not foreign

    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        options = {
            "include_schemas": True,
            "include_object": ours,
            "version_table_schema": "crm",
            "compare_type": True,
        }
        context = MigrationContext.configure(connection, opts=options)
        differing = compare_metadata(context, metadata)
    engine.dispose()
    assert differing == []


def test_the_queue_is_the_librarys(database_url: str) -> None:
    """
    A newer procrastinate may bring changes to its tables: then they need a revision
    of ours, with what is named after the one known here.
    """
    folder = Path(procrastinate.__file__).parent / "sql" / "migrations"
    assert max(path.name for path in folder.glob("*.sql")) == (
        "03.04.00_50_post_add_retry_failed_job_procedure.sql"
    )


def test_a_newer_database(fresh_database_url: str) -> None:
    """
    An older version of the CRM keeps its hands off.
    """
    with psycopg.connect(fresh_database_url) as host:
        host.execute("update crm.alembic_version set version_num = '9999'")
    with pytest.raises(NewerDatabase):
        migrate(fresh_database_url)
    assert revision(fresh_database_url) == "9999"


def test_no_database() -> None:
    """
    A server that is not there is said to be so.
    """
    with pytest.raises(Unavailable):
        migrate("postgresql://nobody@127.0.0.1:1/nowhere")


def test_a_url_of_sqlalchemy(empty_database_url: str, ann: Actor) -> None:
    """
    The driver may be named in the URL, as hosts on SQLAlchemy do.
    """
    url = empty_database_url.replace("postgresql:", "postgresql+psycopg:")
    migrate(url)
    engine = create_engine(url)
    crm = Crm(PostgresWorks(engine))
    assert crm.run(ann, add_contact, first_name="Zoë").first_name == "Zoë"
    engine.dispose()
