"""
Calendar servers (CalDAV) that people keep in step with.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from attrs import evolve, field, frozen

from ...activities import ActivityId
from ...shared import (
    Conflict,
    Field,
    FieldError,
    Fields,
    Invalid,
    NotFound,
    Text,
    Unavailable,
    UserId,
)

ConnectionId = NewType("ConnectionId", UUID)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
BETWEEN = timedelta(minutes=10)
SYNC_BACK, SYNC_AHEAD = timedelta(days=7), timedelta(days=180)


class ConnectionUnknown(NotFound):
    """
    There is no such calendar, or it is somebody else's.
    """


class ServerUnreachable(Unavailable):
    """
    The calendar server cannot be reached.
    """


class ServerBusy(Unavailable):
    """
    The calendar server wants to be asked later.
    """

    def __init__(self, message: str | None = None, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class ServerPassword(Conflict):
    """
    The calendar server does not take this user and password.
    """


class ServerRefused(Conflict):
    """
    The calendar server refuses, or is none.
    """


class RemoteChanged(Conflict):
    """
    The calendar server has another version by now.
    """


class ConnectionState(StrEnum):
    """
    How a connection is: in step, without a password that is taken, or failing.
    """

    WORKING = "working"
    NEEDS_PASSWORD = "needs_password"  # noqa: S105 - a word for one
    FAILING = "failing"


@frozen
class RemoteCalendar:
    """
    A calendar on a server.
    """

    url: str
    name: str


@frozen
class RemoteChanges:
    """
    What has changed in one: objects with their tags, those that are gone, and the
    token to ask from next time. A *complete* one lists all that there is.
    """

    changed: Mapping[str, str]
    gone: tuple[str, ...]
    token: str
    complete: bool


@frozen
class RemoteObject:
    """
    An object on a server: its address, tag and text.
    """

    href: str
    tag: str
    text: str


@frozen(kw_only=True)
class Connection:
    """
    A calendar of a user on a server, and how far it is in step.
    """

    id: ConnectionId
    user_id: UserId
    url: str
    username: str
    calendar_url: str
    calendar_name: str
    state: ConnectionState = ConnectionState.WORKING
    token: str | None = field(default=None, repr=False)
    failures: int = 0
    failure: str | None = None
    created_at: datetime
    tried_at: datetime | None = None
    succeeded_at: datetime | None = None
    next_at: datetime

    def worked(self, at: datetime) -> "Connection":
        """
        The connection once it is in step.
        """
        return evolve(
            self,
            state=ConnectionState.WORKING,
            failures=0,
            failure=None,
            tried_at=at,
            succeeded_at=at,
            next_at=at + BETWEEN,
        )

    def failed(self, at: datetime, reason: str, *, wait: float | None) -> "Connection":
        """
        The connection after a failure, to be tried again after a pause that grows.
        """
        pause = min(FIRST_PAUSE * 2 ** min(self.failures, 20), LONGEST_PAUSE)
        if wait is not None:
            pause = max(pause, timedelta(seconds=wait))
        return evolve(
            self,
            state=ConnectionState.FAILING,
            failures=self.failures + 1,
            failure=reason,
            tried_at=at,
            next_at=at + pause,
        )

    def locked_out(self, at: datetime) -> "Connection":
        """
        The connection when the password is not taken: nothing is tried until there is
        another one.
        """
        return evolve(
            self,
            state=ConnectionState.NEEDS_PASSWORD,
            failures=self.failures + 1,
            failure=ServerPassword().message,
            tried_at=at,
            next_at=at + LONGEST_PAUSE,
        )


@frozen(kw_only=True)
class ConnectionStatus:
    """
    A connection as a person sees it: what is in step, and which objects cannot be.
    """

    connection: Connection
    objects: int
    problems: Mapping[str, str]


@frozen(kw_only=True)
class SyncedObject:
    """
    An object of a server as we saw it last; its *problem* keeps it from being taken.
    """

    href: str
    tag: str
    text: str = field(repr=False)
    problem: str | None = None


@frozen(kw_only=True)
class SyncedItem:
    """
    An event of an object, or one occurrence of it, and the activity that it is here:
    *base* is what both sides said when they were last the same.
    """

    href: str
    occurrence: datetime | None
    activity_id: ActivityId
    base: Mapping[str, object]


@frozen(kw_only=True)
class Plan:
    """
    What a sync begins with.
    """

    connection: Connection
    password: str = field(repr=False)
    known: Mapping[str, str]


@frozen(kw_only=True)
class PutBack:
    """
    What was ours and newer than what came for the same fields.
    """

    activity_id: ActivityId
    fields: Mapping[str, object]


@frozen(kw_only=True)
class Outgoing:
    """
    An object that is to be written: the new *text*, over what has the *tag*; what its
    items say then. Without a text it is to be removed.
    """

    href: str
    tag: str | None
    text: str | None = field(repr=False)
    items: tuple[SyncedItem, ...] = ()


@frozen(kw_only=True)
class Synced:
    """
    What a sync came to.
    """

    taken: int = 0
    removed: int = 0
    written: int = 0
    withdrawn: int = 0
    postponed: int = 0
    problems: int = 0


CONNECTION_FIELDS = Fields.of(
    [
        Field(name="url", label="Address", kind=Text(500)),
        Field(name="username", label="User", kind=Text(200)),
        Field(name="password", label="Password", kind=Text(500)),
        Field(name="calendar", label="Calendar", kind=Text(500)),
    ]
)


def read_connection(fields: Mapping[str, object]) -> dict[str, str]:
    """
    What is said of a connection, all of it as text.

    Raises:
        Invalid: Naming every field that is wrong or missing.
    """
    said = CONNECTION_FIELDS.parse(fields)
    required = ("url", "username", "password")
    missing = [
        FieldError(n, "required", "Required.") for n in required if not said.get(n)
    ]
    if missing:
        raise Invalid(errors=missing)
    return {name: str(said.get(name) or "") for name in (*required, "calendar")}
