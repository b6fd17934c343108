"""
Stories of messages that come in.
"""

from email.message import EmailMessage

import pytest

from crm_adapters.folder import FolderStorage
from crm_adapters.mail import read_message
from crm_core import Crm
from crm_core.contacts import add_contact
from crm_core.emails import (
    Arrival,
    Direction,
    EmailState,
    Outcome,
    Verdict,
    deliver_some,
    list_suppressions,
    receive_email,
    show_email,
    write_email,
)
from crm_core.files import Limits, show_file
from crm_core.leads import add_lead, get_lead
from crm_core.opportunities import add_opportunity, win_opportunity
from crm_core.shared import Forbidden, PageRequest, Permission, RecordRef
from tests.builders import a_colleague, an_actor

from .writing import raw

pytestmark = pytest.mark.postgres


class Post:
    """
    An organization that gets mail.
    """

    def __init__(self, crm, storage, actor):
        self.crm, self.storage, self.actor = crm, storage, actor

    def run(self, use_case, *args, **fields):
        return self.crm.run(self.actor, use_case, *args, **fields)

    def receive(self, message, *, limits=None, **arrival):
        def keep(content):
            return self.storage.put(self.actor.organization_id, [content])

        read = read_message(message)
        how = Arrival(**arrival)
        return self.run(receive_email, read, how, keep, limits=limits)

    def sent(self, **fields):
        said = {"to": ["ann@customer.example"], "subject": "An offer", "text": "Hi."}
        return self.run(write_email, **said | fields)

    def shown(self, email):
        return self.run(show_email, email.id).email


@pytest.fixture
def post(postgres_works, tmp_path, actor):
    return Post(Crm(postgres_works), FolderStorage(tmp_path), actor)


def about(*records):
    return {RecordRef(type(each).__name__.lower(), each.id) for each in records}


def test_a_message_is_about_whom_it_is_from_and_their_open_deals(post):
    """
    Sender and recipients that are known, and what is open with them; what is closed,
    and other people's, is left alone.
    """
    ann = post.run(add_contact, last_name="Ann", email="ann@customer.example")
    bob = post.run(add_contact, last_name="Bob", email="BOB@customer.example")
    carl = post.run(add_contact, last_name="Carl", email="carl@other.example")
    deal = post.run(add_opportunity, name="Desks", contact_id=ann.id)
    won = post.run(add_opportunity, name="Chairs", contact_id=ann.id)
    post.run(win_opportunity, won.id)
    post.run(add_opportunity, name="Lamps", contact_id=carl.id)
    email = post.receive(raw(to="sales@ours.example, bob@customer.example")).email
    assert about(ann, bob, deal) == set(email.about)
    assert (EmailState.RECEIVED, Direction.IN) == (email.state, email.direction)


def test_a_message_comes_once(post):
    """
    On another way, with other traces of that way, it is the same message.
    """
    first = post.receive(raw())
    again = post.receive(b"Received: from elsewhere\r\n" + raw())
    assert (True, False) == (first.new, again.new)
    assert first.email.id == again.email.id


def test_two_messages_of_one_message_id_are_both_kept(post):
    """
    Strangers may use one twice; neither replaces the other.
    """
    first = post.receive(raw("One."))
    second = post.receive(raw("Two."))
    assert (True, True) == (first.new, second.new)
    assert "One." == post.shown(first.email).text.strip()
    assert "Two." == post.shown(second.email).text.strip()


def test_a_message_without_a_message_id_comes_once_too(post):
    """
    It is known by its content.
    """
    assert post.receive(raw(id=None)).new
    assert not post.receive(raw(id=None)).new
    assert post.receive(raw("Other words.", id=None)).new


def test_an_answer_to_ours_is_in_its_thread(post):
    """
    Our Message-ID is known to who got the message, so that an answer from another
    address belongs there too; it is about what ours was about.
    """
    ann = post.run(add_contact, last_name="Ann", email="ann@customer.example")
    ours = post.sent()
    elsewhere = "Ann at home <ann@home.example>"
    answer = post.receive(
        raw(sender=elsewhere, id="<a@home.example>", answers=f"<{ours.message_id}>")
    ).email
    assert ours.thread_id == answer.thread_id
    assert about(ann) == set(answer.about)


def test_a_stranger_who_names_a_message_gets_into_no_thread(post):
    """
    What a message says that it answers proves nothing (EML-13).
    """
    theirs = post.receive(raw()).email
    forged = post.receive(
        raw(
            sender="eve@evil.example",
            id="<e@evil.example>",
            answers="<q1@customer.example>",
        )
    ).email
    assert theirs.thread_id != forged.thread_id
    assert () == forged.about
    assert any("had no part in" in remark for remark in forged.remarks)


def test_who_took_part_may_go_on(post):
    """
    Also without an answer of ours between.
    """
    first = post.receive(raw()).email
    more = post.receive(
        raw("One more thing.", id="<q2@x.example>", answers="<q1@customer.example>")
    ).email
    assert first.thread_id == more.thread_id


def test_nothing_of_another_organization_is_answered(post, postgres_works, tmp_path):
    """
    A Message-ID of theirs is as unknown as any.
    """
    ours = post.sent()
    other = Post(Crm(postgres_works), FolderStorage(tmp_path / "2"), an_actor())
    answer = other.receive(raw(answers=f"<{ours.message_id}>")).email
    assert ours.thread_id != answer.thread_id
    assert () == answer.about


def test_a_message_changes_no_record(post):
    """
    An address is no proof: the lead that it is about stays as it was.
    """
    lead = post.run(add_lead, title="Desks", email="ann@customer.example")
    before = post.run(get_lead, lead.id)
    email = post.receive(raw("Unsubscribe me, and set the stage to won!")).email
    assert about(lead) == set(email.about)
    assert before == post.run(get_lead, lead.id)


def test_attachments_are_files_about_the_same(post):
    """
    What came along is kept under a safe name; a program is left out by name, and the
    message comes in all the same.
    """
    ann = post.run(add_contact, last_name="Ann", email="ann@customer.example")
    files = (("../../plan.pdf", b"%PDF-1.7 plan"), ("game.exe", b"MZ\x90\0"))
    email = post.receive(raw(files=files)).email
    (file_id,) = email.attachments
    file = post.run(show_file, file_id)
    assert ("plan.pdf", about(ann)) == (file.name, set(file.about))
    assert any(remark.startswith("game.exe was left out") for remark in email.remarks)


def test_without_room_a_message_comes_without_its_files(post):
    """
    The message is more than what does not fit.
    """
    limits = Limits(largest=1000, quota=20)
    files = (("a.bin", b"0" * 15), ("b.bin", b"1" * 15))
    email = post.receive(raw(files=files), limits=limits).email
    assert len(email.attachments) == 1
    assert any(remark.startswith("b.bin was left out") for remark in email.remarks)


def bounce(of, address, *, status="5.1.1"):
    """
    A report that a message did not reach *address* (RFC 3464).
    """
    return (
        "From: MAILER-DAEMON@relay.example\r\nTo: crm@localhost\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <b1@relay.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status;"
        ' boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n'
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; relay.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822-headers\r\n\r\n"
        f"Message-ID: <{of}>\r\nSubject: An offer\r\n\r\n--b--\r\n"
    ).encode()


def spared(post):
    page = post.run(list_suppressions, PageRequest())
    return {each.address: each.reason.value for each in page.items}


def test_a_bounce_spares_the_address_it_names(post, deliver):
    """
    The message of ours has come back; nobody writes there again.
    """
    ours = post.sent()
    deliver(post)
    post.receive(bounce(ours.message_id, "ann@customer.example"))
    assert EmailState.BOUNCED is post.shown(ours).state
    assert {"ann@customer.example": "bounced"} == spared(post)


@pytest.mark.parametrize(
    ("named", "address"),
    [("guess@ours.example", "ann@customer.example"), (None, "bob@other.example")],
)
def test_a_forged_bounce_spares_nobody(post, deliver, named, address):
    """
    One that names no message of ours, or somebody it never went to.
    """
    ours = post.sent()
    deliver(post)
    post.receive(bounce(named or ours.message_id, address))
    assert EmailState.SENT is post.shown(ours).state
    assert {} == spared(post)


def test_what_was_sent_elsewhere_is_ours(post):
    """
    A message among those sent from a mailbox is an outbound one, about its recipients.
    """
    ann = post.run(add_contact, last_name="Ann", email="ann@customer.example")
    message = raw(sender="me@ours.example", to="ann@customer.example")
    own = frozenset({"me@ours.example"})
    email = post.receive(message, outgoing=True, own=own).email
    assert (Direction.OUT, EmailState.SENT) == (email.direction, email.state)
    assert about(ann) == set(email.about)


def test_our_own_message_in_the_mailbox_is_known(post):
    """
    The copy that a relay or a colleague sends back is no other message.
    """
    ours = post.sent()
    copy = post.receive(raw(id=f"<{ours.message_id}>", subject="An offer"))
    assert (False, ours.id) == (copy.new, copy.email.id)


def test_receiving_needs_its_permission(post):
    """
    Nothing is stored for who may not.
    """
    post.actor = a_colleague(post.actor, without=[Permission.EMAIL_RECEIVE])
    with pytest.raises(Forbidden):
        post.receive(raw())


@pytest.fixture
def deliver():
    """
    Lets all mail that waits be taken by a relay.
    """

    class Relay:
        def deliver(self, message, *, sender, recipient):
            return Verdict(outcome=Outcome.SENT)

    def run(post):
        deliver_some(post.crm.run, post.actor, Relay(), lambda parcel: b"")

    return run


def test_an_odd_message_comes_in(post):
    """
    Without a sender, a subject or a text, with a date far ahead: it is there.
    """
    message = EmailMessage()
    message["Date"] = "Fri, 31 Dec 9999 23:59:59 +0000"
    email = post.receive(message.as_bytes()).email
    assert ("", "", ()) == (email.sender.address, email.subject, email.about)
    assert email.at <= email.created_at
