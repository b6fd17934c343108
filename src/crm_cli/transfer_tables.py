"""
Imports as people read them.
"""

from crm_core.shared import Page
from crm_core.transfers import Transfer

from .output import Column, print_table, say
from .reading import print_position
from .session import Session


def print_transfers(session: Session, page: Page[Transfer]) -> None:
    """
    One page of imports.
    """
    names = session.names
    columns = (
        Column("ID", lambda each: each.id),
        Column("WHEN", lambda each: each.created_at),
        Column("WHO", lambda each: names.get(each.created_by, each.created_by)),
        Column("FILE", lambda each: each.label),
        Column("RECORDS", lambda each: each.noun),
        Column("STATE", lambda each: each.state),
        Column("ROWS", lambda each: each.figures.rows),
        Column("CREATED", lambda each: each.figures.created),
        Column("UPDATED", lambda each: each.figures.updated),
        Column("REFUSED", lambda each: each.refused),
    )
    print_table(columns, page.items)
    print_position(page, "imports")


def print_transfer(transfer: Transfer) -> None:
    """
    One import, with what it could not place.
    """
    figures = transfer.figures
    say(f"{transfer.label}: {transfer.noun}, {transfer.state}")
    say(f"  rows settled: {transfer.position:,}{_share(transfer)}")
    for name in ("created", "updated", "unchanged", "repeated", "companies_only"):
        if count := getattr(figures, name):
            say(f"  {name.replace('_', ' ')}: {count:,}")
    if figures.companies_created:
        say(f"  companies created for them: {figures.companies_created:,}")
    if transfer.refused:
        say(f"  refused: {transfer.refused:,} (crm transfers refused {transfer.id})")
    for header, cells in transfer.unused.items():
        say(f"  {header} is not taken over: {cells:,} filled cells")
    if transfer.error:
        say(f"  it failed: {transfer.error}")
    if figures.wrote:
        say(f"To take it back: crm transfers undo {transfer.id}")


def _share(transfer: Transfer) -> str:
    return "" if transfer.share is None else f" ({transfer.share:.0%} of the file)"
