"""
What people are invited to, who they are, and how it reaches them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import evolve, frozen

from ..activities import Activity, ActivityId, Participant, Scope, Series, get_activity
from ..emails import Email, send_draft, write_email
from ..shared import Invalid, NotFound, on_wall
from .model import (
    Attendee,
    Calendar,
    Connection,
    ConnectionId,
    ConnectionUnknown,
    Entry,
    Invited,
    entry_of,
    occurrence_entry,
    series_entries,
)
from .ports import CalendarWork


@frozen
class Meeting:
    """
    What people are invited to: one activity, or the whole series it is of.
    """

    activity: Activity
    series: Series | None
    occurrence: datetime | None
    sequence: int

    @property
    def uid(self) -> str:
        """
        What calendars know it by.
        """
        return self.activity.uid


def meeting_of(work: CalendarWork, activity_id: ActivityId, scope: object) -> Meeting:
    """
    What is meant by an activity: it alone, or the series it is of.

    Raises:
        Invalid: The scope is neither ``this`` nor ``all``.
    """
    activity = get_activity(work, activity_id)
    series = None
    if activity.series_id is not None:
        (series,) = work.activity_series.many([activity.series_id])
    if scope not in (Scope.THIS, Scope.ALL):
        raise Invalid.of("scope", "choice", "Must be one of: this, all.")
    if scope == Scope.ALL and series is not None:
        return Meeting(activity, series, None, series.version)
    if series is not None:
        sequence = series.version + activity.sequence
        return Meeting(activity, series, activity.occurrence, sequence)
    return Meeting(activity, None, None, activity.sequence)


def people_of(work: CalendarWork, activity: Activity) -> list[Invited]:
    """
    Who takes part and has an address, each once; the organizer is not invited.
    """
    found: dict[str, Invited] = {}
    for each in activity.participants:
        person = None if each.organizer else reached(work, each)
        if person is not None:
            found.setdefault(person.key, person)
    return list(found.values())


def reached(work: CalendarWork, participant: Participant) -> Invited | None:
    """
    A participant with their address: their own, or that of the contact or user.
    """
    address, name = participant.email, participant.name
    try:
        if participant.contact_id and not address:
            contact = work.contacts.get(participant.contact_id)
            address, name = contact.email, name or contact.name
        elif participant.user_id and not address:
            user = work.users.get(participant.user_id)
            address, name = user.email, name or user.name
    except NotFound:
        return None
    if not address:
        return None
    return Invited(
        address=address,
        name=name or "",
        status=participant.status,
    )


def send_calendar(
    work: CalendarWork,
    meeting: Meeting,
    method: str,
    to: Sequence[Invited],
    people: Sequence[Invited],
) -> None:
    """
    One message to each: nobody learns the addresses of others by its head, and a reply
    to the calendar is one person's.
    """
    for person in to:
        draft = write_email(
            work,
            to=[{"address": person.address, "name": person.name}],
            subject=_plain(f"{_SUBJECTS[method]}: {meeting.activity.subject}"),
            text=_plain(_text(meeting.activity)),
            about=meeting.activity.about,
            draft=True,
        )
        sender = _organizer(draft)
        attending = people if method == "REQUEST" else [person]
        entries = _entries(work, meeting, method, sender, attending)
        calendar = Calendar(method=method, entries=tuple(entries))
        told = evolve(
            draft,
            calendar=work.calendar_files.write(calendar),
            calendar_method=method,
        )
        work.emails.save(told)
        send_draft(work, draft.id)


_SUBJECTS = {"REQUEST": "Invitation", "CANCEL": "Cancelled"}


def _entries(
    work: CalendarWork,
    meeting: Meeting,
    method: str,
    organizer: Attendee,
    people: Sequence[Invited],
) -> Iterable[Entry]:
    activity, series = meeting.activity, meeting.series
    off = method == "CANCEL"
    if series is not None and meeting.occurrence is None:
        occurrences = [] if off else work.activities.of_series(series.id)
        found = series_entries(
            series, occurrences, organizer=organizer, people=people, stamp=work.now
        )
    else:
        entry = entry_of(
            activity,
            sequence=meeting.sequence,
            organizer=organizer,
            people=people,
            stamp=work.now,
        )
        if series is not None:
            entry = occurrence_entry(activity, series, entry)
        found = [entry]
    if not off:
        return found
    # What calls off must be newer than what invited, whoever it is for.
    return [
        evolve(each, status="CANCELLED", sequence=meeting.sequence + 1)
        for each in found
    ]


def _organizer(draft: Email) -> Attendee:
    """
    Where answers are to go: the same as those to the message.
    """
    known = draft.reply_to or draft.sender
    return Attendee(address=known.address, name=known.name, status="ACCEPTED")


def _text(activity: Activity) -> str:
    when = activity.scheduled_at
    lines = [activity.subject]
    if activity.day is not None:
        last = activity.last_day or activity.day
        lines.append(
            str(activity.day) if last == activity.day else f"{activity.day} - {last}"
        )
    elif when is not None:
        lines.append(f"{_shown(activity, when)} ({activity.time_zone})")
    lines += [each for each in (activity.place, activity.description) if each]
    return "\n\n".join(lines)


def _shown(activity: Activity, when: datetime) -> str:
    begins = on_wall(when, activity.time_zone)
    if activity.ends_at is None:
        return f"{begins:%Y-%m-%d %H:%M}"
    ends = on_wall(activity.ends_at, activity.time_zone)
    same = begins.date() == ends.date()
    return (
        f"{begins:%Y-%m-%d %H:%M} - {ends:%H:%M}"
        if same
        else (f"{begins:%Y-%m-%d %H:%M} - {ends:%Y-%m-%d %H:%M}")
    )


def _plain(text: str) -> str:
    """
    *text* in which no variable stands: what is said of a meeting is no template.
    """
    return text.replace("{{", "{ {").replace("}}", "} }")


def connection_of(work: CalendarWork, connection_id: ConnectionId) -> Connection:
    """
    A connection of who acts, locked.

    Raises:
        ConnectionUnknown: There is none, or it is somebody else's.
    """
    try:
        found = work.calendar_connections.get(connection_id)
    except NotFound:
        raise ConnectionUnknown(id=connection_id) from None
    if found.user_id != work.actor.user_id:
        raise ConnectionUnknown(id=connection_id)
    return found
