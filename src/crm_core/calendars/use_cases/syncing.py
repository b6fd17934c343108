"""
Keeping activities in step with a calendar on a server: each step is a transaction of
its own, so that what was taken stays taken whatever comes after.
"""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from attrs import evolve

from ...shared import Invalid, Permission, use_case
from ..changing import connection_of
from ..events import CalendarSynced
from ..model import (
    Connection,
    ConnectionId,
    Outgoing,
    Plan,
    PutBack,
    RemoteCalendar,
    RemoteObject,
    SyncedItem,
    SyncedObject,
    said_by_activity,
)
from ..moving import (
    MOST_OUTGOING,
    calendar_in,
    in_reach,
    new_object,
    occurrences_in,
    rewritten,
    take_away,
    take_event,
    to_be_there,
    write_said,
)
from ..ports import CalendarWork

LEASE = timedelta(minutes=15)


@use_case(requires=Permission.ACTIVITY_WRITE)
def begin_sync(work: CalendarWork, connection_id: ConnectionId) -> Plan:
    """
    What a sync needs to know: where, with which password, and what is known already.
    """
    connection = connection_of(work, connection_id)
    store = work.calendar_connections
    held = work.now + LEASE  # others leave it alone for so long
    connection = evolve(connection, next_at=max(connection.next_at, held))
    store.save(connection)
    return Plan(
        connection=connection,
        password=store.password(connection.id),
        known={each.href: each.tag for each in store.objects(connection.id)},
    )


@use_case(requires=Permission.ACTIVITY_WRITE)
def take_object(
    work: CalendarWork, connection_id: ConnectionId, remote: RemoteObject
) -> list[PutBack]:
    """
    Take an object of the server in: its event, or the occurrences of the next months.

    Of what was changed on both sides the later word holds; where that is ours, it is
    answered, to be put back over what came, so that both stand in the history.
    """
    connection = connection_of(work, connection_id)
    store = work.calendar_connections
    known = store.object_at(connection.id, remote.href)
    if known is not None and known.tag == remote.tag:
        return []
    kept = SyncedObject(href=remote.href, tag=remote.tag, text=remote.text)
    try:
        calendar = calendar_in(work, remote.text)
        wanted = occurrences_in(work, calendar)
    except Invalid as error:
        store.keep_object(connection.id, evolve(kept, problem=str(error)))
        return []
    store.keep_object(connection.id, kept)
    items = {each.occurrence: each for each in store.items(connection.id, remote.href)}
    work.name(f"From the calendar {connection.calendar_name}")
    back: list[PutBack] = []
    problems: list[str] = []
    for moment, (entry, said) in wanted.items():
        try:
            back += take_event(
                work, connection, remote.href, moment, entry, said, items
            )
        except Invalid as error:
            problems.append(str(error))
    for moment, item in items.items():
        if moment not in wanted and in_reach(work, item):
            take_away(work, connection, item)
    if problems:
        told = evolve(kept, problem="; ".join(dict.fromkeys(problems))[:1000])
        store.keep_object(connection.id, told)
    return back


@use_case(requires=Permission.ACTIVITY_WRITE)
def drop_object(work: CalendarWork, connection_id: ConnectionId, href: str) -> int:
    """
    Put what an object was here into the archive, for the server has it no more; what
    was changed here since is kept, and goes there again.
    """
    connection = connection_of(work, connection_id)
    store = work.calendar_connections
    work.name(f"From the calendar {connection.calendar_name}")
    items = store.items(connection.id, href)
    for item in items:
        take_away(work, connection, item)
    store.forget_object(connection.id, href)
    return len(items)


@use_case(requires=Permission.ACTIVITY_WRITE)
def put_back(
    work: CalendarWork, connection_id: ConnectionId, ours: Iterable[PutBack]
) -> None:
    """
    Let our later word stand again.
    """
    connection = connection_of(work, connection_id)
    work.name(f"Kept over the calendar {connection.calendar_name}")
    for each in ours:
        write_said(work, work.activities.get(each.activity_id), each.fields)


@use_case(requires=Permission.ACTIVITY_WRITE)
def outgoing(work: CalendarWork, connection_id: ConnectionId) -> list[Outgoing]:
    """
    What is to be written to the server: what was changed, added or removed here.
    """
    connection = connection_of(work, connection_id)
    store = work.calendar_connections
    items = store.items(connection.id)
    linked = {each.activity_id: each for each in items}
    live = {each.id: each for each in to_be_there(work, connection, linked)}
    place = unquote(urlsplit(connection.calendar_url).path)
    found = [
        new_object(work, each, place) for each in live.values() if each.id not in linked
    ]
    changed: dict[str, list[SyncedItem]] = {}
    for item in items:
        activity = live.get(item.activity_id)
        if activity is None or said_by_activity(activity) != item.base:
            changed.setdefault(item.href, []).append(item)
    for href, those in changed.items():
        known = store.object_at(connection.id, href)
        if known is not None:
            found += rewritten(work, known, those, live)
    return found[:MOST_OUTGOING]


@use_case(requires=Permission.ACTIVITY_WRITE)
def note_written(
    work: CalendarWork, connection_id: ConnectionId, sent: Outgoing, tag: str
) -> None:
    """
    Note that the server has what we sent.
    """
    connection = connection_of(work, connection_id)
    store = work.calendar_connections
    if sent.text is None:
        store.forget_object(connection.id, sent.href)
        return
    kept = SyncedObject(href=sent.href, tag=tag, text=sent.text)
    store.keep_object(connection.id, kept)
    for item in sent.items:
        if item.base:
            store.keep_item(connection.id, item)
        else:
            store.forget_item(connection.id, item)


@use_case(requires=Permission.ACTIVITY_WRITE)
def note_found(
    work: CalendarWork, connection_id: ConnectionId, calendar: RemoteCalendar
) -> Connection:
    """
    Note which calendar it is.
    """
    connection = connection_of(work, connection_id)
    found = evolve(
        connection, calendar_url=calendar.url, calendar_name=calendar.name[:200]
    )
    work.calendar_connections.save(found)
    return found


@use_case(requires=Permission.ACTIVITY_WRITE)
def note_pulled(work: CalendarWork, connection_id: ConnectionId, token: str) -> None:
    """
    Note how far the server's changes are taken.
    """
    connection = connection_of(work, connection_id)
    work.calendar_connections.save(evolve(connection, token=token))


@use_case(requires=Permission.ACTIVITY_WRITE)
def end_sync(work: CalendarWork, connection_id: ConnectionId) -> None:
    """
    Note that both sides are in step.
    """
    connection = connection_of(work, connection_id)
    work.calendar_connections.save(connection.worked(work.now))
    work.emit(CalendarSynced(user_id=connection.user_id))


@use_case(requires=Permission.ACTIVITY_WRITE)
def note_sync_failure(
    work: CalendarWork,
    connection_id: ConnectionId,
    reason: str,
    *,
    wait: float | None = None,
    password: bool = False,
) -> None:
    """
    Note why both sides are not in step, and when to try again.
    """
    connection = connection_of(work, connection_id)
    if password:
        failed = connection.locked_out(work.now)
    else:
        failed = connection.failed(work.now, reason[:500], wait=wait)
    work.calendar_connections.save(failed)
