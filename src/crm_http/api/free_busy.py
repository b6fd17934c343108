"""
When people are busy, and when they could meet.
"""

from typing import Any, Final

from crm_core.bookings import find_free_times, show_free_busy
from crm_core.shared import Flag, Invalid, Permission, UserId

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .record_operations import ROOT

_SPAN: Final = ("since", "until")
_NUMBERS: Final = ("minutes", "step", "before", "after")


def show_busy(call: Call) -> Reply:
    """
    When some people work and are busy.
    """
    given = call.parameters("users", *_SPAN)
    users = _listed(call, given.pop("users", None))
    return json_reply({"items": call.run(show_free_busy, users, **given)})


def show_busy_user(call: Call) -> Reply:
    """
    When one person works and is busy.
    """
    user_id = UserId(call.id())
    given = call.parameters(*_SPAN)
    call.run(lambda work: work.users.get(user_id))
    [found] = call.run(show_free_busy, [user_id], **given)
    return json_reply(found)


def find_times(call: Call) -> Reply:
    """
    When some people could meet.
    """
    given: dict[str, Any] = dict(
        call.parameters("users", "together", *_NUMBERS, *_SPAN)
    )
    users = _listed(call, given.pop("users", None))
    try:
        together = Flag().parse(given.pop("together", "true"))
    except Invalid as error:
        raise Invalid(errors=error.under("together")) from None
    found = call.run(find_free_times, users, together=together, **given)
    return json_reply({"items": found})


def _listed(call: Call, users: str | None) -> list[str]:
    if users is None:
        return [str(call.actor.user_id)]
    return [each.strip() for each in users.split(",") if each.strip()]


_MOMENTS: Final = (
    Parameter(
        name="since",
        says="From when on: a moment as RFC 3339 has it; now at first.",
        schema={"type": "string", "format": "date-time"},
    ),
    Parameter(
        name="until",
        says="Until when, a week later at first, 92 days at most.",
        schema={"type": "string", "format": "date-time"},
    ),
)
_USERS: Final = Parameter(
    name="users",
    says="Ids of people, with commas between; 50 at most. Oneself when left out.",
    schema={"type": "string"},
)


def _minutes(name: str, says: str, least: int, usual: int) -> Parameter:
    schema: dict[str, object] = {
        "type": "integer",
        "minimum": least,
        "maximum": 1440,
        "default": usual,
    }
    return Parameter(name=name, says=says, schema=schema)


OPERATIONS = [
    Operation(
        method="GET",
        path=f"{ROOT}/free-busy",
        name="show_free_busy",
        tag="Bookings",
        summary="When people work and are busy, without a word on what with",
        answer=show_busy,
        requires=Permission.ACTIVITY_READ,
        query=(_USERS, *_MOMENTS),
        gives="FreeBusyList",
        problems=("invalid",),
    ),
    Operation(
        method="GET",
        path=f"{ROOT}/users/{{id}}/free-busy",
        name="show_free_busy_of_user",
        tag="Bookings",
        summary="When a person works and is busy",
        answer=show_busy_user,
        requires=Permission.ACTIVITY_READ,
        query=_MOMENTS,
        gives="FreeBusy",
        problems=("invalid", "not-found"),
    ),
    Operation(
        method="GET",
        path=f"{ROOT}/free-times",
        name="find_free_times",
        tag="Bookings",
        summary="When people could meet, all of them or any; the first 1,000 times",
        answer=find_times,
        requires=Permission.ACTIVITY_READ,
        query=(
            _USERS,
            *_MOMENTS,
            _minutes("minutes", "How long they meet.", 5, 30),
            _minutes("step", "They may begin every so many minutes.", 5, 30),
            _minutes("before", "So many minutes before are free too.", 0, 0),
            _minutes("after", "So many minutes after are free too.", 0, 0),
            Parameter(
                name="together",
                says="Whether all of them are to be free, or any.",
                schema={"type": "boolean", "default": True},
            ),
        ),
        gives="FreeTimes",
        problems=("invalid",),
    ),
]
