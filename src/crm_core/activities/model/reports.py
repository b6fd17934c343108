"""
What reports tell of activities.
"""

from collections.abc import Sequence
from datetime import date, datetime

from attrs import field, frozen

from ...shared import Invalid, RecordRef, UserId
from .row import ActivityRow

DIMENSIONS = ("person", "type", "outcome", "priority", "day", "week", "month")
MOST_DIMENSIONS = 3
MOST_DAYS = 3_700


@frozen(kw_only=True)
class Agenda:
    """
    What is due for somebody: late, on this day, and in the days after it; each by
    when it is planned. *more* says of which there is more than is shown.
    """

    user_id: UserId
    zone: str
    day: date
    overdue: list[ActivityRow]
    today: list[ActivityRow]
    upcoming: list[ActivityRow]
    more: tuple[str, ...] = ()


@frozen(kw_only=True)
class Figures:
    """
    How many activities of some *key*: one value for each dimension of the report, None
    where an activity has none.

    *overdue* are those of *pending* that are late. *timed* are those of *completed*
    that were due at a moment or on a day, *on_time* those of them that were done by
    then; a meeting is neither, since it is said to be done when it is over. *hours* are
    what completed ones took, *completion_rate* is the share of these among those
    completed or late, *on_time_rate* that of *on_time* among *timed*.
    """

    key: tuple[str | None, ...]
    total: int
    completed: int
    cancelled: int
    pending: int
    overdue: int
    timed: int
    on_time: int
    minutes: int
    hours: float = field(init=False)
    completion_rate: float | None = field(init=False)
    on_time_rate: float | None = field(init=False)

    @hours.default
    def _hours(self) -> float:
        return round(self.minutes / 60, 2)

    @completion_rate.default
    def _completion_rate(self) -> float | None:
        ended = self.completed + self.overdue
        return round(self.completed / ended, 4) if ended else None

    @on_time_rate.default
    def _on_time_rate(self) -> float | None:
        return round(self.on_time / self.timed, 4) if self.timed else None


@frozen(kw_only=True)
class ActivityReport:
    """
    The activities of a period by some dimensions, and all together.
    """

    since: date
    until: date
    zone: str
    by: tuple[str, ...]
    rows: list[Figures]
    total: Figures


@frozen
class Responses:
    """
    How fast somebody answers what comes in: *answered* of *inbound* entries, half of
    them within *median_minutes* and nine of ten within *ninth_minutes*.
    """

    user_id: UserId | None
    inbound: int
    answered: int
    median_minutes: float | None
    ninth_minutes: float | None


@frozen(kw_only=True)
class Neglected:
    """
    A live record that nothing was done about since *last_at*, if ever, and nothing is
    planned for.
    """

    record: RecordRef
    name: str
    assigned_to: UserId | None
    last_at: datetime | None
    created_at: datetime


def read_dimensions(by: Sequence[str]) -> tuple[str, ...]:
    """
    Raises:
        Invalid: One is not known, or there are too many.
    """
    unknown = [each for each in by if each not in DIMENSIONS]
    if unknown or not by:
        message = f"Must be of: {', '.join(DIMENSIONS)}."
        raise Invalid.of("by", "choice", message)
    if len(by) > MOST_DIMENSIONS or len(set(by)) < len(by):
        message = f"At most {MOST_DIMENSIONS} different ones."
        raise Invalid.of("by", "length", message)
    return tuple(by)
