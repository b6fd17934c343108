"""
The worker reads mailboxes: at once, by one process at a time, and whatever kills it.
"""

import os
import signal
import subprocess
import sys
import time
from threading import Event

import pytest
from attrs import evolve

from crm_adapters.sealing import AesGcmSeal
from crm_core import Crm
from crm_core.emails import EmailFilter, list_emails
from crm_core.mailboxes import add_mailbox, mailbox_status
from crm_core.shared import PageRequest
from tests.builders import an_actor
from tests.mailbox_places import mailbox_at, running
from tests.use_cases.writing import raw

from .postgres_crm import a_crm

pytestmark = pytest.mark.postgres
KEY = "k" * 32
PATIENCE = 90
PAUSE = Event()


@pytest.fixture
def dovecot(tmp_path):
    yield from running(tmp_path)


@pytest.fixture
def crm(fresh_database_url):
    with a_crm(fresh_database_url) as crm:
        yield Crm(evolve(crm.works, seal=AesGcmSeal(KEY)))


@pytest.fixture
def start(fresh_database_url, tmp_path):
    """
    Start a worker as a process of its own; those that still run are killed at the end.
    """
    begun = []

    def starting():
        told = {
            "CRM_DATABASE_URL": fresh_database_url,
            "CRM_SEALING_KEY": KEY,
            "CRM_ALLOW_PRIVATE_HOSTS": "127.0.0.1",
            "CRM_HOME": str(tmp_path / "crm"),
        }
        command = [sys.executable, "-m", "crm_cli", "worker"]
        process = subprocess.Popen(
            command, env={**os.environ, **told}, stderr=subprocess.DEVNULL
        )
        begun.append(process)
        return process

    yield starting
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.wait()


class Place:
    def __init__(self, crm, dovecot):
        self.crm, self.actor = crm, an_actor()
        fields = mailbox_at(dovecot)
        self.mailbox = crm.run(self.actor, add_mailbox, **fields)

    @property
    def subjects(self):
        page = self.crm.run(
            self.actor, list_emails, EmailFilter(), PageRequest(size=200)
        )
        return sorted(email.subject for email in page.items)

    def until(self, count):
        """
        The subjects, once there are so many.
        """
        deadline = time.monotonic() + PATIENCE
        while len(found := self.subjects) < count and time.monotonic() < deadline:
            PAUSE.wait(0.2)
        return found


def message(number):
    return raw(subject=f"No {number:03}", id=f"<{number}@customer.example>")


def test_what_arrives_comes_in_at_once_and_once(crm, dovecot, start):
    """
    Two workers run: what the server tells of (IDLE) is here long before anybody polls,
    once, and both end promptly when they are asked to.
    """
    place = Place(crm, dovecot)
    dovecot.deliver(message(1))
    workers = [start(), start()]
    assert ["No 001"] == place.until(1)
    dovecot.deliver(message(2))
    assert ["No 001", "No 002"] == place.until(2)
    status = crm.run(place.actor, mailbox_status, place.mailbox.id)
    assert ("working", 2) == (status.state, status.folders[0].messages)
    for each in workers:
        each.send_signal(signal.SIGTERM)
    assert [0, 0] == [each.wait(PATIENCE) for each in workers]


def test_a_killed_worker_loses_and_doubles_nothing(crm, dovecot, start):
    """
    It is killed in the middle of a round, twice; the next one goes on where it was.
    """
    place = Place(crm, dovecot)
    dovecot.deliver(*map(message, range(60)))
    for some in (5, 25):
        worker = start()
        place.until(some)
        worker.kill()
        worker.wait()
    start()
    assert [f"No {n:03}" for n in range(60)] == place.until(60)
    status = crm.run(place.actor, mailbox_status, place.mailbox.id)
    assert (60, 0) == (status.folders[0].messages, status.set_aside)
