"""
What became of leads and opportunities, in memory.
"""

from collections.abc import Iterable
from datetime import date, datetime

from attrs import frozen

from crm_core.analytics import History

from ..rows import Row
from .boards import OPEN
from .context import Context

_SAME = (
    "id",
    "pipeline_id",
    "status",
    "created_at",
    "value",
    "currency",
    "assigned_to",
)


@frozen
class MemoryHistories:
    """
    What became of the leads and opportunities that the actor may see.
    """

    context: Context

    def leads(
        self, *, since: datetime | None, until: datetime | None
    ) -> Iterable[History]:
        for row in self._seen(self.context.tables.leads.values()):
            after = since is None or row["created_at"] >= since
            if after and (until is None or row["created_at"] < until):
                ended = row["status"] not in OPEN
                closed_on = row["stage_entered_at"].date() if ended else None
                yield self._history(row, closed_on)

    def opportunities(
        self, *, since: date | None, until: date | None, closed: bool
    ) -> Iterable[History]:
        for row in self._seen(self.context.tables.opportunities.values()):
            day = row["actual_close_date"] if closed else row["created_at"].date()
            if day is None:
                continue
            if (since is None or day >= since) and (until is None or day <= until):
                yield self._history(row, row["actual_close_date"])

    def _seen(self, rows: Iterable[Row]) -> Iterable[Row]:
        for row in rows:
            if row["archived_at"] is None and self.context.sees(row["assigned_to"]):
                yield row

    def _history(self, row: Row, closed_on: date | None) -> History:
        changes = self.context.tables.stage_changes.values()
        way = sorted(
            (each for each in changes if each["record_id"] == row["id"]),
            key=lambda each: each["id"],
        )
        stages = frozenset(each["to_stage"] for each in way) or frozenset(
            {row["stage"]}
        )
        last = way[-1]["from_stage"] if way else None
        return History(
            **{name: row[name] for name in _SAME},
            team_id=row.get("team_id"),
            closed_on=closed_on,
            source=row["source"],
            campaign=row.get("campaign"),
            product=row.get("product"),
            competitor=row.get("competitor"),
            reason=row["lost_reason"],
            roles=len(row.get("contact_roles", ())),
            stages=stages,
            before=row["stage"] if row["status"] in OPEN else last,
        )
