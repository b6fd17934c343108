"""
Bringing a database's schema up to date; the scripts are in the package.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, text

from .schema import SCHEMA

# Two migrators at once: the second waits for this lock.
_LOCK = 0x63726D


def migrate(url: str) -> None:
    """
    Migrate the database at *url* to the newest schema, as a role that may create
    schemas and roles.
    """
    if "://" in url and "+psycopg" not in url.split("://", 1)[0]:
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            connection.commit()
            try:
                _upgrade(connection)
            finally:
                connection.rollback()
                connection.execute(
                    text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK}
                )
                connection.commit()
    finally:
        engine.dispose()


def _upgrade(connection: Connection) -> None:
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    connection.commit()
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option(
        "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
    )
    return config


def newest_revision() -> str | None:
    """
    The revision that this version of the CRM needs.
    """
    return ScriptDirectory.from_config(_config()).get_current_head()


def current_revision(engine: Engine) -> str | None:
    """
    The revision that the database is at; None when it was never migrated.
    """
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table_schema": SCHEMA}
        )
        return context.get_current_revision()
