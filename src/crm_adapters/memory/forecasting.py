"""
What forecasts look at, and goals and submissions, in memory.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from attrs import frozen

from crm_core.changes import Action
from crm_core.currencies import Rates
from crm_core.forecasting import (
    Closings,
    Deal,
    Earlier,
    Foreign,
    Goal,
    GoalId,
    Lot,
    Past,
    Period,
    Scope,
    Step,
    Submission,
    SubmissionId,
    Window,
    Won,
    first_closing,
    lots_of,
    past_windows,
    to_cents,
)
from crm_core.shared import Conflict, NotFound, TeamId, UserId

from ..rows import GOAL_ROWS, Row, submission_from, submission_row
from .context import Context
from .references import check_reference
from .repository import MemoryRepository
from .tables import copied

Valued = tuple[date, Decimal]


@frozen
class MemoryDeals:
    """
    The live opportunities that the actor may see, as forecasts look at them.
    """

    context: Context

    def closings(self, scope: Scope, /, *, since: date) -> Closings:
        rows = [row for row in self._rows(scope) if (_closed(row) or since) > since]
        found = [self._deal(row, None, ()) for row in rows]
        days = [(d.closed - d.opened).days for d in found if d.won and d.closed]
        closed = sum(deal.closed is not None for deal in found)
        first, slowest = first_closing(found), max(days, default=None)
        return Closings(first, closed, len(days), slowest)

    def past(
        self,
        scope: Scope,
        windows: Sequence[Window],
        rates: Rates,
        /,
        *,
        every: int = 1,  # noqa: ARG002 - few enough to look at all
    ) -> list[Past]:
        since = windows[0].on
        rows = [r for r in self._rows(scope) if (_closed(r) or date.max) > since]
        return past_windows(self._deals(rows, rates), windows)

    def lots(
        self, scope: Scope, period: Period, rates: Rates, /, *, oldest: int | None
    ) -> list[Lot]:
        deals = self._deals(list(self._rows(scope)), rates)
        return lots_of(deals, period, self._today, oldest=oldest)

    def won(self, periods: Iterable[Period], rates: Rates, /) -> list[Won]:
        asked = list(periods)
        sums: dict[tuple[Period, UserId | None, TeamId | None], Decimal] = {}
        rows = list(self._rows(Scope()))
        for row, deal in zip(rows, self._deals(rows, rates), strict=True):
            for period in asked:
                if deal.won and deal.closed in period:
                    key = period, deal.owner, row["team_id"]
                    sums[key] = sums.get(key, Decimal("0.00")) + (deal.amount or 0)
        return [
            Won(period, who, sum_, team) for (period, who, team), sum_ in sums.items()
        ]

    def due(self, owner: UserId, period: Period, /) -> list[UUID]:
        return [
            row["id"]
            for row in self._rows(Scope(owner=owner))
            if row["status"] == "open"
            and row["expected_close_date"] is not None
            and max(row["expected_close_date"], self._today) in period
        ]

    def closed(self, ids: Iterable[UUID], /) -> Mapping[UUID, date]:
        rows = self.context.tables.opportunities
        days = {id: _closed(rows[id]) for id in ids if id in rows}
        return {id: day for id, day in days.items() if day is not None}

    @property
    def _today(self) -> date:
        return self.context.now.date()

    def _rows(self, scope: Scope) -> Iterator[Row]:
        for row in self.context.tables.opportunities.values():
            owner = row["assigned_to"]
            if (
                row["archived_at"] is None
                and self.context.sees(owner)
                and scope.counts(owner, row["team_id"])
                and scope.pipeline_id in (None, row["pipeline_id"])
            ):
                yield row

    def _deals(self, rows: Sequence[Row], rates: Rates) -> list[Deal]:
        ways: dict[UUID, list[Step]] = {row["id"]: [] for row in rows}
        changes = self.context.tables.stage_changes.values()
        for change in sorted(changes, key=lambda row: (row["created_at"], row["id"])):
            if change["kind"] == "opportunity" and change["record_id"] in ways:
                step = Step(change["created_at"].date(), change["to_stage"])
                ways[change["record_id"]].append(step)
        thought = self._thought({row["id"] for row in rows})
        return [
            self._deal(row, rates, tuple(ways[row["id"]]), thought.get(row["id"], ()))
            for row in rows
        ]

    def _thought(self, ids: Collection[UUID]) -> Mapping[UUID, list[Valued]]:
        """
        What each was worth until which day, before its value was changed.
        """
        tables = self.context.tables
        found = defaultdict[UUID, list[Valued]](list)
        for _, part in sorted(tables.parts.items()):
            day = tables.change_sets[part.change_set_id].at.date()
            for change in part.changes:
                record, value = change.record, change.before.get("value")
                updated = change.action is Action.UPDATED and value is not None
                if updated and record.kind == "opportunity" and record.id in ids:
                    found[record.id].append((day, Decimal(str(value))))
        return found

    def _deal(
        self,
        row: Row,
        rates: Rates | None,
        steps: tuple[Step, ...],
        thought: Iterable[Valued] = (),
    ) -> Deal:
        closed = _closed(row)
        created: date = row["created_at"].date()
        rate = rates and rates.on(row["currency"], closed or self._today)
        worth = to_cents(row["value"] * rate) if rate is not None else None
        foreign = None if rate or not rates else Foreign(row["currency"], row["value"])
        won = row["status"] == "won"
        return Deal(
            opened=min(created, closed or created),
            closed=closed,
            won=None if closed is None else won,
            amount=worth or None if won else None,
            expected=worth or None,
            earlier=tuple(
                Earlier(day, to_cents(value * rate) or None if rate else None)
                for day, value in thought
            ),
            steps=steps,
            probability=Decimal(row["probability"]) / 100,
            category=_category(row),
            owner=row["assigned_to"],
            due=row["expected_close_date"],
            pipeline=row["pipeline_id"],
            foreign=foreign,
        )


def _closed(row: Row) -> date | None:
    if row["status"] == "open":
        return None
    day: date = row["actual_close_date"] or row["stage_entered_at"].date()
    return day


def _category(row: Row) -> str:
    # What is open is not closed, whatever its owner says.
    said: str = row["forecast_category"]
    return "commit" if (row["status"], said) == ("open", "closed") else said


class MemoryGoals(MemoryRepository[GoalId, Goal]):
    """
    The goals of the organization at work.
    """

    mapping = GOAL_ROWS

    def of(self, period: Period | None, /) -> list[Goal]:
        goals = [self._entity(row) for row in self.rows.values()]
        found = [goal for goal in goals if period in (None, goal.period)]
        return sorted(found, key=lambda goal: (goal.period, goal.id))

    def check(self, goal: Goal, /) -> None:
        check_reference("owner", goal.owner, self.context.tables.users, "user")
        for other in self.of(goal.period):
            same = (other.owner, other.team) == (goal.owner, goal.team)
            if same and other.id != goal.id:
                raise Conflict("There is a goal of that period already.")


@frozen
class MemorySubmissions:
    """
    What people said of periods.
    """

    context: Context

    def get(self, id: SubmissionId, /) -> Submission:
        row = self.context.tables.submissions.get(id)
        if row is None:
            raise NotFound(id=id)
        return submission_from(copied(row))

    def add(self, submission: Submission, /) -> None:
        self.context.introduce()
        row = copied(submission_row(submission))
        self.context.tables.submissions[submission.id] = row

    def of(self, period: Period | None, /) -> list[Submission]:
        rows = self.context.tables.submissions
        found = [submission_from(copied(rows[id])) for id in sorted(rows)]
        return [each for each in found if period in (None, each.period)]
