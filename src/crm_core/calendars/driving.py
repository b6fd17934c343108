"""
Feeds as calendar programs meet them, by a secret and nothing else; and calendars on
servers, with which activities are kept in step in many small transactions.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from attrs import evolve

from ..access import operator_of
from ..shared import Actor, Invalid, OrganizationId, Permission
from .model import (
    Connection,
    ConnectionId,
    Outgoing,
    Plan,
    RemoteCalendar,
    RemoteChanged,
    ServerBusy,
    ServerPassword,
    ServerRefused,
    ServerUnreachable,
    Synced,
    organization_of,
    read_connection,
)
from .ports import CalendarServer, CalendarServers
from .use_cases import (
    add_connection,
    begin_sync,
    drop_object,
    end_sync,
    note_found,
    note_pulled,
    note_sync_failure,
    note_written,
    outgoing,
    put_back,
    read_calendar_feed,
    take_object,
)

AT_ONCE = 50


class RunAs(Protocol):
    """
    Runs a use case for an actor in a transaction of its own, as ``Crm.run`` does.
    """

    def __call__(
        self, actor: Actor, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any: ...


def feed_actor(organization_id: OrganizationId) -> Actor:
    """
    Who reads for a calendar program: the organization's operator, who may read
    activities and nothing else.
    """
    return Actor(
        user_id=operator_of(organization_id),
        organization_id=organization_id,
        permissions=frozenset({Permission.ACTIVITY_READ}),
        name="Operator",
        source="feed",
    )


def calendar_behind(run: RunAs, secret: str) -> str:
    """
    The calendar file at a secret address.

    Raises:
        FeedUnknown: There is none, or it was revoked.
    """
    text: str = run(feed_actor(organization_of(secret)), read_calendar_feed, secret)
    return text


def connect_calendar(
    run: Callable[..., Any], servers: CalendarServers, fields: Mapping[str, object]
) -> Connection:
    """
    Find the calendar that *fields* name on its server, and keep it in step; *run* runs
    a use case for whose it is.

    Raises:
        Invalid: Naming every field that is wrong; or there are several calendars, and
            none is named.
        ServerPassword: The user or password is not taken.
        ServerRefused: There is no calendar server, or it must not be asked.
        Unavailable: It cannot be reached now.
    """
    said = read_connection(fields)
    server = servers.open(said["url"], said["username"], said["password"])
    try:
        found = _found(server, said["calendar"])
    finally:
        server.close()
    connection: Connection = run(add_connection, found=found, **fields)
    return connection


def _found(server: CalendarServer, named: str) -> RemoteCalendar:
    """
    The calendar of that name or address, or the only one.
    """
    there = server.calendars()
    found = [each for each in there if not named or named in (each.name, each.url)]
    if len(found) != 1:
        names = ", ".join(each.name for each in there) or "there is none"
        raise Invalid.of("calendar", "choice", f"Say which calendar: {names}.")
    return found[0]


def sync_calendar(
    run: Callable[..., Any], servers: CalendarServers, connection_id: ConnectionId
) -> Synced:
    """
    Bring both sides in step, first what the server has, then what we have. What fails
    is noted with the reason, and nothing is lost: what was taken or written by then is
    known, and the rest is found again.

    Raises:
        ConnectionUnknown: There is none, or it is somebody else's.
        ServerPassword: The user or password is not taken.
        ServerRefused: The server refuses.
        Unavailable: It cannot be reached, or wants to be asked later.
    """
    plan: Plan = run(begin_sync, connection_id)
    place = plan.connection
    server = servers.open(place.url, place.username, plan.password)
    try:
        if not place.calendar_url:
            found = _found(server, place.calendar_name)
            place = run(note_found, connection_id, found)
            plan = evolve(plan, connection=place)
        done = _pull(run, server, plan)
        done = _push(run, server, place, done)
        run(end_sync, connection_id)
    except ServerPassword as error:
        run(note_sync_failure, connection_id, error.message, password=True)
        raise
    except ServerBusy as busy:
        run(note_sync_failure, connection_id, busy.message, wait=busy.wait)
        raise
    except (Invalid, ServerRefused, ServerUnreachable) as error:
        run(note_sync_failure, connection_id, str(error))
        raise
    finally:
        server.close()
    return done


def _pull(run: Callable[..., Any], server: CalendarServer, plan: Plan) -> Synced:
    place = plan.connection
    changes = server.changes(place.calendar_url, place.token)
    known = plan.known
    wanted = [h for h, tag in changes.changed.items() if known.get(h) != tag or not tag]
    gone = {href for href in changes.gone if href in known}
    if changes.complete:
        gone |= known.keys() - changes.changed.keys()
    taken = 0
    for start in range(0, len(wanted), AT_ONCE):
        for each in server.fetch(place.calendar_url, wanted[start : start + AT_ONCE]):
            ours = run(take_object, place.id, each)
            if ours:
                run(put_back, place.id, ours)
            taken += 1
    for href in sorted(gone):
        run(drop_object, place.id, href)
    run(note_pulled, place.id, changes.token)
    return Synced(taken=taken, removed=len(gone))


def _push(
    run: Callable[..., Any], server: CalendarServer, place: Connection, done: Synced
) -> Synced:
    """
    Write what was changed here; what has changed there in the meantime is left for the
    next time, when it is taken first.
    """
    sent: Sequence[Outgoing] = run(outgoing, place.id)
    written = withdrawn = postponed = 0
    for each in sent:
        try:
            if each.text is None:
                server.delete(place.calendar_url, each.href, each.tag or "")
                run(note_written, place.id, each, "")
                withdrawn += 1
            else:
                tag = server.put(place.calendar_url, each.href, each.text, each.tag)
                run(note_written, place.id, each, tag)
                written += 1
        except RemoteChanged:
            postponed += 1
    return evolve(done, written=written, withdrawn=withdrawn, postponed=postponed)
