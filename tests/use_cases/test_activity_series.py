"""
Activities that recur: spread ahead, edited one by one or together, ended.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.calendar import RfcRecurrences
from crm_adapters.memory import MemoryWorks
from crm_core import Crm
from crm_core.activities import (
    ActivityClosed,
    ActivityStatus,
    add_activity,
    archive_activity,
    cancel_activity,
    complete_activity,
    edit_activity,
    get_activity,
    list_activities,
    purge_activity,
    reschedule_activity,
    series_to_spread,
    show_activity,
    show_series,
    spread_series,
)
from crm_core.changes import list_change_sets, undo_change_set
from crm_core.contacts import add_contact
from crm_core.duplicates import merge_contacts
from crm_core.shared import Invalid, Order, PageRequest, Query, RecordRef
from tests.builders import an_actor

from .planning import at, fields_refused, utc

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def monday(crm):
    """
    The CRM on Monday, the 2nd of March 2026, at eight.
    """
    return at(crm, "2026-03-02 08:00")


def weekly(crm, actor, **fields):
    """
    A meeting on Mondays at nine in Berlin, for half an hour.
    """
    known = {
        "type": "meeting",
        "subject": "Team",
        "starts_at": "2026-03-02T08:00:00Z",
        "ends_at": "2026-03-02T08:30:00Z",
        "time_zone": "Europe/Berlin",
        "recurrence": "FREQ=WEEKLY",
    }
    return crm.run(actor, add_activity, **{**known, **fields})


def listed(crm, actor, **query):
    """
    All activities, by when they are planned.
    """
    asked = Query(order=(Order("scheduled_at"),), **query)
    return crm.run(actor, list_activities, asked, PageRequest(size=200)).items


def walls(rows):
    """
    What clocks in Berlin show when they begin.
    """
    return [f"{row.scheduled_at.astimezone(BERLIN):%m-%d %H:%M}" for row in rows]


def spread_all(crm, actor):
    """
    What the worker does each night; how many activities that made.
    """
    ids = crm.run(actor, series_to_spread, 100)
    return sum(crm.run(actor, spread_series, id) for id in ids)


def test_a_series_is_spread_two_months_ahead(monday, actor):
    """
    Its occurrences are activities of their own, at nine by the wall before and after
    the clocks are changed; each night more are made, each once.
    """
    first = weekly(monday, actor)
    rows = listed(monday, actor)

    assert 9 == len(rows)
    assert {"09:00"} == {wall[-5:] for wall in walls(rows)}
    assert {("FREQ=WEEKLY", first.series_id)} == {
        (row.recurrence, row.series_id) for row in rows
    }
    assert 0 == spread_all(monday, actor)
    later = at(monday, "2026-03-16 08:00")
    assert 2 == spread_all(later, actor)
    assert 0 == spread_all(later, actor)
    assert 11 == len(listed(monday, actor))


def test_what_recurs_seldom_has_its_next_one(monday, actor):
    """
    A yearly task has its next occurrence however far ahead, and an ended series has no
    more.
    """
    yearly = monday.run(
        actor, add_activity, subject="Audit", day="2026-03-01", recurrence="FREQ=YEARLY"
    )
    assert ["2026-03-01", "2027-03-01"] == [
        str(row.day) for row in listed(monday, actor)
    ]
    assert not monday.run(actor, show_series, yearly.series_id).ended

    twice = weekly(monday, actor, recurrence="FREQ=WEEKLY;COUNT=2")
    assert monday.run(actor, show_series, twice.series_id).ended


def test_it_begins_at_the_first_that_its_rule_has(monday, actor):
    """
    From Monday on, every Wednesday: the first is on Wednesday; moments left out are.
    """
    first = weekly(
        monday,
        actor,
        recurrence={
            "rule": "FREQ=WEEKLY;BYDAY=WE;COUNT=3",
            "without": ["2026-03-11T08:00:00Z"],
        },
    )

    assert ["03-04 09:00", "03-18 09:00"] == walls(listed(monday, actor))
    assert utc("2026-03-04 08:00") == first.occurrence
    with pytest.raises(Invalid) as refused:
        weekly(monday, actor, recurrence="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    assert {"recurrence"} == {*fields_refused(refused)}


def test_one_occurrence_alone(monday, actor):
    """
    Editing, completing or moving one changes no other; one that is archived and purged
    does not come back.
    """
    weekly(monday, actor)
    ids = [row.id for row in listed(monday, actor)]

    monday.run(actor, edit_activity, ids[1], subject="Once")
    monday.run(actor, reschedule_activity, ids[2], days=1)
    monday.run(actor, complete_activity, ids[0])
    monday.run(actor, archive_activity, ids[3])
    monday.run(actor, purge_activity, ids[3])
    spread_all(at(monday, "2026-03-16 08:00"), actor)

    rows = listed(monday, actor)
    assert ["Team", "Once", "Team"] == [row.subject for row in rows[:3]]
    assert ["03-02 09:00", "03-09 09:00", "03-17 09:00", "03-30 09:00"] == walls(
        rows[:4]
    )
    assert ["completed", "pending"] == [row.status for row in rows[:2]]


def test_this_and_those_that_follow(monday, actor):
    """
    From one on, all are at another hour and have another subject; what was before stays
    in its own series, and so does what somebody had moved by hand.
    """
    weekly(monday, actor)
    rows = listed(monday, actor)
    monday.run(actor, reschedule_activity, rows[4].id, days=1)

    edited = monday.run(
        actor,
        edit_activity,
        rows[3].id,
        scope="following",
        starts_at="2026-03-23T13:00:00Z",
        subject="Later",
    )
    after = listed(monday, actor)

    assert edited.series_id != rows[0].series_id
    assert {"Team"} == {row.subject for row in after[:3]}
    assert {"Later"} == {row.subject for row in after[3:]}
    assert ["03-16 09:00", "03-23 14:00", "03-31 09:00", "04-06 14:00"] == walls(
        after[2:6]
    )
    assert {timedelta(minutes=30)} == {row.ends_at - row.starts_at for row in after}
    assert len(rows) == len(after)
    old = monday.run(actor, show_series, rows[0].series_id)
    assert (True, "FREQ=WEEKLY;UNTIL=20260323T075959Z") == (old.ended, old.rule)
    spread_all(at(monday, "2026-04-20 08:00"), actor)
    more = listed(monday, actor)
    assert len(more) == len({row.scheduled_at for row in more})


def test_all_of_them(monday, actor):
    """
    Another rule for all: those that have no place any more go, others come; those that
    are done stay as they were.
    """
    weekly(monday, actor)
    first, second, *_ = [row.id for row in listed(monday, actor)]
    monday.run(actor, complete_activity, first)

    monday.run(
        actor,
        edit_activity,
        second,
        scope="all",
        recurrence="FREQ=WEEKLY;INTERVAL=2",
        place="Room 5",
    )

    rows = listed(monday, actor)
    assert ["03-02 09:00", "03-09 09:00", "03-23 09:00", "04-06 09:00"] == walls(
        rows[:4]
    )
    assert [None, "Room 5", "Room 5"] == [row.place for row in rows[:3]]


def test_a_count_is_not_begun_anew(monday, actor):
    """
    Of ten, three are gone when the fourth and those after it move: seven are left.
    """
    weekly(monday, actor, recurrence="FREQ=DAILY;COUNT=10")
    fourth = listed(monday, actor)[3]

    monday.run(
        actor,
        edit_activity,
        fourth.id,
        scope="following",
        starts_at="2026-03-05T16:00:00Z",
    )

    assert 10 == len(listed(monday, actor))


def test_a_day_that_its_rule_does_not_have_is_refused(monday, actor):
    """
    Mondays do not become Tuesdays without another rule; nor is a series changed from
    an occurrence that is over, nor in what is said of one alone.
    """
    first = weekly(monday, actor, recurrence="FREQ=WEEKLY;BYDAY=MO")
    change = {"scope": "all", "starts_at": "2026-03-03T08:00:00Z"}

    with pytest.raises(Invalid) as refused:
        monday.run(actor, edit_activity, first.id, **change)
    assert {"recurrence": "unfit"} == fields_refused(refused)
    with pytest.raises(Invalid) as refused:
        monday.run(actor, edit_activity, first.id, scope="all", outcome="Fine")
    assert {"outcome": "scope"} == fields_refused(refused)
    with pytest.raises(Invalid) as refused:
        monday.run(actor, edit_activity, first.id, scope="some", subject="A")
    assert {"scope": "choice"} == fields_refused(refused)
    new = "FREQ=WEEKLY;BYDAY=TU"
    monday.run(actor, edit_activity, first.id, recurrence=new, **change)
    assert "03-03 09:00" == walls(listed(monday, actor))[0]
    monday.run(actor, complete_activity, first.id)
    with pytest.raises(ActivityClosed):
        monday.run(actor, edit_activity, first.id, scope="all", subject="A")


def test_a_series_comes_and_goes(monday, actor):
    """
    A meeting begins to recur, and ends to with one of its occurrences; one undo each
    takes that back.
    """
    alone = weekly(monday, actor, recurrence=None)
    monday.run(actor, edit_activity, alone.id, recurrence="FREQ=WEEKLY")
    rows = listed(monday, actor)
    assert (9, alone.id) == (len(rows), rows[0].id)

    monday.run(actor, edit_activity, rows[2].id, recurrence=None, scope="following")
    left = listed(monday, actor)
    assert ["03-02 09:00", "03-09 09:00", "03-16 09:00"] == walls(left)
    assert left[2].series_id is None
    assert 0 == spread_all(at(monday, "2026-06-01 08:00"), actor)

    for expected in (9, 1):
        done = monday.run(actor, list_change_sets).items
        last = next(each for each in done if each.undone_by is None and not each.undoes)
        monday.run(actor, undo_change_set, last.id)
        assert expected == len(listed(monday, actor))


def test_cancelling_the_rest(monday, actor):
    """
    From one on, or all: they are cancelled, and the series ends.
    """
    weekly(monday, actor)
    rows = listed(monday, actor)

    monday.run(actor, cancel_activity, rows[5].id, scope="following")

    statuses = [row.status for row in listed(monday, actor)]
    assert ["pending"] * 5 + ["cancelled"] * 4 == statuses
    assert 0 == spread_all(at(monday, "2026-06-01 08:00"), actor)
    monday.run(actor, cancel_activity, rows[0].id, scope="all")
    found = monday.run(actor, show_activity, rows[4].id)
    assert ActivityStatus.CANCELLED == found.status
    with pytest.raises(Invalid) as refused:
        alone = weekly(monday, actor, recurrence=None)
        monday.run(actor, cancel_activity, alone.id, scope="all")
    assert {"scope": "series"} == fields_refused(refused)


def test_what_comes_later_follows_a_merge(monday, actor):
    """
    Occurrences that are made after the person was merged into another record are about
    that one.
    """
    one, other = (
        monday.run(actor, add_contact, first_name="Ada", last_name=n) for n in "AB"
    )
    weekly(monday, actor, contact_id=other.id)
    monday.run(actor, merge_contacts, [one.id, other.id])

    spread_all(at(monday, "2026-03-16 08:00"), actor)

    found = [monday.run(actor, get_activity, r.id) for r in listed(monday, actor)]
    assert {(RecordRef("contact", one.id),)} == {each.about for each in found}


@given(
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY"]),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
    st.integers(0, 23),
    st.lists(
        st.tuples(
            st.sampled_from(["this", "following", "all"]),
            st.integers(0, 30),
            st.integers(-180, 180),
        ),
        max_size=4,
    ),
)
def test_edits_keep_a_series_whole(rule, zone, hour, edits):
    """
    Whatever is moved by some minutes, alone, from one on, or all together: no
    occurrence is lost, none is there twice, and what the nights add fits in.
    """
    crm = Crm(MemoryWorks(recurrences=RfcRecurrences()))
    actor, now = an_actor(), at(crm, "2026-03-02 00:30")
    begin = datetime(2026, 3, 5, hour, tzinfo=ZoneInfo(zone))
    fields = {"starts_at": begin.isoformat(), "time_zone": zone, "recurrence": rule}
    now.run(actor, add_activity, type="call", subject="A", **fields)
    count = len(listed(now, actor))

    for scope, place, minutes in edits:
        rows = listed(now, actor)
        row = rows[place % len(rows)]
        wall = row.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        moved = wall + timedelta(minutes=minutes)
        if row.series_id is None or (scope != "this" and moved.date() != wall.date()):
            continue
        moment = moved.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        change = {"scope": scope, "starts_at": moment.isoformat()}
        now.run(actor, edit_activity, row.id, **change)
        ahead = [r for r in listed(now, actor) if r.series_id]
        assert len(ahead) == len({r.occurrence for r in ahead})
        assert abs(count - len(listed(now, actor))) <= 1

    spread_all(at(now, "2026-04-15 00:30"), actor)
    found = [r for r in listed(now, actor) if r.series_id]
    assert len(found) == len({r.occurrence for r in found})
