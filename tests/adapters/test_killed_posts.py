"""
A worker may be killed at any point of the conversation: nothing is lost, and nobody
gets more than one copy too many (EML-06).
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from functools import partial
from threading import Timer
from typing import Any

import psycopg
import pytest

from crm_core import Crm
from crm_core.emails import EmailState, show_email, write_email
from crm_core.shared import Actor
from tests.builders import an_actor

from .postgres_crm import a_crm
from .sinks import Answer, Sink

pytestmark = pytest.mark.postgres
DELIVER = [sys.executable, "-m", "crm_cli", "emails", "deliver", "--once", "--json"]


@pytest.fixture
def crm(fresh_database_url: str) -> Iterator[Crm]:
    """
    On a database of the test's own: a worker delivers all that waits there.
    """
    with a_crm(fresh_database_url) as crm:
        yield crm


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink().start()
    yield sink
    sink.stop()


@pytest.fixture
def post(fresh_database_url: str, sink: Sink, tmp_path: Any) -> Callable[[], Any]:
    """
    Start a worker that delivers what waits.
    """

    def start() -> "subprocess.Popen[bytes]":
        told = {
            "CRM_DATABASE_URL": fresh_database_url,
            "CRM_SMTP_URL": sink.url,
            "CRM_HOME": str(tmp_path),
        }
        return subprocess.Popen(
            DELIVER,
            env={**os.environ, **told},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    return start


def pass_time(url: str) -> None:
    """
    Let leases end.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "update crm.email_deliveries set leased_until = leased_until - %s::interval,"
            " due_at = due_at - %s::interval",
            [timedelta(hours=5), timedelta(hours=5)],
        )


@pytest.mark.parametrize(
    ("point", "copies"),
    [("mail", 1), ("rcpt", 1), ("data", 1), ("body", 1), ("dot", 2), ("after", 2)],
)
def test_killed_at(
    crm: Crm,
    sink: Sink,
    post: Callable[[], Any],
    fresh_database_url: str,
    point: str,
    copies: int,
) -> None:
    """
    Killed before the end of the message, right before the relay's 250 and right after
    it: the other mails arrive once, this one once or, when the relay had it, twice with
    the same Message-ID; and it is known to have been in doubt.
    """
    actor: Actor = an_actor()
    emails = [
        crm.run(actor, write_email, to=[f"a{n}@example.com"], subject="Hi", text="x")
        for n in range(3)
    ]
    workers = [post()]
    left = [point]

    def says(here: str, recipient: str) -> Answer:
        hit = "dot" if point == "after" else point
        second = len(sink.taken) == 1 if here == "mail" else recipient[:2] == "a1"
        if not left or here != hit or not second:
            return b"250 ok"
        left.clear()
        return partial(_kill if point != "after" else _stop, workers[0])

    sink.says = says
    workers[0].wait(60)
    assert -signal.SIGKILL == workers[0].returncode

    assert EmailState.SENDING is crm.run(actor, show_email, emails[1].id).email.state
    pass_time(fresh_database_url)
    again = post()
    again.communicate(timeout=60)
    assert 0 == again.returncode

    counts = [sink.recipients().count(f"a{n}@example.com") for n in range(3)]
    assert [1, copies, 1] == counts
    shown = crm.run(actor, show_email, emails[1].id)
    assert EmailState.SENT is shown.email.state
    assert 1 == shown.deliveries[0].doubts
    ids = {
        message_from_bytes(raw)["Message-ID"]
        for recipient, raw in sink.taken
        if recipient == "a1@example.com"
    }
    assert {f"<{emails[1].message_id}>"} == ids


def _kill(worker: Any) -> None:
    """
    Kill a worker, and hang up.
    """
    worker.kill()
    worker.wait()
    raise OSError


def _stop(worker: Any) -> None:
    """
    Let a worker do nothing more, whatever it is still told; then kill it.
    """
    os.kill(worker.pid, signal.SIGSTOP)
    Timer(0.5, worker.kill).start()
