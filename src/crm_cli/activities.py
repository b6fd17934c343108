"""
The command ``crm activities``.
"""

import json
from typing import Any

import click

from .activity_work import (
    assign,
    bulk,
    cancel,
    complete,
    reopen,
    reschedule,
    scoped,
    snooze,
)
from .agendas import agenda, neglected, report, response_times
from .answers import print_written
from .calendar_files import inspect_calendars
from .counts import COUNT
from .filing import import_
from .moving import versioned
from .quick_adding import quick_add_activity
from .records import add, edit, list_, record_group
from .session import Session, acting
from .timelines import timeline

TYPES = ("call", "email", "meeting", "task", "note")
_NOT_AGAIN = "none"
_repeating = click.option(
    "--repeat",
    metavar="RULE",
    help="How it recurs, as FREQ=WEEKLY;BYDAY=MO (RFC 5545); none ends that.",
)


@click.command("add")
@acting
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@_repeating
def plan(session: Session, fields: tuple[str, ...], repeat: str | None) -> None:
    """
    Add an activity.

    Name its fields: {example}

    "crm activities fields" lists them. Times are by your own clock unless they say
    their offset; a day=2026-01-31 is a whole day. What it is about is named as
    about="contact:ada@example.com, company:Acme", or contact_id=ada@example.com alone;
    who takes part by addresses or names with commas between, reminders by minutes
    before: reminders="15, 60:mail". One with status=completed or a completed_at is
    logged, any other is planned; it is yours unless assigned_to= says else.
    """
    from .writing import add_record

    written = add_record(session, fields, **_recurrence(repeat))
    print_written(session, written, "Added")


@click.command("log")
@acting
@click.argument("type_", metavar="TYPE", type=click.Choice(TYPES))
@click.argument("subject")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@click.option(
    "--about",
    multiple=True,
    metavar="KIND:ID|NAME",
    help="What it is about, as contact:ada@example.com; may be repeated.",
)
@click.option("--outcome", help="What came of it.")
@click.option("--minutes", type=COUNT, help="How long it took.")
@click.option("--at", metavar="MOMENT", help="When it was done; now at first.")
@click.option("--inbound", is_flag=True, help="They began it; else we did.")
def log(
    session: Session,
    type_: str,
    subject: str,
    fields: tuple[str, ...],
    **said: Any,
) -> None:
    """
    Log an activity that is done.

    As: crm activities log call "Talked about the price" --about contact:ada@example.com
    --outcome reached.

    A call or an e-mail is outbound, and so answers a lead, unless it is --inbound.
    """
    from .writing import add_record

    about = said["about"]
    given = {
        "type": type_,
        "subject": subject,
        "status": "completed",
        "about": json.dumps(about) if about else None,
        "outcome": said["outcome"],
        "duration_minutes": said["minutes"],
        "completed_at": said["at"],
        "direction": _direction(type_, inbound=said["inbound"]),
    }
    words = [f"{n}={value}" for n, value in given.items() if value is not None]
    print_written(session, add_record(session, [*words, *fields]), "Logged")


def _direction(type_: str, *, inbound: bool) -> str | None:
    if inbound:
        return "inbound"
    return "outbound" if type_ in ("call", "email") else None


@click.command("edit")
@acting
@click.argument("which", metavar="ID|SUBJECT")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@_repeating
@scoped
@versioned
def change(
    session: Session,
    which: str,
    fields: tuple[str, ...],
    repeat: str | None,
    scope: str,
    version: int | None,
) -> None:
    """
    Change some fields of an activity; FIELD= clears one.

    Of one that recurs, only this occurrence changes unless --scope says else.
    """
    from .writing import edit_record

    if not fields and repeat is None:
        raise click.UsageError("Say what to change.")
    recurrence = _recurrence(repeat)
    written = edit_record(
        session, which, fields, version=version, scope=scope, **recurrence
    )
    print_written(session, written, "Edited")


def _recurrence(repeat: str | None) -> dict[str, Any]:
    if repeat is None:
        return {}
    return {"recurrence": None if repeat == _NOT_AGAIN else repeat}


@click.command("list")
@acting
@click.option(
    "--filter", "filters", default="", metavar="TEXT", help="Narrow the list."
)
@click.option("--overdue", is_flag=True, help="Only what is pending and late.")
@click.option("--sort", metavar="FIELDS", help="Order it; a minus reverses.")
@click.option("--page-size", type=COUNT, help="How many at once, 1 to 200.")
@click.option("--page", type=COUNT, help="The number of the page.")
@click.option("--cursor", help="Go on behind an earlier page.")
@click.option("--archived", is_flag=True, help="Those in the archive.")
def show_list(session: Session, **given: Any) -> None:
    """
    List activities, the latest change first.

    The filter is written as in the search box: --filter "is:pending owner:me
    type:call scheduled_at:this-week". Days in it are those of UTC.
    """
    from .reading import print_page

    print_page(session, **given)


activities = record_group(
    "activities",
    noun="activity",
    example='type=call subject="Talk about the offer" scheduled_at="2026-01-31 09:00"'
    " contact_id=ada@example.com",
    commands=(
        plan,
        log,
        show_list,
        change,
        complete,
        reopen,
        cancel,
        snooze,
        reschedule,
        assign,
        bulk,
        agenda,
        report,
        response_times,
        neglected,
        quick_add_activity,
        inspect_calendars,
    ),
    watched=False,
    without=(add, edit, list_, timeline, import_),
)
