"""
What moves between activities and a calendar on a server.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import evolve

from ..activities import (
    Activity,
    ActivityId,
    ActivityType,
    add_activity,
    archive_activity,
    cancel_activity,
    edit_activity,
    reopen_activity,
)
from ..shared import Invalid, NotFound, read_id
from .model import (
    SYNC_AHEAD,
    SYNC_BACK,
    Calendar,
    Connection,
    Entry,
    EntryKind,
    Outgoing,
    PutBack,
    Said,
    SyncedItem,
    SyncedObject,
    fields_for,
    said_by_activity,
    said_by_entry,
    said_by_instance,
    times_of,
)
from .ports import CalendarWork

MOST_OCCURRENCES = 400
MOST_OUTGOING = 2_000
TYPES = frozenset({ActivityType.MEETING, ActivityType.CALL})
Moment = datetime | None


# --------------------------------------------------------------------- from the server


def calendar_in(work: CalendarWork, text: str) -> Calendar:
    """
    The calendar in the text of an object.

    Raises:
        Invalid: It holds no event that can be read.
    """
    file = work.calendar_files.read(text.encode())
    for each in file.calendars:
        if each.of_kind(EntryKind.EVENT):
            return each
    raise Invalid("It holds no event.")


def occurrences_in(
    work: CalendarWork, calendar: Calendar
) -> dict[Moment, tuple[Entry, Said]]:
    """
    What takes place: the event, or its occurrences of the next months by when they were
    planned.
    """
    events = calendar.of_kind(EntryKind.EVENT)
    single = events[0]
    if len(events) == 1 and not single.rules and not single.more and not single.periods:
        if single.starts is None or single.ends is None:
            raise Invalid("; ".join(single.defects) or "It has no time.")
        return {None: (single, said_by_entry(single, single.starts, single.ends))}
    instances = work.calendar_files.instances(
        calendar,
        start=work.now - SYNC_BACK,
        end=work.now + SYNC_AHEAD,
        zone="UTC",
        most=MOST_OCCURRENCES,
        most_each=MOST_OCCURRENCES,
    )
    found: dict[Moment, tuple[Entry, Said]] = {}
    for each in instances.found:
        planned = each.entry.replaces
        alone = planned is not None and not each.entry.and_following
        moment = planned.at(UTC) if alone and planned else each.starts_at
        found[moment] = (each.entry, said_by_instance(each))
    return found


def take_event(
    work: CalendarWork,
    connection: Connection,
    href: str,
    moment: Moment,
    entry: Entry,
    said: Said,
    items: Mapping[Moment, SyncedItem],
) -> list[PutBack]:
    """
    Let the activity of an event say what that says, as far as it is news; answers what
    of ours was later.
    """
    store = work.calendar_connections
    item = items.get(moment)
    activity = (
        _activity(work, item.activity_id) if item else _ours(work, connection, href)
    )
    if activity is None:
        if item is not None and said == item.base:
            return []  # it is in the archive here: that goes out
        # What changes says more than what goes.
        activity = _added(work, connection, said)
        item = None
    base = item.base if item else said_by_activity(activity)
    ours = said_by_activity(activity)
    theirs = {name: said[name] for name in said if said[name] != base.get(name)}
    clashing = {
        name: ours[name]
        for name in theirs
        if ours[name] not in (base.get(name), said[name])
    }
    if any(ours[name] != theirs[name] for name in theirs):
        write_said(work, activity, theirs)
    kept = SyncedItem(
        href=href, occurrence=moment, activity_id=activity.id, base=dict(said)
    )
    store.keep_item(connection.id, kept)
    told_at = entry.modified or entry.stamp
    if clashing and (told_at is None or activity.updated_at > told_at):
        return [PutBack(activity_id=activity.id, fields=clashing)]
    return []


def _added(work: CalendarWork, connection: Connection, said: Said) -> Activity:
    added = add_activity(
        work,
        type=ActivityType.MEETING.value,
        assigned_to=connection.user_id,
        **{
            name: value for name, value in fields_for(said).items() if value is not None
        },
    )
    return cancel_activity(work, added.id) if said["off"] else added


def write_said(work: CalendarWork, activity: Activity, said: Said) -> None:
    """
    Let an activity say so.
    """
    fields = fields_for(said)
    if fields:
        said_of: dict[str, Any] = fields
        activity = edit_activity(work, activity.id, **said_of)
    if said.get("off") is True and activity.pending:
        cancel_activity(work, activity.id)
    elif said.get("off") is False and said_by_activity(activity)["off"]:
        reopen_activity(work, activity.id)


def _ours(work: CalendarWork, connection: Connection, href: str) -> Activity | None:
    """
    The activity that we wrote there, when a crash kept us from noting it.
    """
    name = href.rpartition("/")[2].removesuffix(".ics")
    try:
        activity = _activity(work, ActivityId(read_id(name)))
    except Invalid:
        return None
    if activity is None or activity.assigned_to != connection.user_id:
        return None
    return activity


def _activity(work: CalendarWork, activity_id: ActivityId) -> Activity | None:
    try:
        found = work.activities.get(activity_id)
    except NotFound:
        return None
    return None if found.archived_at else found


def in_reach(work: CalendarWork, item: SyncedItem) -> bool:
    """
    Whether the server is asked for that moment at all.
    """
    if item.occurrence is None:
        return True
    return work.now - SYNC_BACK <= item.occurrence < work.now + SYNC_AHEAD


def take_away(work: CalendarWork, connection: Connection, item: SyncedItem) -> None:
    """
    Take away what the server has no more, unless it was changed here since.
    """
    activity = _activity(work, item.activity_id)
    if activity is not None and said_by_activity(activity) == item.base:
        archive_activity(work, activity.id)
    work.calendar_connections.forget_item(connection.id, item)


# ----------------------------------------------------------------------- to the server


def to_be_there(
    work: CalendarWork, connection: Connection, linked: Iterable[ActivityId]
) -> list[Activity]:
    """
    What is to be there: the user's own meetings and calls of the next months, and what
    is there already and still the user's.
    """
    planned = work.calendar_feeds.activities(
        connection.user_id,
        since=work.now - SYNC_BACK,
        until=work.now + SYNC_AHEAD,
        most=MOST_OUTGOING,
    )
    own = [
        each
        for each in planned
        if each.assigned_to == connection.user_id
        and each.type in TYPES
        and not said_by_activity(each)["off"]
    ]
    known = {each.id for each in own}
    more = work.activities.many([each for each in linked if each not in known])
    still = [
        each
        for each in more
        if each.archived_at is None
        and each.scheduled_at is not None
        and each.assigned_to == connection.user_id
    ]
    return [*own, *still]


def new_object(work: CalendarWork, activity: Activity, place: str) -> Outgoing:
    """
    A new object, for what is not there yet.
    """
    href = f"{place}{activity.id}.ics"
    calendar = Calendar(entries=(_entry(activity),))
    said = dict(said_by_activity(activity))
    item = SyncedItem(href=href, occurrence=None, activity_id=activity.id, base=said)
    text = work.calendar_files.write(calendar)
    return Outgoing(href=href, tag=None, text=text, items=(item,))


def rewritten(
    work: CalendarWork,
    known: SyncedObject,
    items: Iterable[SyncedItem],
    live: Mapping[ActivityId, Activity],
) -> list[Outgoing]:
    """
    An object with what has changed here, or that it is to be removed.
    """
    text, told = known.text, list[SyncedItem]()
    for item in items:
        activity = live.get(item.activity_id)
        if activity is None and item.occurrence is None:
            return [Outgoing(href=known.href, tag=known.tag, text=None)]
        changes: dict[str, Any] = {}
        base: dict[str, object] = {}
        if activity is not None:
            base = dict(said_by_activity(activity))
            changes = {n: v for n, v in base.items() if v != item.base.get(n)}
        entry = _entry(activity) if activity is not None else None
        text = work.calendar_files.amend(text, item.occurrence, entry, changes)
        told.append(evolve(item, base=base))
    return [Outgoing(href=known.href, tag=known.tag, text=text, items=tuple(told))]


def _entry(activity: Activity) -> Entry:
    starts, ends = times_of(activity)
    said = said_by_activity(activity)
    return Entry(
        uid=str(activity.id),
        sequence=activity.sequence,
        summary=activity.subject,
        description=said["description"],
        place=said["place"],
        status="CANCELLED" if said["off"] else "CONFIRMED",
        starts=starts,
        ends=ends,
        stamp=activity.updated_at,
        modified=activity.updated_at,
    )
