"""
When people are busy, and when they could meet.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from ...shared import (
    FieldError,
    Invalid,
    Moment,
    Permission,
    UserId,
    WholeNumber,
    read_id,
    use_case,
)
from ..knowing import hosts_of, known_users
from ..model import Host, Slot, Wanted, free_slots, spans_of, stretches
from ..ports import BookingWork

MOST_USERS: Final = 50
YEARS: Final = range(1970, 2200)
LONGEST: Final = timedelta(days=92)
A_DAY: Final = 24 * 60
MOST_FOUND: Final = 1_000
Spans = Sequence[tuple[datetime, datetime]]


@frozen(kw_only=True)
class FreeBusy:
    """
    When somebody works and when they are busy, without a word on what with; each as
    its beginning and end.
    """

    user_id: UserId
    name: str
    time_zone: str
    working: Spans
    busy: Spans


@use_case(requires=Permission.ACTIVITY_READ)
def show_free_busy(
    work: BookingWork,
    users: Iterable[object],
    *,
    since: object = None,
    until: object = None,
) -> list[FreeBusy]:
    """
    When some people work and are busy, from now on for a week unless said else.

    Raises:
        Invalid: Naming everything that is wrong; more than 92 days.
    """
    errors: list[FieldError] = []
    start, end = _between(work, since, until, errors)
    hosts = _hosts(work, users, start, end, errors)
    return [
        FreeBusy(
            user_id=host.user_id,
            name=host.name,
            time_zone=host.hours.time_zone,
            working=[
                (begins, min(ends, end))
                for begins, ends in stretches(host.hours, start, end)
            ],
            busy=spans_of(host.busy, start, end),
        )
        for host in hosts
    ]


@use_case(requires=Permission.ACTIVITY_READ)
def find_free_times(
    work: BookingWork,
    users: Iterable[object],
    *,
    minutes: object = 30,
    step: object = 30,
    before: object = 0,
    after: object = 0,
    since: object = None,
    until: object = None,
    together: bool = True,
) -> list[Slot]:
    """
    When some people could meet for so many *minutes*, all of them *together* or any of
    them, with some minutes free *before* and *after*; the first 1,000 times.

    Raises:
        Invalid: Naming everything that is wrong; more than 92 days.
    """
    errors: list[FieldError] = []
    start, end = _between(work, since, until, errors)
    length, every, early, late = (
        timedelta(minutes=_minutes(errors, name, least, value))
        for name, least, value in (
            ("minutes", 5, minutes),
            ("step", 5, step),
            ("before", 0, before),
            ("after", 0, after),
        )
    )
    hosts = _hosts(work, users, start, end, errors)
    wanted = Wanted(length=length, step=every, gap=(early, late), together=together)
    return free_slots(hosts, wanted, start, end)[:MOST_FOUND]


def _between(
    work: BookingWork, since: object, until: object, errors: list[FieldError]
) -> tuple[datetime, datetime]:
    start = _moment(errors, "since", since) or work.now
    end = _moment(errors, "until", until) or start + timedelta(days=7)
    if not start < end <= start + LONGEST:
        message = "Must be after since, by 92 days at most."
        errors.append(FieldError("until", "range", message))
        return start, start
    return start, end


def _hosts(
    work: BookingWork,
    users: Iterable[object],
    since: datetime,
    until: datetime,
    errors: list[FieldError],
) -> list[Host]:
    ids: list[UserId] = []
    for index, each in enumerate(users):
        try:
            ids.append(UserId(read_id(str(each))))
        except Invalid as error:
            errors += error.under(f"users.{index}")
    if not ids and not errors:
        errors.append(FieldError("users", "required", "Say whose time."))
    if len(ids) > MOST_USERS:
        errors.append(FieldError("users", "length", f"At most {MOST_USERS} people."))
    try:
        known = known_users(work, list(dict.fromkeys(ids))[:MOST_USERS], "users")
    except Invalid as error:
        errors += error.errors
    if errors:
        raise Invalid(errors=errors)
    return hosts_of(work, known, None, since, until)


def _moment(errors: list[FieldError], name: str, raw: object) -> datetime | None:
    try:
        found = None if raw is None else Moment().parse(raw)
    except Invalid as error:
        errors += error.under(name)
        return None
    if found is not None and found.year not in YEARS:
        message = "Must be between the years 1970 and 2199."
        errors.append(FieldError(name, "range", message))
        return None
    return found


def _minutes(errors: list[FieldError], name: str, least: int, raw: object) -> int:
    usual = 30 if least else 0
    try:
        found = None if raw is None else WholeNumber(least, A_DAY).parse(raw)
    except Invalid as error:
        errors += error.under(name)
        found = None
    return usual if found is None else found
