"""
Connections from an engine's pool, for one transaction each.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from select import POLLIN, poll
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from crm_core.shared import Unavailable

from .wire import PATIENCE_SECONDS, Wire

IDLE = TransactionStatus.IDLE
STATEMENT_SECONDS = 5
OPTIONS = (
    f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout=3s"
    " -c idle_in_transaction_session_timeout=10s -c jit=off -c TimeZone=UTC"
)


def connect_engine(url: str, *, size: int = 10, wait: float = 2.0) -> Engine:
    """
    An engine whose connections give up in time: 3 s to connect, 5 s a statement,
    3 s for a lock; *wait* seconds for a free connection.

    A connection that died while idle, or that a parent process holds, is replaced
    before it is used.
    """
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_reset_on_return=None,  # `pooled` sees to it that no transaction is left
        pool_timeout=wait,
        connect_args={
            "connect_timeout": 3,
            "options": OPTIONS,
            "application_name": "crm",
            "keepalives_idle": 30,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
    )
    event.listen(engine, "connect", _remember_process)
    event.listen(engine, "checkout", _refuse_dead)
    return engine


def _remember_process(_driver: Any, entry: ConnectionPoolEntry) -> None:
    entry.info["process"] = os.getpid()


def _refuse_dead(driver: Any, entry: Any, proxy: Any) -> None:
    if entry.info["process"] != os.getpid():
        # The parent's: forgotten, not closed.
        entry.dbapi_connection = proxy.dbapi_connection = None
        raise DisconnectionError
    waiting = poll()
    waiting.register(driver.pgconn.socket, POLLIN)
    if waiting.poll(0):  # nothing comes on an idle connection but its end
        raise InvalidatePoolError


@contextmanager
def pooled(
    engine: Engine, *, prepare: bool, patience: float = PATIENCE_SECONDS
) -> Iterator[Callable[[], Wire]]:
    """
    Gives a function that takes a connection from the pool, and a fresh one when it
    is called again because the first had died. They go back at the end.

    Raises:
        Unavailable: No connection could be had.
    """
    taken: list[PoolProxiedConnection] = []

    def connect() -> Wire:
        if taken:
            taken.pop().invalidate()
        try:
            proxy = engine.raw_connection()
        except PoolTimeout:
            raise Unavailable("All database connections are busy.") from None
        except (DBAPIError, psycopg.OperationalError) as error:
            raise Unavailable("The database cannot be reached.") from error
        taken.append(proxy)
        driver: Any = proxy.driver_connection
        return Wire(driver, prepare=prepare, patience=patience)

    try:
        yield connect
    finally:
        for proxy in taken:
            driver: Any = proxy.driver_connection
            if driver is None or driver.pgconn.transaction_status != IDLE:
                proxy.invalidate()
            proxy.close()
