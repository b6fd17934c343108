"""
The command ``crm RECORDS timeline``, and what it shares with the feed.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from .counts import COUNT
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core import CrmWork
    from crm_core.timelines import Entry, Timeline


def narrowing(command: Callable[..., Any]) -> Callable[..., Any]:
    """
    Give a command the options that narrow a timeline and page through it.
    """
    options = (
        click.option(
            "--kind",
            "kinds",
            multiple=True,
            metavar="KIND",
            help="Only these: call, stage, ... (may be repeated).",
        ),
        click.option(
            "--person",
            "people",
            multiple=True,
            metavar="EMAIL|ID|me",
            help="Only what they did (may be repeated).",
        ),
        click.option("--page-size", type=COUNT, help="How many entries, 1 to 200."),
        click.option("--cursor", help="Go on behind an earlier page."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command("timeline")
@acting
@click.argument("which", metavar="ID|NAME")
@narrowing
def timeline(session: Session, which: str, **given: Any) -> None:
    """
    Show what happened around {a_noun}, and what is planned, latest first.
    """
    from crm_core.shared import RecordRef
    from crm_core.timelines import timeline as told

    kind = session.kind

    def read(work: "CrmWork", *args: Any, **narrowed: Any) -> "Timeline":
        record = RecordRef(kind.noun, kind.find_any(work, which))
        return told(work, record, *args, **narrowed)

    print_timeline(session, read, **given)


def print_timeline(
    session: Session,
    told: "Callable[..., Timeline]",
    *,
    kinds: tuple[str, ...],
    people: tuple[str, ...],
    page_size: int | None,
    cursor: str | None,
) -> None:
    """
    What the use case *told* answers, as a list or as JSON.
    """
    from .assignments import user_named
    from .output import note, print_json
    from .reading import page_request

    request = page_request(page_size, None, cursor)

    def read(work: "CrmWork") -> "Timeline":
        ids = [user_named(work, each).id for each in people]
        return told(work, request, kinds=kinds, people=ids)

    found = session.run(read)
    if session.as_json:
        print_json(found)
        return
    for entry in found.items:
        _print_entry(entry)
    if not found.complete:
        note("There are more companies below this one than are told of here.")
    if found.next_cursor:
        note(f"More: --cursor {found.next_cursor}")


def _print_entry(entry: "Entry") -> None:
    from .output import say, shown

    about = ", ".join(each.name for each in entry.about)
    parts = [shown(entry.at), entry.kind, about, entry.title]
    who = f"by {entry.user}" if entry.user else ""
    planned = "(planned)" if entry.open else ""
    say("  ".join(filter(None, [*parts, who, planned])))
    for detail in entry.details:
        changed = entry.source.kind == "change_set" and detail.field != "changes"
        was = f"{detail.was or '-'} > " if changed else ""
        say(f"  {detail.label}: {was}{detail.now or '-'}")
