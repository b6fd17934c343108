"""
The command ``crm templates``.
"""

from typing import TYPE_CHECKING, Any

import click

from .answers import print_undo
from .output import Column, print_fields, print_json, print_table, say
from .session import Session, Written, acting

if TYPE_CHECKING:
    from crm_core import CrmWork
    from crm_core.emails import Template

_WHICH = click.argument("which", metavar="ID|NAME")
_HTML = click.option("--html", type=click.File("r"), metavar="FILE", help="Its HTML.")
_SET = click.argument("words", nargs=-1, metavar="[MEMBER=VALUE]...")


@click.group("templates")
def templates() -> None:
    """
    What messages are written from.
    """


@templates.command("list")
@acting
@click.option("--archived", is_flag=True, help="Those in the archive instead.")
def list_(session: Session, archived: bool) -> None:
    """
    List the templates.
    """
    from crm_core.emails import list_templates

    found = session.run(list_templates, archived=archived)
    if session.as_json:
        print_json({"items": found})
        return
    columns = (
        Column("ID", lambda each: each.id),
        Column("NAME", lambda each: each.name),
        Column("SUBJECT", lambda each: each.subject),
        Column("LANGUAGE", lambda each: each.language),
        Column("VARIABLES", lambda each: each.variables),
    )
    print_table(columns, found)


@templates.command("show")
@acting
@_WHICH
def show(session: Session, which: str) -> None:
    """
    Show a template.
    """
    template = session.run(lambda work: template_named(work, which))
    if session.as_json:
        print_json(template)
        return
    names = ("id", "name", "subject", "language", "variables", "version")
    print_fields((name, getattr(template, name)) for name in names)
    click.echo()
    for line in (template.text or template.html or "").splitlines():
        say(line)


@templates.command("add")
@acting
@click.argument("name")
@_SET
@_HTML
def add(session: Session, name: str, words: tuple[str, ...], html: Any) -> None:
    """
    Add a template.

    As: crm templates add Welcome subject="Hello {{ contact.name }}" text="..."
    """
    from crm_core.emails import add_template

    fields = _given(words, html) | {"name": name}
    written = session.write(lambda work: add_template(work, **fields))
    _print(session, written, "Added")


@templates.command("edit")
@acting
@_WHICH
@_SET
@_HTML
def edit(session: Session, which: str, words: tuple[str, ...], html: Any) -> None:
    """
    Change members of a template.
    """
    from crm_core.emails import edit_template

    fields = _given(words, html)
    written = session.write(
        lambda work: edit_template(work, template_named(work, which).id, **fields)
    )
    _print(session, written, "Edited")


@templates.command("archive")
@acting
@_WHICH
def archive(session: Session, which: str) -> None:
    """
    Put a template into the archive.
    """
    from crm_core.emails import archive_template

    written = session.write(
        lambda work: archive_template(work, template_named(work, which).id)
    )
    _print(session, written, "Archived")


@templates.command("restore")
@acting
@click.argument("id", metavar="ID")
def restore(session: Session, id: str) -> None:
    """
    Bring a template back from the archive.
    """
    from crm_core.emails import TemplateId, restore_template
    from crm_core.shared import read_id

    found = TemplateId(read_id(id))
    written = session.write(lambda work: restore_template(work, found))
    _print(session, written, "Restored")


def template_named(work: "CrmWork", which: str) -> "Template":
    """
    The live template of this id or name.

    Raises:
        NotFound: Naming those that there are.
    """
    from crm_core.emails import list_templates
    from crm_core.shared import NotFound, fold

    known = list_templates(work)
    for template in known:
        if fold(which) in {str(template.id), fold(template.name)}:
            return template
    names = ", ".join(template.name for template in known) or "none"
    raise NotFound(f"No template is called {which}. There are: {names}.")


def _given(words: tuple[str, ...], html: Any) -> dict[str, Any]:
    from .assignments import split_assignments

    found: dict[str, Any] = {
        name: text or None for name, text in split_assignments(words).items()
    }
    if html is not None:
        found["html"] = html.read()
    return found


def _print(session: Session, written: Written, done: str) -> None:
    template = written.result
    if session.as_json:
        print_json(template)
    else:
        print_undo(session, written, f"{done} {template.name} ({template.id}).")
