"""
Meetings sent by mail, and the answers that come back (RFC 5546, RFC 6047).
"""

import pytest
from attrs import evolve

from crm_adapters.calendar import IcalendarFiles
from crm_core.activities import (
    Attendance,
    add_activity,
    archive_activity,
    edit_activity,
    get_activity,
    list_activities,
    purge_activity,
)
from crm_core.calendars import (
    NobodyInvited,
    NothingToInviteTo,
    cancel_meeting,
    invite_participants,
    take_calendar_answer,
    take_received_calendar,
)
from crm_core.contacts import add_contact
from crm_core.emails import (
    CalendarAttendee,
    CalendarPart,
    Correspondent,
    Direction,
    EmailFilter,
    EmailId,
    EmailState,
    MessageKind,
    list_emails,
    show_email,
    write_email,
)
from crm_core.shared import Forbidden, Invalid, PageRequest, Permission, Query

from .planning import at

ANN, BEN = "ann@example.com", "Ben@Example.com"


@pytest.fixture
def crm_on_monday(crm):
    return at(crm, "2026-03-02 08:00")


@pytest.fixture
def meeting(crm_on_monday, actor):
    return plan(crm_on_monday, actor)


def plan(crm, actor, **fields):
    known = {
        "type": "meeting",
        "subject": "Talk {{ of }}, prices; and\nBEGIN:VCARD".replace("\n", " "),
        "place": "Room 1",
        "starts_at": "2026-03-30T08:00:00Z",
        "ends_at": "2026-03-30T09:00:00Z",
        "time_zone": "Europe/Berlin",
        "participants": [{"email": ANN, "name": "Ann"}, {"email": BEN}],
    }
    return crm.run(actor, add_activity, **{**known, **fields})


def mails(crm, actor):
    """
    What was queued, the first first: whom to, by which method, and its entries.
    """
    page = crm.run(actor, list_emails, EmailFilter(), PageRequest(size=100))
    shown = [crm.run(actor, show_email, each.id).email for each in page.items]
    found = []
    for email in sorted(shown, key=lambda each: each.id):
        assert email.state is EmailState.QUEUED
        (calendar,) = IcalendarFiles().read(email.calendar.encode()).calendars
        assert calendar.method == email.calendar_method
        (to,) = email.recipients
        found.append((to.address, calendar.method, calendar.entries))
    return found


def reply(meeting, address, status="ACCEPTED", **fields):
    return CalendarPart(
        **{
            "method": "REPLY",
            "uid": meeting.uid,
            "sequence": meeting.sequence,
            "attendees": (CalendarAttendee(address=address, status=status),),
            **fields,
        }
    )


def states(crm, actor, meeting):
    found = crm.run(actor, get_activity, meeting.id)
    return [each.status for each in found.participants]


def test_everyone_gets_a_message_of_their_own(crm_on_monday, actor, meeting):
    """
    With the meeting as calendars read it: its time by the clocks of its zone, who
    invites, who takes part.
    """
    sent = crm_on_monday.run(actor, invite_participants, meeting.id)
    (to_ann, method, (entry,)), (to_ben, _, _) = mails(crm_on_monday, actor)

    assert (ANN, BEN) == sent.invited
    assert ("REQUEST", {ANN, BEN}) == (method, {to_ann, to_ben})
    assert (meeting.uid, meeting.subject, "Room 1") == (
        entry.uid,
        entry.summary,
        entry.place,
    )
    assert "2026-03-30T10:00:00+02:00" == entry.starts.spelled()
    assert "Europe/Berlin" == entry.starts.zone
    assert [ANN, BEN] == [each.address for each in entry.attendees]
    assert all(each.rsvp and each.status == "NEEDS-ACTION" for each in entry.attendees)
    assert "@" in entry.organizer.address


def test_only_what_changed_is_sent_again(crm_on_monday, actor, meeting):
    """
    Nothing to who knows it all; a new time to everyone, with the next number; that it
    is off to who takes part no more.
    """
    run = crm_on_monday.run
    run(actor, invite_participants, meeting.id)
    again = run(actor, invite_participants, meeting.id)
    edited = run(
        actor,
        edit_activity,
        meeting.id,
        starts_at="2026-03-31T08:00:00Z",
        participants=[{"email": ANN}, {"email": "new@example.com"}],
    )
    changed = run(actor, invite_participants, meeting.id)
    last = {to: (m, e[0]) for to, m, e in mails(crm_on_monday, actor)[2:]}

    assert () == again.invited
    assert ((ANN, "new@example.com"), (BEN,)) == (changed.invited, changed.withdrawn)
    assert {ANN: "REQUEST", "new@example.com": "REQUEST", BEN: "CANCEL"} == {
        to: method for to, (method, _) in last.items()
    }
    assert edited.sequence == last[ANN][1].sequence == meeting.sequence + 1
    assert edited.sequence < last[BEN][1].sequence
    assert "CANCELLED" == last[BEN][1].status


def test_a_meeting_is_called_off_for_all(crm_on_monday, actor, meeting):
    run = crm_on_monday.run
    run(actor, invite_participants, meeting.id)
    told = run(actor, cancel_meeting, meeting.id)
    off = mails(crm_on_monday, actor)[2:]

    assert {ANN, BEN} == {
        a for a in (ANN, BEN) if a.lower() in {b.lower() for b in told.withdrawn}
    }
    assert {"CANCEL"} == {method for _, method, _ in off}
    assert all(e.sequence > meeting.sequence for _, _, (e,) in off)
    with pytest.raises(NobodyInvited):
        run(actor, cancel_meeting, meeting.id)


def test_a_series_goes_out_by_its_rule(crm_on_monday, actor):
    """
    One occurrence that was moved stands in it by itself.
    """
    run = crm_on_monday.run
    first = plan(crm_on_monday, actor, recurrence="FREQ=WEEKLY;COUNT=4")
    listed = run(actor, list_activities, Query(), PageRequest(size=50)).items
    second = sorted(listed, key=lambda row: row.scheduled_at)[1]
    run(actor, edit_activity, second.id, starts_at="2026-04-07T10:00:00Z")
    run(actor, invite_participants, first.id, scope="all")
    _, _, (master, moved) = mails(crm_on_monday, actor)[0]

    assert ("FREQ=WEEKLY;COUNT=4",) == master.rules
    assert "2026-04-06T10:00:00+02:00" == moved.replaces.spelled()
    assert "2026-04-07T12:00:00+02:00" == moved.starts.spelled()
    assert master.uid == moved.uid


def test_an_answer_changes_the_state_of_who_answers(crm_on_monday, actor, meeting):
    run = crm_on_monday.run
    run(actor, invite_participants, meeting.id)
    taken = run(actor, take_calendar_answer, reply(meeting, "ben@example.com"), BEN)

    assert taken.changed
    assert meeting.id == taken.activity_id
    assert [Attendance.NEEDS_ACTION, Attendance.ACCEPTED] == states(
        crm_on_monday, actor, meeting
    )


def test_an_answer_for_one_occurrence_of_a_series(crm_on_monday, actor):
    run = crm_on_monday.run
    first = plan(crm_on_monday, actor, recurrence="FREQ=WEEKLY;COUNT=3")
    run(actor, invite_participants, first.id, scope="all")
    everything = reply(first, ANN, sequence=99)
    run(actor, take_calendar_answer, everything, ANN)
    one = reply(first, ANN, "DECLINED", sequence=99, recurrence_id="20260406T080000Z")
    run(actor, take_calendar_answer, one, ANN)
    listed = run(actor, list_activities, Query(), PageRequest(size=50)).items
    rows = sorted(listed, key=lambda row: row.scheduled_at)

    assert [Attendance.ACCEPTED, Attendance.DECLINED, Attendance.ACCEPTED] == [
        states(crm_on_monday, actor, row)[0] for row in rows
    ]


@pytest.mark.parametrize(
    ("fields", "sender"),
    [
        ({}, "stranger@example.com"),
        ({"attendees": (CalendarAttendee(address=BEN, status="DECLINED"),)}, ANN),
        (
            {
                "attendees": (
                    CalendarAttendee(address=ANN, status="DECLINED"),
                    CalendarAttendee(address=BEN, status="DECLINED"),
                )
            },
            ANN,
        ),
        ({"attendees": ()}, ANN),
        ({"uid": "another"}, ANN),
        ({"uid": None}, ANN),
        ({"sequence": -1}, ANN),
        ({"attendees": (CalendarAttendee(address=ANN, status="WHATEVER"),)}, ANN),
        ({"method": "REQUEST"}, ANN),
        ({"method": "CANCEL"}, ANN),
        ({"method": "CANCEL"}, "stranger@example.com"),
        ({"method": "COUNTER"}, ANN),
        ({"method": ""}, ANN),
    ],
)
def test_nothing_else_changes_anything(crm_on_monday, actor, meeting, fields, sender):
    """
    Neither an answer of somebody else, for somebody else or to an older version, nor a
    request or a cancellation: these are told as suggestions.
    """
    run = crm_on_monday.run
    run(actor, invite_participants, meeting.id)
    before = run(actor, get_activity, meeting.id)
    answer = evolve(reply(meeting, ANN, "DECLINED"), **fields)
    taken = run(actor, take_calendar_answer, answer, sender)

    assert not taken.changed
    assert taken.note
    assert before == run(actor, get_activity, meeting.id)


def test_answers_to_what_is_withdrawn_archived_or_gone(crm_on_monday, actor):
    """
    Are noted, and change nothing.
    """
    run = crm_on_monday.run
    gone, away, off = (plan(crm_on_monday, actor) for _ in range(3))
    for each in (gone, away, off):
        run(actor, invite_participants, each.id)
    run(actor, archive_activity, gone.id)
    run(actor, purge_activity, gone.id)
    run(actor, archive_activity, away.id)
    run(actor, cancel_meeting, off.id)
    for each in (gone, away, off):
        taken = run(actor, take_calendar_answer, reply(each, ANN), ANN)
        assert not taken.changed


def test_a_contact_is_invited_at_their_address(crm_on_monday, actor):
    run = crm_on_monday.run
    contact = run(actor, add_contact, first_name="Cleo", email="cleo@example.com")
    meeting = plan(crm_on_monday, actor, participants=[{"contact_id": contact.id}])
    sent = run(actor, invite_participants, meeting.id)
    run(
        actor,
        take_calendar_answer,
        reply(meeting, "cleo@example.com"),
        "cleo@example.com",
    )

    assert ("cleo@example.com",) == sent.invited
    assert [Attendance.ACCEPTED] == states(crm_on_monday, actor, meeting)


@pytest.mark.parametrize(
    "fields",
    [
        {
            "type": "task",
            "starts_at": None,
            "ends_at": None,
            "due_at": "2026-04-01T00:00Z",
        },
        {"starts_at": None, "ends_at": None},
    ],
)
def test_only_planned_meetings_are_sent(crm_on_monday, actor, fields):
    meeting = plan(crm_on_monday, actor, **fields)
    with pytest.raises(NothingToInviteTo):
        crm_on_monday.run(actor, invite_participants, meeting.id)


def test_somebody_must_have_an_address(crm_on_monday, actor):
    meeting = plan(crm_on_monday, actor, participants=[{"name": "Nobody"}])
    with pytest.raises(Invalid) as refused:
        crm_on_monday.run(actor, invite_participants, meeting.id)

    assert "participants" == refused.value.errors[0].field


@pytest.mark.parametrize("right", [Permission.EMAIL_SEND, Permission.ACTIVITY_WRITE])
def test_inviting_needs_both_rights(crm_on_monday, actor, meeting, right):
    less = evolve(actor, permissions=actor.permissions - {right})
    for use_case in (invite_participants, cancel_meeting):
        with pytest.raises(Forbidden):
            crm_on_monday.run(less, use_case, meeting.id)


@pytest.mark.parametrize("known", [True, False])
def test_a_message_with_an_answer_is_taken_and_says_so(
    crm_on_monday, actor, meeting, known
):
    """
    As Gmail writes it; taken again it changes nothing more. From a stranger it is only
    told.
    """
    run = crm_on_monday.run
    run(actor, invite_participants, meeting.id)
    text = (
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        f"UID:{meeting.uid}\r\nSEQUENCE:0\r\nDTSTART:20260330T080000Z\r\n"
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ANN}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    sender = ANN if known else "mallory@example.com"

    draft = run(actor, write_email, to=[ANN], subject="Re", text="x", draft=True)

    def come(work):
        email = evolve(
            draft,
            id=EmailId(work.new_id()),
            direction=Direction.IN,
            state=EmailState.RECEIVED,
            kind=MessageKind.CALENDAR_ANSWER,
            message_id=f"{work.new_id()}@example.com",
            sender=Correspondent(sender),
            calendar=text,
            calendar_method="REPLY",
            version=1,
        )
        work.emails.add(email)
        return email.id

    email_id = run(actor, come)
    first = run(actor, take_received_calendar, email_id)
    again = run(actor, take_received_calendar, email_id)
    remarks = run(actor, show_email, email_id).email.remarks

    assert (known, False) == (first.changed, again.changed)
    assert (first.note,) == remarks
    assert (Attendance.ACCEPTED if known else Attendance.NEEDS_ACTION) == states(
        crm_on_monday, actor, meeting
    )[0]
