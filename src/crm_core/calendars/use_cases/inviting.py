"""
Inviting to meetings by mail (RFC 6047), telling of changes, and calling off.
"""

from datetime import datetime

from attrs import evolve

from ...activities import (
    ActivityId,
    ActivityStatus,
    ActivityType,
    Scope,
    cancel_activity,
)
from ...shared import Conflict, Invalid, Permission, use_case
from ..changing import Meeting, meeting_of, people_of, send_calendar
from ..events import InvitationsWithdrawn, ParticipantsInvited
from ..model import Invitation, Invited, Sent
from ..ports import CalendarWork

MEETS = frozenset({ActivityType.MEETING, ActivityType.CALL})


class NothingToInviteTo(Conflict):
    """
    Only a pending meeting or call that is planned for a time can be invited to.
    """


class NobodyInvited(Conflict):
    """
    Nobody was invited to this meeting.
    """


@use_case(requires=Permission.EMAIL_SEND)
def invite_participants(
    work: CalendarWork, activity_id: ActivityId, *, scope: object = Scope.THIS
) -> Sent:
    """
    Invite those who take part in a meeting and have an address, by mail; who was
    invited before hears only what has changed, and who takes part no more that it is
    off for them.

    Args:
        work: The unit of work.
        activity_id: The meeting.
        scope: Of one that recurs: ``this`` occurrence, or ``all``.

    Raises:
        NothingToInviteTo: It is not pending, or not planned for a time.
        Invalid: Nobody takes part who has an address.
    """
    work.actor.require(Permission.ACTIVITY_WRITE)
    meeting = meeting_of(work, activity_id, scope)
    activity = meeting.activity
    if activity.type not in MEETS or not activity.pending or not activity.scheduled_at:
        raise NothingToInviteTo
    people = people_of(work, activity)
    known = {each.key: each for each in _invitations(work, meeting) if each.open}
    left = [each for key, each in known.items() if key not in {p.key for p in people}]
    news = [p for p in people if _unheard(known.get(p.key), meeting)]
    if not people and not left:
        message = "Nobody takes part who has an e-mail address."
        raise Invalid.of("participants", "required", message)
    if news:
        send_calendar(work, meeting, "REQUEST", news, people)
    if left:
        send_calendar(
            work, meeting, "CANCEL", [_invited(each) for each in left], people
        )
    work.invitations.save(
        [
            *(_invitation(meeting, p, known.get(p.key), work.now) for p in news),
            *(evolve(each, withdrawn_at=work.now) for each in left),
        ]
    )
    work.emit(ParticipantsInvited(activity_id=activity.id, people=len(news)))
    return Sent(
        invited=tuple(each.address for each in news),
        withdrawn=tuple(each.address for each in left),
    )


@use_case(requires=Permission.EMAIL_SEND)
def cancel_meeting(
    work: CalendarWork,
    activity_id: ActivityId,
    *,
    scope: object = Scope.THIS,
    version: int | None = None,
) -> Sent:
    """
    Say that a meeting will not take place, to those too who were invited. One that is
    cancelled already is told to those who do not know.

    Raises:
        NobodyInvited: There is nobody to tell.
    """
    work.actor.require(Permission.ACTIVITY_WRITE)
    meeting = meeting_of(work, activity_id, scope)
    known = [each for each in _invitations(work, meeting) if each.open]
    if not known:
        raise NobodyInvited
    if meeting.activity.status is not ActivityStatus.CANCELLED:
        cancel_activity(work, activity_id, scope=scope, version=version)
        meeting = meeting_of(work, activity_id, scope)
    people = [_invited(each) for each in known]
    send_calendar(work, meeting, "CANCEL", people, people)
    work.invitations.save(evolve(each, withdrawn_at=work.now) for each in known)
    work.emit(InvitationsWithdrawn(activity_id=activity_id, people=len(known)))
    return Sent(withdrawn=tuple(each.address for each in known))


def _invitations(work: CalendarWork, meeting: Meeting) -> list[Invitation]:
    found = work.invitations.of_uid(meeting.uid)
    return [each for each in found if each.occurrence == meeting.occurrence]


def _unheard(known: Invitation | None, meeting: Meeting) -> bool:
    return known is None or known.sequence != meeting.sequence


def _invitation(
    meeting: Meeting, person: Invited, known: Invitation | None, now: datetime
) -> Invitation:
    return Invitation(
        uid=meeting.uid,
        occurrence=meeting.occurrence,
        activity_id=meeting.activity.id,
        series_id=meeting.activity.series_id,
        address=person.address,
        name=person.name,
        sequence=meeting.sequence,
        sent_at=now,
        answered_at=known.answered_at if known else None,
    )


def _invited(invitation: Invitation) -> Invited:
    return Invited(
        address=invitation.address,
        name=invitation.name,
    )
