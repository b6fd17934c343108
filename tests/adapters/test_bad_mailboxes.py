"""
Mail servers that break off, lie, repeat themselves or never answer: each message comes
in once all the same, and what went wrong is told.
"""

import pytest
from attrs import evolve

from crm_adapters.mail import ImapServers
from crm_adapters.sealing import AesGcmSeal
from crm_core import Crm
from crm_core.emails import EmailFilter, list_emails
from crm_core.mailboxes import (
    add_mailbox,
    edit_mailbox,
    list_set_aside,
    mailbox_status,
    reading_actor,
    sync_mailbox,
)
from crm_core.shared import PageRequest
from tests.mailbox_places import HERE, mailbox_at, reading
from tests.use_cases.writing import raw

from .imap_script import ScriptedImap

pytestmark = pytest.mark.postgres


class Place:
    """
    An organization that reads a scripted server.
    """

    def __init__(self, crm, actor, folder):
        self.crm, self.actor = crm, actor
        self.reading = reading(folder, servers=ImapServers(timeout=3, outside=HERE))
        self.mailbox = None

    def sync(self, server):
        if self.mailbox is None:
            fields = mailbox_at(server, sent=False)
            self.mailbox = self.crm.run(self.actor, add_mailbox, **fields)
        actor = reading_actor(self.actor.organization_id)
        return sync_mailbox(self.crm.run, actor, self.reading, self.mailbox.id)

    @property
    def subjects(self):
        page = self.crm.run(
            self.actor, list_emails, EmailFilter(), PageRequest(size=100)
        )
        return sorted(email.subject for email in page.items)

    @property
    def status(self):
        return self.crm.run(self.actor, mailbox_status, self.mailbox.id)


@pytest.fixture
def place(postgres_works, actor, tmp_path):
    crm = Crm(evolve(postgres_works, seal=AesGcmSeal("k" * 32)))
    return Place(crm, actor, tmp_path / "files")


def messages(*numbers):
    return {
        n: raw("x" * 40_000, subject=f"No {n}", id=f"<{n}@x.example>") for n in numbers
    }


def test_a_connection_that_dies_in_a_message_loses_none(place):
    """
    F40: what came whole is kept, the rest comes the next time, once.
    """
    with ScriptedImap(messages(1, 2, 3), cut=2) as server:
        first = place.sync(server)
        assert "breaks off" in first.reason
        assert "failing" == place.status.state
        assert place.sync(server).reason is None
    assert ["No 1", "No 2", "No 3"] == place.subjects


def test_a_server_that_never_answers_is_left(place):
    """
    After the time that it is given; nothing has come, and the reason is told.
    """
    with ScriptedImap(messages(1), silent=True) as server:
        done = place.sync(server)
    assert (0, True) == (done.taken, done.reason is not None)
    assert "failing" == place.status.state


def test_uids_out_of_order_or_twice_come_once(place):
    """
    In the order of their numbers, so that the position passes none.
    """
    with ScriptedImap(messages(5, 2, 9), listed=[9, 2, 5, 2, 9]) as server:
        done = place.sync(server)
        assert (3, 0, None) == (done.taken, done.known, done.reason)
        assert 9 == place.status.folders[0].position.uid
        assert 0 == place.sync(server).taken


def test_a_validity_that_changes_each_time_doubles_nothing(place):
    """
    All is read anew, and known.
    """
    with ScriptedImap(messages(1, 2)) as server:
        place.sync(server)
        server.validity = 7
        done = place.sync(server)
        assert (2, 2) == (done.taken, done.known)
        server.validity = 1
        server.messages = messages(1, 2, 3)
        done = place.sync(server)
        assert (3, 2) == (done.taken, done.known)
    assert ["No 1", "No 2", "No 3"] == place.subjects


def test_an_answer_larger_than_was_said_fills_no_memory(place):
    """
    The connection is given up before it is read.
    """
    with ScriptedImap(messages(1), claimed=10**12) as server:
        done = place.sync(server)
    assert "nobody asked for" in done.reason
    assert [] == place.subjects


def test_poison_is_set_aside_or_cut_and_holds_up_nothing(place):
    """
    A header of ten megabytes, no header at all, zeros: those behind come in.
    """
    large = b"Subject: No 1\r\nX-Long: " + b"a" * 10_000_000 + b"\r\n\r\nHello\r\n"
    odd = {1: large, 2: b"\0" * 500, 3: b"\r\n\r\n"}
    with ScriptedImap(odd | messages(4)) as server:
        done = place.sync(server)
    assert done.reason is None
    assert 4 == done.taken + done.aside
    assert "No 4" in place.subjects
    aside = place.crm.run(place.actor, list_set_aside, place.mailbox.id).items
    assert done.aside == len(aside)
    assert all(each.reason and each.raw_key for each in aside)


def test_a_mailbox_that_moves_is_read_anew(place):
    """
    Another server numbers its messages in its own way.
    """
    with ScriptedImap(messages(7)) as server:
        place.sync(server)
    with ScriptedImap(messages(3)) as other:
        place.crm.run(place.actor, edit_mailbox, place.mailbox.id, port=other.port)
        assert 1 == place.sync(other).taken
    assert ["No 3", "No 7"] == place.subjects
