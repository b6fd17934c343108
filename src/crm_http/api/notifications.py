"""
What people are told in the app, over HTTP.
"""

from typing import Any, Final

from crm_core import CrmWork
from crm_core.activities import (
    NotificationId,
    count_unseen,
    list_notifications,
    mark_seen,
)
from crm_core.shared import Flag, Invalid, Permission, each_of, read_id

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .members import check_members
from .record_operations import PAGING, ROOT
from .records import page_reply

_BASE: Final = f"{ROOT}/notifications"
MOST: Final = 1_000


def list_told(call: Call) -> Reply:
    """
    What one was told, the latest first.
    """
    request, said = call.page("unseen")
    try:
        unseen = Flag().parse(said.get("unseen", "false"))
    except Invalid as error:
        raise Invalid(errors=error.under("unseen")) from None
    return page_reply(call.run(list_notifications, request, unseen=unseen), request)


def count_told(call: Call) -> Reply:
    """
    How much of it one has not seen.
    """
    call.parameters()
    return json_reply({"unseen": call.run(count_unseen)})


def see(call: Call) -> Reply:
    """
    One has seen some of it, or all.
    """
    call.parameters()
    check_members(call.fields, (), ("ids",), ())
    raw: Any = call.fields.get("ids")
    try:
        known = None if raw is None else each_of(raw, _id, most=MOST)
    except Invalid as error:
        raise Invalid(errors=error.under("ids")) from None
    ids = None if known is None else [NotificationId(read_id(each)) for each in known]

    def act(work: CrmWork) -> Reply:
        return json_reply({"seen": mark_seen(work, ids=ids)})

    return call.write(act, trail=False)


def _id(raw: object) -> str:
    return str(read_id(raw))


OPERATIONS = [
    Operation(
        method="GET",
        path=_BASE,
        name="list_notifications",
        tag="Notifications",
        summary="What one is reminded of, the latest first",
        answer=list_told,
        requires=Permission.ACTIVITY_READ,
        query=(
            Parameter(
                name="unseen",
                says="Only what one has not seen.",
                schema={"type": "boolean", "default": False},
                example=True,
            ),
            *PAGING,
        ),
        gives="NotificationPage",
        problems=("invalid",),
    ),
    Operation(
        method="GET",
        path=f"{_BASE}/unseen",
        name="count_unseen_notifications",
        tag="Notifications",
        summary="How many one has not seen; 1,000 stands for more",
        answer=count_told,
        requires=Permission.ACTIVITY_READ,
        gives="UnseenNotifications",
    ),
    Operation(
        method="POST",
        path=f"{_BASE}/seen",
        name="see_notifications",
        tag="Notifications",
        summary="Say that one has seen some, or all without `ids`",
        answer=see,
        requires=Permission.ACTIVITY_READ,
        takes="SeenNotifications",
        optional_body=True,
        gives="NotificationsSeen",
        problems=("invalid",),
    ),
]
