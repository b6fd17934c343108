"""
Connections from an engine's pool, for one transaction each.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection

from crm_core.shared import Unavailable

from .wire import Wire

STATEMENT_SECONDS = 5
OPTIONS = (
    f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout=3s"
    " -c idle_in_transaction_session_timeout=10s -c jit=off -c TimeZone=UTC"
)


def connect_engine(url: str, *, size: int = 10, wait: float = 2.0) -> Engine:
    """
    An engine whose connections give up in time: 3 s to connect, 5 s a statement,
    3 s for a lock; *wait* seconds for a free connection.
    """
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    return create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=wait,
        connect_args={
            "connect_timeout": 3,
            "options": OPTIONS,
            "application_name": "crm",
        },
    )


@contextmanager
def pooled(engine: Engine, *, prepare: bool) -> Iterator[Callable[[], Wire]]:
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
            engine.dispose(close=False)
        try:
            proxy = engine.raw_connection()
        except PoolTimeout:
            raise Unavailable("All database connections are busy.") from None
        except (DBAPIError, psycopg.OperationalError) as error:
            raise Unavailable("The database cannot be reached.") from error
        taken.append(proxy)
        driver: Any = proxy.driver_connection
        return Wire(driver, prepare=prepare)

    try:
        yield connect
    finally:
        for proxy in taken:
            driver: Any = proxy.driver_connection
            if driver is None or driver.closed:
                proxy.invalidate()
            proxy.close()
