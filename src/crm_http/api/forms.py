"""
Web forms, for those who look after them.
"""

from typing import Final

from crm_core.forms import (
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
from crm_core.shared import Permission

from ..calls import Call
from ..operations import Answer, Operation
from ..replies import Reply, json_reply
from .record_operations import ROOT
from .small_operations import ARCHIVED, acts, adds, edits, lists, removes, shows
from .small_records import EditedRecords

FORMS: Final = EditedRecords(
    noun="form",
    path=f"{ROOT}/forms",
    tag="Forms",
    reads=Permission.FORM_WRITE,
    writes=Permission.FORM_WRITE,
    show=show_form,
    reserved=("form_id", "version"),
)


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


def _tells(name: str, path: str, answer: Answer, summary: str, gives: str) -> Operation:
    return Operation(
        method="GET",
        path=f"{FORMS.path}/{{id}}/{path}",
        name=name,
        tag=FORMS.tag,
        summary=summary,
        answer=answer,
        requires=FORMS.reads,
        gives=gives,
        problems=("not-found",),
    )


OPERATIONS = [
    lists(FORMS, list_forms, "Web forms by name", ARCHIVED),
    adds(FORMS, add_form, "Add a web form that captures leads"),
    shows(FORMS, "One web form, also from the archive"),
    edits(FORMS, edit_form, "Change a web form; null brings back what is usual"),
    removes(
        FORMS,
        archive_form,
        "Put a web form into the archive; nobody can fill it in any more",
        "archive",
    ),
    acts(
        FORMS,
        restore_form,
        "restore_form",
        "restore",
        "Bring a web form back from the archive",
    ),
    acts(
        FORMS,
        renew_form_key,
        "renew_form_key",
        "key",
        "Give a web form another address; the old one leads nowhere",
    ),
    _tells(
        "show_form_snippets",
        "snippets",
        show_snippets,
        "The address of a web form, and what shows it in other sites",
        "FormSnippets",
    ),
    _tells(
        "tally_form",
        "tally",
        show_tally,
        "How much came in through a web form, and what became of it",
        "FormTally",
    ),
]
