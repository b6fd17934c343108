"""
Web forms, for those who look after them.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from crm_core import CrmWork
from crm_core.forms import (
    Form,
    FormId,
    add_form,
    archive_form,
    edit_form,
    list_forms,
    renew_form_key,
    restore_form,
    show_form,
    snippets_of,
    tally_form,
)
from crm_core.shared import FieldError, Flag, Invalid, Permission

from ..calls import Call
from ..operations import Answer, Operation, Parameter
from ..preconditions import check_version, entity_tag, unchanged
from ..replies import Reply, json_reply
from .record_operations import ROOT
from .records import record_reply

_PLACE: Final = f"{ROOT}/forms"
_ONE: Final = f"{_PLACE}/{{id}}"


def list_all(call: Call) -> Reply:
    """
    The forms, or those in the archive.
    """
    said = call.parameters("archived").get("archived", "false")
    try:
        archived = Flag().parse(said)
    except Invalid as error:
        raise Invalid(errors=error.under("archived")) from None
    return json_reply({"items": call.run(list_forms, archived=archived)})


def show(call: Call) -> Reply:
    """
    One form, or that it is still what the client saw.
    """
    call.parameters()
    form = call.run(show_form, FormId(call.id()))
    tag = entity_tag(form.version)
    if unchanged(call.headers.get(b"if-none-match"), tag):
        return Reply(304, headers=((b"etag", tag),))
    return record_reply(form)


def add(call: Call) -> Reply:
    """
    A new form.
    """
    call.parameters()
    fields = call.fields

    def act(work: CrmWork) -> Reply:
        form = add_form(work, **fields)
        place = f"{call.root}{_PLACE}/{form.id}/"
        return record_reply(form, (b"location", place.encode()), status=201)

    return call.write(act)


def edit(call: Call) -> Reply:
    """
    A form otherwise.
    """
    form_id, versions = FormId(call.id()), call.versions(required=True)
    call.parameters()
    fields = call.fields
    wrong = [name for name in fields if name in {"form_id", "version"}]
    if wrong:
        message = "No such field."
        raise Invalid(errors=[FieldError(n, "unknown", message) for n in wrong])

    def act(work: CrmWork) -> Reply:
        saw = next(iter(versions)) if versions and len(versions) == 1 else None
        if saw is None:
            check_version(show_form(work, form_id).version, versions)
        return record_reply(edit_form(work, form_id, version=saw, **fields))

    return call.write(act)


def act_on(use_case: Callable[[CrmWork, FormId], Form], call: Call) -> Reply:
    """
    What *use_case* does to a form.
    """
    form_id, versions = FormId(call.id()), call.versions(required=False)
    call.parameters()

    def act(work: CrmWork) -> Reply:
        if versions is not None:
            check_version(show_form(work, form_id).version, versions)
        form = use_case(work, form_id)
        return Reply(204) if call.method == "DELETE" else record_reply(form)

    return call.write(act)


def show_snippets(call: Call) -> Reply:
    """
    What is pasted into other sites.
    """
    call.parameters()
    form = call.run(show_form, FormId(call.id()))
    return json_reply(snippets_of(form, call.desk.base_url))


def show_tally(call: Call) -> Reply:
    """
    How much came in.
    """
    call.parameters()
    return json_reply(call.run(tally_form, FormId(call.id())))


def _acts(name: str, path: str, use_case: Answer, summary: str) -> Operation:
    return Operation(
        method="POST",
        path=f"{_ONE}/{path}",
        name=name,
        tag="Forms",
        summary=summary,
        answer=use_case,
        requires=Permission.FORM_WRITE,
        gives="Form",
        tagged=True,
        conditional="optional",
        written=True,
        problems=("not-found", "stale"),
    )


def _shows(name: str, path: str, answer: Answer, summary: str, gives: str) -> Operation:
    return Operation(
        method="GET",
        path=f"{_ONE}/{path}",
        name=name,
        tag="Forms",
        summary=summary,
        answer=answer,
        requires=Permission.FORM_WRITE,
        gives=gives,
        problems=("not-found",),
    )


OPERATIONS = [
    Operation(
        method="GET",
        path=_PLACE,
        name="list_forms",
        tag="Forms",
        summary="Web forms by name",
        answer=list_all,
        requires=Permission.FORM_WRITE,
        query=(
            Parameter(
                name="archived",
                says="Those in the archive instead.",
                schema={"type": "boolean", "default": False},
                example=True,
            ),
        ),
        gives="FormList",
        problems=("invalid",),
    ),
    Operation(
        method="POST",
        path=_PLACE,
        name="add_form",
        tag="Forms",
        summary="Add a web form that captures leads",
        answer=add,
        requires=Permission.FORM_WRITE,
        takes="NewForm",
        gives="Form",
        status=201,
        located=True,
        tagged=True,
        written=True,
        problems=("invalid",),
    ),
    Operation(
        method="GET",
        path=_ONE,
        name="show_form",
        tag="Forms",
        summary="One web form, also from the archive",
        answer=show,
        requires=Permission.FORM_WRITE,
        gives="Form",
        tagged=True,
        problems=("not-found",),
    ),
    Operation(
        method="PATCH",
        path=_ONE,
        name="edit_form",
        tag="Forms",
        summary="Change a web form; null brings back what is usual",
        answer=edit,
        requires=Permission.FORM_WRITE,
        takes="EditedForm",
        gives="Form",
        tagged=True,
        conditional="required",
        written=True,
        problems=("invalid", "not-found", "stale"),
    ),
    Operation(
        method="DELETE",
        path=_ONE,
        name="archive_form",
        tag="Forms",
        summary="Put a web form into the archive; nobody can fill it in any more",
        answer=partial(act_on, archive_form),
        requires=Permission.FORM_WRITE,
        status=204,
        conditional="optional",
        written=True,
        problems=("not-found", "stale"),
    ),
    _acts(
        "restore_form",
        "restore",
        partial(act_on, restore_form),
        "Bring a web form back from the archive",
    ),
    _acts(
        "renew_form_key",
        "key",
        partial(act_on, renew_form_key),
        "Give a web form another address; the old one leads nowhere",
    ),
    _shows(
        "show_form_snippets",
        "snippets",
        show_snippets,
        "The address of a web form, and what shows it in other sites",
        "FormSnippets",
    ),
    _shows(
        "tally_form",
        "tally",
        show_tally,
        "How much came in through a web form, and what became of it",
        "FormTally",
    ),
]
