"""
The command ``crm changes``.
"""

import click

from .answers import tell_undone
from .counts import COUNT
from .output import note, print_json, say
from .session import Session, acting


@click.group()
def changes() -> None:
    """
    What was written, and taking it back.
    """


@changes.command("list")
@acting
@click.option("--mine", is_flag=True, help="Only what I wrote.")
@click.option("--page-size", type=COUNT, help="How many at once, 1 to 200.")
@click.option("--page", type=COUNT, help="The number of the page.")
@click.option("--cursor", help="Go on behind an earlier page.")
def list_(
    session: Session,
    mine: bool,
    page_size: int | None,
    page: int | None,
    cursor: str | None,
) -> None:
    """
    List the latest change sets: each is all that one command or request wrote.
    """
    from crm_core.changes import list_change_sets

    from .reading import as_answer, page_request, print_change_sets

    request = page_request(page_size, page, cursor)
    found = session.run(list_change_sets, request, mine=mine)
    if session.as_json:
        print_json(as_answer(found, request))
        return
    print_change_sets(session, found)


@changes.command("show")
@acting
@click.argument("change_set", metavar="ID")
def show(session: Session, change_set: str) -> None:
    """
    Show a change set: which records it wrote, from which values to which.
    """
    import attrs

    from crm_core.changes import ChangeSetId, show_change_set
    from crm_core.shared import read_id

    from .reading import print_change, print_change_set

    found, written = session.run(show_change_set, ChangeSetId(read_id(change_set)))
    if session.as_json:
        print_json({**attrs.asdict(found, recurse=False), "changes_shown": written})
        return
    print_change_set(session, found, found.label)
    if found.undone_by:
        say(f"Taken back by change set {found.undone_by}.")
    for change in written:
        say(f"{change.action} {change.record}")
        print_change(change)
    if len(written) < found.changes:
        note(f"{len(written)} of {found.changes} changes.")


@changes.command("undo")
@acting
@click.argument("change_set", metavar="ID")
@click.option(
    "--keep-changed",
    is_flag=True,
    help="Leave records that were changed afterwards as they are.",
)
def undo(session: Session, change_set: str, keep_changed: bool) -> None:
    """
    Take back all that a change set wrote.

    Nothing is taken back when records were changed afterwards, in the same fields;
    with --keep-changed the others are, and exit code 3 says that some were not.
    """
    from crm_core.changes import ChangeSetId, undo_change_set
    from crm_core.shared import read_id

    done = session.run(
        undo_change_set, ChangeSetId(read_id(change_set)), keep_changed=keep_changed
    )
    tell_undone(session, done)
