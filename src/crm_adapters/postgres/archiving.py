"""
All rows of one organization as JSON Lines, at one moment; and back.

What is archived follows from the schema: every tenant table, but those that are named
here with the reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from attrs import evolve, frozen
from psycopg import sql
from sqlalchemy import Column, Engine, Table
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import Text

from crm_core.shared import Conflict, Invalid, NotFound, OrganizationId, Unavailable

from .contents import HELD
from .lexemes import organization_key
from .migrating import newest_revision
from .schema import APP_ROLE, SCHEMA, metadata

LEFT_OUT: Mapping[str, str] = {
    "idempotency_keys": "answers kept for a day, for requests that are sent again",
    "sign_in_links": "one-time codes that are valid for minutes",
}
LOCAL: Mapping[str, Sequence[str]] = {
    # Given anew: their order is the one in which the rows stand.
    "events": ("transaction", "position"),
    # Without it nothing that waited is sent from the copy as well.
    "email_deliveries": ("epoch",),
    # Sealed for this installation: whoever has the copy signs in anew.
    "calendar_connections": ("sealed_password",),
    "mailboxes": ("sealed", "client_sealed"),
    "mailbox_progress": ("sealed_token",),
}
TABLES: Mapping[str, Table] = {
    table.name: table
    for table in metadata.sorted_tables  # a table after those that it points at
    if "organization_id" in table.c and table.name not in LEFT_OUT
}
_WAITING = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SET LOCAL TimeZone = 'UTC'",
)
_STAGED = sql.SQL("CREATE TEMP TABLE crm_staged (place bigserial, line json)")


@frozen
class ArchivedTables:
    """
    The tables of one organization inside a transaction of its own; *came_from* is
    whose rows are restored into them, if it had another id.
    """

    connection: psycopg.Connection[Any]
    organization_id: OrganizationId
    came_from: OrganizationId | None = None

    def about(self) -> tuple[str, datetime]:
        """
        The organization's name, and the moment of the transaction.

        Raises:
            NotFound: No such organization.
        """
        query = (
            f"SELECT name, transaction_timestamp() FROM {SCHEMA}.organizations"
            " WHERE organization_id = %s"
        )
        found = self.connection.execute(query, [self.organization_id]).fetchone()
        if found is None:
            raise NotFound("No such organization in this database.")
        return found[0], found[1]

    def lines(self, name: str) -> Iterator[bytes]:
        """
        The rows of a table in the order of their key, each as a line of JSON.
        """
        table = TABLES[name]
        query = sql.SQL(
            "COPY (SELECT row_to_json(r) FROM (SELECT {columns} FROM {table}"
            " WHERE organization_id = {organization} ORDER BY {key}) AS r) TO STDOUT"
        ).format(
            columns=_columns(table),
            table=sql.Identifier(SCHEMA, name),
            organization=sql.Literal(self.organization_id),
            key=_key(table),
        )
        with self.connection.cursor().copy(query) as copy:
            for line in copy:
                # COPY doubles backslashes; JSON has none of what else it escapes.
                yield bytes(line).replace(b"\\\\", b"\\")

    def file_keys(self) -> Iterator[tuple[str, bool]]:
        """
        The keys of all stored contents that the rows name, or that the trail could
        bring back; each with whether it must be there.
        """
        for query, needed in HELD:
            for (key,) in self.connection.execute(query, [self.organization_id]):
                yield key, needed

    def restore(self, name: str, lines: Iterable[bytes]) -> int:
        """
        Write the rows of a table, and answer how many they were.

        Raises:
            Invalid: They do not fit the table.
        """
        table, cursor = TABLES[name], self.connection.cursor()
        columns = _columns(table)
        insert = sql.SQL(
            "INSERT INTO {table} (organization_id, {columns})"
            " SELECT {organization}, {values} FROM crm_staged AS s"
            " CROSS JOIN LATERAL json_populate_record(NULL::{table}, s.line) AS r"
            " ORDER BY s.place"
        ).format(
            table=sql.Identifier(SCHEMA, name),
            columns=columns,
            values=_restored(table, self.organization_id, self.came_from),
            organization=sql.Literal(self.organization_id),
        )
        try:
            cursor.execute("TRUNCATE crm_staged")
            with cursor.copy("COPY crm_staged (line) FROM STDIN") as copy:
                for line in lines:
                    copy.write(line.replace(b"\\", b"\\\\") + b"\n")
            return cursor.execute(insert).rowcount
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            said = error.diag.message_primary
            raise Invalid(f"The rows of {name} do not fit: {said}.") from error

    def check(self) -> None:
        """
        Look at what waited for the rows of all tables.

        Raises:
            Invalid: Rows point at others that are not there.
        """
        try:
            self.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except psycopg.IntegrityError as error:
            said = error.diag.message_primary
            raise Invalid(f"The rows do not fit each other: {said}.") from error


@contextmanager
def archived_tables(
    engine: Engine, organization_id: OrganizationId
) -> Iterator[ArchivedTables]:
    """
    The organization's tables as they are at one moment, to be read.
    """
    with _transaction(engine, organization_id, "REPEATABLE READ READ ONLY") as work:
        yield work


@contextmanager
def empty_tables(
    engine: Engine, organization_id: OrganizationId, came_from: OrganizationId
) -> Iterator[ArchivedTables]:
    """
    The organization's tables to be filled with what *came_from* had: all of them, or
    none when the block raises.

    Raises:
        Conflict: The database has that organization.
    """
    with _transaction(engine, organization_id, "READ COMMITTED", stage=True) as work:
        try:
            name, _ = work.about()
        except NotFound:
            work.connection.execute("SET CONSTRAINTS ALL DEFERRED")
            yield evolve(work, came_from=came_from)
            work.check()
        else:
            raise Conflict(f"This database already has that organization ({name}).")


@contextmanager
def _transaction(
    engine: Engine,
    organization_id: OrganizationId,
    isolation: str,
    *,
    stage: bool = False,
) -> Iterator[ArchivedTables]:
    try:
        proxy = engine.raw_connection()
    except (DBAPIError, psycopg.OperationalError) as error:
        raise Unavailable("The database cannot be reached.") from error
    driver: Any = proxy.driver_connection
    try:
        with driver.transaction():
            driver.execute(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
            for setting in _WAITING:
                driver.execute(setting)
            if stage:
                driver.execute(_STAGED.as_string() + " ON COMMIT DROP")
                driver.execute(f"GRANT ALL ON crm_staged TO {APP_ROLE}")
                driver.execute(
                    f"GRANT USAGE ON SEQUENCE crm_staged_place_seq TO {APP_ROLE}"
                )
            driver.execute(
                f"SELECT set_config('role', '{APP_ROLE}', true),"
                " set_config('crm.organization_id', %s, true)",
                [str(organization_id)],
            )
            yield ArchivedTables(driver, organization_id)
    finally:
        proxy.close()


def schema_revision() -> str:
    """
    The revision of the schema that archives are made at and restored into.
    """
    return newest_revision()


def _archived(table: Table) -> list[Column[Any]]:
    skipped = {"organization_id", *LOCAL.get(table.name, ())}
    return [c for c in table.c if c.name not in skipped and c.computed is None]


def _columns(table: Table, *, of: str | None = None) -> sql.Composed:
    names = [column.name for column in _archived(table)]
    return sql.SQL(", ").join(
        sql.Identifier(of, name) if of else sql.Identifier(name) for name in names
    )


def _restored(
    table: Table, here: OrganizationId, came_from: OrganizationId | None
) -> sql.Composed:
    """
    The values of archived rows, the search index under the key of the organization
    that they are in from now on.
    """
    if came_from in (None, here):
        return _columns(table, of="r")
    key = sql.Literal(organization_key(here))
    return sql.SQL(", ").join(
        _REINDEXED.format(key=key, column=sql.Identifier("r", column.name))
        if isinstance(column.type, TSVECTOR)
        else sql.Identifier("r", column.name)
        for column in _archived(table)
    )


_REINDEXED = sql.SQL(
    "array_to_tsvector(ARRAY(SELECT {key} || substr(lexeme, length({key}) + 1)"
    " FROM unnest(tsvector_to_array({column})) AS lexeme))"
)


def _key(table: Table) -> sql.Composed:
    columns = [c for c in table.primary_key if c.name != "organization_id"]
    if not columns:  # one row an organization
        return sql.Composed([sql.Identifier("organization_id")])
    return sql.SQL(", ").join(
        sql.SQL('{} COLLATE "C"').format(sql.Identifier(column.name))
        if isinstance(column.type, Text)
        else sql.Identifier(column.name)
        for column in columns
    )
