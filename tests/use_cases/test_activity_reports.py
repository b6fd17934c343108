"""
What is due, how much was done, how fast others are answered, and what is neglected.
"""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from crm_core.activities import ACTIVITY_FIELDS as FIELDS
from crm_core.activities import (
    add_activity,
    cancel_activity,
    complete_activity,
    list_activities,
    list_neglected,
    report_activities,
    report_responses,
    show_agenda,
    snooze_activity,
)
from crm_core.contacts import add_contact
from crm_core.leads import add_lead, add_scoring_rule, score_lead
from crm_core.opportunities import add_opportunity, win_opportunity
from crm_core.shared import Invalid, parse_text
from tests.builders import a_colleague

from .planning import at, fields_refused, utc

MARCH = {"since": date(2026, 3, 1), "until": date(2026, 3, 31), "zone": "UTC"}


@pytest.fixture
def monday(crm):
    """
    The CRM on Monday, the 2nd of March 2026, at nine.
    """
    return at(crm, "2026-03-02 09:00")


def add(crm, actor, subject="A", **fields):
    return crm.run(actor, add_activity, subject=subject, **fields)


def subjects(rows):
    return [row.subject for row in rows]


def test_the_agenda_of_a_day(monday, actor):
    """
    What is late, of today and coming, by the clocks of the reader; whole days are on
    their day in every zone, a meeting is late once it is over, and what is snoozed, of
    others or without a time is not shown.
    """
    add(monday, actor, "late", due_at="2026-03-01T12:00:00Z")
    add(monday, actor, "old day", day="2026-02-27", last_day="2026-03-01")
    add(monday, actor, "trip", day="2026-03-01", last_day="2026-03-02")
    add(
        monday,
        actor,
        "running",
        type="meeting",
        starts_at="2026-03-02T08:30:00Z",
        ends_at="2026-03-02T09:30:00Z",
    )
    add(monday, actor, "night", type="call", starts_at="2026-03-02T23:30:00Z")
    add(monday, actor, "week", day="2026-03-09")
    add(monday, actor, "far", day="2026-03-10")
    add(monday, actor, "some time")
    sleeping = add(monday, actor, "sleeping", due_at="2026-03-01T12:00:00Z")
    monday.run(actor, snooze_activity, sleeping.id, minutes=60)

    utc_day = monday.run(actor, show_agenda, zone="UTC")
    berlin = monday.run(actor, show_agenda, zone="Europe/Berlin")
    honolulu = monday.run(actor, show_agenda, zone="Pacific/Honolulu")

    assert ["old day", "late"] == subjects(utc_day.overdue)
    assert ["trip", "running", "night"] == subjects(utc_day.today)
    assert ["week"] == subjects(utc_day.upcoming)
    assert ["night", "week"] == subjects(berlin.upcoming)
    assert date(2026, 3, 1) == honolulu.day
    assert "old day" in subjects(honolulu.today)
    other = a_colleague(actor)
    assert [] == monday.run(other, show_agenda).overdue


def test_late_ones_are_listed(monday, actor):
    """
    ``overdue`` finds what is pending past its end, and filters narrow by status, due
    day, type and what it is about.
    """
    ada = monday.run(actor, add_contact, first_name="Ada").id
    bob = monday.run(actor, add_contact, first_name="Bob").id
    both = [f"contact:{ada}", f"contact:{bob}"]
    late = add(monday, actor, "late", due_at="2026-03-01T12:00:00Z", about=both)
    done = add(monday, actor, "done", due_at="2026-03-01T12:00:00Z")
    monday.run(actor, complete_activity, done.id)
    add(monday, actor, "soon", due_at="2026-03-02T12:00:00Z")

    def found(text, **more):
        query = parse_text(text, FIELDS)
        return sorted(subjects(monday.run(actor, list_activities, query, **more).items))

    assert ["late"] == found("", overdue=True)
    assert ["done", "late"] == found("due:<2026-03-02")
    assert ["late", "soon"] == found("is:pending type:task")
    assert [late.subject] == found(f"contact:{bob}") == found(f"contact:{ada}")
    assert ["done", "soon"] == found(f"-contact:{ada}")
    assert ["soon"] == found("so")


def test_figures_by_what_is_asked(monday, actor):
    """
    Counts, minutes and rates by person and type, of what is within the days of a zone.
    """
    eve = a_colleague(actor)
    minutes = {"type": "call", "completed_at": "2026-03-02T08:00:00Z"}
    add(monday, eve, duration_minutes=20, **minutes)
    add(monday, actor, duration_minutes=70, **minutes)
    timely = add(monday, actor, due_at="2026-03-02T10:00:00Z")
    monday.run(actor, complete_activity, timely.id)
    tardy = add(monday, actor, day="2026-03-01")
    monday.run(actor, complete_activity, tardy.id)
    add(monday, actor, due_at="2026-03-02T08:59:00Z")
    off = add(monday, actor, due_at="2026-03-31T23:59:00Z")
    monday.run(actor, cancel_activity, off.id)
    add(monday, actor, due_at="2026-04-01T00:00:00Z")

    report = monday.run(actor, report_activities, by=["person", "type"], **MARCH)
    rows = {row.key: row for row in report.rows}
    tasks = rows[str(actor.user_id), "task"]

    assert {
        (str(eve.user_id), "call"),
        (str(actor.user_id), "call"),
        (str(actor.user_id), "task"),
    } == {*rows}
    assert (4, 2, 1, 1, 1) == (
        tasks.total,
        tasks.completed,
        tasks.cancelled,
        tasks.pending,
        tasks.overdue,
    )
    assert (0.6667, 0.5) == (tasks.completion_rate, tasks.on_time_rate)
    assert 1.5 == report.total.hours
    assert sum(row.total for row in report.rows) == report.total.total
    tokyo = {**MARCH, "zone": "Asia/Tokyo"}
    by_day = monday.run(actor, report_activities, by=["month"], **tokyo)
    assert [("2026-03-01",)] == [row.key for row in by_day.rows]
    assert 5 == by_day.total.total
    calls = parse_text("type:call", FIELDS)
    found = monday.run(actor, report_activities, query=calls, **MARCH)
    assert 2 == found.total.total


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"by": ["colour"]}, {"by": "choice"}),
        ({"by": ["day", "week", "month", "type"]}, {"by": "length"}),
        ({"zone": "Nowhere"}, {"zone": "time-zone"}),
        ({"until": date(2026, 2, 1)}, {"until": "order"}),
        ({"since": date(1, 1, 1)}, {"until": "range"}),
        (
            {"since": date(9999, 12, 31), "until": date(9999, 12, 31)},
            {"since": "range"},
        ),
    ],
)
def test_a_report_that_cannot_be(monday, actor, asked, refused):
    """
    Unknown dimensions and zones, and impossible periods, are refused by name.
    """
    with pytest.raises(Invalid) as error:
        monday.run(actor, report_activities, **{**MARCH, **asked})
    assert refused == fields_refused(error)


def test_how_fast_others_are_answered(monday, actor):
    """
    From what came in to what went out next about the same person; what was answered by
    nobody counts as unanswered.
    """
    ada = monday.run(actor, add_contact, first_name="Ada").id
    bob = monday.run(actor, add_contact, first_name="Bob").id
    came = {"type": "email", "direction": "inbound"}
    add(monday, actor, completed_at="2026-03-02T06:00:00Z", contact_id=ada, **came)
    add(monday, actor, completed_at="2026-03-02T07:00:00Z", contact_id=ada, **came)
    add(monday, actor, completed_at="2026-03-02T07:00:00Z", contact_id=bob, **came)
    for moment in ("05:00", "07:30", "08:30"):
        done = f"2026-03-02T{moment}:00Z"
        add(monday, actor, type="call", completed_at=done, contact_id=ada)

    [found] = monday.run(actor, report_responses, **MARCH)

    assert (actor.user_id, 3, 2, 60.0) == (
        found.user_id,
        found.inbound,
        found.answered,
        found.median_minutes,
    )
    assert 84.0 == pytest.approx(found.ninth_minutes)


def test_what_nobody_looks_after(crm, actor):
    """
    Neglected is what is open, was not touched for so long, and has nothing planned;
    what is only cancelled is nothing done.
    """
    old = at(crm, "2026-01-05 09:00")
    names = ("never", "long ago", "lately", "planned", "off")
    leads = {name: old.run(actor, add_lead, title=name).id for name in names}
    done = {"type": "call"}
    add(
        old,
        actor,
        lead_id=leads["long ago"],
        completed_at="2026-01-05T08:00:00Z",
        **done,
    )
    now = at(crm, "2026-03-02 09:00")
    add(
        now, actor, lead_id=leads["lately"], completed_at="2026-03-01T09:00:00Z", **done
    )
    add(now, actor, lead_id=leads["planned"], due_at="2026-03-09T09:00:00Z")
    off = add(now, actor, lead_id=leads["off"], due_at="2026-03-09T09:00:00Z")
    now.run(actor, cancel_activity, off.id)
    deal = old.run(actor, add_opportunity, name="Won", past_dates=True)
    now.run(actor, win_opportunity, deal.id)

    found = now.run(actor, list_neglected, "lead")

    assert {"never", "long ago", "off"} == {each.name for each in found}
    assert "long ago" == found[0].name
    assert [] == now.run(actor, list_neglected, "opportunity")
    with pytest.raises(Invalid):
        now.run(actor, list_neglected, "company")
    with pytest.raises(Invalid):
        now.run(actor, list_neglected, "lead", days=0)


def test_scores_follow_what_was_done(monday, actor):
    """
    Rules of scoring ask how often, how lately and by what a lead was worked on.
    """
    lead = monday.run(actor, add_lead, title="Boat").id
    for when, points in (
        ("activities.count_30_days:>=2", 10),
        ("activities.last_type:meeting", 5),
        ("activities.days_since_last:<3", 3),
        ("activities.count_30_days:0", 1),
    ):
        monday.run(actor, add_scoring_rule, name=when, points=points, when=when)

    assert 1 == monday.run(actor, score_lead, lead).score
    before = "2026-02-10T09:00:00Z"
    add(monday, actor, type="call", lead_id=lead, completed_at=before)
    latest = "2026-03-01T09:00:00Z"
    add(monday, actor, type="meeting", lead_id=lead, completed_at=latest)
    assert 18 == monday.run(actor, score_lead, lead).score
    assert 5 == at(monday, "2026-03-20 09:00").run(actor, score_lead, lead).score


def test_moments_are_the_readers(monday, actor):
    """
    An agenda without a zone is by the user's own, or the organization's.
    """
    agenda = monday.run(actor, show_agenda)

    assert ("UTC", utc("2026-03-02 09:00").astimezone(ZoneInfo("UTC")).date()) == (
        agenda.zone,
        agenda.day,
    )
