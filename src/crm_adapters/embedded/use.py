"""
Use the embedded server: the only door to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from crm_adapters.embedded import keeper
from crm_adapters.embedded.locks import locked
from crm_adapters.embedded.places import settle
from crm_adapters.embedded.server import Server, ServerFailed

DATABASE = "crm"


@contextmanager
def running(home: Path, *, durable: bool = True, fresh: bool = False) -> Iterator[str]:
    """
    The URL of the database of this home, whose server runs at least until the end of
    the block. It is started when it does not run, shared with whoever uses it too, and
    stopped by its last user, however that one ends.

    Data are kept under the home. With fresh they are given up first, also those that
    others are working on. What is not durable is faster, and for tests.

    Raises:
        ServerFailed: with what PostgreSQL said.
        Unreachable: the server's files cannot be used; says why and what to do.
    """
    home = home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    lock = home / "postgres.lock"
    with locked(lock):
        places = settle(home)
        connection = keeper.join(places)
        if connection is None:
            keeper.start(home, durable=durable)
            connection = keeper.join(places)
    if connection is None:
        raise ServerFailed("The embedded PostgreSQL stopped as soon as it had started.")
    server = Server(places, durable=durable)
    try:
        with locked(lock):
            _provide_database(server, fresh=fresh)
        yield server.url(DATABASE)
    finally:
        keeper.leave(connection)


def _provide_database(server: Server, *, fresh: bool) -> None:
    name = sql.Identifier(DATABASE)
    with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
        if fresh:
            admin.execute(
                sql.SQL("drop database if exists {} with (force)").format(name)
            )
        known = admin.execute(
            "select 1 from pg_database where datname = %s", [DATABASE]
        ).fetchone()
        if not known:
            admin.execute(sql.SQL("create database {}").format(name))
