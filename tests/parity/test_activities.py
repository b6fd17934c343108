"""
G10 for activities: one bad input, one verdict, by whichever door it comes.
"""

import json
from uuid import uuid4

import pytest

from crm_core.activities import add_activity
from crm_core.contacts import add_contact
from crm_core.shared import Invalid

pytestmark = pytest.mark.postgres

NOBODY = str(uuid4())
BAD = {
    "of the year 1900": (
        {"starts_at": "1900-01-01T00:00:00Z"},
        {("starts_at", "range")},
    ),
    "of the year 9999": ({"due_at": "9999-12-31T23:59:59Z"}, {("due_at", "range")}),
    "no such day": ({"day": "2031-02-30"}, {("day", "date")}),
    "ends before it begins": (
        {"starts_at": "2031-01-02T09:00:00Z", "ends_at": "2031-01-01T09:00:00Z"},
        {("ends_at", "order")},
    ),
    "hours and whole days": (
        {"day": "2031-01-02", "due_at": "2031-01-02T09:00:00Z"},
        {("due_at", "whole-day")},
    ),
    "done in the future": (
        {"completed_at": "2199-01-01T00:00:00Z"},
        {("completed_at", "future")},
    ),
    "NaN minutes": ({"duration_minutes": "NaN"}, {("duration_minutes", "range")}),
    "endless minutes": (
        {"duration_minutes": "99999999999"},
        {("duration_minutes", "range")},
    ),
    "less than no time": ({"duration_minutes": "-1"}, {("duration_minutes", "range")}),
    "no such type": ({"type": "telegram"}, {("type", "choice")}),
    "no such zone": ({"time_zone": "Mars/Olympus"}, {("time_zone", "time-zone")}),
    "about nobody": ({"about": [f"lead:{NOBODY}"]}, {("about.0", "unknown")}),
    "about a ship": ({"about": [f"ship:{NOBODY}"]}, {("about.0.kind", "choice")}),
    "a field that is not there": ({"nonsense": "1"}, {("nonsense", "unknown")}),
    "a planned note": (
        {"type": "note", "due_at": "2031-01-02T09:00:00Z"},
        {("scheduled_at", "type")},
    ),
    "reminded a year before": (
        {"reminders": ["525600"]},
        {("reminders.0.minutes", "range")},
    ),
    "each second": (
        {"due_at": "2031-01-02T09:00:00Z", "recurrence": "FREQ=SECONDLY"},
        {("recurrence", "frequency")},
    ),
    "recurs from never": (
        {"recurrence": "FREQ=DAILY"},
        {("recurrence", "unplanned")},
    ),
    "several at once": (
        {"type": "telegram", "day": "x", "priority": "huge"},
        {("type", "choice"), ("day", "date"), ("priority", "choice")},
    ),
}


def by_library(world, fields):
    """
    What the library refuses: the path, the code and the words of every error.
    """
    with pytest.raises(Invalid) as refused:
        world.crm.run(world.actor, add_activity, **fields)
    return {(e.field, e.code, e.message) for e in refused.value.errors}


def by_post(world, fields):
    answer = world.person.send("activities/", json.dumps(fields).encode())
    assert 422 == answer.status_code, answer.text
    errors = answer.json()["errors"]
    return {(e["field"], e["code"], e["message"]) for e in errors}


def by_command(world, fields):
    """
    The words that a command prints.
    """
    given = dict(fields)
    repeat = given.pop("recurrence", None)
    words = [f"{name}={_text(value)}" for name, value in given.items()]
    more = [] if repeat is None else ["--repeat", repeat]
    said = world.house.run("activities", "add", *words, *more)
    assert (1, "") == (said.code, said.out), said.err
    lines = (line[2:] for line in said.err.splitlines() if line.startswith("  "))
    parts = (line.partition(": ") for line in lines)
    return {(field, message) for field, _, message in parts}


def _text(value):
    return ",".join(value) if isinstance(value, list) else value


@pytest.mark.parametrize(("fields", "expected"), BAD.values(), ids=BAD.keys())
def test_one_verdict(world, fields, expected):
    """
    The library, the API and the command line name the same fields for the same reasons
    in the same words, and nothing is written anywhere.
    """
    whole = {"subject": "Bad", **fields}
    with world.ledger.unchanged():
        told = by_library(world, whole)
        posted, printed = by_post(world, whole), by_command(world, whole)

    assert expected == {(field, code) for field, code, _ in told}
    assert told == posted
    assert {(field, message) for field, _, message in told} == printed


@pytest.mark.parametrize("kind", ["about", "contact_id"])
def test_a_record_of_others(world, app, theirs, kind):
    """
    What belongs to another organization is as unknown as what does not exist, by every
    door.
    """
    id = app.crm.run(theirs.admin.actor, add_contact, last_name="Theirs").id
    said = [f"contact:{id}"] if kind == "about" else str(id)
    with world.ledger.unchanged():
        told = by_library(world, {"subject": "Bad", kind: said})
        posted = by_post(world, {"subject": "Bad", kind: said})
        printed = by_command(world, {"subject": "Bad", kind: said})

    assert [("unknown", "No such contact.")] == [(c, m) for _, c, m in told]
    assert told == posted
    assert {(field, message) for field, _, message in told} == printed
