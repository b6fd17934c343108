"""
Mailboxes of a real server, read into a CRM on PostgreSQL.
"""

import pytest
from attrs import evolve

from crm_adapters.folder import FolderStorage
from crm_adapters.mail import ImapServers, read_message
from crm_adapters.outside import Outside
from crm_adapters.sealing import AesGcmSeal
from crm_core import Crm
from crm_core.emails import Direction, EmailFilter, list_emails
from crm_core.mailboxes import (
    Position,
    Reading,
    SomebodyElseReads,
    add_mailbox,
    edit_mailbox,
    list_set_aside,
    mailbox_status,
    reading_actor,
    show_mailbox,
    sync_mailbox,
    try_set_aside,
)
from crm_core.shared import PageRequest
from tests.use_cases.writing import raw

from ..plugins.requirements import lacking
from .dovecot import PASSWORD, USER, Dovecot, program

HERE = Outside(frozenset({"127.0.0.1"}))
pytestmark = pytest.mark.postgres


@pytest.fixture
def dovecot(tmp_path):
    server = Dovecot(program() or lacking("dovecot", "mail is read from it"), tmp_path)
    server.start()
    yield server
    server.stop()


class Place:
    """
    An organization with a mailbox.
    """

    def __init__(self, crm, actor, reading, dovecot):
        self.crm, self.actor, self.reading = crm, actor, reading
        self.mailbox = self.run(
            add_mailbox,
            address=USER,
            host="127.0.0.1",
            port=dovecot.port,
            security="none",
            user=USER,
            secret=PASSWORD,
            since=None,
        )

    def run(self, use_case, *args, **fields):
        return self.crm.run(self.actor, use_case, *args, **fields)

    def sync(self, **different):
        actor = reading_actor(self.actor.organization_id)
        reading = evolve(self.reading, **different)
        return sync_mailbox(self.crm.run, actor, reading, self.mailbox.id)

    @property
    def status(self):
        return self.run(mailbox_status, self.mailbox.id)

    @property
    def subjects(self):
        page = self.run(list_emails, EmailFilter(), PageRequest(size=100))
        return sorted(email.subject for email in page.items)


@pytest.fixture
def place(postgres_works, tmp_path, actor, dovecot):
    crm = Crm(evolve(postgres_works, seal=AesGcmSeal("k" * 32)))
    reading = Reading(
        servers=ImapServers(outside=HERE, timeout=10),
        tokens=None,
        reader=read_message,
        storage=FolderStorage(tmp_path / "files"),
    )
    return Place(crm, actor, reading, dovecot)


def message(number):
    return raw(subject=f"No {number}", id=f"<{number}@customer.example>")


def test_what_is_new_comes_in(place, dovecot):
    """
    Once each; the status says how far it is, and that all is well.
    """
    dovecot.deliver(message(1), message(2))
    assert place.sync().taken == 2
    dovecot.deliver(message(3))
    assert place.sync().taken == 1
    assert place.sync().taken == 0
    assert ["No 1", "No 2", "No 3"] == place.subjects
    status = place.status
    assert ("working", 0) == (status.state, status.set_aside)
    assert status.progress.succeeded_at is not None
    assert [("INBOX", 3)] == [(each.folder, each.messages) for each in status.folders]


def test_what_was_sent_comes_in_as_ours(place, dovecot):
    """
    The folder that the server says holds it is read too.
    """
    sent = raw(
        sender=USER, to="ann@customer.example", subject="Offer", id="<s@x.example>"
    )
    dovecot.deliver(sent, folder="Sent")
    place.sync()
    (email,) = place.run(list_emails, EmailFilter(), PageRequest()).items
    assert (Direction.OUT, "Offer") == (email.direction, email.subject)


def test_a_renumbered_mailbox_doubles_nothing(place, dovecot):
    """
    All is read from the beginning, and known.
    """
    dovecot.deliver(message(1), message(2))
    place.sync()
    work = place.crm.works
    position = place.status.folders[0].position
    with work.open(place.actor) as unit:
        unit.mailbox_progress.advance(
            place.mailbox.id,
            "INBOX",
            before=position,
            after=Position(position.validity - 1, 77),
            at=unit.now,
        )
    done = place.sync()
    assert (2, 2) == (done.taken, done.known)
    assert ["No 1", "No 2"] == place.subjects


def test_a_poisonous_message_holds_up_no_other(place, dovecot):
    """
    It is set aside as it came, with the reason, and comes in when it is tried again by
    what can read it.
    """

    def choking(content):
        if b"No 2" in content:
            message = "cannot swallow"
            raise RuntimeError(message)
        return read_message(content)

    dovecot.deliver(message(1), message(2), message(3))
    done = place.sync(reader=choking)
    assert (2, 1) == (done.taken, done.aside)
    assert ["No 1", "No 3"] == place.subjects
    (aside,) = place.run(list_set_aside, place.mailbox.id).items
    assert "cannot swallow" in aside.reason
    actor = reading_actor(place.actor.organization_id)
    assert try_set_aside(place.crm.run, place.actor, place.reading, aside.id).new
    assert actor
    assert ["No 1", "No 2", "No 3"] == place.subjects
    assert place.status.set_aside == 0


def test_what_is_too_large_is_told(place, dovecot):
    """
    It is set aside by name and size, and those after it come in.
    """
    dovecot.deliver(message(1), raw("x" * 9000, id="<l@x.example>"), message(3))
    servers = ImapServers(outside=HERE, timeout=10, largest=2000)
    done = place.sync(servers=servers)
    assert (2, 1) == (done.taken, done.aside)
    (aside,) = place.run(list_set_aside, place.mailbox.id).items
    assert aside.raw_key is None
    assert "too large" in aside.reason


def test_two_who_read_at_once_take_each_message_in_once(place, dovecot):
    """
    Who comes second finds the folder further than it was, and leaves.
    """
    dovecot.deliver(message(1), message(2))

    def meanwhile(content):
        if b"No 1" in content and not place.subjects:
            place.sync()
        return read_message(content)

    with pytest.raises(SomebodyElseReads):
        place.sync(reader=meanwhile)
    assert ["No 1", "No 2"] == place.subjects


def test_a_wrong_password_needs_somebody(place, dovecot):
    """
    Nobody tries again by itself; the new password goes on where reading stood.
    """
    dovecot.deliver(message(1))
    place.sync()
    place.run(edit_mailbox, place.mailbox.id, secret="wrong")
    assert "refuses the sign-in" in place.sync().reason
    status = place.status
    assert "needs_sign_in" == status.state
    assert not status.progress.may_try(status.progress.tried_at)
    place.run(edit_mailbox, place.mailbox.id, secret=PASSWORD)
    dovecot.deliver(message(2))
    assert place.sync().taken == 1
    assert "working" == place.status.state


def test_a_server_that_is_away_is_tried_again(place, dovecot):
    """
    After a pause that grows; what failed and why is told.
    """
    dovecot.stop()
    pauses = []
    for _ in range(3):
        assert "cannot be reached" in place.sync().reason
        progress = place.status.progress
        pauses.append(progress.due_at - progress.tried_at)
    assert "failing" == place.status.state
    assert pauses == sorted(set(pauses))


def test_a_folder_that_is_gone_keeps_the_others_coming(place, dovecot):
    """
    The status names it.
    """
    place.run(edit_mailbox, place.mailbox.id, folders=["Elsewhere", "INBOX"])
    dovecot.deliver(message(1))
    done = place.sync()
    assert (1, "There is no folder Elsewhere.") == (done.taken, done.reason)
    assert "failing" == place.status.state


def test_the_password_is_nowhere_to_be_read(place):
    """
    Neither in what is shown nor in the database.
    """
    mailbox = place.run(show_mailbox, place.mailbox.id)
    assert PASSWORD not in repr(mailbox)
    with place.crm.works.open(place.actor) as unit:
        image = unit.records.images("mailbox", [mailbox.id])
    assert PASSWORD not in str(image)
