"""
Mailboxes on the command line, and messages that are piped in.
"""

from contextlib import contextmanager
from uuid import UUID

import pytest

from crm_cli.acting import operator
from crm_cli.mailbox_reading import NO_MESSAGE, TRY_LATER
from crm_core.emails import change_mail_settings
from crm_core.mailboxes import list_mailboxes, request_reading
from tests.adapters.dovecot import PASSWORD, USER
from tests.adapters.postgres_crm import a_crm
from tests.mailbox_places import running
from tests.use_cases.writing import raw

from .terminal import begin

pytestmark = pytest.mark.postgres


@pytest.fixture
def dovecot(tmp_path):
    yield from running(tmp_path)


@pytest.fixture
def terminal(terminal):
    """
    A terminal that may keep secrets, and connect to this machine.
    """
    terminal.settings["CRM_SEALING_KEY"] = "k" * 32
    terminal.settings["CRM_ALLOW_PRIVATE_HOSTS"] = "127.0.0.1"
    return terminal


def add(house, dovecot, *more, secret=PASSWORD):
    return house(
        "mailboxes", "add", "--address", USER, "--host", "127.0.0.1",
        "--port", dovecot.port, "--security", "none", "--secret-file", "-", *more,
        "--json", input=f"{secret}\n",
    )  # fmt: skip


@contextmanager
def acting(house):
    """
    The library on the same database.
    """
    with a_crm(house.terminal.settings["CRM_DATABASE_URL"]) as crm:
        yield crm, operator(UUID(house.id))


def test_a_mailbox_is_added_tried_and_read(house, dovecot):
    """
    Its secret is read from a file or standard input, and never printed.
    """
    added = add(house, dovecot)
    assert (USER, True) == (added.json["name"], added.json["secret"])
    assert "works" in house("mailboxes", "check", USER).out
    dovecot.deliver(raw(id="<1@x.example>"), raw(id="<2@x.example>"))
    assert "2 new, 0 set aside" in house("mailboxes", "sync").out
    (done,) = house("mailboxes", "sync", USER, "--json").json["items"]
    assert (0, None) == (done["taken"], done["reason"])
    status = house("mailboxes", "status", USER, "--json").json
    assert ("working", 2) == (status["state"], status["folders"][0]["messages"])
    assert "working" in house("mailboxes", "list").out
    assert 2 == len(house("emails", "list", "--unmatched", "--json").json["items"])
    shown = house("mailboxes", "show", USER)
    assert PASSWORD not in shown.out + added.out
    house("mailboxes", "edit", USER, "--name", "Mine", "--inactive")
    assert "No mailbox" not in house("mailboxes", "status", "mine").out
    house("mailboxes", "remove", "Mine")
    assert [] == house("mailboxes", "list", "--json").json["items"]


def test_what_fails_is_said_and_in_the_exit_code(house, dovecot):
    """
    A check that fails ends with 1, a reading with 3; the state says what to do.
    """
    add(house, dovecot, secret="wrong")
    failed = house.run("mailboxes", "check", USER)
    assert 1 == failed.code
    assert "refuses the sign-in" in failed.err
    assert 3 == house.run("mailboxes", "sync").code
    assert "needs_sign_in" in house("mailboxes", "status", USER).out
    assert 1 == house.run("mailboxes", "show", "nobody@example.com").code
    assert 1 == house.run("mailboxes", "edit", USER).code
    assert 1 == house.run("mailboxes", "add", "--host", "h").code


def test_a_message_is_piped_in_once(house):
    """
    0 for what is here now, whether new or not; as delivery agents pipe it, too.
    """
    content = raw(id="<p@customer.example>")
    first = house("emails", "receive", "--json", input=content)
    again = house("emails", "receive", "-", input=b"From x Mon Nov 23\n" + content)
    assert first.json["new"]
    assert "Knew" in again.out
    email = first.json["email"]["id"]
    assert "Captured" in house("emails", "capture", email).out
    lead = house("leads", "list", "--json").json["items"][0]
    assert "ann@customer.example" == lead["email"]


def test_mail_servers_are_told_what_to_do(house):
    """
    To bounce what is no message, and to come again when we cannot take it.
    """
    content = raw(id="<later@customer.example>")
    assert NO_MESSAGE == house.run("emails", "receive", input=b"").code
    assert (
        TRY_LATER
        == house.run("emails", "receive", "--mailbox", "nobody", input=content).code
    )
    house.terminal.settings["CRM_DATABASE_URL"] = "postgresql://127.0.0.1:1/nothing"
    assert TRY_LATER == house.run("emails", "receive", input=content).code


def test_storage_that_is_away_is_told_too(house, tmp_path):
    """
    The message stays with the mail server, and nothing of it here.
    """
    (tmp_path / "no-folder").write_text("in the way")
    house.terminal.settings["CRM_STORAGE"] = str(tmp_path / "no-folder" / "x")
    assert TRY_LATER == house.run("emails", "receive", input=raw()).code
    del house.terminal.settings["CRM_STORAGE"]
    assert [] == house("emails", "list", "--json").json["items"]


def test_the_worker_asks_to_sign_in_reads_and_captures(fresh_terminal, dovecot):
    """
    Whoever owns a mailbox gets one task to sign in again; a reading that was asked for
    takes place, and strangers become leads where that is wanted.
    """
    fresh_terminal.settings["CRM_SEALING_KEY"] = "k" * 32
    fresh_terminal.settings["CRM_ALLOW_PRIVATE_HOSTS"] = "127.0.0.1"
    house = begin(fresh_terminal, "Northwind")
    add(house, dovecot, secret="wrong")
    for _ in range(2):
        assert 3 == house.run("mailboxes", "sync").code
    fresh_terminal("worker", "--once")
    (task,) = house("activities", "list", "--json").json["items"]
    assert f"Sign in to the mailbox {USER} again" == task["subject"]

    house("mailboxes", "edit", USER, "--secret-file", "-", input=PASSWORD)
    dovecot.deliver(raw(id="<w@customer.example>"))
    with acting(house) as (crm, operator):
        crm.run(operator, change_mail_settings, capture_unknown=True)
        (mailbox,) = crm.run(operator, list_mailboxes)
        crm.run(operator, request_reading, mailbox.id)
    for _ in range(2):
        fresh_terminal("worker", "--once")
    (lead,) = house("leads", "list", "--json").json["items"]
    assert "ann@customer.example" == lead["email"]
