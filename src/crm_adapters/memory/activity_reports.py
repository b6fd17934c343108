"""
Figures of activities, in memory.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from attrs import frozen

from crm_core.activities import (
    Activity,
    ActivityStatus,
    Direction,
    Figures,
    Neglected,
    Responses,
)
from crm_core.shared import Query, RecordRef, UserId, on_wall

from ..rows import ACTIVITY_ROWS, Row
from .activities import MemoryActivities
from .context import Context

_OPEN = frozenset({"open", "new", "working"})


@frozen
class MemoryActivityReports:
    """
    Figures of the activities that the actor may see.
    """

    context: Context

    def figures(
        self,
        query: Query,
        /,
        *,
        since: datetime,
        until: datetime,
        by: tuple[str, ...],
        zone: str,
        most: int,
    ) -> list[Figures]:
        found: dict[tuple[str | None, ...], list[Activity]] = defaultdict(list)
        if not by:
            found[()] = []
        for row in self._activities.finder(query).rows():
            activity: Activity = ACTIVITY_ROWS.from_row(row)
            if since <= activity.at < until:
                key = tuple(_dimension(activity, name, zone) for name in by)
                found[key].append(activity)
        order = sorted(found, key=lambda key: [(v is None, v or "") for v in key])
        return [_figures(key, found[key], self.context.now) for key in order][:most]

    def responses(self, *, since: datetime, until: datetime) -> list[Responses]:
        everything = list(self._said(self.context.tables.activities.values()))
        seen = self._said(self._activities.finder(Query()).rows())
        waits: dict[UUID, list[float | None]] = defaultdict(list)
        for came in seen:
            if came.direction is Direction.INBOUND and since <= _done(came) < until:
                owner = came.assigned_to or came.created_by
                waits[owner].append(_wait(came, everything))
        return [_responses(owner, waits[owner]) for owner in sorted(waits)]

    def neglected(self, kind: str, since: datetime, /, *, most: int) -> list[Neglected]:
        tables = self.context.tables
        rows = {
            "contact": tables.contacts,
            "lead": tables.leads,
            "opportunity": tables.opportunities,
        }[kind]
        found = [
            each
            for row in rows.values()
            if self._may_be_neglected(row, since)
            and (each := self._neglected(kind, row, since)) is not None
        ]
        found.sort(key=lambda each: (each.last_at or each.created_at, each.record.id))
        return found[:most]

    def _may_be_neglected(self, row: Row, since: datetime) -> bool:
        step = row.get("next_step_on")
        return (
            row["archived_at"] is None
            and row.get("status", "open") in _OPEN
            and row["created_at"] < since
            and self.context.sees(row["assigned_to"])
            and (step is None or step < self.context.now.date())
        )

    def _neglected(self, kind: str, row: Row, since: datetime) -> Neglected | None:
        ref = RecordRef(kind, row["id"])
        about = [
            activity
            for each in self.context.tables.activities.values()
            if each["archived_at"] is None
            and ref in (activity := ACTIVITY_ROWS.from_row(each)).concerns
        ]
        if any(each.pending and each.scheduled_at for each in about):
            return None
        done = [each.at for each in about if each.completed_at is not None]
        last = max(done, default=None)
        if (last or row["created_at"]) >= since:
            return None
        return Neglected(
            record=ref,
            name=_name(row),
            assigned_to=row["assigned_to"],
            last_at=last,
            created_at=row["created_at"],
        )

    @property
    def _activities(self) -> MemoryActivities:
        return MemoryActivities(self.context, self.context.tables.activities)

    def _said(self, rows: Iterable[Row]) -> Iterator[Activity]:
        for row in rows:
            activity: Activity = ACTIVITY_ROWS.from_row(row)
            said = activity.direction is not None and activity.completed_at is not None
            if said and row["archived_at"] is None:
                yield activity


def _dimension(activity: Activity, name: str, zone: str) -> str | None:
    day = on_wall(activity.at, zone).date()
    match name:
        case "person":
            return str(activity.assigned_to) if activity.assigned_to else None
        case "day":
            return day.isoformat()
        case "week":
            return (day - timedelta(days=day.weekday())).isoformat()
        case "month":
            return day.replace(day=1).isoformat()
    value = getattr(activity, name)
    return None if value is None else str(value)


def _figures(
    key: tuple[str | None, ...], found: list[Activity], now: datetime
) -> Figures:
    done = [each for each in found if each.completed_at is not None]
    pending = [each for each in found if each.pending]
    timed = [each for each in done if each.due_at or each.day]
    return Figures(
        key=key,
        total=len(found),
        completed=len(done),
        cancelled=sum(each.status is ActivityStatus.CANCELLED for each in found),
        pending=len(pending),
        overdue=sum(bool(each.deadline and each.deadline < now) for each in pending),
        timed=len(timed),
        on_time=sum(
            bool(each.deadline and _done(each) <= each.deadline) for each in timed
        ),
        minutes=sum(each.duration_minutes or 0 for each in done),
    )


def _done(activity: Activity) -> datetime:
    assert activity.completed_at is not None
    return activity.completed_at


def _wait(came: Activity, everything: Iterable[Activity]) -> float | None:
    about = set(came.concerns)
    answers = [
        _done(each)
        for each in everything
        if each.direction is Direction.OUTBOUND
        and _done(each) > _done(came)
        and about.intersection(each.concerns)
    ]
    first = min(answers, default=None)
    return None if first is None else (first - _done(came)).total_seconds() / 60


def _responses(owner: UUID, waits: list[float | None]) -> Responses:
    known = sorted(each for each in waits if each is not None)
    place = 0.9 * (len(known) - 1)
    low = int(place)
    ninth = None
    if known:
        high = known[min(low + 1, len(known) - 1)]
        ninth = known[low] + (high - known[low]) * (place - low)
    return Responses(
        user_id=UserId(owner),
        inbound=len(waits),
        answered=len(known),
        median_minutes=median(known) if known else None,
        ninth_minutes=ninth,
    )


def _name(row: Row) -> str:
    if "first_name" in row and "title" in row and "stage" not in row:
        return f"{row['first_name']} {row['last_name']}".strip()
    return str(row["title"] if "stage" in row and "title" in row else row["name"])
