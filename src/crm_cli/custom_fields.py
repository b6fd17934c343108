"""
The command ``crm custom-fields``.
"""

from typing import TYPE_CHECKING

import click

from .answers import print_undo
from .output import Column, print_json, print_table, say
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core import CrmWork
    from crm_core.custom_fields import CustomField


@click.group("custom-fields")
def custom_fields() -> None:
    """
    Fields of the organization's own.
    """


@custom_fields.command("list")
@acting
@click.argument("record", required=False, metavar="[contact|company|lead|opportunity]")
def list_(session: Session, record: str | None) -> None:
    """
    List the custom fields.
    """
    from crm_core.custom_fields import list_custom_fields

    found = session.run(list_custom_fields, record)
    if session.as_json:
        print_json({"items": found})
        return
    columns = (
        Column("ID", lambda custom: custom.id),
        Column("RECORD", lambda custom: custom.record),
        Column("NAME", lambda custom: custom.name),
        Column("LABEL", lambda custom: custom.label),
        Column("KIND", lambda custom: custom.kind),
        Column("OPTIONS", lambda custom: custom.options),
    )
    print_table(columns, found)


@custom_fields.command("add")
@acting
@click.argument("record", metavar="contact|company|lead|opportunity")
@click.argument("name")
@click.argument("kind")
@click.option("--label", help="As people read it.")
@click.option("--option", "options", multiple=True, help="A word to choose from.")
def add(
    session: Session,
    record: str,
    name: str,
    kind: str,
    label: str | None,
    options: tuple[str, ...],
) -> None:
    """
    Give a kind of record a field of your own.

    Its kind is text, long-text, number, date, flag, choice, url or tags.
    """
    from crm_core.custom_fields import add_custom_field

    fields = {"record": record, "name": name, "kind": kind} | _given(label, options)
    written = session.write(lambda work: add_custom_field(work, **fields))
    _print(session, written.result, f"Added custom.{name}.")


@custom_fields.command("edit")
@acting
@click.argument("which", metavar="ID|RECORD.NAME")
@click.option("--label", help="As people read it.")
@click.option(
    "--option", "options", multiple=True, help="All the words to choose from."
)
def edit(
    session: Session, which: str, label: str | None, options: tuple[str, ...]
) -> None:
    """
    Change the label or the options of a custom field, named as contact.region.
    """
    from crm_core.custom_fields import edit_custom_field

    fields = _given(label, options)
    written = session.write(
        lambda work: edit_custom_field(work, _named(work, which).id, **fields)
    )
    _print(session, written.result, f"Edited custom.{written.result.name}.")


@custom_fields.command("remove")
@acting
@click.argument("which", metavar="ID|RECORD.NAME")
def remove(session: Session, which: str) -> None:
    """
    Take a custom field away; its values come back when that is undone.
    """
    from crm_core.custom_fields import remove_custom_field

    written = session.write(
        lambda work: remove_custom_field(work, _named(work, which).id)
    )
    print_undo(session, written, f"Removed {which}.")


def _given(label: str | None, options: tuple[str, ...]) -> dict[str, object]:
    given: dict[str, object] = {} if label is None else {"label": label}
    return given | ({"options": list(options)} if options else {})


def _named(work: "CrmWork", which: str) -> "CustomField":
    from crm_core.custom_fields import list_custom_fields
    from crm_core.shared import NotFound

    for custom in list_custom_fields(work):
        if which in {str(custom.id), f"{custom.record}.{custom.name}"}:
            return custom
    raise NotFound(f"There is no custom field {which}.")


def _print(session: Session, custom: "CustomField", said: str) -> None:
    if session.as_json:
        print_json(custom)
    else:
        say(said)
