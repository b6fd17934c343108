"""
Adding an activity in words.
"""

from typing import TYPE_CHECKING

import click

from .answers import print_undo
from .output import print_fields, print_json, say
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core.activities import QuickAdded


@click.command("quick-add")
@acting
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option("--language", default="en", help="The language of the words: en or de.")
@click.option("--dry-run", is_flag=True, help="Only say what would be added.")
def quick_add_activity(
    session: Session, words: tuple[str, ...], language: str, dry_run: bool
) -> None:
    """
    Add an activity in words, as: crm activities quick-add "call back tomorrow 10:00 @ada #acme".
    """
    from crm_core.activities import quick_add

    text = " ".join(words)
    written = session.write(
        lambda work: quick_add(work, text, language=language, dry_run=dry_run)
    )
    found: QuickAdded = written.result
    activity = found.activity
    if session.as_json:
        print_json(
            {
                "understood": found.understood,
                "fields": found.fields,
                "names": found.names,
                "activity_id": activity.id if activity else None,
            }
        )
        return
    names = {each.id: each.name for each in found.names}
    shown = {**found.fields}
    if "assigned_to" in shown:
        shown["assigned_to"] = names[str(shown["assigned_to"])]
    about = [each.name for each in found.names if each.field != "owner"]
    print_fields([*(shown | ({"about": about} if about else {})).items()])
    for doubt in found.understood.doubts:
        said = text[doubt.start : doubt.end]
        say(f"Note: {f'{said}: ' if said else ''}{doubt.message}")
    if activity is not None:
        print_undo(session, written, f"Added {activity.subject} ({activity.id}).")
