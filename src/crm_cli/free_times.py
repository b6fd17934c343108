"""
The command ``crm bookings free``.
"""

from typing import TYPE_CHECKING, Any

import click

from .output import Column, print_json, print_table
from .session import Session, acting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crm_core.bookings import FreeBusy


@click.command("free")
@acting
@click.option("--user", "users", multiple=True, metavar="EMAIL|ID", help="Whose time.")
@click.option("--minutes", default="30", help="How long they meet.")
@click.option("--step", default="30", help="They may begin every so many minutes.")
@click.option("--before", default="0", help="So many minutes before are free too.")
@click.option("--after", default="0", help="So many minutes after are free too.")
@click.option("--since", metavar="MOMENT", help="From when on; now at first.")
@click.option("--until", metavar="MOMENT", help="Until when; a week at first.")
@click.option("--any", "any_", is_flag=True, help="Any of them, not all together.")
@click.option("--busy", is_flag=True, help="When they are busy instead.")
def free(
    session: Session, users: tuple[str, ...], any_: bool, busy: bool, **given: Any
) -> None:
    """
    Say when people could meet, all together; oneself when nobody is named.
    """
    from crm_core.bookings import find_free_times, show_free_busy

    who = [person(session, each) for each in users]
    who = who or [str(session.actor.user_id)]
    span = {name: given[name] for name in ("since", "until")}
    if busy:
        _print_busy(session, session.run(show_free_busy, who, **span))
        return
    slots = session.run(find_free_times, who, together=not any_, **given)
    if session.as_json:
        print_json({"items": slots})
        return
    print_table(
        (
            Column("FROM", lambda slot: slot.starts),
            Column("UNTIL", lambda slot: slot.ends),
            Column("WHO", lambda slot: [session.names.get(e, e) for e in slot.hosts]),
        ),
        slots,
    )


def _print_busy(session: Session, found: "Sequence[FreeBusy]") -> None:
    if session.as_json:
        print_json({"items": found})
        return
    columns = (
        Column("WHO", lambda row: row[0]),
        Column("FROM", lambda row: row[1]),
        Column("UNTIL", lambda row: row[2]),
    )
    print_table(columns, [(each.name, *span) for each in found for span in each.busy])


def person(session: Session, said: str) -> str:
    """
    The id of whom an address names.
    """
    from crm_core.shared import NotFound

    if "@" not in said:
        return said
    user = session.run(lambda work: work.users.find_by_email(said))
    if user is None:
        raise NotFound(f"Nobody here has the e-mail address {said}.")
    return str(user.id)
