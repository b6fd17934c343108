"""
Answers to invitations that come back by mail. An address proves nobody's identity, so
that they change the state of the one who answers, and nothing else.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from attrs import evolve

from ...activities import Activity, Attendance, Participant
from ...emails import CalendarAttendee, CalendarPart, Email, EmailId
from ...shared import Invalid, NotFound, Permission, email_key, on_wall, use_case
from ..changing import reached
from ..events import InvitationAnswered
from ..model import ANSWERS, AnswerTaken, Invitation, When
from ..ports import CalendarWork

_FORM = "%Y%m%dT%H%M%S"


@use_case(requires=Permission.EMAIL_RECEIVE)
def take_calendar_answer(
    work: CalendarWork, answer: CalendarPart, sender: str
) -> AnswerTaken:
    """
    Take the answer to an invitation of ours that came by mail from *sender*, if it is
    the answer of that very person to what they were sent last. Anything else changes
    nothing: the note says what it suggests.
    """
    if answer.method != "REPLY":
        return AnswerTaken(note=_suggestion(work, answer))
    found = work.invitations.of_uid(answer.uid) if answer.uid else []
    ours = [each for each in found if each.key == email_key(sender)]
    if not ours:
        return AnswerTaken(note="An answer to no invitation that went to this sender.")
    spoken = [each for each in answer.attendees if _same(each.address, sender)]
    if len(spoken) != 1 or len(answer.attendees) != 1:
        return AnswerTaken(note="An answer for somebody other than its sender.")
    status = ANSWERS.get(spoken[0].status.upper().replace("_", "-"))
    if status is None:
        return AnswerTaken(note=f"An answer that is not known: {spoken[0].status}.")
    return _taken(work, answer, ours, status)


@use_case(requires=Permission.EMAIL_RECEIVE)
def take_received_calendar(work: CalendarWork, email_id: EmailId) -> AnswerTaken:
    """
    Take the calendar of a message that came in, and note on the message what became of
    it. One that is taken again changes nothing more.
    """
    (email,) = work.emails.many([email_id]) or (None,)
    if email is None or email.calendar is None:
        return AnswerTaken(note="There is no calendar in this message.")
    try:
        taken = take_calendar_answer(work, _part_of(work, email), email.sender.address)
    except Invalid as error:
        taken = AnswerTaken(note=f"Its calendar cannot be read: {error}")
    if taken.note not in email.remarks:
        work.name(f"Calendar of {email.subject or 'a message'}")
        remarks = (*email.remarks, taken.note)
        work.emails.save(evolve(email, remarks=remarks, updated_at=work.now))
    return taken


def _part_of(work: CalendarWork, email: Email) -> CalendarPart:
    """
    What the calendar in a message asks for, and of which meeting.

    Raises:
        Invalid: It cannot be read.
    """
    file = work.calendar_files.read((email.calendar or "").encode())
    calendar = next((each for each in file.calendars if each.entries), None)
    if calendar is None:
        return CalendarPart(method=email.calendar_method or "")
    entry = calendar.entries[0]
    replaced = entry.replaces
    return CalendarPart(
        method=email.calendar_method or calendar.method,
        uid=entry.uid or None,
        sequence=entry.sequence,
        summary=entry.summary,
        recurrence_id=_named(replaced) if replaced else None,
        attendees=tuple(
            CalendarAttendee(address=each.address, status=each.status, name=each.name)
            for each in entry.attendees
        ),
    )


def _named(when: When) -> str:
    """
    A RECURRENCE-ID that means the same moment wherever it is read.
    """
    if when.whole_day:
        return f"{when.wall:%Y%m%d}"
    if when.clock is None:
        return f"{when.wall:{_FORM}}"
    return f"{when.at(UTC):{_FORM}}Z"


def _taken(
    work: CalendarWork,
    answer: CalendarPart,
    ours: list[Invitation],
    status: Attendance,
) -> AnswerTaken:
    invitation = _meant(work, answer, ours)
    if invitation is None or not invitation.open:
        return AnswerTaken(note="An answer to an invitation that is withdrawn.")
    if answer.sequence < invitation.sequence:
        note = "An answer to an older version of the meeting; it was not taken."
        return AnswerTaken(note=note, activity_id=invitation.activity_id)
    changed = 0
    for activity in _answered(work, answer, invitation):
        participants = tuple(
            evolve(each, status=status) if _is(work, each, invitation) else each
            for each in activity.participants
        )
        if participants != activity.participants:
            work.name(f"Answer to {activity.subject}")
            work.activities.save(
                evolve(activity, participants=participants, updated_at=work.now)
            )
            work.emit(InvitationAnswered(activity_id=activity.id, status=status.value))
            changed += 1
    work.invitations.save([evolve(invitation, answered_at=work.now)])
    return AnswerTaken(
        note=f"Answered: {status.value.replace('_', ' ')}.",
        changed=bool(changed),
        activity_id=invitation.activity_id,
    )


def _meant(
    work: CalendarWork, answer: CalendarPart, ours: list[Invitation]
) -> Invitation | None:
    """
    The invitation that is answered: to the occurrence that it names, else to all.
    """
    if answer.recurrence_id:
        for each in ours:
            if each.occurrence is None:
                continue
            try:
                activity = work.activities.get(each.activity_id)
            except NotFound:
                continue
            if _is_at(activity, each.occurrence, answer.recurrence_id):
                return each
    return next((each for each in ours if each.occurrence is None), None)


def _answered(
    work: CalendarWork, answer: CalendarPart, invitation: Invitation
) -> Iterable[Activity]:
    """
    The activities that are meant: one, or the pending ones of a series.
    """
    if invitation.series_id is None or invitation.occurrence is not None:
        try:
            found = work.activities.get(invitation.activity_id)
        except NotFound:
            return []
        return [] if found.archived_at else [found]
    pending = work.activities.of_series(invitation.series_id)
    if not answer.recurrence_id:
        return pending
    named = answer.recurrence_id
    return [e for e in pending if e.occurrence and _is_at(e, e.occurrence, named)]


def _is_at(activity: Activity, occurrence: datetime, named: str) -> bool:
    """
    Whether *named*, a RECURRENCE-ID, means that moment: in UTC, or as clocks show it.
    """
    text = named.rpartition(":")[2].strip()
    if activity.all_day:
        return text[:8] == f"{occurrence.astimezone(UTC):%Y%m%d}"
    if text.endswith("Z"):
        return text == f"{occurrence.astimezone(UTC):{_FORM}}Z"
    return text == f"{on_wall(occurrence, activity.time_zone):{_FORM}}"


def _is(work: CalendarWork, participant: Participant, invitation: Invitation) -> bool:
    person = reached(work, participant)
    return person is not None and person.key == invitation.key


def _same(one: str, other: str) -> bool:
    return email_key(one) == email_key(other)


def _suggestion(work: CalendarWork, answer: CalendarPart) -> str:
    known = work.invitations.of_uid(answer.uid) if answer.uid else []
    which = "a meeting of ours" if known else answer.summary or "a meeting"
    match answer.method:
        case "REQUEST" | "PUBLISH":
            what = f"Suggests to change {which}" if known else f"Invites to {which}"
        case "CANCEL":
            what = f"Suggests that {which} is off"
        case "COUNTER":
            what = f"Proposes another time for {which}"
        case _:
            what = f"A calendar ({answer.method or 'without a method'})"
    return f"{what}; nothing was changed."
