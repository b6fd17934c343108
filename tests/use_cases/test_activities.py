"""
Activities: planned, logged, done, given up, moved, and what follows from that.
"""

from datetime import date
from uuid import uuid4

import pytest

from crm_core.access import invite_user
from crm_core.activities import ACTIVITY_FIELDS as FIELDS
from crm_core.activities import (
    ActivityClosed,
    ActivityPending,
    ActivityStatus,
    Direction,
    add_activity,
    archive_activity,
    assign_activities,
    assign_activity,
    cancel_activities,
    cancel_activity,
    complete_activities,
    complete_activity,
    edit_activities,
    edit_activity,
    get_activity,
    list_activities,
    purge_activity,
    reopen_activity,
    reschedule_activities,
    reschedule_activity,
    restore_activity,
    show_activity,
    snooze_activity,
)
from crm_core.changes import list_change_sets, undo_change_set
from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.custom_fields import add_custom_field
from crm_core.leads import add_lead, get_lead
from crm_core.shared import Invalid, NotFound, Query, RecordRef, Stale, parse_text

from .planning import at, fields_refused, plan, utc


@pytest.fixture
def monday(crm):
    """
    The CRM on Monday, the 2nd of March 2026, at nine.
    """
    return at(crm, "2026-03-02 09:00")


def test_what_is_planned_has_what_follows(monday, actor):
    """
    A planned meeting belongs to whoever plans it, is pending, counts as begun by us,
    is late from its end on, and is about the records that the shorthands name.
    """
    ada = monday.run(actor, add_contact, first_name="Ada")
    firm = monday.run(actor, add_company, name="Initech")

    planned = plan(
        monday,
        actor,
        type="meeting",
        ends_at="2026-03-03T10:30:00+01:00",
        contact_id=str(ada.id),
        company_id=firm.id,
    )
    row = monday.run(actor, show_activity, planned.id)

    assert ("pending", "outbound", "normal", 0) == (
        row.status,
        row.direction,
        row.priority,
        row.sequence,
    )
    assert actor.user_id == row.assigned_to
    assert (utc("2026-03-03 09:00"), utc("2026-03-03 09:30")) == (
        row.scheduled_at,
        row.deadline,
    )
    assert (RecordRef("contact", ada.id), RecordRef("company", firm.id)) == (
        planned.about
    )


def test_the_planned_moment_stands_for_what_the_type_has(monday, actor):
    """
    ``scheduled_at`` is when a task is due, and when anything else begins.
    """
    when = {"scheduled_at": "2026-03-05T12:00:00Z"}
    task = monday.run(actor, add_activity, subject="Offer", **when)
    call = monday.run(actor, add_activity, type="call", subject="Ring", **when)

    assert (utc("2026-03-05 12:00"), None) == (task.due_at, task.starts_at)
    assert (None, utc("2026-03-05 12:00")) == (call.due_at, call.starts_at)


def test_what_is_logged_is_done(monday, actor):
    """
    A note is done when it is written; what has a moment of completion is completed.
    """
    note = monday.run(actor, add_activity, type="note", subject="Likes blue")
    call = plan(
        monday,
        actor,
        starts_at=None,
        completed_at="2026-02-27T15:00:00Z",
        direction="inbound",
    )

    assert (ActivityStatus.COMPLETED, utc("2026-03-02 09:00"), None) == (
        note.status,
        note.completed_at,
        note.direction,
    )
    assert (ActivityStatus.COMPLETED, Direction.INBOUND) == (
        call.status,
        call.direction,
    )


def test_done_with_all_that_is_said_of_it(monday, actor):
    """
    Completing keeps the outcome, and takes as long as was planned unless it is said;
    reopening makes it pending again; what is cancelled is not completed.
    """
    planned = plan(monday, actor, ends_at="2026-03-03T09:45:00Z")
    later = at(monday, "2026-03-03 10:00")

    done = later.run(actor, complete_activity, planned.id, outcome="Reached")
    assert ("Reached", 45, utc("2026-03-03 10:00")) == (
        done.outcome,
        done.duration_minutes,
        done.completed_at,
    )

    again = later.run(actor, reopen_activity, planned.id)
    assert (ActivityStatus.PENDING, None) == (again.status, again.completed_at)
    with pytest.raises(ActivityPending):
        later.run(actor, reopen_activity, planned.id)

    cancelled = later.run(actor, cancel_activity, planned.id)
    assert planned.sequence + 1 == cancelled.sequence
    with pytest.raises(ActivityClosed):
        later.run(actor, complete_activity, planned.id)


def test_an_end_moves_with_its_beginning(monday, actor):
    """
    A meeting keeps its length when only its beginning is said; whole days replace
    hours and the other way round.
    """
    planned = plan(monday, actor, ends_at="2026-03-03T10:00:00Z")

    moved = monday.run(
        actor, edit_activity, planned.id, starts_at="2026-03-04T14:00:00Z"
    )
    assert utc("2026-03-04 15:00") == moved.ends_at

    whole = monday.run(
        actor, edit_activity, planned.id, day="2026-03-05", last_day="2026-03-06"
    )
    assert (None, None, date(2026, 3, 6)) == (
        whole.starts_at,
        whole.ends_at,
        whole.last_day,
    )
    shifted = monday.run(actor, reschedule_activity, planned.id, days=7)
    assert (date(2026, 3, 12), date(2026, 3, 13)) == (shifted.day, shifted.last_day)


def test_a_shorthand_replaces_the_records_of_its_kind(monday, actor):
    """
    Saying another contact leaves what else an activity is about; None takes it out.
    """
    ada, bob = (monday.run(actor, add_contact, first_name=n).id for n in ("Ada", "Bob"))
    firm = monday.run(actor, add_company, name="Initech").id
    planned = plan(monday, actor, contact_id=ada, company_id=firm)

    edited = monday.run(actor, edit_activity, planned.id, contact_id=str(bob))
    assert {RecordRef("company", firm), RecordRef("contact", bob)} == {*edited.about}

    emptied = monday.run(actor, edit_activity, planned.id, contact_id=None)
    assert (RecordRef("company", firm),) == emptied.about


def test_rescheduling_keeps_the_hour_of_the_wall(monday, actor):
    """
    Over the night in which the clocks are changed, 09:00 in Berlin stays 09:00; to a
    day, to a moment, or by days.
    """
    planned = plan(
        monday, actor, starts_at="2026-03-27T08:00:00Z", time_zone="Europe/Berlin"
    )

    by_days = monday.run(actor, reschedule_activity, planned.id, days=7)
    assert utc("2026-04-03 07:00") == by_days.starts_at
    to_day = monday.run(actor, reschedule_activity, planned.id, to="2026-03-20")
    assert utc("2026-03-20 08:00") == to_day.starts_at
    exact = monday.run(
        actor, reschedule_activity, planned.id, to="2026-06-01T15:00:00Z"
    )
    assert utc("2026-06-01 15:00") == exact.starts_at
    with pytest.raises(Invalid):
        monday.run(actor, reschedule_activity, planned.id)
    with pytest.raises(Invalid) as refused:
        monday.run(actor, reschedule_activity, planned.id, days=3_000_000)
    assert {"days": "range"} == fields_refused(refused)


def test_snoozing_ends(monday, actor):
    """
    A snoozed activity keeps its time, and is no longer snoozed once it is done or
    moved; the past and far-away moments are refused.
    """
    planned = plan(monday, actor)

    snoozed = monday.run(actor, snooze_activity, planned.id, minutes=30)
    assert (utc("2026-03-02 09:30"), planned.starts_at) == (
        snoozed.snoozed_until,
        snoozed.starts_at,
    )
    moved = monday.run(actor, reschedule_activity, planned.id, days=1)
    assert moved.snoozed_until is None
    for until in ("2026-03-02T08:00:00Z", "2099-01-01T00:00:00Z"):
        with pytest.raises(Invalid):
            monday.run(actor, snooze_activity, planned.id, until=until)


def test_answering_a_lead(monday, actor):
    """
    An outbound call about an open lead is its first answer, at the moment it was done;
    an inbound one, a task and one from before the lead are not.
    """
    lead = monday.run(actor, add_lead, title="Boat")
    later = at(monday, "2026-03-02 12:00")
    for fields in (
        {"direction": "inbound", "completed_at": "2026-03-02T10:00:00Z"},
        {"type": "task", "completed_at": "2026-03-02T10:00:00Z"},
        {"completed_at": "2026-03-01T10:00:00Z"},
    ):
        plan(later, actor, starts_at=None, lead_id=lead.id, **fields)
    assert later.run(actor, get_lead, lead.id).first_responded_at is None

    call = plan(later, actor, lead_id=lead.id)
    done = "2026-03-02T11:00:00Z"
    later.run(actor, complete_activity, call.id, completed_at=done)

    answered = later.run(actor, get_lead, lead.id).first_responded_at
    assert utc("2026-03-02 11:00") == answered


def test_many_at_once_are_one_change_set(monday, actor):
    """
    Activities are moved, assigned, completed, cancelled and tagged together, each time
    in one change set that one undo takes back; one that cannot be stops all.
    """
    eve = monday.run(
        actor, invite_user, email="eve@example.com", name="Eve", roles=["rep"]
    )
    ids = [plan(monday, actor).id for _ in range(3)]
    named = parse_text("type:call", FIELDS)

    monday.run(actor, reschedule_activities, query=named, days=1)
    monday.run(actor, assign_activities, str(eve.id), ids=ids)
    monday.run(actor, edit_activities, ids=ids, add_tags=["hot"], priority="high")
    monday.run(actor, complete_activities, ids=ids[:2], outcome="Reached")
    with pytest.raises(ActivityClosed):
        monday.run(actor, cancel_activities, ids=ids)
    monday.run(actor, cancel_activities, ids=ids[2:])

    found = [monday.run(actor, get_activity, id) for id in ids]
    assert ["completed", "completed", "cancelled"] == [each.status for each in found]
    assert {(eve.id, ("hot",), "high", utc("2026-03-04 09:00"))} == {
        (each.assigned_to, each.tags, each.priority, each.starts_at) for each in found
    }
    sets = monday.run(actor, list_change_sets).items
    assert ["Cancel 1 activities", "Complete 2 activities"] == [
        each.label for each in sets[:2]
    ]
    monday.run(actor, undo_change_set, sets[1].id)
    assert ActivityStatus.PENDING is monday.run(actor, get_activity, ids[0]).status


def test_what_is_each_ones_own_is_not_said_of_many(monday, actor):
    """
    When and what about is refused for many at once, as are unknown records.
    """
    planned = plan(monday, actor)

    with pytest.raises(Invalid) as refused:
        monday.run(
            actor, edit_activities, ids=[planned.id], about=[], scheduled_at=None
        )
    assert {"about": "bulk", "scheduled_at": "bulk"} == fields_refused(refused)
    with pytest.raises(NotFound):
        monday.run(actor, complete_activities, ids=[planned.id, uuid4()])


def test_the_archive_and_back(monday, actor):
    """
    An activity is archived, restored, purged, and brought back by an undo.
    """
    planned = plan(monday, actor)
    monday.run(actor, archive_activity, planned.id)
    with pytest.raises(NotFound):
        monday.run(actor, show_activity, planned.id)
    monday.run(actor, restore_activity, planned.id)
    with pytest.raises(NotFound):
        monday.run(actor, purge_activity, planned.id)
    monday.run(actor, archive_activity, planned.id)
    monday.run(actor, purge_activity, planned.id)

    [purged, *_] = monday.run(actor, list_change_sets).items
    monday.run(actor, undo_change_set, purged.id)

    archived = Query(archived=True)
    found = monday.run(actor, list_activities, archived).items
    assert [planned.id] == [each.id for each in found]


def test_an_edit_of_an_old_version_is_stale(monday, actor):
    """
    Whoever saw an older version is told what has changed.
    """
    planned = plan(monday, actor)
    monday.run(actor, edit_activity, planned.id, subject="Call")

    with pytest.raises(Stale) as stale:
        monday.run(actor, complete_activity, planned.id, version=planned.version)
    assert ["subject"] == [each["field"] for each in stale.value.details["changed"]]


def test_fields_of_the_organizations_own(monday, actor):
    """
    Activities have custom fields, found by their values.
    """
    monday.run(actor, add_custom_field, record="activity", name="room", kind="text")
    planned = plan(monday, actor, custom={"room": "Blue"})
    plan(monday, actor)

    custom = parse_text("custom.room:Blue", FIELDS.with_custom([_room(monday, actor)]))
    found = monday.run(actor, list_activities, custom).items
    assert [planned.id] == [each.id for each in found]


def _room(crm, actor):
    return crm.run(actor, lambda work: work.custom_fields.of("activity"))[0].field


def test_assigning_to_nobody_known(monday, actor):
    """
    An activity may be nobody's, and never a stranger's.
    """
    planned = plan(monday, actor)

    assert monday.run(actor, assign_activity, planned.id, None).assigned_to is None
    with pytest.raises(Invalid) as refused:
        monday.run(actor, assign_activity, planned.id, str(uuid4()))
    assert {"assigned_to": "unknown"} == fields_refused(refused)
