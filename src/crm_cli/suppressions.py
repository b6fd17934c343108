"""
The command ``crm suppressions``.
"""

import click

from .answers import print_undo
from .output import Column, print_json, print_table
from .session import Session, acting


@click.group("suppressions")
def suppressions() -> None:
    """
    Addresses that get no mailings, or no mail at all.
    """


@suppressions.command("list")
@acting
@click.option("--page", type=click.IntRange(min=1), default=1, help="Which page.")
def list_(session: Session, page: int) -> None:
    """
    List the addresses that are spared, the newest first.
    """
    from crm_core.emails import list_suppressions
    from crm_core.shared import PageRequest

    found = session.run(list_suppressions, PageRequest(number=page))
    if session.as_json:
        print_json({"items": found.items, "total": found.total})
        return
    columns = (
        Column("ID", lambda each: each.id),
        Column("ADDRESS", lambda each: each.address),
        Column("REASON", lambda each: each.reason),
        Column("SOURCE", lambda each: each.source),
        Column("SINCE", lambda each: each.created_at),
    )
    print_table(columns, found.items)


@suppressions.command("add")
@acting
@click.argument("address")
@click.option(
    "--reason",
    type=click.Choice(["unsubscribed", "bounced", "complained"]),
    default="unsubscribed",
    show_default=True,
    help="Why it is spared.",
)
@click.option("--source", metavar="TEXT", help="How we know.")
def add(session: Session, address: str, reason: str, source: str | None) -> None:
    """
    Spare an address.
    """
    from crm_core.emails import add_suppression

    written = session.write(
        lambda work: add_suppression(
            work, address=address, reason=reason, source=source
        )
    )
    if session.as_json:
        print_json(written.result)
    else:
        print_undo(session, written, f"Spared {address} ({written.result.id}).")


@suppressions.command("remove")
@acting
@click.argument("which", metavar="ADDRESS|ID")
def remove(session: Session, which: str) -> None:
    """
    Spare an address no longer.
    """
    from crm_core.emails import SuppressionId, remove_suppression, spared_as
    from crm_core.shared import read_id

    written = session.write(
        lambda work: remove_suppression(
            work,
            spared_as(work, which).id
            if "@" in which
            else SuppressionId(read_id(which)),
        )
    )
    print_undo(session, written, f"{which} is spared no longer.")
