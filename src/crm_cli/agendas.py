"""
The commands that tell what is due, how much was done, and what nobody looks after.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from .counts import COUNT
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core import CrmWork
    from crm_core.activities import ActivityReport, Agenda

LATELY = 30
_zoned = click.option(
    "--zone", help="The time zone whose days are meant; your own at first."
)


def _period(command: Callable[..., Any]) -> Callable[..., Any]:
    """
    Give a command the options that name a period.
    """
    options = (
        click.option("--since", metavar="DAY", help="The first day; 30 days ago."),
        click.option("--until", metavar="DAY", help="The last day; today."),
        _zoned,
    )
    for option in reversed(options):
        command = option(command)
    return command


def _days(session: Session, given: dict[str, Any]) -> dict[str, Any]:
    """
    The period that options name, the last 30 days at first.
    """
    from crm_core.shared import Date, FieldError, Invalid

    found: dict[str, Any] = {"zone": given["zone"]}
    errors: list[FieldError] = []
    for name in ("since", "until"):
        if given[name]:
            try:
                found[name] = Date().parse(given[name])
            except Invalid as error:
                errors += error.under(name)
    if errors:
        raise Invalid(errors=errors)
    until: date = found.setdefault("until", _today(session))
    found.setdefault("since", until - timedelta(days=LATELY))
    return found


def _today(session: Session) -> date:
    from crm_core.shared import on_wall

    zone = session.zone
    return session.run(lambda work: on_wall(work.now, zone).date())


@click.command("agenda")
@acting
@click.option("--user", "whose", metavar="EMAIL|ID", help="Whose; your own at first.")
@click.option("--days", type=COUNT, default=7, help="How many days after today.")
@_zoned
def agenda(session: Session, whose: str | None, days: int, zone: str | None) -> None:
    """
    Show what is due: late, today, and in the days after.
    """
    from crm_core.activities import show_agenda

    from .assignments import user_named
    from .output import print_json

    def read(work: "CrmWork") -> "Agenda":
        user_id = user_named(work, whose).id if whose else None
        return show_agenda(work, user_id=user_id, zone=zone, days=days)

    found = session.run(read)
    if session.as_json:
        print_json(found)
    else:
        _print_agenda(session, found)


def _print_agenda(session: Session, found: "Agenda") -> None:
    from .output import note, print_table, say

    say(f"{found.day} ({found.zone})")
    parts = {
        "overdue": found.overdue,
        "today": found.today,
        "upcoming": found.upcoming,
    }
    for name, rows in parts.items():
        if rows:
            say("")
            say(name.capitalize())
            print_table(session.kind.columns, rows, zone=found.zone)
        if name in found.more:
            note(f"There is more that is {name} than is shown here.")
    if not any(parts.values()):
        say("Nothing is due.")


@click.command("report")
@acting
@_period
@click.option(
    "--by",
    multiple=True,
    metavar="DIMENSION",
    help="person, type, outcome, priority, day, week or month; may be repeated.",
)
@click.option("--filter", "filters", default="", metavar="TEXT", help="Only these.")
def report(
    session: Session, by: Sequence[str], filters: str, **given: str | None
) -> None:
    """
    Count activities of a period, done or planned, and those in time.
    """
    from crm_core.activities import report_activities

    from .output import print_json
    from .reading import query_of

    days, by = _days(session, given), by or ("person",)

    def look(work: "CrmWork") -> "ActivityReport":
        query = query_of(work, session.kind, filters)
        return report_activities(work, query=query, by=by, **days)

    found = session.run(look)
    if session.as_json:
        print_json(found)
    else:
        _print_report(session, found)


def _print_report(session: Session, found: "ActivityReport") -> None:
    from .output import Column, print_table, say

    people = {str(id): name for id, name in session.names.items()}

    def keyed(place: int, dimension: str) -> Column:
        def text(row: Any) -> object:
            if not row.key:
                return "all" if place == 0 else None
            said = row.key[place]
            return people.get(said, said) if dimension == "person" else said

        return Column(dimension.upper(), text)

    say(f"{found.since} to {found.until} ({found.zone})")
    columns = (
        *(keyed(place, each) for place, each in enumerate(found.by)),
        Column("ALL", lambda row: row.total),
        Column("DONE", lambda row: row.completed),
        Column("CANCELLED", lambda row: row.cancelled),
        Column("PENDING", lambda row: row.pending),
        Column("LATE", lambda row: row.overdue),
        Column("HOURS", lambda row: f"{row.hours:.1f}"),
        Column("DONE OF DUE", lambda row: _share(row.completion_rate)),
        Column("IN TIME", lambda row: _share(row.on_time_rate)),
    )
    print_table(columns, [*found.rows, found.total])


def _share(rate: float | None) -> str | None:
    return None if rate is None else f"{rate:.0%}"


@click.command("response-times")
@acting
@_period
def response_times(session: Session, **given: str | None) -> None:
    """
    Say how fast each person answers what comes in.
    """
    from crm_core.activities import report_responses

    from .output import Column, print_json, print_table

    found = session.run(report_responses, **_days(session, given))
    if session.as_json:
        print_json({"items": found})
        return
    names = session.names
    columns = (
        Column("WHO", lambda row: names.get(row.user_id, row.user_id)),
        Column("CAME IN", lambda row: row.inbound),
        Column("ANSWERED", lambda row: row.answered),
        Column("HALF WITHIN", lambda row: _minutes(row.median_minutes)),
        Column("NINE OF TEN WITHIN", lambda row: _minutes(row.ninth_minutes)),
    )
    print_table(columns, found)


def _minutes(count: float | None) -> str | None:
    return None if count is None else f"{count:,.0f} min"


@click.command("neglected")
@acting
@click.argument("kind", type=click.Choice(["contact", "lead", "opportunity"]))
@click.option("--days", type=COUNT, default=30, help="Nothing was done for so long.")
@click.option("--most", type=COUNT, default=200, help="How many at most.")
def neglected(session: Session, kind: str, days: int, most: int) -> None:
    """
    List open records that nothing was done about and nothing is planned for.
    """
    from crm_core.activities import list_neglected

    from .output import Column, print_json, print_table

    found = session.run(list_neglected, kind, days=days, most=most)
    if session.as_json:
        print_json({"items": found})
        return
    names = session.names
    columns = (
        Column("ID", lambda row: row.record.id),
        Column("NAME", lambda row: row.name),
        Column("OWNER", lambda row: names.get(row.assigned_to, row.assigned_to)),
        Column("LAST", lambda row: row.last_at),
        Column("CREATED", lambda row: row.created_at),
    )
    print_table(columns, found, zone=session.zone)
