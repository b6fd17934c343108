"""
The command ``crm activities inspect``: what calendar files say. It needs no database.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .calendar_answers import calendar_answer, moment_answer
from .output import Column, note, print_json, print_table, say

if TYPE_CHECKING:
    from crm_core.calendars import CalendarFile

A_YEAR = timedelta(days=366)


@click.command("inspect")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
)
@click.option(
    "--from",
    "since",
    metavar="DAY",
    help="The first day of the window.  [default: when the first event begins]",
)
@click.option(
    "--to",
    "until",
    metavar="DAY",
    help="The last day of the window.  [default: a year after the first]",
)
@click.option(
    "--zone",
    metavar="ZONE",
    default="UTC",
    show_default=True,
    help="Where days begin, and what times without a zone are read by.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def inspect_calendars(
    files: Sequence[str],
    since: str | None,
    until: str | None,
    zone: str,
    as_json: bool,
) -> None:
    """
    Tell what is in calendar files (iCalendar, vCalendar), or in - (standard input).

    Each calendar's events, and when they take place within the window: recurrences
    followed, exceptions applied, time zones resolved. What was odd about a file stands
    under defects. Files that are no calendars are refused with the reason; exit code 3
    says that some were.
    """
    from crm_adapters.bootstrap.calendars import calendar_files
    from crm_core.shared import Date, Invalid, read_zone

    from .refusals import PARTLY_REFUSED, told

    with told():
        read_zone(zone)
        first, last = (Date().parse(each) if each else None for each in (since, until))
        if first and last and last < first:
            raise Invalid.of("to", "order", "The last day is before the first.")
    answers: list[dict[str, Any]] = []
    for name in files:
        try:
            found = calendar_files().read(_content(name))
        except Invalid as error:
            answers.append({"file": name, "read": False, "reason": str(error)})
            continue
        window = _window(found, first, last, zone)
        answers.append({"file": name, **_file(found, window, zone)})
    refused = sum(not each["read"] for each in answers)
    if as_json:
        told_of = {"read": len(answers) - refused, "refused": refused}
        print_json({"files": answers, **told_of})
    else:
        _tell(answers)
    if refused:
        raise click.exceptions.Exit(PARTLY_REFUSED)


def _content(name: str) -> bytes:
    """
    The whole of a file; of one that is too large, enough for it to be refused.
    """
    most = 64_000_001
    if name == "-":
        return sys.stdin.buffer.read(most)
    with Path(name).open("rb") as opened:
        return opened.read(most)


def _window(
    found: "CalendarFile", first: date | None, last: date | None, zone: str
) -> tuple[datetime, datetime]:
    from zoneinfo import ZoneInfo

    here = ZoneInfo(zone)
    if first is None:
        starts = [
            each.starts.at(here)
            for calendar in found.calendars
            for each in calendar.entries
            if each.starts is not None
        ]
        earliest = min(starts, default=datetime.now(UTC))
        begin = earliest if earliest.year < 2 else earliest.astimezone(here)
        first = begin.date()
        if last and last < first:
            first = last
    if last is None:
        last = min(first, date.max - A_YEAR) + A_YEAR
    start = datetime.combine(first, time(), here)
    end = datetime.combine(min(last, date(9998, 12, 31)), time(), here)
    return _in_utc(start), _in_utc(end + timedelta(days=1))


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


def _file(
    found: "CalendarFile", window: tuple[datetime, datetime], zone: str
) -> dict[str, Any]:
    from crm_adapters.bootstrap.calendars import calendar_files

    start, end = window
    reader = calendar_files()
    return {
        "read": True,
        "from": moment_answer(start),
        "until": moment_answer(end),
        "zone": zone,
        "calendars": [
            calendar_answer(each, reader, start, end, zone) for each in found.calendars
        ],
        "defects": found.defects,
    }


def _tell(answers: Sequence[Mapping[str, Any]]) -> None:
    """
    The same for a person: the instances of each file, and what was odd.
    """
    for each in answers:
        if not each["read"]:
            note(f"{each['file']}: refused: {each['reason']}")
            continue
        for calendar in each["calendars"]:
            counts = f"{len(calendar['events'])} events"
            shown = f"{len(calendar['instances'])} times until {each['until']}"
            named = f", {calendar['name']}" if calendar["name"] else ""
            say(f"{each['file']}{named}: {counts}, {shown}")
            columns = (
                Column("STARTS", lambda row: row["starts"]),
                Column("ENDS", lambda row: row["ends"]),
                Column("ZONE", lambda row: row["zone"]),
                Column("WHAT", lambda row: row["summary"]),
            )
            if calendar["instances"]:
                print_table(columns, calendar["instances"])
            for defect in _odd(calendar):
                note(f"  {defect}")
        for defect in each["defects"]:
            note(f"  {defect}")


def _odd(calendar: Mapping[str, Any]) -> Iterator[str]:
    yield from calendar["defects"]
    yield from calendar["cut"]
    for entry in calendar["events"]:
        for defect in entry.get("defects", ()):
            yield f"{entry['summary'] or entry['uid'] or 'event'}: {defect}"
