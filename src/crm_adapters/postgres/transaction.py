"""
One transaction: statements wait until an answer is needed, then go in one trip.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import Any

import psycopg

from crm_core.shared import CrmError, OrganizationId, Stale

from .refusals import refusal
from .schema import APP_ROLE
from .statements import Statement, statement
from .wire import MOST_MESSAGES, ConnectionLost, Message, NoAnswer, Rows, Wire

_BEGIN = statement("BEGIN")
_COMMIT = statement("COMMIT")
_ROLLBACK = statement("ROLLBACK")
_ENTER = statement(
    f"SELECT set_config('role', '{APP_ROLE}', true),"
    " set_config('crm.organization_id', $1, true)",
    ("organization_id",),
)

Connect = Callable[[], Wire]


class Transaction:
    """
    A transaction of one organization on a connection taken when first needed.

    The settings that row-level security reads travel with the first statement.
    Statements that only read need no more than the transaction that a trip is of
    itself: a read costs one trip. With the first that writes or locks goes ``BEGIN``,
    with the last ``COMMIT``: a write that needs no answer costs one trip too.
    """

    def __init__(self, connect: Connect, organization_id: OrganizationId) -> None:
        self._connect = connect
        self._organization_id = organization_id
        self._wire: Wire | None = None
        self._begun = False
        self._waiting: list[Message] = []
        self._refused: Exception | None = None
        self._pushed: Future[Any] | None = None

    def ask(self, what: Statement, values: Mapping[str, object]) -> Rows:
        """
        Run *what* now, behind all that waits, and answer its rows.
        """
        self._waiting.append((what, what.encode(values)))
        result = self._send()[-1]
        assert self._wire is not None
        return self._wire.rows(result)

    def ask_all(
        self, questions: Sequence[tuple[Statement, Mapping[str, object]]]
    ) -> list[Rows]:
        """
        Run several statements in one trip and answer the rows of each.
        """
        self._waiting += [(what, what.encode(values)) for what, values in questions]
        results = self._send()[-len(questions) :]
        assert self._wire is not None
        return [self._wire.rows(result) for result in results]

    def tell(self, what: Statement, values: Mapping[str, object]) -> None:
        """
        Run *what* with the next statement that needs an answer, or at the end.
        """
        self._waiting.append((what, what.encode(values)))
        if len(self._waiting) >= MOST_MESSAGES:
            self._send()

    def flush(self) -> None:
        """
        Run all that waits now, so that its refusals are its own.
        """
        if self._waiting:
            self._send()

    def push(self) -> None:
        """
        Run all that waits while the caller goes on; the next statement waits for it,
        and tells its refusals.
        """
        self._settle()
        waiting, self._waiting = self._waiting, []
        pushed = self._pushed = Future[Any]()

        def send() -> None:
            try:
                pushed.set_result(self._trip(waiting, last=False))
            except BaseException as error:  # noqa: BLE001 - told to who waits
                pushed.set_exception(error)

        Thread(target=send, name="push").start()

    def _settle(self) -> None:
        pushed, self._pushed = self._pushed, None
        if pushed is not None:
            pushed.result()

    def change_one(self, what: Statement, values: Mapping[str, object]) -> None:
        """
        Run *what*, which must find its one row.

        Raises:
            Stale: It found none: the row is no longer at the version read.
        """
        self._waiting.append((what, what.encode(values)))
        if self._send()[-1].command_tuples != 1:
            raise Stale(id=values.get("id"))

    def _opening(self, *, reading: bool) -> list[Message]:
        entering = (_ENTER, _ENTER.encode({"organization_id": self._organization_id}))
        return [entering] if reading else [(_BEGIN, []), entering]

    def _send(self, *, last: bool = False) -> list[Any]:
        self._settle()
        waiting, self._waiting = self._waiting, []
        return self._trip(waiting, last=last)

    def _trip(self, waiting: list[Message], *, last: bool) -> list[Any]:
        if self._refused is not None:  # whoever goes on after that keeps nothing
            raise self._refused
        safe = not self._begun and not last
        if not self._begun:
            reading = all(what.reads for what, _ in waiting)
            waiting = [*self._opening(reading=reading), *waiting]
            self._begun = not reading
        try:
            if self._wire is None:
                self._wire = self._connect()
            try:
                return self._wire.trip(waiting)
            except NoAnswer:
                raise
            except ConnectionLost:
                if not safe:
                    raise
                # Nothing was committed: a pooled connection had died unnoticed.
                self._wire = self._connect()
                return self._wire.trip(waiting)
        except psycopg.Error as error:
            self._refused = translated(error)
            raise self._refused from error

    def commit(self) -> None:
        """
        Send what waits, and make it all last.
        """
        self._settle()
        if not self._begun and not self._waiting:
            return
        self._waiting.append((_COMMIT, []))
        self._send(last=True)

    def undo(self) -> None:
        """
        Run all that waits, so that it is refused if it would be, and undo it all;
        nothing is left to commit.
        """
        self.flush()
        self.rollback()
        self._begun = False

    def rollback(self) -> None:
        """
        Make it all undone.
        """
        self._waiting = []
        with suppress(Exception):
            self._settle()
        if not self._begun or self._wire is None or self._wire.connection.closed:
            return
        try:
            self._wire.trip([(_ROLLBACK, [])])
        except psycopg.Error:
            self._wire.connection.close()


def translated(error: psycopg.Error) -> Exception:
    """
    The domain's word for a database error, or the error itself when it is a bug.
    """
    found: CrmError | None = refusal(error)
    return found or error
