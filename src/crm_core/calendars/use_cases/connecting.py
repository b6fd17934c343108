"""
Connecting to a calendar on a server, seeing how it is, and ending that.
"""

from attrs import evolve

from ...shared import Invalid, Permission, Text, use_case
from ..changing import connection_of
from ..events import CalendarConnected, CalendarDisconnected
from ..model import (
    Connection,
    ConnectionId,
    ConnectionState,
    ConnectionStatus,
    RemoteCalendar,
    read_connection,
)
from ..ports import CalendarWork

MOST_CONNECTIONS = 10


@use_case(requires=Permission.ACTIVITY_WRITE)
def add_connection(
    work: CalendarWork, /, *, found: RemoteCalendar | None = None, **fields: object
) -> Connection:
    """
    Keep one's activities in step with a calendar on a server. The password is sealed.

    Args:
        work: The unit of work.
        found: The calendar, when it is known; the first sync looks for it otherwise.
        **fields: As ``CONNECTION_FIELDS`` has them: ``url``, ``username``,
            ``password``, and the name of the ``calendar`` if there are several.

    Raises:
        Invalid: Naming every field that is wrong; or it is connected already.
        Unavailable: This installation has no key to seal passwords with.
    """
    said = read_connection(fields)
    store = work.calendar_connections
    known = store.of_user(work.actor.user_id)
    url = found.url if found else ""
    if any(each.calendar_url == url for each in known if url):
        raise Invalid.of("url", "taken", "This calendar is connected already.")
    if len(known) >= MOST_CONNECTIONS:
        raise Invalid.of("url", "limit", f"At most {MOST_CONNECTIONS} calendars.")
    connection = Connection(
        id=ConnectionId(work.new_id()),
        user_id=work.actor.user_id,
        url=said["url"],
        username=said["username"],
        calendar_url=url,
        calendar_name=(found.name if found else said["calendar"])[:200],
        created_at=work.now,
        next_at=work.now,
    )
    store.save(connection)
    store.keep_password(connection.id, said["password"])
    work.emit(CalendarConnected(user_id=connection.user_id))
    return connection


@use_case(requires=Permission.ACTIVITY_READ)
def list_connections(work: CalendarWork) -> list[ConnectionStatus]:
    """
    The calendars that one keeps in step with: since when each is, and why it is not.
    """
    store = work.calendar_connections
    found: list[ConnectionStatus] = []
    for each in store.of_user(work.actor.user_id):
        objects = store.objects(each.id)
        problems = {o.href: o.problem for o in objects if o.problem}
        found.append(
            ConnectionStatus(connection=each, objects=len(objects), problems=problems)
        )
    return found


@use_case(requires=Permission.ACTIVITY_WRITE)
def request_sync(work: CalendarWork, connection_id: ConnectionId) -> Connection:
    """
    Let a connection be brought in step as soon as a worker has time.

    Raises:
        ConnectionUnknown: There is none, or it is somebody else's.
    """
    connection = evolve(connection_of(work, connection_id), next_at=work.now)
    work.calendar_connections.save(connection)
    return connection


@use_case(requires=Permission.ACTIVITY_WRITE)
def renew_password(
    work: CalendarWork, connection_id: ConnectionId, *, password: object
) -> Connection:
    """
    Give a connection another password, and try it again.

    Raises:
        ConnectionUnknown: There is none, or it is somebody else's.
    """
    try:
        said = Text(500).parse(password)
    except Invalid as error:
        raise Invalid(errors=error.under("password")) from None
    if not said:
        raise Invalid.of("password", "required", "Required.")
    connection = connection_of(work, connection_id)
    work.calendar_connections.keep_password(connection.id, said)
    again = evolve(connection, state=ConnectionState.WORKING, next_at=work.now)
    work.calendar_connections.save(again)
    return again


@use_case(requires=Permission.ACTIVITY_WRITE)
def remove_connection(work: CalendarWork, connection_id: ConnectionId) -> None:
    """
    Keep in step no more; what is on either side stays.

    Raises:
        ConnectionUnknown: There is none, or it is somebody else's.
    """
    connection = connection_of(work, connection_id)
    work.calendar_connections.remove(connection.id)
    work.emit(CalendarDisconnected(user_id=connection.user_id))
