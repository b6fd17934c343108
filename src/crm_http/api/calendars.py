"""
Calendars: invitations to meetings, and one's own calendar as a feed.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from crm_core import CrmWork
from crm_core.activities import ActivityId
from crm_core.calendars import (
    Sent,
    cancel_meeting,
    invite_participants,
    open_calendar_feed,
    revoke_calendar_feed,
    show_calendar_feed,
)
from crm_core.shared import FieldError, Invalid, Permission

from ..calls import Call
from ..operations import Operation
from ..replies import Reply, json_reply
from .record_operations import ROOT

_FEED: Final = f"{ROOT}/calendar/feed"
_MEETING: Final = f"{ROOT}/activities/{{id}}"
Telling = Callable[..., Sent]


def tell(use_case: Telling, call: Call) -> Reply:
    """
    Whom *use_case* has told of a meeting.
    """
    activity_id = ActivityId(call.id())
    call.parameters()
    fields = call.fields
    wrong = [name for name in fields if name != "scope"]
    if wrong:
        message = "No such field."
        raise Invalid(errors=[FieldError(n, "unknown", message) for n in wrong])
    said: dict[str, Any] = dict(fields)

    def act(work: CrmWork) -> Reply:
        return json_reply(use_case(work, activity_id, **said))

    return call.write(act)


def show(call: Call) -> Reply:
    """
    That there is a feed, and since when.
    """
    call.parameters()
    return json_reply({"created_at": call.run(show_calendar_feed).created_at})


def open_(call: Call) -> Reply:
    """
    The secret address of a new feed, told this once: no answer to a repeated request
    is kept.
    """
    call.parameters()
    feed = call.run(open_calendar_feed)
    url = f"{call.desk.base_url or call.root}/calendar/{feed.secret}.ics"
    answer = json_reply({"url": url, "created_at": feed.created_at}, status=201)
    return answer.with_headers((b"cache-control", b"no-store"))


def revoke(call: Call) -> Reply:
    """
    The address works no more.
    """
    call.parameters()
    call.run(revoke_calendar_feed)
    return Reply(204)


def _tells(
    name: str, path: str, use_case: Telling, problem: str, summary: str
) -> Operation:
    return Operation(
        method="POST",
        path=f"{_MEETING}/{path}",
        name=name,
        tag="Calendars",
        summary=summary,
        answer=partial(tell, use_case),
        requires=Permission.EMAIL_SEND,
        takes="MeetingScope",
        optional_body=True,
        gives="MeetingSent",
        written=True,
        problems=("invalid", "not-found", problem),
    )


OPERATIONS = [
    _tells(
        "invite_participants",
        "invite",
        invite_participants,
        "nothing-to-invite-to",
        "Invite the participants of a meeting by mail, or tell them what has changed",
    ),
    _tells(
        "cancel_meeting",
        "call-off",
        cancel_meeting,
        "nobody-invited",
        "Cancel a meeting and tell those who were invited",
    ),
    Operation(
        method="GET",
        path=_FEED,
        name="show_calendar_feed",
        tag="Calendars",
        summary="Whether one's calendar can be read at a secret address",
        answer=show,
        requires=Permission.ACTIVITY_READ,
        gives="CalendarFeed",
        problems=("feed-unknown",),
    ),
    Operation(
        method="POST",
        path=_FEED,
        name="open_calendar_feed",
        tag="Calendars",
        summary="Make a secret address of one's calendar; an older one stops working",
        answer=open_,
        requires=Permission.ACTIVITY_READ,
        gives="OpenCalendarFeed",
        status=201,
    ),
    Operation(
        method="DELETE",
        path=_FEED,
        name="revoke_calendar_feed",
        tag="Calendars",
        summary="Let the secret address of one's calendar work no more",
        answer=revoke,
        requires=Permission.ACTIVITY_READ,
        status=204,
        problems=("feed-unknown",),
    ),
]
