"""
Several statements in one round trip, on a psycopg connection.

psycopg's own pipeline hands the interpreter lock over several times a trip and so
collapses under threads; libpq's, driven as below, does not (see
``docs/explanation/performance.md``).
"""

from collections.abc import Sequence
from select import POLLERR, POLLHUP, POLLIN, POLLOUT, poll
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
import psycopg
from psycopg import pq
from psycopg.adapt import AdaptersMap, Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.types.json import set_json_loads

from .statements import Statement

Message = tuple[Statement, list[bytes | None]]
Rows = list[tuple[Any, ...]]

MOST_MESSAGES = 200
_BINARY = pq.Format.BINARY
_OK = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
_prepared: WeakKeyDictionary[psycopg.Connection[Any], set[bytes]] = WeakKeyDictionary()


class _Reading:
    """
    How results are read, whatever the connection's own settings: moments in UTC.
    """

    connection = None
    adapters = AdaptersMap(psycopg.adapters)


_READING = _Reading()
set_json_loads(msgspec.json.decode, _READING)


PATIENCE_SECONDS = 8.0
"""
Longer than a statement may take: then the server itself says so.
"""


class ConnectionLost(psycopg.OperationalError):
    """
    The server went away.
    """


class NoAnswer(ConnectionLost):
    """
    The server did not answer in time.
    """


class Wire:
    """
    Speaks to one connection in pipelines. *prepare* keeps statements on the
    server, which pays on a connection that lives; a pooler between may forbid it.
    """

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        *,
        prepare: bool,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.connection = connection
        self.pgconn = connection.pgconn
        self.prepared = _prepared.setdefault(connection, set()) if prepare else None
        self.patience = int(patience * 1000)

    def trip(self, messages: Sequence[Message]) -> list[pq.abc.PGresult]:
        """
        Send *messages* and answer their results, in order.

        Raises:
            psycopg.Error: The first one that failed; those behind it did not run.
            ConnectionLost: No answer came; the connection is closed.
        """
        pgconn = self.pgconn
        try:
            pgconn.enter_pipeline_mode()
            preparing = [self._send(message) for message in messages]
            pgconn.pipeline_sync()
            results = self._receive()
            pgconn.exit_pipeline_mode()
        except BaseException as error:
            # Also when interrupted: what is still under way would be read by the next.
            self._break()
            if type(error) is psycopg.OperationalError:
                raise ConnectionLost(str(error)) from error
            raise
        return self._checked(results, preparing)

    def rows(self, result: pq.abc.PGresult) -> Rows:
        """
        The rows of a result as Python values.
        """
        transformer = Transformer(_READING)
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples, tuple)

    def _send(self, message: Message) -> bytes | None:
        statement, params = message
        prepared = self.prepared
        if prepared is None or not statement.keep:
            self.pgconn.send_query_params(
                statement.sql, params or None, result_format=_BINARY
            )
            return None
        name = statement.name
        new = name not in prepared
        if new:
            self.pgconn.send_prepare(name, statement.sql)
            prepared.add(name)
        self.pgconn.send_query_prepared(name, params or None, result_format=_BINARY)
        return name if new else None

    def _receive(self) -> list[pq.abc.PGresult]:
        pgconn = self.pgconn
        waiting = poll()
        waiting.register(pgconn.socket, POLLIN | POLLOUT)
        unsent = True
        results: list[pq.abc.PGresult] = []
        while True:
            if unsent:
                unsent = bool(pgconn.flush())
                if not unsent:
                    waiting.modify(pgconn.socket, POLLIN)
            while unsent or pgconn.is_busy():
                ready = waiting.poll(self.patience)
                if not ready:
                    raise NoAnswer("the database did not answer in time")
                if ready[0][1] & (POLLIN | POLLERR | POLLHUP):
                    pgconn.consume_input()
                if unsent:
                    break
            else:
                result = pgconn.get_result()
                if result is None:
                    if pgconn.status == pq.ConnStatus.BAD:
                        raise ConnectionLost("the connection to the database broke")
                    continue
                if result.status == pq.ExecStatus.PIPELINE_SYNC:
                    return results
                results.append(result)

    def _checked(
        self, results: list[pq.abc.PGresult], preparing: Sequence[bytes | None]
    ) -> list[pq.abc.PGresult]:
        answers: list[pq.abc.PGresult] = []
        failed: pq.abc.PGresult | None = None
        at = iter(results)
        for name in preparing:
            if name is not None:
                prepared = next(at)
                if prepared.status not in _OK:
                    failed = failed or prepared
                    if self.prepared is not None:
                        self.prepared.discard(name)
            result = next(at)
            if result.status in _OK:
                answers.append(result)
            else:
                failed = failed or result
        if failed is not None:
            error = error_from_result(failed, encoding="utf-8")
            if isinstance(error, InvalidSqlStatementName) and self.prepared:
                self.prepared.clear()  # somebody else has deallocated them
            raise error
        return answers

    def _break(self) -> None:
        if self.prepared is not None:
            self.prepared.clear()
        self.connection.close()
