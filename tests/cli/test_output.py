"""
What is printed acts on nobody's terminal. Ids like CLI-08 are cases of the bad-input
list.
"""

import json
import os
import pty

import psycopg
import pytest

from crm_cli.output import escaped, shown

pytestmark = pytest.mark.postgres

ACTING = {
    "title": "\x1b]0;owned\x07",
    "clear": "\x1b[2J\x1b[H",
    "c1": "\x9b31mred",
    "return": "good\rbad",
    "backspace": "a\x08b",
    "bidi": "\u202egpj.exe",
    "isolate": "\u2067abc",
    "delete": "\x7f",
}


@pytest.mark.parametrize("text", ACTING.values(), ids=ACTING)
def test_what_acts_on_a_terminal_is_spelled_out(text):
    """
    CLI-08: control and escape sequences, C1 too, changes of direction.
    """
    safe = escaped(text)

    assert "\\" in safe
    assert safe.isprintable()


@pytest.mark.parametrize(
    "text", ["Zoë Łódź", "山田 太郎", "علی‌رضا", "👩‍👩‍👧", "a\\b", ""]
)
def test_what_people_are_called_is_left_alone(text):
    """
    Letters of any script, and what joins them.
    """
    assert text == escaped(text)


def test_values_are_shown_as_people_read_them():
    """
    Empty ones not at all, lists with commas.
    """
    assert ["", "", "yes", "a, b", "city: Oslo", "work a@b"] == [
        shown(None),
        shown(False),
        shown(True),
        shown(["a", "b"]),
        shown({"city": "Oslo", "region": None}),
        shown([{"kind": "work", "address": "a@b"}]),
    ]


@pytest.fixture
def evil(house) -> str:
    """
    A contact whose name could only be stored past the CRM.
    """
    id = house.add("contacts", "first_name=Ada", "last_name=[bold red]Lovelace[/]")
    first = "".join(ACTING.values())
    with psycopg.connect(house.terminal.settings["CRM_DATABASE_URL"]) as admin:
        admin.execute(
            "UPDATE crm.contacts SET first_name = %s WHERE id = %s", [first, id]
        )
    return id


@pytest.mark.parametrize("command", ["list", "show", "search"])
def test_stored_sequences_are_spelled_out(house, evil, command):
    """
    CLI-08: in tables, in records, in JSON, which still says what is stored.
    """
    asked = ("contacts", command, *([evil] if command == "show" else []))
    asked += ("lovelace",) if command == "search" else ()

    text, coded = house(*asked).out, house(*asked, "--json").out

    for printed in (text, coded):
        assert all(line.isprintable() for line in printed.splitlines())
    found = json.loads(coded)
    row = found if command == "show" else found["items"][0]
    assert "".join(ACTING.values()) == row["first_name"]
    assert "\\e]0;owned\\x07" in text


def on_a_terminal(house, *arguments: str, **environment: str) -> str:
    """
    What a command writes to a terminal.
    """
    ours, theirs = pty.openpty()
    settings = house.terminal.settings
    settings |= {"TERM": "xterm-256color", "COLUMNS": "200", **environment}
    process = house.terminal.start(
        *arguments, "--organization", house.id, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 4096):
            written += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(ours)
    assert 0 == process.wait(timeout=60)
    return written.decode()


def test_on_a_terminal_only_our_own_colours_act(house, evil):
    """
    CLI-08: the drawn table holds the data escaped, and no mark-up of it is obeyed.
    """
    drawn = on_a_terminal(house, "contacts", "list")

    assert "\x1b[1m" in drawn  # the titles are bold
    assert "[bold red]Lovelace[/]" in drawn
    assert [] == [each for each in ACTING.values() if each in drawn]


def test_colours_can_be_declined(house):
    """
    NO_COLOR, as everywhere.
    """
    house.add("contacts", "first_name=Ada")

    drawn = on_a_terminal(house, "contacts", "list", NO_COLOR="1")

    assert "Ada" in drawn
    assert "\x1b[3" not in drawn


def test_json_on_a_terminal_is_laid_out(house):
    """
    With line breaks for people; in a pipe it is one line.
    """
    house.add("contacts", "first_name=Ada")

    assert 1 == len(house("contacts", "list", "--json").lines)
    assert 10 < on_a_terminal(house, "contacts", "list", "--json").count("\n")


def test_refusals_are_spelled_out_too(house):
    """
    CLI-08: what was typed comes back on the error stream.
    """
    said = house.run("contacts", "show", "\x1b]0;x\x07@example.com")

    assert 1 == said.code
    assert "\x1b" not in said.err
