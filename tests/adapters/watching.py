"""
What the database does for a use case: its plans, and the trips to it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any

import psycopg
from attrs import Factory, define
from sqlalchemy import Engine, event

from .postgres_crm import an_engine

EXPLAINING = """
load 'auto_explain';
set auto_explain.log_min_duration = 0;
set auto_explain.log_analyze = on;
set auto_explain.log_timing = off;
set auto_explain.log_nested_statements = on;
set auto_explain.log_format = json;
set auto_explain.log_level = notice;
"""


@define
class Watch:
    """
    Sees the one connection of an engine: the very statements, also those inside
    functions, and the protocol.
    """

    _protocol: Any
    plans: list[dict[str, Any]] = Factory(list)
    _seen: int = 0

    def look(self, driver: psycopg.Connection[Any], _entry: object) -> None:
        """
        Begin to watch a new connection.
        """
        driver.execute(EXPLAINING)
        driver.commit()
        driver.add_notice_handler(self._note)
        driver.pgconn.trace(self._protocol.fileno())

    def _note(self, notice: psycopg.errors.Diagnostic) -> None:
        _, found, plan = (notice.message_primary or "").partition("plan:\n")
        if found:
            self.plans.append(json.loads(plan))

    def begin(self) -> None:
        """
        Forget what was seen so far.
        """
        self.plans.clear()
        self._seen = self._syncs()

    def trips(self) -> int:
        """
        How often an answer was waited for.
        """
        return self._syncs() - self._seen

    def _syncs(self) -> int:
        self._protocol.seek(0)
        return sum(b"\tSync" in line for line in self._protocol)

    def nodes(self, table: str) -> list[dict[str, Any]]:
        """
        Every node of a plan that read a table.
        """
        found = (node for plan in self.plans for node in _below(plan["Plan"]))
        return [node for node in found if node.get("Relation Name") == table]


def _below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _below(child)


def rows_read(nodes: list[dict[str, Any]]) -> int:
    """
    How many rows were looked at, kept or not.
    """
    counted = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return sum(
        int(node["Actual Loops"] * sum(node.get(name, 0) for name in counted))
        for node in nodes
    )


@contextmanager
def watched(url: str) -> Iterator[tuple[Engine, Watch]]:
    """
    An engine of one connection, and who watches it.
    """
    with TemporaryFile() as protocol, an_engine(url, size=1) as engine:
        watch = Watch(protocol)
        event.listen(engine, "connect", watch.look)
        yield engine, watch
