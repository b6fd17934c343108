"""
Raw messages told on the command line, without a database.
"""

import pytest

from tests.mail.raw import raw

from .terminal import Terminal

BOUNCE = raw(
    "<ann@example.com>: 550 5.1.1 User unknown\n\n--- Below is the message.\n\n"
    "Received: x\nFrom: us@example.org\nMessage-ID: <offer-1@example.org>\n",
    From="MAILER-DAEMON@mx.example.net",
    Subject="Undelivered Mail",
)
REPLY = raw("Yes.\n\nOn 1 May 2023, Bob <b@example.org> wrote:\n> Really?\n")


@pytest.fixture
def alone(tmp_path):
    """
    A terminal without a database.
    """
    return Terminal(tmp_path, {})


@pytest.fixture
def mails(tmp_path):
    """
    A folder with a bounce, a mailbox of two replies, and what is no mail.
    """
    folder = tmp_path / "mails"
    (folder / "deeper").mkdir(parents=True)
    (folder / "bounce.eml").write_bytes(BOUNCE)
    line = b"From ann@example.com Mon Apr  3 09:12:00 2023\n"
    (folder / "deeper" / "all.mbox").write_bytes(line + REPLY + b"\n" + line + REPLY)
    (folder / "notes.txt").write_text("Buy milk.\n")
    return folder


def test_json(alone, mails):
    """
    Each message with what it is, whom and which message it concerns, its new text and
    files; a folder is read whole, and what is refused has its reason and the code 3.
    """
    said = alone.run("emails", "inspect", mails, "--json")

    bounce, first, second, refused = said.json
    assert 3 == said.code
    assert ("bounce", str(mails / "bounce.eml")) == (bounce["kind"], bounce["file"])
    concerns = {"people": ["ann@example.com"], "message_id": "<offer-1@example.org>"}
    assert concerns == bounce["concerns"]
    assert "5.1.1" == bounce["bounce"]["recipients"][0]["status"]
    assert [1, 2] == [first["number"], second["number"]]
    assert ("message", "Yes.") == (second["kind"], second["new_text"])
    assert ["ann@example.com"] == second["concerns"]["people"]
    assert "refused" == refused["kind"]
    assert "headers" in refused["reason"]


def test_one_message_from_a_pipe(alone):
    """
    What is piped in is read as a file is; all being well, the code is 0.
    """
    said = alone("emails", "inspect", "-", "--json", input=REPLY)

    (message,) = said.json
    assert ("-", "Yes.") == (message["file"], message["new_text"])


def test_a_mail_sent_back_is_not_the_next_of_a_mailbox(alone, tmp_path):
    """
    A file named as one message is one, though a copy in it looks like another.
    """
    line = b"From us@example.org Mon Apr  3 09:12:00 2023\n"
    (tmp_path / "one.eml").write_bytes(line + BOUNCE + b"\n" + line + REPLY)

    assert 1 == len(alone("emails", "inspect", tmp_path / "one.eml", "--json").json)


def test_for_a_person(alone, mails):
    """
    A table: kind, whom it concerns, why, new text; how many could not be read beside it.
    """
    said = alone.run("emails", "inspect", mails)

    assert 3 == said.code
    assert "ann@example.com 5.1.1 no such mailbox" in said.out
    assert "Yes." in said.out
    assert "1 of 4 could not be read." in said.err


def test_what_acts_on_a_terminal_is_spelled_out(alone):
    """
    A stranger's words change nothing on the screen of who looks.
    """
    mail = raw("x", Subject="=?utf-8?q?=1B[31m_=E2=80=AE?=red")

    said = alone("emails", "inspect", "-", input=mail)

    assert "\x1b" not in said.out
    assert "\u202e" not in said.out


def test_a_file_that_is_not_there(alone):
    """
    A name without a file is a wrong use.
    """
    assert 2 == alone.run("emails", "inspect", "nowhere.eml").code
