"""
The trail of every write, and undo, over HTTP.
"""

from attrs import asdict

from crm_core import CrmWork
from crm_core.changes import (
    ChangeSetId,
    list_change_sets,
    show_change_set,
    undo_change_set,
)
from crm_core.shared import Field, Fields, Flag, Permission

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .record_operations import PAGING, ROOT
from .records import page_reply

_MINE = Fields.of([Field(name="mine", label="Mine", kind=Flag())])
_UNDO = Fields.of([Field(name="keep_changed", label="Keep changed", kind=Flag())])


def list_changes(call: Call) -> Reply:
    """
    The latest change sets.
    """
    request, given = call.page("mine")
    mine = bool(_MINE.parse(given).get("mine", False))
    return page_reply(call.run(list_change_sets, request, mine=mine), request)


def show_changes(call: Call) -> Reply:
    """
    One change set and what it did.
    """
    shown, changes = call.run(show_change_set, ChangeSetId(call.id()))
    body = asdict(shown, recurse=False)
    return json_reply({**body, "changes_shown": changes})


def undo(call: Call) -> Reply:
    """
    Take a change set back.
    """
    change_set_id = ChangeSetId(call.id())
    keep = bool(_UNDO.parse(call.fields).get("keep_changed", False))

    def act(work: CrmWork) -> Reply:
        return json_reply(undo_change_set(work, change_set_id, keep_changed=keep))

    return call.write(act)


OPERATIONS = [
    Operation(
        method="GET",
        path=f"{ROOT}/changes",
        name="list_change_sets",
        tag="Changes",
        summary="The latest change sets; without the right to undo others', one's own",
        answer=list_changes,
        requires=Permission.CHANGE_READ,
        query=(
            *PAGING,
            Parameter(
                name="mine",
                says="Only one's own.",
                schema={"type": "boolean", "default": False},
                example=True,
            ),
        ),
        gives="ChangeSetPage",
        problems=("invalid",),
    ),
    Operation(
        method="GET",
        path=f"{ROOT}/changes/{{id}}",
        name="show_change_set",
        tag="Changes",
        summary="One change set with its changes, 200 of them at most",
        answer=show_changes,
        requires=Permission.CHANGE_READ,
        gives="ChangeSetWithChanges",
        problems=("not-found",),
    ),
    Operation(
        method="POST",
        path=f"{ROOT}/changes/{{id}}/undo",
        name="undo_change_set",
        tag="Changes",
        summary="Take back all that a change set wrote",
        answer=undo,
        requires=Permission.CHANGE_UNDO,
        takes="Undo",
        optional_body=True,
        gives="Undone",
        written=True,
        problems=(
            "invalid",
            "not-found",
            "already-undone",
            "stage-gone",
            "undo-refused",
        ),
    ),
]
