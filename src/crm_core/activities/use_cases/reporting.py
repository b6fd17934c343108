"""
What is due for somebody, how much was done, and what nobody looks after.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from ...shared import (
    Invalid,
    Permission,
    Query,
    UserId,
    WholeNumber,
    midnight,
    on_wall,
    use_case,
)
from ..changing import own_zone
from ..model import (
    MOST_DAYS,
    ActivityReport,
    ActivityRow,
    Agenda,
    Figures,
    Neglected,
    Responses,
    check_zone,
    read_dimensions,
)
from ..ports import ActivityWork

SHOWN = 200
MOST_ROWS = 5_000
_AHEAD = WholeNumber(0, 366)
_A_DAY = timedelta(days=1)
NEGLECTABLE = ("contact", "lead", "opportunity")


@use_case(requires=Permission.ACTIVITY_READ)
def show_agenda(
    work: ActivityWork,
    *,
    user_id: UserId | None = None,
    zone: str | None = None,
    days: int = 7,
) -> Agenda:
    """
    What is due for a user, the actor unless *user_id* says else: what is late, what is
    planned for today, and for so many *days* after it, at most 200 of each. Days are
    those of *zone*, which is the user's own unless it is said; what is planned for
    whole days is on these days wherever its reader is.

    Raises:
        Invalid: No such time zone, or more than 366 days.
    """
    days = _AHEAD.parse(days) or 0
    owner = user_id or work.actor.user_id
    where = check_zone(zone, "zone") if zone else own_zone(work, owner)
    today = on_wall(work.now, where).date()
    until = midnight(today + timedelta(days=days + 2), where)
    rows = work.activities.pending_of(owner, until=until + _A_DAY, most=10 * SHOWN)
    parts: dict[str, list[ActivityRow]] = {"overdue": [], "today": [], "upcoming": []}
    last = today + timedelta(days=days)
    for row in rows:
        part = _part(row, work.now, today, last, where)
        if part is not None:
            parts[part].append(row)
    more = tuple(name for name, found in parts.items() if len(found) > SHOWN)
    shown = {name: found[:SHOWN] for name, found in parts.items()}
    return Agenda(user_id=owner, zone=where, day=today, more=more, **shown)


def _part(
    row: ActivityRow, now: datetime, today: date, last: date, zone: str
) -> str | None:
    if row.day is not None:
        first, end = row.day, row.last_day or row.day
        late = end < today
    else:
        assert row.scheduled_at is not None
        first = on_wall(row.scheduled_at, zone).date()
        late = row.deadline is not None and row.deadline < now
    if late:
        return "overdue"
    if first <= today:
        return "today"
    return "upcoming" if first <= last else None


@use_case(requires=Permission.ACTIVITY_READ)
def report_activities(
    work: ActivityWork,
    *,
    since: date,
    until: date,
    by: Sequence[str] = ("person",),
    zone: str | None = None,
    query: Query | None = None,
) -> ActivityReport:
    """
    How many activities there were from the day *since* to the day *until*, both
    included, done or planned, *by* person, type, outcome, priority, day, week or month.

    Args:
        work: The unit of work.
        since: The first day, by the clocks of *zone*.
        until: The last day.
        by: Up to three of these.
        zone: The actor's own unless it is said.
        query: Only those that it finds.

    Raises:
        Invalid: An unknown dimension or zone, an end before the beginning, more than
            3,700 days, or more than 5,000 rows.
    """
    dimensions = read_dimensions(by)
    where = check_zone(zone, "zone") if zone else own_zone(work, None)
    _check_period(since, until)
    asked, begins, ends = query or Query(), *_span(since, until, where)

    def figures(by: tuple[str, ...]) -> list[Figures]:
        return work.activity_reports.figures(
            asked, since=begins, until=ends, by=by, zone=where, most=MOST_ROWS + 1
        )

    rows = figures(dimensions)
    if len(rows) > MOST_ROWS:
        message = f"More than {MOST_ROWS:,} rows: choose a shorter period, or less."
        raise Invalid.of("by", "length", message)
    [total] = figures(())
    return ActivityReport(
        since=since, until=until, zone=where, by=dimensions, rows=rows, total=total
    )


@use_case(requires=Permission.ACTIVITY_READ)
def report_responses(
    work: ActivityWork, *, since: date, until: date, zone: str | None = None
) -> list[Responses]:
    """
    How fast each person answers what came in from the day *since* to the day *until*:
    from an inbound entry to the next outbound one about the same record.

    Raises:
        Invalid: An unknown zone, or an end before the beginning.
    """
    where = check_zone(zone, "zone") if zone else own_zone(work, None)
    _check_period(since, until)
    begins, ends = _span(since, until, where)
    return work.activity_reports.responses(since=begins, until=ends)


@use_case(requires=Permission.ACTIVITY_READ)
def list_neglected(
    work: ActivityWork, kind: str, *, days: int = 30, most: int = SHOWN
) -> list[Neglected]:
    """
    Live open records (of kind contact, lead or opportunity) that nothing was done about
    for so many *days* and nothing is planned for, the longest neglected first.

    Raises:
        Invalid: No such kind, or days or a number out of range.
    """
    if kind not in NEGLECTABLE:
        message = f"Must be one of: {', '.join(NEGLECTABLE)}."
        raise Invalid.of("kind", "choice", message)
    for name, given, highest in (("days", days, MOST_DAYS), ("most", most, MOST_ROWS)):
        if not 1 <= given <= highest:
            raise Invalid.of(name, "range", f"Must be between 1 and {highest}.")
    since = work.now - timedelta(days=days)
    return work.activity_reports.neglected(kind, since, most=most)


def _check_period(since: date, until: date) -> None:
    if until < since:
        raise Invalid.of("until", "order", "It ends before it begins.")
    if (until - since).days >= MOST_DAYS:
        raise Invalid.of("until", "range", f"At most {MOST_DAYS:,} days.")
    if not 1970 <= since.year <= until.year < 2200:
        raise Invalid.of("since", "range", "Between the years 1970 and 2199.")


def _span(since: date, until: date, zone: str) -> tuple[datetime, datetime]:
    return midnight(since, zone), midnight(until + _A_DAY, zone)
