"""
Bringing a database's schema up to date; the scripts are in the package.
"""

from pathlib import Path

import psycopg
from psycopg import errors
from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from crm_core.shared import Conflict, Forbidden, Unavailable

from .schema import SCHEMA

_LOCK = 0x63726D
_SCRIPTS = Path(__file__).parent / "migrations"


class NewerDatabase(Conflict):
    """
    The database was migrated by a newer version of the CRM: install that one.
    """


def migrate(url: str) -> None:
    """
    Migrate the database at *url* to the newest schema, as a role that may create
    schemas and roles, or finds them made.

    Raises:
        Forbidden: The role may not do what is needed; says what.
        NewerDatabase: It is beyond this version's schema.
        Unavailable: The database cannot be reached.
    """
    if "://" in url and "+psycopg" not in url.split("://", 1)[0]:
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            if _revision(connection) == newest_revision():
                return
            # Until the connection closes: a second migrator waits here.
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            _upgrade(connection)
    except (DBAPIError, psycopg.Error) as error:
        raise _explained(error) from error
    finally:
        engine.dispose()


def _upgrade(connection: Connection) -> None:
    # Alembic takes as long to import as all the rest: only who migrates waits for it.
    from alembic import command
    from alembic.config import Config

    if (_revision(connection) or "") > newest_revision():
        raise NewerDatabase
    known = text("SELECT to_regnamespace(:schema) IS NOT NULL")
    if not connection.execute(known, {"schema": SCHEMA}).scalar_one():
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    connection.commit()
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _explained(error: DBAPIError | psycopg.Error) -> Exception:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, errors.InsufficientPrivilege):
        lacking = cause.diag.message_primary
        return Forbidden(f"The role that migrates lacks a right: {lacking}.")
    if isinstance(cause, psycopg.OperationalError):
        return Unavailable("The database cannot be reached, or broke off.")
    return error


def newest_revision() -> str:
    """
    The revision that this version of the CRM needs: scripts are named by theirs.
    """
    return max(path.name[:4] for path in (_SCRIPTS / "versions").glob("[0-9]*.py"))


def current_revision(engine: Engine) -> str | None:
    """
    The revision that the database is at; None when it was never migrated.
    """
    with engine.connect() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    table = f"{SCHEMA}.alembic_version"
    known = text("SELECT to_regclass(:table) IS NOT NULL")
    if not connection.execute(known, {"table": table}).scalar_one():
        return None
    found = connection.execute(text(f"SELECT version_num FROM {table}"))
    revision: str | None = found.scalar_one_or_none()
    return revision
