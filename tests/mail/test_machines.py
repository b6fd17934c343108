"""
Answers of programs and of calendars, which nobody answers unasked.
"""

import pytest

from crm_core.emails import MessageKind
from tests.mail.raw import read, read_parts


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-replied (vacation)"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Subject": "Automatic reply: An offer"},
        {"Subject": "=?utf-8?q?R=C3=A9ponse_automatique_=3A?= offre"},
        {"Subject": "Automatische Antwort: Angebot"},
        {"Subject": "Out of office", "Return_Path": "<>"},
        {"Subject": "Abwesend bis Montag", "Auto_Submitted": "auto-generated"},
        {"Return_Path": "<>", "In_Reply_To": "<offer-1@example.org>"},
        {"Content_Type": "multipart/report; report-type=disposition-notification"},
    ],
)
def test_answers_of_programs(headers):
    """
    EML-16: they are known by what they say of themselves, and are never answered.
    """
    message = read("I am away until Monday.", **headers)

    assert MessageKind.AUTO_REPLY == message.kind
    assert not message.may_be_answered


@pytest.mark.parametrize(
    "headers",
    [
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.com>"},
        {"Return_Path": "<>"},
        {"Auto_Submitted": "auto-generated"},
    ],
)
def test_machines_that_write_unasked(headers):
    """
    EML-16: they are messages, which nobody answers unasked either.
    """
    message = read("News!", **headers)

    assert MessageKind.MESSAGE == message.kind
    assert not message.may_be_answered


@pytest.mark.parametrize(
    "subject",
    ["Re: Automatic reply: An offer", "Out of office hours", "Urlaub im Juli"],
)
def test_what_people_write_about_absence(subject):
    """
    It is a message like any other.
    """
    assert MessageKind.MESSAGE == read("Let us talk.", Subject=subject).kind


CALENDAR = (
    "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:event-1\r\nSEQUENCE:2\r\n"
    "SUMMARY:Talk\\, and\r\n  lunch\r\nORGANIZER:mailto:sales@example.org\r\n"
    'ATTENDEE;CN="Bell; Ann";PARTSTAT=ACCEPTED:mailto:ann@example.com\r\n'
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("REPLY", MessageKind.CALENDAR_ANSWER),
        ("COUNTER", MessageKind.CALENDAR_ANSWER),
        ("REQUEST", MessageKind.CALENDAR_INVITATION),
        ("CANCEL", MessageKind.CALENDAR_INVITATION),
        ("PUBLISH", MessageKind.MESSAGE),
    ],
)
def test_calendars(method, kind):
    """
    EML-20: what a calendar asks or answers is told, and nothing done about it.
    """
    calendar = CALENDAR.format(method=method)

    message = read_parts(
        "Content-Type: text/plain\n\nAccepted: Talk",
        f"Content-Type: text/calendar; method={method}\n\n{calendar}",
        kind="alternative",
    )

    found = message.calendar
    assert kind == message.kind
    assert ("event-1", 2, "Talk, and lunch") == (
        found.uid,
        found.sequence,
        found.summary,
    )
    (ann,) = found.attendees
    assert ("ann@example.com", "accepted", "Bell; Ann") == (
        ann.address,
        ann.status,
        ann.name,
    )
    assert ["invite.ics"] == [file.name for file in message.attachments]
