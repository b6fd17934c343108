"""
What a recipient gets is what was written: files to the byte, and calendars as mail
programs read them.
"""

from base64 import b64decode
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from random import Random

import pytest
from attrs import evolve

from crm_adapters.bootstrap.stationery import OurStationery
from crm_adapters.folder import FolderStorage
from crm_adapters.postgres import PostgresWorks
from crm_adapters.smtp import LetterWriter, Relays, SmtpRelay
from crm_core import Crm
from crm_core.activities import add_activity
from crm_core.calendars import cancel_meeting, invite_participants
from crm_core.changes import undo_change_set
from crm_core.emails import (
    Correspondent,
    EmailFilter,
    EmailState,
    deliver_some,
    list_emails,
    post_actor,
    show_email,
    write_email,
)
from crm_core.files import FileInUse, archive_file, purge_file
from crm_core.shared import Actor, Conflict, PageRequest
from tests.builders import an_actor
from tests.inboxes import Arrived, Inbox
from tests.use_cases.filing import Shelf, latest

pytestmark = pytest.mark.postgres
LONG = "Jahresabschluß " * 12 + "2025.pdf"
FILES = {
    "Angebot für Ada.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 300,
    "notes.txt": b".\r\n..\r\nlast line \xe4 without end\rand\nall ends\r\n.",
    'a "quoted"; name.csv': b"a;b\r\n1;2\r\n",
    "見積書 😀.bin": Random(1).randbytes(3_000_000),
    LONG: b"%PDF-1.4\n%%EOF\n",
    "forwarded.eml": b"From: a@b.example\r\nSubject: x\r\n\r\nHello.\r\n",
    "empty.txt": b"",
}


@pytest.fixture
def crm(postgres_works: PostgresWorks) -> Crm:
    site = OurStationery(Correspondent("crm@example.org", "CRM"), "https://crm.example")
    return Crm(evolve(postgres_works, stationery=site))


@pytest.fixture
def actor() -> Actor:
    return an_actor(name="Ann Lee", email="ann.lee@example.com")


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    inbox = Inbox().start()
    yield inbox
    inbox.stop()


@pytest.fixture
def shelf(crm: Crm, tmp_path: Path) -> Shelf:
    return Shelf(FolderStorage(tmp_path), crm)


@pytest.fixture
def deliver(
    crm: Crm, actor: Actor, inbox: Inbox, shelf: Shelf
) -> Callable[[], dict[str, Arrived]]:
    """
    One round of the post; answers what arrived.
    """
    written = LetterWriter(partial(shelf.storage.open, actor.organization_id))
    post = post_actor(actor.organization_id)

    def act() -> dict[str, Arrived]:
        with SmtpRelay(Relays(relay=inbox.url)) as relay:
            deliver_some(crm.run, post, relay, written)
        return inbox.take()

    return act


def test_files_arrive_to_the_byte(
    crm: Crm, actor: Actor, shelf: Shelf, deliver: Callable[[], dict[str, Arrived]]
) -> None:
    """
    Under their names of any script and length (RFC 2231, no byte beyond ASCII in a
    header), whatever lines end in; to each recipient. None is taken for a part of the
    message itself.
    """
    kept = [shelf.attach(actor, content, name=name) for name, content in FILES.items()]
    crm.run(
        actor,
        write_email,
        to=["bob@example.com", "cem@example.com"],
        subject="Files",
        text="Grüße",
        html="<p>Grüße</p>",
        attachments=[each.id for each in kept],
    )
    arrived = deliver()

    assert {"bob@example.com", "cem@example.com"} == {*arrived}
    names = [each.name for each in kept]
    for each in arrived.values():
        assert dict(zip(names, FILES.values(), strict=True)) == each.files
        parts = [*each.message.iter_attachments()]
        types = [part.get_content_type() for part in parts]
        assert "application/pdf" == types[0]
        assert not [known for known in types if known.startswith("message/")]
        assert each.raw.isascii()
        assert max(map(len, each.raw.split(b"\r\n"))) <= 998
        assert b"filename*" in each.raw
        assert "Grüße\n" == text_of(each.message)


def text_of(message: EmailMessage) -> str:
    plain = message.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content()).replace("\r\n", "\n")


def calendar_in(message: EmailMessage) -> EmailMessage:
    """
    The calendar that stands for the same as the text beside it.
    """
    (choice,) = [
        part
        for part in message.walk()
        if part.get_content_type() == "multipart/alternative"
    ]
    parts = [*choice.iter_parts()]
    assert "text/plain" == parts[0].get_content_type()
    assert "text/calendar" == parts[-1].get_content_type()
    found = parts[-1]
    assert isinstance(found, EmailMessage)
    return found


def test_an_invitation_arrives_as_calendars_read_it(
    crm: Crm, actor: Actor, deliver: Callable[[], dict[str, Arrived]]
) -> None:
    """
    As one form of the message, with its method and charset (RFC 6047) and the content
    as it was made, lines ended as RFC 5545 has it; and so when it is called off.
    """
    meeting = crm.run(
        actor,
        add_activity,
        type="meeting",
        subject="Gespräch über Webstühle 😀, und ein sehr langer Titel " * 3,
        starts_at="2031-03-30T08:00:00Z",
        ends_at="2031-03-30T09:00:00Z",
        time_zone="Europe/Berlin",
        participants=[{"email": "bob@example.com"}],
    )
    for act, method in ((invite_participants, "REQUEST"), (cancel_meeting, "CANCEL")):
        crm.run(actor, act, meeting.id)
        (arrived,) = deliver().values()
        newest = crm.run(actor, list_emails, EmailFilter(), PageRequest()).items[0]
        made = crm.run(actor, show_email, newest.id).email.calendar
        part = calendar_in(arrived.message)

        assert method == part["Content-Type"].params["method"]
        assert "utf-8" == part.get_content_charset()
        assert made is not None
        content = b64decode(part.get_payload(decode=False))
        assert made.encode() == content
        assert content.startswith(b"BEGIN:VCALENDAR\r\n")
        assert f"METHOD:{method}\r\n".encode() in content
        assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
        assert max(map(len, content.split(b"\r\n"))) <= 75


def test_a_file_that_goes_along_cannot_go_before(
    crm: Crm, actor: Actor, shelf: Shelf, deliver: Callable[[], dict[str, Arrived]]
) -> None:
    """
    Neither purging nor undoing takes it from a message that waits; from the archive it
    goes along.
    """
    file = shelf.attach(actor, b"plan", name="plan.txt")
    attached = latest(crm, actor)
    letter = {"subject": "Hi", "text": "x", "attachments": [file.id]}
    crm.run(actor, write_email, to=["bob@example.com"], **letter)
    with pytest.raises(Conflict):
        crm.run(actor, undo_change_set, attached.id)
    crm.run(actor, archive_file, file.id)
    with pytest.raises(FileInUse):
        crm.run(actor, purge_file, file.id)

    (arrived,) = deliver().values()
    assert {"plan.txt": b"plan"} == arrived.files


def test_a_message_whose_file_is_lost_is_refused_alone(
    crm: Crm, actor: Actor, shelf: Shelf, deliver: Callable[[], dict[str, Arrived]]
) -> None:
    """
    With the reason, and nothing goes without its file; the others go.
    """
    file = shelf.attach(actor, b"plan", name="plan.txt")
    letter = {"subject": "Hi", "text": "x"}
    lost = crm.run(
        actor, write_email, to=["a@example.com"], attachments=[file.id], **letter
    )
    crm.run(actor, write_email, to=["b@example.com"], **letter)
    for each in shelf.storage.root.rglob("*"):
        if each.is_file():
            each.unlink()

    assert {"b@example.com"} == {*deliver()}
    shown = crm.run(actor, show_email, lost.id)
    assert EmailState.REFUSED is shown.email.state
    assert shown.deliveries[0].reason
