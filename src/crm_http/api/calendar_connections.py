"""
Calendars on servers that one keeps in step with.
"""

from functools import partial
from typing import Any, Final

from crm_core.calendars import (
    Connection,
    ConnectionId,
    ConnectionStatus,
    add_connection,
    list_connections,
    remove_connection,
    renew_password,
    request_sync,
)
from crm_core.shared import FieldError, Invalid, Permission

from ..calls import Call
from ..operations import Operation
from ..replies import Reply, json_reply
from .record_operations import ROOT

_PLACE: Final = f"{ROOT}/calendar/connections"
_ONE: Final = f"{_PLACE}/{{id}}"
_TOLD: Final = (
    "id",
    "url",
    "username",
    "calendar_url",
    "calendar_name",
    "state",
    "failures",
    "failure",
    "created_at",
    "tried_at",
    "succeeded_at",
    "next_at",
)


def list_all(call: Call) -> Reply:
    """
    The calendars, and how far each is in step.
    """
    call.parameters()
    return json_reply({"items": [_status(e) for e in call.run(list_connections)]})


def add(call: Call) -> Reply:
    """
    A new one, which a worker brings in step.
    """
    call.parameters()
    fields = _said(call, "url", "username", "password", "calendar")
    said: dict[str, Any] = fields
    return json_reply(told(call.run(add_connection, **said)), status=201)


def renew(call: Call) -> Reply:
    """
    Another password.
    """
    call.parameters()
    fields = _said(call, "password")
    connection_id = ConnectionId(call.id())
    password = fields.get("password")
    return json_reply(told(call.run(renew_password, connection_id, password=password)))


def sync(call: Call) -> Reply:
    """
    As soon as a worker has time.
    """
    call.parameters()
    return json_reply(told(call.run(request_sync, ConnectionId(call.id()))))


def remove(call: Call) -> Reply:
    """
    In step no more.
    """
    call.parameters()
    call.run(remove_connection, ConnectionId(call.id()))
    return Reply(204)


def told(connection: Connection) -> dict[str, Any]:
    """
    A connection without what is secret of it.
    """
    return {name: getattr(connection, name) for name in _TOLD}


def _status(status: ConnectionStatus) -> dict[str, Any]:
    problems = [{"href": h, "reason": why} for h, why in status.problems.items()]
    return {**told(status.connection), "objects": status.objects, "problems": problems}


def _said(call: Call, *known: str) -> dict[str, object]:
    fields = call.fields
    wrong = [name for name in fields if name not in known]
    if wrong:
        message = "No such field."
        raise Invalid(errors=[FieldError(n, "unknown", message) for n in wrong])
    return fields


_Operation = partial(Operation, tag="Calendars", requires=Permission.ACTIVITY_WRITE)
OPERATIONS = [
    Operation(
        method="GET",
        path=_PLACE,
        name="list_calendar_connections",
        tag="Calendars",
        summary="The calendars on servers that one keeps in step with, and how each is",
        answer=list_all,
        requires=Permission.ACTIVITY_READ,
        gives="CalendarConnectionList",
    ),
    _Operation(
        method="POST",
        path=_PLACE,
        name="add_calendar_connection",
        summary="Keep one's activities in step with a calendar on a server (CalDAV)",
        answer=add,
        takes="NewCalendarConnection",
        gives="CalendarConnection",
        status=201,
        problems=("invalid", "seal-missing"),
    ),
    _Operation(
        method="PUT",
        path=f"{_ONE}/password",
        name="renew_calendar_password",
        summary="Give another password to a calendar server, and try again",
        answer=renew,
        takes="CalendarPassword",
        gives="CalendarConnection",
        problems=("invalid", "connection-unknown", "seal-missing"),
    ),
    _Operation(
        method="POST",
        path=f"{_ONE}/sync",
        name="sync_calendar",
        summary="Bring a calendar in step as soon as a worker has time",
        answer=sync,
        gives="CalendarConnection",
        problems=("connection-unknown",),
    ),
    _Operation(
        method="DELETE",
        path=_ONE,
        name="remove_calendar_connection",
        summary="Keep in step with a calendar no more; both sides stay as they are",
        answer=remove,
        status=204,
        problems=("connection-unknown",),
    ),
]
