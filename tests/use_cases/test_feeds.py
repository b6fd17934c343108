"""
Calendars at secret addresses: whose they are, what they show, how they end.
"""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from crm_adapters.calendar import IcalendarFiles
from crm_core import Crm
from crm_core.access import save_user
from crm_core.activities import (
    add_activity,
    archive_activity,
    cancel_activity,
    edit_activity,
    list_activities,
)
from crm_core.calendars import (
    FeedUnknown,
    calendar_behind,
    open_calendar_feed,
    revoke_calendar_feed,
    show_calendar_feed,
)
from crm_core.shared import PageRequest, Query
from tests.builders import a_colleague

from .planning import at, utc


@pytest.fixture
def monday(crm):
    return at(crm, "2026-03-02 08:00")


def plan(crm, actor, subject, **fields):
    known = {"type": "meeting", "subject": subject, "time_zone": "Europe/Berlin"}
    return crm.run(actor, add_activity, **{**known, **fields})


def told(crm, secret):
    """
    The entries of a feed by their summary, the earliest last.
    """
    (calendar,) = (
        IcalendarFiles().read(calendar_behind(crm.run, secret).encode()).calendars
    )
    return calendar, {each.summary: each for each in reversed(calendar.entries)}


def test_what_one_does_and_takes_part_in_is_in_it(monday, actor):
    """
    Cancelled ones as such; neither what others do nor what is in the archive, nor what
    is far away.
    """
    colleague = a_colleague(actor)
    nine = {"starts_at": "2026-03-03T08:00:00Z", "ends_at": "2026-03-03T09:00:00Z"}
    plan(monday, actor, "mine", **nine)
    plan(monday, actor, "holiday", day="2026-04-01", last_day="2026-04-03")
    plan(monday, actor, "task", type="task", due_at="2026-03-04T10:00:00Z")
    off = plan(monday, actor, "off", **nine)
    monday.run(actor, cancel_activity, off.id)
    gone = plan(monday, actor, "gone", **nine)
    monday.run(actor, archive_activity, gone.id)
    plan(monday, actor, "past", starts_at="2025-03-03T08:00:00Z")
    plan(monday, actor, "far", starts_at="2030-03-03T08:00:00Z")
    monday.run(colleague, open_calendar_feed)
    plan(monday, colleague, "theirs", **nine)
    plan(monday, colleague, "ours", **nine, participants=[{"user_id": actor.user_id}])
    secret = monday.run(actor, open_calendar_feed).secret
    _, entries = told(monday, secret)

    assert {"mine", "holiday", "task", "off", "ours"} == set(entries)
    assert "2026-03-03T09:00:00+01:00" == entries["mine"].starts.spelled()
    assert ("2026-04-01", "2026-04-04") == (
        entries["holiday"].starts.spelled(),
        entries["holiday"].ends.spelled(),
    )
    assert "CANCELLED" == entries["off"].status


def test_a_series_goes_on_in_it_and_its_exceptions_too(monday, actor):
    """
    Beyond the weeks for which its occurrences are activities already.
    """
    plan(
        monday,
        actor,
        "weekly",
        starts_at="2026-03-09T08:00:00Z",
        ends_at="2026-03-09T09:00:00Z",
        recurrence="FREQ=WEEKLY",
    )
    page = monday.run(actor, list_activities, Query(), PageRequest(size=50))
    rows = sorted(page.items, key=lambda row: row.scheduled_at)
    monday.run(actor, cancel_activity, rows[1].id)
    monday.run(actor, edit_activity, rows[2].id, starts_at="2026-03-24T10:00:00Z")
    calendar, _ = told(monday, monday.run(actor, open_calendar_feed).secret)
    found = IcalendarFiles().instances(
        calendar,
        start=datetime(2026, 3, 1, tzinfo=UTC),
        end=datetime(2026, 12, 1, tzinfo=UTC),
        zone="UTC",
    )
    held = [each.starts_at for each in found.found if not each.entry.cancelled]

    assert 3 == len(calendar.entries)
    assert [
        utc("2026-03-09 08:00"),
        utc("2026-03-24 10:00"),
        utc("2026-03-30 07:00"),
    ] == held[:3]
    assert utc("2026-11-30 08:00") == held[-1]


def test_it_stays_the_same_while_nothing_changes(monday, actor):
    """
    To the letter, so that programs need not fetch it again.
    """
    planned = plan(monday, actor, "one", starts_at="2026-03-03T08:00:00Z")
    secret = monday.run(actor, open_calendar_feed).secret
    later = Crm(evolve(monday.works, clock=lambda: utc("2026-03-02 09:00")))
    before, after = (calendar_behind(each.run, secret) for each in (monday, later))
    later.run(actor, edit_activity, planned.id, place="Here")

    assert before == after
    assert before != calendar_behind(later.run, secret)


def test_a_new_address_ends_the_old_one(monday, actor):
    plan(monday, actor, "one", starts_at="2026-03-03T08:00:00Z")
    old = monday.run(actor, open_calendar_feed).secret
    new = monday.run(actor, open_calendar_feed).secret

    with pytest.raises(FeedUnknown):
        calendar_behind(monday.run, old)
    assert calendar_behind(monday.run, new)


def test_a_revoked_one_shows_nothing(monday, actor):
    secret = monday.run(actor, open_calendar_feed).secret
    monday.run(actor, revoke_calendar_feed)
    with pytest.raises(FeedUnknown):
        calendar_behind(monday.run, secret)
    for use_case in (show_calendar_feed, revoke_calendar_feed):
        with pytest.raises(FeedUnknown):
            monday.run(actor, use_case)


def test_that_of_somebody_who_left_shows_nothing(monday, actor):
    """
    Case TEN-19: no feed of a disabled user.
    """
    colleague = a_colleague(actor)
    secret = monday.run(colleague, open_calendar_feed).secret
    monday.run(actor, save_user, colleague.user_id, active=False)
    with pytest.raises(FeedUnknown):
        calendar_behind(monday.run, secret)


@pytest.mark.parametrize("secret", ["", "x", "ä" * 54, "A" * 54, "A" * 5000, "\x00"])
def test_a_guess_finds_nothing(monday, secret):
    with pytest.raises(FeedUnknown):
        calendar_behind(monday.run, secret)


def test_a_secret_of_one_organization_opens_no_other(monday, actor, other_actor):
    """
    Whatever organization it is made to name.
    """
    ours = monday.run(actor, open_calendar_feed).secret
    theirs = monday.run(other_actor, open_calendar_feed).secret
    with pytest.raises(FeedUnknown):
        calendar_behind(monday.run, ours[:21] + theirs[21:])
    with pytest.raises(FeedUnknown):
        calendar_behind(monday.run, theirs[:21] + ours[21:])
