"""
The mails of a booking: sent by the worker to a real relay, with links that work.
"""

import re
import socket
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from icalendar import Calendar

from crm_adapters.bootstrap import build
from crm_adapters.bootstrap.delivering import deliver_now
from crm_adapters.settings import Settings
from crm_core.access import rename_organization
from crm_core.bookings import (
    Purpose,
    Wish,
    cancel_meeting,
    find_booking,
    list_bookings,
    move_meeting,
)
from crm_core.shared import NotFound
from tests.builders import an_actor
from tests.use_cases.booking import ALWAYS, book, page_of

pytestmark = pytest.mark.postgres


class Box:
    """
    Where mails arrive.
    """

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def box():
    """
    A mail relay; what it got, and its address.
    """
    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def application(fresh_database_url, box):
    """
    A CRM on a database of the test's own: a worker does all that waits there.
    """
    settings = Settings(
        database_url=fresh_database_url,
        smtp_url=box[1],
        base_url="https://crm.example",
    )
    application = build(settings)
    yield application
    application.close()


@pytest.fixture
def ann():
    return an_actor(name="Ann Host", email="ann@host.example")


def calendar_in(mail):
    [part] = [
        each for each in mail.walk() if each.get_content_type() == "text/calendar"
    ]
    return Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0], part


def said(mail):
    return mail.get_body(("plain",)).get_content()


def code_in(mail, purpose):
    [found] = re.findall(rf"https://crm\.example/bookings/{purpose}/(\S+)", said(mail))
    return found


def test_a_booking_is_told_moved_and_cancelled_by_mail(application, box, ann):
    """
    The mail says when in the visitor's own zone, with none of their words; its links
    move and cancel, each told in turn, and then are dead.
    """
    crm, run = application.crm, application.crm.run
    page = page_of(crm, ann, hours=ALWAYS, title="Erstgespräch", language="de")
    run(ann, rename_organization, name="Northwind")
    day = datetime.now(UTC) + timedelta(days=3)
    at = day.replace(hour=12, minute=0, second=0, microsecond=0)
    values = {"first_name": "BUY NOW http://spam.example"}
    book(crm, page, at, zone="Pacific/Kiritimati", values=values)
    deliver_now(application)
    deliver_now(application)

    [mail] = box[0].mails
    assert ("ada@visitor.example", True) == (mail["To"], "02:00" in mail["Subject"])
    assert "Ann Host" in said(mail)
    assert "Northwind" in said(mail)
    event, part = calendar_in(mail)
    assert ("REQUEST", at, "Erstgespräch") == (
        part.get_param("method"),
        event["DTSTART"].dt.astimezone(UTC),
        event["SUMMARY"],
    )
    assert "mailto:ada@visitor.example" == str(event["ATTENDEE"]).lower()
    assert "spam" not in "".join(map(str, (said(mail), event.to_ical())))
    assert "ann@host.example" in mail["Reply-To"]

    back = find_booking(run, code_in(mail, "move"), Purpose.MOVE)
    later = Wish(starts=at + timedelta(hours=1), minutes=30, time_zone="UTC")
    move_meeting(run, back, later)
    deliver_now(application)
    assert "13:00" in box[0].mails[1]["Subject"]
    moved, _ = calendar_in(box[0].mails[1])
    assert (event["UID"], True) == (
        moved["UID"],
        moved["SEQUENCE"] > event["SEQUENCE"],
    )

    cancel = code_in(mail, "cancel")
    cancel_meeting(run, find_booking(run, cancel, Purpose.CANCEL))
    deliver_now(application)
    assert "Abgesagt" in box[0].mails[2]["Subject"]
    off, part = calendar_in(box[0].mails[2])
    assert ("CANCEL", "CANCELLED") == (part.get_param("method"), off["STATUS"])
    assert off["SEQUENCE"] > moved["SEQUENCE"]
    assert 3 == len({each["Message-ID"] for each in box[0].mails})
    with pytest.raises(NotFound):
        find_booking(run, cancel, Purpose.CANCEL)
    [booking] = run(ann, list_bookings, page.id).items
    assert booking.lead_id is not None
