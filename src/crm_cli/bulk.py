"""
Many records at once, in one change set.
"""

from collections.abc import Callable
from typing import Any

import click

from .answers import print_undo
from .session import Session, acting


@click.group()
def bulk() -> None:
    """
    Change many {plural} at once; one undo takes all of it back.
    """


def choosing(function: Any) -> Any:
    """
    The options that choose the records.
    """
    function = click.option(
        "--filter",
        "filters",
        metavar="TEXT",
        help='All that the filter finds, as in the search box; "" is all there are.',
    )(function)
    return click.option(
        "--id",
        "ids",
        multiple=True,
        metavar="ID|NAME",
        help="This one, instead of a filter; may be given again.",
    )(function)


@bulk.command("edit")
@acting
@choosing
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
def edit(session: Session, fields: tuple[str, ...], **chosen: Any) -> None:
    """
    Set fields of many {plural}; FIELD= clears one.
    """
    change_many(session, chosen, fields=fields)


@bulk.command("tag")
@acting
@choosing
@click.option("--add", "add_tags", multiple=True, help="A tag to give.")
@click.option("--remove", "remove_tags", multiple=True, help="A tag to take away.")
def tag(
    session: Session,
    add_tags: tuple[str, ...],
    remove_tags: tuple[str, ...],
    **chosen: Any,
) -> None:
    """
    Give tags to many {plural}, or take them away.
    """
    if not add_tags and not remove_tags:
        raise click.UsageError("Name tags to --add or to --remove.")
    change_many(session, chosen, add_tags=add_tags, remove_tags=remove_tags)


@bulk.command("assign")
@acting
@choosing
@click.argument("to", metavar="E-MAIL|ID|me|nobody")
def assign(session: Session, to: str, **chosen: Any) -> None:
    """
    Give many {plural} to a person.
    """
    owner = "" if to == "nobody" else to
    change_many(session, chosen, fields=(f"assigned_to={owner}",))


@bulk.command("archive")
@acting
@choosing
def archive(session: Session, **chosen: Any) -> None:
    """
    Put many {plural} into the archive.
    """
    change_many(session, chosen, archive=True)


def change_many(
    session: Session,
    chosen: dict[str, Any],
    *,
    fields: tuple[str, ...] = (),
    use_case: Callable[..., Any] | None = None,
    **change: Any,
) -> None:
    """
    Change the records that options choose; edit them, unless *use_case* says else.
    """
    from crm_core import CrmWork

    from .assignments import raw_values, split_assignments
    from .reading import query_of

    kind, given = session.kind, split_assignments(fields)
    act = use_case or kind.edit_many
    filters, names = chosen["filters"], chosen["ids"]
    if (filters is None) == (not names):
        raise click.UsageError("Choose the records by --filter or by --id.")

    def run(work: CrmWork) -> Any:
        values = raw_values(work, kind, given)
        if filters is None:
            ids = [kind.find(work, name) for name in names]
            return act(work, ids=ids, **values, **change)
        query = query_of(work, kind, filters)
        return act(work, query=query, **values, **change)

    written = session.write(run)
    count = len(written.result)
    said = f"{count} {kind.noun if count == 1 else kind.plural} changed."
    print_undo(session, written, said)
