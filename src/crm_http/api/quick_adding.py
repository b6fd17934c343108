"""
Activities in words.
"""

from crm_core import CrmWork
from crm_core.activities import QuickAdded, quick_add
from crm_core.shared import FieldError, Flag, Invalid, Permission

from ..calls import Call
from ..operations import Operation
from ..replies import Reply, json_reply
from .record_operations import ROOT

_PLACE = f"{ROOT}/activities"
_KNOWN = ("text", "language", "dry_run")


def add_in_words(call: Call) -> Reply:
    """
    An activity in words, or what would become of them.
    """
    call.parameters()
    fields = dict(call.fields)
    errors = [
        FieldError(name, "unknown", "No such field.")
        for name in fields
        if name not in _KNOWN
    ]
    try:
        dry = Flag().parse(fields.get("dry_run", False))
    except Invalid as error:
        errors += error.under("dry_run")
        dry = True
    if errors:
        raise Invalid(errors=errors)
    text, language = fields.get("text", ""), fields.get("language", "en")
    if dry:
        return _reply(call.run(quick_add, text, language=language, dry_run=True))

    def act(work: CrmWork) -> Reply:
        return _reply(quick_add(work, text, language=language))

    return call.write(act)


def _reply(found: QuickAdded) -> Reply:
    activity = found.activity
    return json_reply(
        {
            "understood": found.understood,
            "fields": found.fields,
            "names": found.names,
            "activity_id": activity.id if activity else None,
        }
    )


OPERATIONS = [
    Operation(
        method="POST",
        path=f"{_PLACE}/quick-add",
        name="quick_add_activity",
        tag="Activities",
        summary='Add an activity in words, as "call back tomorrow 10:00 @ada #acme"',
        answer=add_in_words,
        requires=Permission.ACTIVITY_WRITE,
        takes="QuickAdd",
        gives="QuickAdded",
        written=True,
        problems=("invalid",),
    )
]
