"""
The command ``crm transfers``.
"""

import click

from .answers import tell_undone
from .counts import COUNT
from .output import print_json, say
from .session import Session, acting


@click.group()
def transfers() -> None:
    """
    Imports, and taking them back.
    """


@transfers.command("list")
@acting
@click.option("--page-size", type=COUNT, help="How many at once, 1 to 200.")
@click.option("--page", type=COUNT, help="The number of the page.")
@click.option("--cursor", help="Go on behind an earlier page.")
def list_(
    session: Session, page_size: int | None, page: int | None, cursor: str | None
) -> None:
    """
    List the latest imports.
    """
    from crm_core.transfers import list_transfers

    from .reading import as_answer, page_request
    from .transfer_tables import print_transfers

    request = page_request(page_size, page, cursor)
    found = session.run(list_transfers, request)
    if session.as_json:
        print_json(as_answer(found, request))
        return
    print_transfers(session, found)


@transfers.command("show")
@acting
@click.argument("transfer", metavar="ID")
def show(session: Session, transfer: str) -> None:
    """
    Show an import: how far it is, what it did, and what it could not place.
    """
    from crm_core.shared import read_id
    from crm_core.transfers import TransferId, show_transfer

    from .transfer_tables import print_transfer

    found = session.run(show_transfer, TransferId(read_id(transfer)))
    if session.as_json:
        print_json(found)
        return
    print_transfer(found)


@transfers.command("refused")
@acting
@click.argument("transfer", metavar="ID")
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FILE",
    help="Where to; - is standard output.",
)
def refused(session: Session, transfer: str, output: str) -> None:
    """
    Write the refused rows of an import as CSV, in the shape of its file, with the
    reasons behind: mended, the file can be imported again.
    """
    from crm_core.shared import read_id
    from crm_core.transfers import TransferId, show_transfer

    from .importing import write_refused

    found = session.run(show_transfer, TransferId(read_id(transfer)))
    if session.as_json:
        from crm_core.transfers import all_refused

        print_json([*all_refused(session.run, found.id)])
        return
    write_refused(session, found, output)


@transfers.command("cancel")
@acting
@click.argument("transfer", metavar="ID")
def cancel(session: Session, transfer: str) -> None:
    """
    Stop an import before its next part; what it has written stays.
    """
    from crm_core.shared import read_id
    from crm_core.transfers import TransferId, cancel_import

    found = session.run(cancel_import, TransferId(read_id(transfer)))
    if session.as_json:
        print_json(found)
        return
    say(f"Cancelled after {found.position:,} rows.")
    if found.figures.wrote:
        say(f"To take them back: crm transfers undo {found.id}")


@transfers.command("undo")
@acting
@click.argument("transfer", metavar="ID")
def undo(session: Session, transfer: str) -> None:
    """
    Take an import back: what it made goes, what it changed is restored.

    Records that were changed since, in the same fields, are kept and named, and exit
    code 3 says so. An import that is still at work is cancelled.
    """
    from crm_core.shared import read_id
    from crm_core.transfers import TransferId, undo_transfer

    done = session.run(undo_transfer, TransferId(read_id(transfer)))
    tell_undone(session, done)
