"""
``crm activities inspect``: what calendar files say, without any database.
"""

import os
from pathlib import Path

import pytest

from .terminal import Terminal

REAL = Path(os.environ.get("CRM_SHARED", Path(__file__).parents[3] / "shared"), "data")
MEETING = """\
BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:meeting@example.com
SUMMARY:Weekly
DTSTART;TZID=W. Europe Standard Time:20260323T090000
DURATION:PT1H
RRULE:FREQ=WEEKLY;COUNT=3
ORGANIZER;CN=Ada:mailto:ada@example.com
ATTENDEE;PARTSTAT=ACCEPTED;CN=Bob:mailto:bob@example.com
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def console(tmp_path):
    return Terminal(tmp_path, {"CRM_DATABASE_URL": "postgresql://nowhere.invalid/none"})


@pytest.fixture
def meeting(tmp_path):
    path = tmp_path / "meeting.ics"
    path.write_text(MEETING)
    return path


def test_events_and_instances_with_their_zones(console, meeting):
    """
    The clocks change between the first and the second; the wall does not move.
    """
    answer = console("activities", "inspect", meeting, "--json").json
    (file,) = answer["files"]
    (found,) = file["calendars"]
    (event,) = found["events"]

    assert (1, 0) == (answer["read"], answer["refused"])
    assert ("REQUEST", "meeting@example.com") == (found["method"], event["uid"])
    assert "accepted" == event["attendees"][0]["status"]
    assert [
        ("2026-03-23T08:00:00Z", "2026-03-23T09:00:00+01:00"),
        ("2026-03-30T07:00:00Z", "2026-03-30T09:00:00+02:00"),
        ("2026-04-06T07:00:00Z", "2026-04-06T09:00:00+02:00"),
    ] == [(each["starts_at"], each["starts"]) for each in found["instances"]]
    assert {"Europe/Berlin"} == {each["zone"] for each in found["instances"]}


def test_the_window_is_from_the_first_day_to_the_last(console, meeting):
    words = ("--from", "2026-03-24", "--to", "2026-03-30", "--zone", "Asia/Tokyo")
    answer = console("activities", "inspect", meeting, *words, "--json").json
    (file,) = answer["files"]

    assert "2026-03-23T15:00:00Z" == file["from"]
    assert 1 == len(file["calendars"][0]["instances"])


def test_a_person_reads_a_table(console, meeting):
    said = console("activities", "inspect", meeting)

    assert "1 events, 3 times" in said.lines[0]
    assert 3 == sum("Weekly" in line for line in said.lines)


def test_files_that_are_none_are_refused_and_the_others_told(
    console, meeting, tmp_path
):
    wrong = tmp_path / "notes.txt"
    wrong.write_text("See you on Monday.")
    said = console.run("activities", "inspect", wrong, meeting, "--json")

    assert 3 == said.code
    assert [False, True] == [each["read"] for each in said.json["files"]]
    assert "Not a calendar" in said.json["files"][0]["reason"]


@pytest.mark.parametrize(
    "words",
    [
        ("--zone", "Mars"),
        ("--from", "soon"),
        ("--from", "2026-02-01", "--to", "2026-01-01"),
    ],
)
def test_a_window_that_is_none_is_refused(console, meeting, words):
    assert 1 == console.run("activities", "inspect", meeting, *words).code


def test_real_calendars_are_read(console):
    """
    At least 98 of 100 of those that other programs wrote, or mangled.
    """
    files = sorted((REAL / "calendar_ics").rglob("*.ics"))
    if not files:
        pytest.skip(f"no real files here: {REAL / 'calendar_ics'}")
    answer = console.run("activities", "inspect", *files, "--json").json

    assert len(files) == len(answer["files"])
    assert 0.98 <= answer["read"] / len(files)
    assert all(each.get("reason", "-") for each in answer["files"])
