"""
The command ``crm forms``.
"""

from typing import TYPE_CHECKING, Any

import click

from .answers import print_undo
from .output import Column, print_fields, print_json, print_table, say
from .questions import ASK, FROM, asked_for, members_in
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core import CrmWork
    from crm_core.forms import Form

_LISTS = frozenset({"origins"})
_WHICH = click.argument("which", metavar="ID|NAME")
_SET = click.argument("words", nargs=-1, metavar="[MEMBER=VALUE]...")


@click.group("forms")
def forms() -> None:
    """
    Web forms that capture leads.
    """


@forms.command("list")
@acting
@click.option("--archived", is_flag=True, help="Those in the archive instead.")
def list_(session: Session, archived: bool) -> None:
    """
    List the forms.
    """
    from crm_core.forms import list_forms

    found = session.run(list_forms, archived=archived)
    if session.as_json:
        print_json({"items": found})
        return
    columns = (
        Column("ID", lambda form: form.id),
        Column("NAME", lambda form: form.name),
        Column("FIELDS", lambda form: [field.name for field in form.fields]),
        Column("OPT-IN", lambda form: form.double_opt_in),
        Column("ACTIVE", lambda form: form.active),
    )
    print_table(columns, found)


@forms.command("show")
@acting
@_WHICH
def show(session: Session, which: str) -> None:
    """
    Show a form and how much came in through it.
    """
    from attrs import asdict

    from crm_core.forms import tally_form

    form = session.run(lambda work: _named(work, which))
    if session.as_json:
        print_json(form)
        return
    tally = session.run(tally_form, form.id)
    came = {**tally.by_state, "refused": tally.refused, "limited": tally.limited}
    members = asdict(form, recurse=False)
    members["fields"] = [
        f"{each.name}{'!' if each.required else ''}" for each in form.fields
    ]
    print_fields([*members.items(), ("came in", came)])


@forms.command("add")
@acting
@click.argument("name")
@_SET
@ASK
@FROM
def add(
    session: Session,
    name: str,
    words: tuple[str, ...],
    asked: tuple[str, ...],
    file: Any,
) -> None:
    """
    Add a form, as: crm forms add "Contact us" --ask last_name --ask email! double_opt_in=true.
    """
    from crm_core.forms import add_form

    fields = _given(words, asked, file) | {"name": name}
    written = session.write(lambda work: add_form(work, **fields))
    _print(session, written.result, "Added")


@forms.command("edit")
@acting
@_WHICH
@_SET
@ASK
@FROM
def edit(
    session: Session,
    which: str,
    words: tuple[str, ...],
    asked: tuple[str, ...],
    file: Any,
) -> None:
    """
    Change members of a form; MEMBER= brings back what is usual.
    """
    from crm_core.forms import edit_form

    fields = _given(words, asked, file)
    written = session.write(
        lambda work: edit_form(work, _named(work, which).id, **fields)
    )
    _print(session, written.result, "Edited")


@forms.command("renew-key")
@acting
@_WHICH
def renew_key(session: Session, which: str) -> None:
    """
    Give a form another address; the old one leads nowhere.
    """
    from crm_core.forms import renew_form_key

    written = session.write(lambda work: renew_form_key(work, _named(work, which).id))
    _print(session, written.result, "Renewed the key of")


@forms.command("archive")
@acting
@_WHICH
def archive(session: Session, which: str) -> None:
    """
    Put a form into the archive; nobody can fill it in any more.
    """
    from crm_core.forms import archive_form

    written = session.write(lambda work: archive_form(work, _named(work, which).id))
    form = written.result
    print_undo(session, written, f"Archived {form.name} ({form.id}).")


@forms.command("restore")
@acting
@click.argument("form", metavar="ID")
def restore(session: Session, form: str) -> None:
    """
    Bring a form back from the archive.
    """
    from crm_core.forms import FormId, restore_form
    from crm_core.shared import read_id

    id = FormId(read_id(form))
    written = session.write(lambda work: restore_form(work, id))
    _print(session, written.result, "Restored")


@forms.command("snippet")
@acting
@_WHICH
@click.option("--html", is_flag=True, help="Only the HTML, which needs no script.")
@click.option("--script", is_flag=True, help="Only the script element.")
def snippet(session: Session, which: str, html: bool, script: bool) -> None:
    """
    Print the address of a form, and what to paste into a web page to show it there.
    """
    from crm_adapters.bootstrap import base_url
    from crm_core.forms import snippets_of

    form = session.run(lambda work: _named(work, which))
    found = snippets_of(form, base_url(session.settings))
    if session.as_json:
        print_json(found)
    elif html or script:
        click.echo((found.html if html else "") + (found.script if script else ""))
    else:
        say(f"Its page: {found.address}")
        say("")
        say("To show it in a page of a site that the form names in its origins, paste")
        click.echo(f"\n{found.script}\nor, without scripts,\n\n{found.html}")


@forms.command("submissions")
@acting
@_WHICH
@click.option("--page", type=click.IntRange(min=1), default=1, help="Which page.")
@click.option("--retry", metavar="ID", help="Make a lead of this one after all.")
def submissions(session: Session, which: str, page: int, retry: str | None) -> None:
    """
    List what came in through a form, the newest first, and what became of it.
    """
    from crm_core.forms import SubmissionId, list_submissions, retry_submission
    from crm_core.shared import PageRequest, read_id

    if retry is not None:
        id = SubmissionId(read_id(retry))
        done = session.run(retry_submission, id)
        if session.as_json:
            print_json(done.public)
        else:
            say(f"Captured as lead {done.lead_id}.")
        return
    form = session.run(lambda work: _named(work, which))
    found = session.run(list_submissions, form.id, PageRequest(number=page))
    if session.as_json:
        items = [each.public for each in found.items]
        print_json({"items": items, "total": found.total})
        return
    columns = (
        Column("ID", lambda each: each.id),
        Column("RECEIVED", lambda each: each.received_at),
        Column("STATE", lambda each: each.state),
        Column("VALUES", lambda each: dict(each.values)),
        Column("LEAD", lambda each: each.lead_id),
        Column("REASON", lambda each: each.reason),
    )
    print_table(columns, found.items)


def _given(words: tuple[str, ...], asked: tuple[str, ...], file: Any) -> dict[str, Any]:
    from .assignments import split_assignments

    found: dict[str, Any] = dict(members_in(file)) if file is not None else {}
    for name, text in split_assignments(words).items():
        whole, _, part = name.partition(".")
        if whole == "defaults" and part:
            found.setdefault("defaults", {})[part] = text or None
        elif name in _LISTS:
            found[name] = [each.strip() for each in text.split(",") if each.strip()]
        else:
            found[name] = text or None
    if asked:
        found["fields"] = [asked_for(word) for word in asked]
    return found


def _named(work: "CrmWork", which: str) -> "Form":
    from crm_core.forms import list_forms
    from crm_core.shared import NotFound, fold

    known = list_forms(work)
    for form in known:
        if fold(which) in {str(form.id), fold(form.name)}:
            return form
    names = ", ".join(form.name for form in known) or "none"
    raise NotFound(f"No form is called {which}. There are: {names}.")


def _print(session: Session, form: "Form", done: str) -> None:
    if session.as_json:
        print_json(form)
    else:
        say(f"{done} {form.name} ({form.id}).")
