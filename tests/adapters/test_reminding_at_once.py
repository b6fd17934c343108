"""
Reminders by real workers: each told once, also by two at once, and mailed once.
"""

from itertools import pairwise
from threading import Barrier, Thread

import pytest

from crm_adapters.bootstrap import build
from crm_adapters.bootstrap.activity_jobs import (
    remind,
    send_reminder,
    spread_organization,
)
from crm_adapters.calendar import RfcRecurrences
from crm_adapters.postgres import PostgresWorks
from crm_adapters.postgres.jobs import job_worker
from crm_adapters.settings import Settings
from crm_core import Crm
from crm_core.access import invite_user
from crm_core.activities import (
    add_activity,
    complete_activity,
    list_activities,
    list_notifications,
    tell_due,
)
from crm_core.shared import PageRequest, Unavailable
from tests.builders import an_actor
from tests.use_cases.planning import at

from .test_form_mails import box  # noqa: F401 - a relay

pytestmark = pytest.mark.postgres
ALL = PageRequest(size=200)


def plan(crm, actor, **fields):
    """
    A call in the past of the real clock, reminded of by mail and in the app.
    """
    known = {
        "type": "call",
        "subject": "Ring",
        "starts_at": "2026-03-02T10:00:00Z",
        "reminders": [{"minutes": 15, "channels": ["in-app", "mail"]}],
    }
    return at(crm, "2026-03-02 09:00").run(actor, add_activity, **{**known, **fields})


def test_two_workers_at_once_tell_each_once(engine):
    """
    Two that look at the same moment, some reminders at a time: each reminder is claimed
    by one of them, none is left and none told twice.
    """
    crm, actor = Crm(PostgresWorks(engine, recurrences=RfcRecurrences())), an_actor()
    for hour in range(24):
        for _ in range(3):
            plan(crm, actor, starts_at=f"2026-03-03T{hour:02}:00:00Z")
    later = at(crm, "2026-03-04 09:00")
    begin, claimed = Barrier(2), []

    def work():
        begin.wait()
        while (count := later.run(actor, tell_due, 7)) > 0:
            claimed.append(count)

    workers = [Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    rows = crm.run(actor, list_notifications, ALL).items
    assert 72 == sum(claimed) == len(rows)
    assert 72 == len({row.activity_id for row in rows})
    assert 0 == later.run(actor, tell_due, 100)


@pytest.fixture
def application(fresh_database_url, box):  # noqa: F811
    """
    A CRM on a database of the test's own, with a relay.
    """
    settings = Settings(
        database_url=fresh_database_url,
        smtp_url=box[1],
        base_url="https://crm.example",
    )
    application = build(settings)
    yield application
    application.close()


def work_off(application, url):
    """
    What a worker does that ends when no job is left.
    """
    tasks = {"send_reminder": lambda job: send_reminder(application, job)}
    job_worker(url, tasks).run_worker(wait=False, delete_jobs="successful")


def soon(application, actor, **fields):
    """
    A call whose reminder was due a moment ago, by the clock of the worker.
    """
    now = application.crm.run(actor, lambda work: work.now)
    starts = now.replace(microsecond=0)
    planned = {"starts_at": (starts.replace(year=starts.year + 1)).isoformat()}
    known = {"type": "call", "subject": "Ring"}
    return application.crm.run(actor, add_activity, **{**known, **planned, **fields})


def test_a_reminder_is_mailed_once(application, box, fresh_database_url):  # noqa: F811
    """
    The worker finds who is to be reminded in any organization, and mails it once, in
    the zone of who reads it; a second run of both sends nothing more.
    """
    relay, _ = box
    actor = an_actor()
    eve = application.crm.run(
        actor, invite_user, email="eve@example.com", name="Eve", roles=["rep"]
    )
    made = soon(
        application, actor, subject="Grüße", place="Room 5", assigned_to=str(eve.id)
    )
    _due_now(application, actor, made, eve.id)

    for _ in range(2):
        remind(application)
        work_off(application, fresh_database_url)

    [mail] = [each for each in relay.mails if "Reminder" in each["Subject"]]
    assert ("eve@example.com", "Reminder: Grüße") == (mail["To"], mail["Subject"])
    text = mail.get_content()
    assert "Where: Room 5" in text
    assert mail["Message-ID"].endswith("@crm.example>")


def _due_now(application, actor, activity, user_id):
    """
    Let the reminder of an activity be due: nobody waits in a test.
    """
    insert = (
        "INSERT INTO crm.activity_reminders VALUES"
        " (%s, %s, %s, now() - interval '1 minute', '{mail}')"
    )
    with application.engine.begin() as connection:
        connection.exec_driver_sql(
            insert, (actor.organization_id, activity.id, user_id)
        )


def test_a_reminder_that_is_too_late_is_not_mailed(application, box):  # noqa: F811
    """
    What was done before the mail went needs none; without a relay it waits.
    """
    relay, _ = box
    actor = an_actor()
    eve = application.crm.run(actor, invite_user, email="eve@example.com", name="Eve")
    made = soon(application, actor, assigned_to=str(eve.id))
    _due_now(application, actor, made, eve.id)
    remind(application)
    with application.engine.connect() as connection:
        id = connection.exec_driver_sql("SELECT id FROM crm.notifications").scalar_one()
    job = _job(actor, id)
    lonely = build(Settings(database_url=application.settings.database_url))
    with pytest.raises(Unavailable):
        send_reminder(lonely, job)
    lonely.close()

    application.crm.run(actor, complete_activity, made.id)
    send_reminder(application, job)

    assert [] == [each for each in relay.mails if "Reminder" in each["Subject"]]


def _job(actor, notification_id):
    from crm_adapters.postgres.jobs import Job

    return Job(
        organization_id=actor.organization_id,
        event_id=notification_id,
        data={"notification_id": str(notification_id)},
    )


def test_what_recurs_is_spread_by_the_worker(application):
    """
    A night's work makes the next occurrences, once; a series that fails stops no other.
    """
    actor, crm = an_actor(), application.crm
    past = crm.run(actor, lambda work: work.now).replace(microsecond=0)
    begins = at(crm, f"{past.replace(year=past.year - 1):%Y-%m-%d} 09:00")
    begins.run(
        actor,
        add_activity,
        subject="Weekly",
        day=str(past.replace(year=past.year - 1).date()),
        recurrence="FREQ=WEEKLY",
    )

    made = spread_organization(application, actor.organization_id)

    rows = crm.run(actor, list_activities, None, ALL).items
    assert 0 == spread_organization(application, actor.organization_id)
    days = sorted(row.day for row in rows)
    assert made == len(rows) - 9
    assert {7} == {(b - a).days for a, b in pairwise(days)}
    assert days[-1] > past.date()
