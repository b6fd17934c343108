"""
Activities on the command line: planned, logged, worked on, by one's own clock.
"""

import csv
from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.postgres

AT = "scheduled_at=2031-03-03 09:00"


@pytest.fixture
def berlin(house):
    """
    An organization whose clocks are those of Berlin.
    """
    house("organizations", "time-zone", "Europe/Berlin")
    return house


def listed(house, *options):
    return house("activities", "list", *options, "--json").json["items"]


def test_times_are_those_of_ones_own_clock(berlin):
    """
    In, out, and moved to a day at the same hour when clocks have changed in between.
    """
    berlin("activities", "add", "type=call", "subject=Ring", AT)
    [ring] = listed(berlin)
    assert ("2031-03-03T08:00:00Z", "Europe/Berlin") == (
        ring["scheduled_at"],
        ring["time_zone"],
    )
    assert "2031-03-03 09:00" in berlin("activities", "list").out
    assert "2031-03-03 09:00" in berlin("activities", "show", "Ring").out
    berlin("activities", "reschedule", "Ring", "--to", "2031-07-01")
    berlin("activities", "reschedule", "Ring", "--minutes", "30")
    [ring] = listed(berlin)
    assert "2031-07-01T07:30:00Z" == ring["scheduled_at"]
    berlin("activities", "reschedule", "Ring", "--to", "2031-01-02 23:45")
    assert "2031-01-02T22:45:00Z" == listed(berlin)[0]["scheduled_at"]
    berlin("activities", "edit", "Ring", "starts_at=2031-01-03T10:00:00Z")
    assert "2031-01-03T10:00:00Z" == listed(berlin)[0]["scheduled_at"]


def test_what_it_is_about_and_who_takes_part(house):
    """
    By their names, several at once; a name that is nobody's is told with its field.
    """
    house.add("contacts", "first_name=Ada", "email=ada@example.com")
    house.add("companies", "name=Acme")
    added = house(
        *("activities", "add", "type=meeting", "subject=Demo"),
        "about=contact:ada@example.com, company:Acme",
        "participants=ada@example.com, Bob",
        "reminders=15, 60:mail",
        "--json",
    ).json

    assert ["contact", "company"] == [each["kind"] for each in added["about"]]
    assert [("ada@example.com", None), (None, "Bob")] == [
        (each["email"], each["name"]) for each in added["participants"]
    ]
    assert [(15, ["in-app"]), (60, ["mail"])] == [
        (each["minutes"], each["channels"]) for each in added["reminders"]
    ]
    for word in ("about=contact:nobody@x.example", "about=ship:Acme", "about=[1"):
        said = house.run("activities", "edit", "Demo", word)
        assert 1 == said.code
        assert "about" in said.err


def test_a_log_answers_a_lead(house):
    """
    A call that we made is the lead's first answer; one that came in is not.
    """
    for name, options in (("Boat", ()), ("Ship", ("--inbound",))):
        lead = house.add("leads", f"title={name}")
        house(
            *("activities", "log", "call", "Talked", "--about", f"lead:{name}"),
            *("--outcome", "reached", "--minutes", "5", *options),
        )
        answered = house("leads", "show", lead, "--json").json["first_responded_at"]
        assert (answered is None) == bool(options)
    assert [("completed", "reached", 5)] * 2 == [
        (each["status"], each["outcome"], each["duration_minutes"])
        for each in listed(house)
    ]
    said = house.run("activities", "log", "call", "x", "--at", "2199-01-01 10:00")
    assert "completed_at" in said.err


def test_an_activity_goes_its_way(house):
    """
    Snoozed, given away, completed, reopened, cancelled, archived, restored, purged.
    """
    house.user("ann@example.com", "rep")
    house.add("activities", "type=call", "subject=Ring", AT)
    snoozed = house("activities", "snooze", "Ring", "--minutes", "30", "--json").json
    given = house("activities", "assign", "Ring", "ann@example.com", "--json").json
    done = house(
        *("activities", "complete", "Ring", "place=Oslo", "--outcome", "reached"),
        "--json",
    ).json
    house("activities", "reopen", "Ring")
    cancelled = house("activities", "cancel", "Ring", "--json").json

    assert snoozed["snoozed_until"] is not None
    assert given["assigned_to"] is not None
    assert ("completed", "Oslo", "reached") == (
        done["status"],
        done["place"],
        done["outcome"],
    )
    assert "cancelled" == cancelled["status"]
    assert 1 == house.run("activities", "cancel", "Ring").code
    assert 1 == house.run("activities", "snooze", "Ring", "--minutes", "5").code
    assert "crm changes undo" in house("activities", "archive", "Ring").out
    house("activities", "restore", "Ring")
    house("activities", "archive", "Ring")
    house("activities", "purge", "Ring")
    assert [] == listed(house, "--archived")


def test_a_series_is_edited_in_parts(house):
    """
    One occurrence, those following, all; and it ends.
    """
    soon = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    once = ("subject=Write", f"due_at={soon}")
    house("activities", "add", *once, "--repeat", "FREQ=DAILY;COUNT=4")
    ids = [each["id"] for each in listed(house, "--sort", "scheduled_at")]
    house("activities", "edit", ids[1], "subject=Once")
    house("activities", "edit", ids[2], "place=Rome", "--scope", "following")
    shown = listed(house, "--sort", "scheduled_at")

    assert ["Write", "Once", "Write", "Write"] == [each["subject"] for each in shown]
    assert [None, None, "Rome", "Rome"] == [each["place"] for each in shown]
    house("activities", "edit", ids[2], "--repeat", "none", "--scope", "following")
    assert 3 == len(listed(house, "--filter", "is:pending"))
    bad = house.run("activities", "add", *once, "--repeat", "FREQ=SECONDLY")
    assert "recurrence" in bad.err
    assert 2 == house.run("activities", "edit", ids[0]).code


def test_many_at_once(house):
    """
    Each one change set, which one undo takes back.
    """
    for subject in ("One", "Two", "Three"):
        house.add("activities", f"subject={subject}", AT)
    bulk = ("activities", "bulk")
    moved = house(*bulk, "reschedule", "--filter", "is:pending", "--days", "1")
    assert "3 activities changed." in moved.out
    on = ("--filter", "scheduled_at:2031-03-04")
    assert 3 == len(listed(house, *on))
    undo = moved.out.split("crm changes undo ")[1].split()[0]
    house("changes", "undo", undo)
    assert [] == listed(house, *on)
    done = house(*bulk, "complete", "--id", "One", "--id", "Two", "--outcome", "ok")
    assert "2 activities changed." in done.out
    assert 1 == house.run(*bulk, "cancel", "--filter", "").code
    house(*bulk, "cancel", "--id", "Three")
    assert "0 activities" in house(*bulk, "cancel", "--filter", "is:pending").out
    assert 1 == house.run(*bulk, "reschedule", "--filter", "").code
    assert 2 == house.run(*bulk, "cancel").code


def test_agenda_and_reports(berlin):
    """
    Late and upcoming by the days of one's clock; counts by person; who is neglected.
    """
    late = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    berlin("activities", "add", "subject=Late", f"due_at={late}")
    berlin("activities", "add", "subject=Far", AT)
    berlin("activities", "log", "call", "Talked", "--minutes", "90")
    berlin.add("leads", "title=Boat")

    agenda = berlin("activities", "agenda")
    assert "(Europe/Berlin)" in agenda.lines[0]
    assert "Overdue" in agenda.lines
    assert "Far" not in agenda.out
    assert ["Late"] == [each["subject"] for each in listed(berlin, "--overdue")]
    told = berlin("activities", "report", "--by", "type", "--json").json
    assert {("task",), ("call",)} == {tuple(row["key"]) for row in told["rows"]}
    assert (2, 1, 1.5) == tuple(
        told["total"][each] for each in ("total", "completed", "hours")
    )
    assert "all" in berlin("activities", "report", "--by", "person").lines[-1]
    assert [] == berlin("activities", "response-times", "--json").json["items"]
    assert [] == berlin("activities", "neglected", "lead", "--json").json["items"]
    for words in (
        ("report", "--since", "9999-01-01"),
        ("report", "--since", "x", "--until", "y"),
        ("report", "--by", "weather"),
        ("agenda", "--zone", "Mars/Olympus"),
        ("agenda", "--days", "367"),
        ("neglected", "lead", "--days", "0"),
    ):
        assert 1 == berlin.run("activities", *words).code, words


def test_exported(house, tmp_path):
    """
    As a file, with what it is about.
    """
    house.add("contacts", "first_name=Ada", "email=ada@example.com")
    house.add("activities", "subject=Ring", AT, "contact_id=ada@example.com")
    house("activities", "export", "-o", tmp_path / "all.csv")
    text = (tmp_path / "all.csv").read_text()
    [row] = csv.DictReader(text.splitlines())

    assert ("task", "Ring") == (row["type"], row["subject"])
    assert "contact" in row["about"]


def test_notifications(house):
    """
    None at first; who marks says which.
    """
    assert [] == house("notifications", "list", "--json").json["items"]
    assert {"seen": 0} == house("notifications", "seen", "--all", "--json").json
    assert 2 == house.run("notifications", "seen").code
    assert 1 == house.run("notifications", "seen", "x").code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["type=telegram"], "type"),
        (["scheduled_at=1900-01-01 09:00"], "scheduled_at"),
        (["scheduled_at=9999-12-31 23:59"], "scheduled_at"),
        (["scheduled_at=2031-02-30 09:00"], "scheduled_at"),
        (["scheduled_at=tomorrow"], "scheduled_at"),
        (["starts_at=2031-01-02 09:00", "ends_at=2031-01-01 09:00"], "ends_at"),
        (["duration_minutes=NaN"], "duration_minutes"),
        (["duration_minutes=-1"], "duration_minutes"),
        (["reminders=soon"], "reminders"),
        (["participants=[{}]"], "participants"),
        (["contact_id=nobody@x.example"], "contact_id"),
        (["assigned_to=nobody@x.example"], "assigned_to"),
        (["recurrence=FREQ=DAILY"], "recurrence"),
        (["nonsense=1"], "nonsense"),
    ],
)
def test_bad_values_are_named(house, words, said):
    """
    By their field, with exit code 1; nothing is added.
    """
    refused = house.run("activities", "add", "subject=Bad", *words)

    assert 1 == refused.code
    assert said in refused.err
    assert [] == listed(house)
