"""
Boards in memory: what stands in the stages of a pipeline.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from crm_core.opportunities import expected_value
from crm_core.pipelines import Attended, PipelineId, Standings

from ..rows import Row

Shown = TypeVar("Shown", bound=Attended)
OPEN = frozenset({"open", "new", "working"})
_NOTHING = Decimal("0.00")


def standings(
    rows: Iterable[Row],
    shown: Callable[[Row], Shown],
    *,
    pipeline_id: PipelineId,
    stages: Iterable[str],
    most: int,
) -> Mapping[str, Standings[Shown]]:
    """
    What stands in some *stages* of a pipeline: sums over all of *rows* that do, and
    the first *most* cards of each stage.
    """
    wanted = set(stages)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["pipeline_id"] == pipeline_id and row["stage"] in wanted:
            found[row["stage"]].append(row)
    return {
        stage: Standings(
            _sums(here),
            [
                (shown(row), row["rank"])
                for row in sorted(here, key=lambda row: (row["rank"], row["id"]))[:most]
            ],
        )
        for stage, here in found.items()
    }


def _sums(
    rows: Iterable[Row],
) -> list[tuple[str, date | None, int, Decimal, Decimal]]:
    sums: dict[tuple[str, date | None], list[tuple[Decimal, Decimal]]]
    sums = defaultdict(list)
    for row in rows:
        day = None if row["status"] in OPEN else row.get("actual_close_date")
        value = row["value"] or _NOTHING
        weighted = expected_value(value, row["probability"])
        sums[row["currency"], day].append((value, weighted))
    return [
        (
            currency,
            day,
            len(each),
            sum((value for value, _ in each), _NOTHING),
            sum((weighted for _, weighted in each), _NOTHING),
        )
        for (currency, day), each in sums.items()
    ]


def unattended(
    rows: Iterable[Row],
    *,
    now: datetime,
    stale: Mapping[tuple[PipelineId, str], int],
    plans: Mapping[UUID, datetime],
) -> list[Row]:
    """
    Open records whose close or next step is overdue, or that stand in a stage for
    more days than *stale* says, with nothing planned; oldest first.
    """
    today = now.date()

    def neglected(row: Row) -> bool:
        days = stale.get((row["pipeline_id"], row["stage"]))
        planned = row["next_step_on"] is not None and row["next_step_on"] >= today
        return (
            days is not None
            and not planned
            and row["id"] not in plans
            and row["stage_entered_at"] < now - timedelta(days)
        )

    def overdue(row: Row) -> bool:
        dates = (row["expected_close_date"], row["next_step_on"])
        return any(day is not None and day < today for day in dates)

    found = [
        row
        for row in rows
        if row["status"] in OPEN and (overdue(row) or neglected(row))
    ]
    return sorted(found, key=_oldest)


def _oldest(row: Row) -> tuple[datetime, UUID]:
    return row["stage_entered_at"], row["id"]
