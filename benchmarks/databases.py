"""
The embedded PostgreSQL of the benchmarks, and its databases, kept between runs.

One database for each size of organization; what measuring writes goes into a copy.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from crm_adapters.embedded import running

SETTINGS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
}
"""
Beside these the server runs as the demo's does: durable, with fsync.
"""


def home() -> Path:
    """
    Where the databases are kept: ``CRM_BENCH_HOME`` or a cache folder.
    """
    default = Path.home() / ".cache" / "erp-crm-module" / "benchmarks"
    return Path(os.environ.get("CRM_BENCH_HOME") or default)


@contextmanager
def server() -> Iterator[str]:
    """
    The URL of a database of a server that has `SETTINGS`.
    """
    with running(home()) as url, connect(url) as admin:
        for name, value in SETTINGS.items():
            admin.execute(
                sql.SQL("alter system set {} = {}").format(
                    sql.Identifier(name), sql.Literal(value)
                )
            )
    with running(home()) as url:  # started anew: the last user had left
        yield url


def connect(url: str, **options) -> psycopg.Connection:
    """
    A connection of the superuser, each statement for itself.
    """
    return psycopg.connect(url, autocommit=True, **options)


def named(url: str, database: str) -> str:
    """
    The URL of another database of the same server.
    """
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def create(url: str, database: str, *, template: str = "template0") -> str:
    """
    Make *database* anew, as a copy of *template*, and answer its URL.
    """
    drop(url, database)
    with connect(url) as admin:
        admin.execute(
            sql.SQL("create database {} template {} strategy file_copy").format(
                sql.Identifier(database), sql.Identifier(template)
            )
        )
    return named(url, database)


def drop(url: str, database: str) -> None:
    """
    Remove *database* if there is one.
    """
    with connect(url) as admin:
        admin.execute(
            sql.SQL("drop database if exists {} with (force)").format(
                sql.Identifier(database)
            )
        )


@contextmanager
def copied(url: str, database: str) -> Iterator[str]:
    """
    The URL of a copy of *database* that is thrown away after the block.
    """
    copy = f"{database}_copy"
    yield create(url, copy, template=database)
    drop(url, copy)


def mark(url: str, database: str, text: str) -> None:
    """
    Note on *database* what is in it.
    """
    with connect(url) as admin:
        admin.execute(
            sql.SQL("comment on database {} is {}").format(
                sql.Identifier(database), sql.Literal(text)
            )
        )


def marked(url: str, database: str) -> str | None:
    """
    What was noted on *database*, if it exists.
    """
    with connect(url) as admin:
        query = (
            "select shobj_description(oid, 'pg_database') from pg_database"
            " where datname = %s"
        )
        found = admin.execute(query, [database]).fetchone()
        return found[0] if found else None


def version(url: str) -> str:
    """
    The version of the server.
    """
    with connect(url) as reader:
        row = reader.execute("show server_version").fetchone()
        return row[0] if row else ""
