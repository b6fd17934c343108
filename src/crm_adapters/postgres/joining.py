"""
Working inside a transaction that the host began and will end.
"""

from contextlib import suppress
from typing import Any

import psycopg
from psycopg.pq import PipelineStatus, TransactionStatus
from sqlalchemy import Connection

from crm_core.shared import Conflict, Unavailable

from .statements import statement
from .transaction import Transaction
from .wire import Wire

Host = Connection | psycopg.Connection[Any]

_SAVEPOINT = statement("SAVEPOINT crm")
_RELEASE = statement("RELEASE SAVEPOINT crm")
_ROLLBACK_TO = statement("ROLLBACK TO SAVEPOINT crm")
_READ_SETTINGS = statement(
    "SELECT current_setting('role'), current_setting('crm.organization_id', true)"
)
_RESTORE = statement(
    "SELECT set_config('role', $1, true), set_config('crm.organization_id', $2, true)",
    ("role", "organization_id"),
)


class JoinedTransaction(Transaction):
    """
    A savepoint in a transaction that the host began and will end.

    Role and organization are set for the savepoint alone, and put back after it.
    """

    def begin(self) -> None:
        """
        Set the savepoint.
        """
        self._wire, self._begun = self._connect(), True
        self._waiting = [(_SAVEPOINT, []), (_READ_SETTINGS, [])]
        results = self._send()
        self._before = self._wire.rows(results[-1])[0]
        self._waiting = self._opening(reading=True)

    def commit(self) -> None:
        role, organization_id = self._before
        values = {"role": role, "organization_id": organization_id or ""}
        self._waiting.append((_RESTORE, _RESTORE.encode(values)))
        self._waiting.append((_RELEASE, []))
        self._send()

    def undo(self) -> None:
        self.flush()
        self._waiting = [(_ROLLBACK_TO, [])]

    def rollback(self) -> None:
        self._waiting = []
        with suppress(Exception):
            self._settle()
        if self._wire is None or self._wire.connection.closed:
            return
        with suppress(psycopg.Error):  # the host finds its connection broken
            self._wire.trip([(_ROLLBACK_TO, []), (_RELEASE, [])])


def host_wire(host: Host, *, patience: float) -> Wire:
    """
    The wire of the host's connection, which is inside a transaction.

    Raises:
        Conflict: It is not, or it cannot be spoken on now.
        Unavailable: It is closed.
    """
    driver = _driver(host)
    status = driver.pgconn.transaction_status
    if driver.closed or status == TransactionStatus.UNKNOWN:
        raise Unavailable("The host's connection is closed.")
    if status == TransactionStatus.INERROR:
        raise Conflict("The host's transaction has failed: roll it back first.")
    if (
        status == TransactionStatus.ACTIVE
        or driver.pgconn.pipeline_status != PipelineStatus.OFF
    ):
        raise Conflict("The host's connection is busy with statements of the host.")
    if status == TransactionStatus.IDLE:
        if not _has_begun(host, driver):
            raise Conflict(
                "The connection is not inside a transaction: begin one first"
                " (in Django, with transaction.atomic())."
            )
        driver.execute("SELECT 1")  # the driver begins before its first statement
    return Wire(driver, prepare=False, patience=patience)


def _driver(host: Host) -> psycopg.Connection[Any]:
    found: object = host
    if isinstance(host, Connection):
        found = host.connection.driver_connection
    if not isinstance(found, psycopg.Connection):
        message = f"The CRM speaks through psycopg 3, not {type(found).__name__}."
        raise TypeError(message)
    return found


def _has_begun(host: Host, driver: psycopg.Connection[Any]) -> bool:
    if isinstance(host, Connection) and not host.in_transaction():
        return False
    return not driver.autocommit
