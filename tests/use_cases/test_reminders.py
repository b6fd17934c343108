"""
Reminders: each told once, whatever happens to its activity.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.memory import MemoryWorks
from crm_core import Crm
from crm_core.access import User, invite_user
from crm_core.activities import (
    add_activity,
    archive_activity,
    assign_activity,
    cancel_activity,
    complete_activity,
    count_unseen,
    edit_activity,
    list_notifications,
    mark_seen,
    note_mailed,
    reminder_to_mail,
    reschedule_activity,
    snooze_activity,
    tell_due,
)
from crm_core.changes import list_change_sets, undo_change_set
from crm_core.shared import PageRequest
from tests.builders import a_colleague, an_actor

from .planning import at, utc


@pytest.fixture
def monday(crm):
    """
    The CRM on Monday, the 2nd of March 2026, at nine.
    """
    return at(crm, "2026-03-02 09:00")


def plan(crm, actor, **fields):
    """
    A call at ten, with a reminder a quarter of an hour before.
    """
    known = {
        "type": "call",
        "subject": "Ring",
        "starts_at": "2026-03-02T10:00:00Z",
        "reminders": [15],
    }
    return crm.run(actor, add_activity, **{**known, **fields})


def told(crm, actor):
    """
    What is told by now, and the moments of all that the actor was told.
    """
    crm.run(actor, tell_due, 100)
    rows = crm.run(actor, list_notifications, PageRequest(size=100)).items
    return sorted(f"{row.at:%H:%M}" for row in rows)


def test_a_reminder_is_told_once(monday, actor):
    """
    Not before its time, then once, however often the worker looks; and seen once.
    """
    plan(monday, actor, reminders=[15, {"minutes": 60, "channels": ["in-app"]}])

    assert ["09:00"] == told(monday, actor)
    assert ["09:00"] == told(at(monday, "2026-03-02 09:44"), actor)
    late = at(monday, "2026-03-02 09:50")
    assert ["09:00", "09:45"] == told(late, actor) == told(late, actor)

    assert 2 == late.run(actor, count_unseen)
    [first, *_] = late.run(actor, list_notifications, unseen=True).items
    other = a_colleague(actor)
    assert 0 == late.run(other, mark_seen, ids=[first.id])
    assert 1 == late.run(actor, mark_seen, ids=[first.id])
    assert 1 == late.run(actor, mark_seen)
    assert 0 == late.run(actor, count_unseen)


@pytest.mark.parametrize(
    "gone",
    [
        lambda crm, actor, id: crm.run(actor, complete_activity, id),
        lambda crm, actor, id: crm.run(actor, cancel_activity, id),
        lambda crm, actor, id: crm.run(actor, archive_activity, id),
        lambda crm, actor, id: crm.run(actor, edit_activity, id, reminders=[]),
        lambda crm, actor, id: crm.run(actor, reschedule_activity, id, days=1),
    ],
    ids=["done", "cancelled", "archived", "unreminded", "moved"],
)
def test_nobody_is_told_of_what_is_over(monday, actor, gone):
    """
    What is done, cancelled, archived or moved away reminds nobody; an undo brings the
    reminder back.
    """
    planned = plan(monday, actor)
    gone(monday, actor, planned.id)
    later = at(monday, "2026-03-02 09:50")
    assert [] == told(later, actor)

    [last, *_] = later.run(actor, list_change_sets).items
    later.run(actor, undo_change_set, last.id)

    assert ["09:45"] == told(later, actor)


def test_a_time_that_comes_back_is_not_told_again(monday, actor):
    """
    Moved away after its reminder and back again, it reminds of other times only.
    """
    planned = plan(monday, actor)
    later = at(monday, "2026-03-02 09:50")
    assert ["09:45"] == told(later, actor)

    later.run(actor, reschedule_activity, planned.id, minutes=30)
    later.run(actor, reschedule_activity, planned.id, minutes=-30)
    assert ["09:45"] == told(later, actor)

    later.run(actor, reschedule_activity, planned.id, minutes=30)
    assert ["09:45", "10:15"] == told(at(monday, "2026-03-02 10:20"), actor)


def test_the_owner_is_told(monday, actor):
    """
    Whoever has it when it is due, and nobody else.
    """
    eve = a_colleague(actor)
    monday.run(eve, list_notifications)
    known = User(
        id=eve.user_id, created_at=utc("2026-01-01"), updated_at=utc("2026-01-01")
    )
    monday.run(actor, lambda work: work.users.save(known))
    planned = plan(monday, actor)
    monday.run(actor, assign_activity, planned.id, str(eve.user_id))

    later = at(monday, "2026-03-02 09:50")
    assert [] == told(later, actor)
    assert ["09:45"] == told(later, eve)


def test_a_snoozed_one_reminds_when_that_ends(monday, actor):
    """
    Snoozing replaces the reminders by one at its end.
    """
    planned = plan(monday, actor)
    monday.run(actor, snooze_activity, planned.id, until="2026-03-02T09:20:00Z")

    assert [] == told(at(monday, "2026-03-02 09:19"), actor)
    assert ["09:20"] == told(at(monday, "2026-03-02 09:50"), actor)


def test_mail_is_for_those_who_can_be_reached_in_time(monday, actor):
    """
    A mail goes to an active owner with an address, while it is pending and no day
    late; one that was handed over is not sent again.
    """
    mail = {"reminders": [{"minutes": 15, "channels": ["mail"]}]}
    eve = monday.run(actor, invite_user, email="eve@example.com", name="Eve")
    planned = plan(monday, actor, assigned_to=str(eve.id), **mail)
    later = at(monday, "2026-03-02 09:50")
    later.run(actor, tell_due, 100)
    [wanted] = mails(later, actor)

    activity, user = later.run(actor, reminder_to_mail, wanted)
    assert (planned.id, "eve@example.com") == (activity.id, user.email)
    later.run(actor, note_mailed, wanted)
    assert later.run(actor, reminder_to_mail, wanted) is None

    plan(monday, actor, assigned_to=str(eve.id), **mail)
    at(monday, "2026-03-03 09:50").run(actor, tell_due, 100)
    assert [wanted] == mails(later, actor)


def mails(crm, actor):
    """
    The notifications that mails were wanted for.
    """
    if isinstance(crm.works, MemoryWorks):
        tables = crm.works.stored[actor.organization_id]
        jobs = [job for job in tables.jobs if job.name == "send_reminder"]
        ids = [job.event.data["notification_id"] for job in jobs]
    else:
        query = "SELECT data->>'notification_id' FROM crm.events"
        where = " WHERE kind = 'ReminderWanted' AND organization_id = %(id)s"
        with crm.works.source.connect() as connection:
            rows = connection.exec_driver_sql(
                query + where, {"id": actor.organization_id}
            )
            ids = [row[0] for row in rows]
    return [type(actor.user_id)(str(id)) for id in ids]


@given(
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
    st.datetimes(
        min_value=utc("2026-03-05").replace(tzinfo=None),
        max_value=utc("2026-12-20").replace(tzinfo=None),
    ),
    st.sets(st.integers(0, 3_000), min_size=1, max_size=4),
    st.integers(1, 90),
)
def test_no_night_loses_or_doubles_a_reminder(zone, wall, minutes, step):
    """
    At any hour of any zone's wall, nights of changed clocks included, and with a worker
    that looks every so many minutes: each reminder is told once, never early.
    """
    crm, actor = Crm(MemoryWorks()), an_actor()
    starts = wall.replace(tzinfo=ZoneInfo(zone), microsecond=0)
    begun = starts - timedelta(days=4)
    plan(
        moved(crm, begun),
        actor,
        starts_at=starts.isoformat(),
        time_zone=zone,
        reminders=sorted(minutes),
    )
    moment = begun
    while moment < starts + timedelta(minutes=step):
        moved(crm, moment).run(actor, tell_due, 100)
        moment += timedelta(minutes=step * 10)
    moved(crm, moment).run(actor, tell_due, 100)

    rows = crm.run(actor, list_notifications).items
    assert len(minutes) == len(rows)
    stored = crm.works.stored[actor.organization_id].notifications.values()
    assert all(row["at"] <= row["created_at"] for row in stored)


def moved(crm, moment):
    return at(crm, f"{moment.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M:%S}")
