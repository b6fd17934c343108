"""
The commands that work on activities: done, cancelled, moved to another time.
"""

from typing import TYPE_CHECKING, Any

import click

from .answers import print_written
from .bulk import bulk as of_all
from .bulk import change_many, choosing
from .counts import COUNT
from .moving import versioned
from .session import Session, acting

if TYPE_CHECKING:
    from uuid import UUID

    from crm_core import CrmWork

scoped = click.option(
    "--scope",
    type=click.Choice(["this", "following", "all"]),
    default="this",
    help="Of what recurs: this one, this and those following, or all.",
)


@click.command("complete")
@acting
@click.argument("which", metavar="ID|SUBJECT")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@click.option("--outcome", help="What came of it.")
@click.option("--minutes", "duration_minutes", type=COUNT, help="How long it took.")
@versioned
def complete(session: Session, which: str, **given: Any) -> None:
    """
    Say that an activity is done.
    """
    from crm_core.activities import complete_activity

    from .stages import act

    print_written(session, act(session, complete_activity, which, **given), "Done:")


@click.command("reopen")
@acting
@click.argument("which", metavar="ID|SUBJECT")
@versioned
def reopen(session: Session, which: str, version: int | None) -> None:
    """
    Let an activity be pending again.
    """
    from crm_core.activities import reopen_activity

    from .stages import act

    written = act(session, reopen_activity, which, version=version)
    print_written(session, written, "Reopened")


@click.command("cancel")
@acting
@click.argument("which", metavar="ID|SUBJECT")
@scoped
@versioned
def cancel(session: Session, which: str, **given: Any) -> None:
    """
    Say that an activity will not take place; its participants are not told.
    """
    from crm_core.activities import cancel_activity

    from .stages import act

    written = act(session, cancel_activity, which, **given)
    print_written(session, written, "Cancelled")


@click.command("snooze")
@acting
@click.argument("which", metavar="ID|SUBJECT")
@click.option("--minutes", type=COUNT, help="For so long.")
@click.option("--until", metavar="MOMENT", help="Until then, by your own clock.")
@versioned
def snooze(
    session: Session,
    which: str,
    minutes: int | None,
    until: str | None,
    version: int | None,
) -> None:
    """
    Leave an activity alone for a while, and be reminded of it then.
    """
    from crm_core.activities import snooze_activity

    from .stages import act

    moment = _moment(session, until)
    given: dict[str, Any] = {"minutes": minutes, "until": moment, "version": version}
    written = act(session, snooze_activity, which, **given)
    print_written(session, written, "Snoozed")


def _moment(session: Session, text: str | None) -> str | None:
    from .local_times import read_local

    return text and read_local(text, session.zone)


def moving(command: Any) -> Any:
    """
    Give a command what says to when.
    """
    options = (
        click.option("--to", metavar="MOMENT|DAY", help="To then, by your own clock."),
        click.option("--days", type=int, help="By so many days; fewer than 0 is back."),
        click.option("--minutes", type=int, help="By so many minutes."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command("reschedule")
@acting
@click.argument("which", metavar="ID|SUBJECT")
@moving
@versioned
def reschedule(session: Session, which: str, to: str | None, **given: Any) -> None:
    """
    Plan an activity for another time: a moment, a day at the hour it has, or so many
    days and minutes from where it is.
    """
    from crm_core.activities import reschedule_activity

    from .stages import act

    moment = _moment(session, to)
    written = act(session, reschedule_activity, which, to=moment, **given)
    print_written(session, written, "Rescheduled")


@click.command("assign")
@acting
@click.argument("which", metavar="ID|SUBJECT")
@click.argument("to", metavar="E-MAIL|ID|me|nobody")
@versioned
def assign(session: Session, which: str, to: str, version: int | None) -> None:
    """
    Give an activity to somebody.
    """
    from crm_core.activities import assign_activity

    from .assignments import user_named

    def run(work: "CrmWork") -> object:
        id = session.kind.find(work, which)
        owner: UUID | None = None if to == "nobody" else user_named(work, to).id
        return assign_activity(work, id, owner, version=version)

    print_written(session, session.write(run), "Assigned")


@click.command("complete")
@acting
@choosing
@click.option("--outcome", help="What came of them.")
def complete_many(session: Session, outcome: str | None, **chosen: Any) -> None:
    """
    Say that many {plural} are done.
    """
    from crm_core.activities import complete_activities

    change_many(session, chosen, use_case=complete_activities, outcome=outcome)


@click.command("cancel")
@acting
@choosing
def cancel_many(session: Session, **chosen: Any) -> None:
    """
    Say that many {plural} will not take place.
    """
    from crm_core.activities import cancel_activities

    change_many(session, chosen, use_case=cancel_activities)


@click.command("reschedule")
@acting
@choosing
@moving
def reschedule_many(
    session: Session,
    to: str | None,
    days: int | None,
    minutes: int | None,
    **chosen: Any,
) -> None:
    """
    Plan many {plural} for another time.
    """
    from crm_core.activities import reschedule_activities

    when: dict[str, Any] = {
        "to": _moment(session, to),
        "days": days,
        "minutes": minutes,
    }
    change_many(session, chosen, use_case=reschedule_activities, **when)


bulk = click.Group(
    "bulk",
    help=of_all.help,
    commands=[*of_all.commands.values(), complete_many, cancel_many, reschedule_many],
)
