"""
Activities in memory and on PostgreSQL: the same values, lists and figures.
"""

from datetime import UTC, date, datetime
from random import Random
from uuid import uuid4

import pytest
from attrs import evolve

from crm_adapters.calendar import RfcRecurrences
from crm_adapters.memory import MemoryWorks
from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.access import save_user
from crm_core.activities import (
    ACTIVITY_FIELDS,
    Activity,
    ActivityId,
    ActivityStatus,
    ActivityType,
    Attendance,
    Channel,
    Direction,
    Participant,
    Priority,
    Reminder,
    Series,
    SeriesId,
    add_activity,
    archive_activity,
    list_activities,
    report_activities,
    show_agenda,
)
from crm_core.contacts import ContactId, add_contact
from crm_core.shared import (
    Invalid,
    PageRequest,
    RecordRef,
    UserId,
    Visibility,
    parse_text,
)
from tests.builders import MOMENT, a_colleague, a_team, an_actor, ticking

DAY = date(2026, 3, 29)


def an_activity(actor, **given):
    """
    An activity that says all there is to say, not stored.
    """
    known = {
        "id": ActivityId(uuid4()),
        "type": ActivityType.MEETING,
        "subject": "Größe 100% #1",
        "description": "Two\nlines",
        "status": ActivityStatus.PENDING,
        "priority": Priority.HIGH,
        "direction": Direction.INBOUND,
        "about": (RecordRef("contact", uuid4()), RecordRef("lead", uuid4())),
        "starts_at": datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
        "ends_at": datetime(2026, 3, 29, 1, 30, 0, 5, tzinfo=UTC),
        "due_at": datetime(2026, 4, 1, tzinfo=UTC),
        "time_zone": "Europe/Berlin",
        "duration_minutes": 45,
        "outcome": "Reached",
        "place": "Room 5",
        "participants": (
            Participant(name="Eve", email="eve@example.com", organizer=True),
            Participant(contact_id=ContactId(uuid4()), status=Attendance.DECLINED),
            Participant(user_id=UserId(uuid4())),
        ),
        "reminders": (
            Reminder(minutes=5),
            Reminder(minutes=60, channels=(Channel.IN_APP, Channel.MAIL)),
        ),
        "snoozed_until": MOMENT,
        "occurrence": MOMENT,
        "uid": "abc@elsewhere",
        "sequence": 3,
        "tags": ("VIP",),
        "custom": {"a": ["b"], "c": True},
        "created_by": actor.user_id,
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    return Activity(**{**known, **given})


@pytest.mark.parametrize(
    "given",
    [
        {},
        {
            "type": ActivityType.TASK,
            "direction": None,
            "starts_at": None,
            "ends_at": None,
        },
        {
            "starts_at": None,
            "ends_at": None,
            "due_at": None,
            "day": DAY,
            "last_day": DAY,
        },
        {"status": ActivityStatus.COMPLETED, "completed_at": MOMENT},
        {"archived_at": MOMENT},
    ],
    ids=["span", "due", "days", "done", "archived"],
)
def test_round_trip(works, actor, given):
    """
    What was added and saved is what is read, down to the last value; a series too.
    """
    made = an_activity(actor, **given)
    series = Series(
        id=SeriesId(uuid4()),
        rule="FREQ=WEEKLY",
        pattern=made,
        without=(MOMENT,),
        spread_until=MOMENT,
        created_at=MOMENT,
        updated_at=MOMENT,
    )
    with works.open(actor) as work:
        work.activity_series.add(series)
        work.activities.add_many([evolve(made, series_id=series.id)])
    with works.open(actor) as work:
        read = work.activities.get(made.id)
        assert evolve(made, series_id=series.id) == read
        saved = work.activities.save(evolve(read, subject="B", series_id=None))
        ended = work.activity_series.save(evolve(series, ended=True))

    with works.open(actor) as work:
        assert saved == work.activities.get(made.id)
        assert ended == work.activity_series.get(series.id)


@pytest.fixture(scope="module")
def world(engine):
    """
    The same activities twice, of me, a member of my team and somebody else.
    """
    team, chance = a_team(), Random(5)
    me = an_actor(teams=frozenset({team}))
    others = [a_colleague(me, teams=frozenset({team})), a_colleague(me)]
    recurrences = RfcRecurrences()
    crms = [
        Crm(MemoryWorks(ticking(), recurrences=recurrences)),
        Crm(PostgresWorks(engine, ticking(), recurrences=recurrences)),
    ]
    people = [me, *others]
    ids = [{}, {}]
    for crm, known in zip(crms, ids, strict=True):
        for who in others:
            crm.run(me, save_user, who.user_id, teams=who.teams)
        for who, name in zip(people, ("Ada", "Bob", "Cid"), strict=True):
            known[name] = crm.run(who, add_contact, first_name=name).id
    for number in range(60):
        fields = _fields(chance, number)
        who, owner = chance.choice(people), chance.choice([None, *people])
        about = chance.sample(["Ada", "Bob", "Cid"], chance.randrange(3))
        archive = chance.random() < 0.1
        for crm, known in zip(crms, ids, strict=True):
            _add(crm, me, who, owner, fields, [known[name] for name in about], archive)
    return crms, me, ids


def _add(crm, me, who, owner, fields, about, archive):
    refs = [f"contact:{id}" for id in about]
    given = {**fields, "assigned_to": str(owner.user_id) if owner else None}
    made = crm.run(
        evolve(who, visibility=Visibility.ALL), add_activity, about=refs, **given
    )
    if archive:
        crm.run(me, archive_activity, made.id)


def _fields(chance, number):
    kind = chance.choice([*ActivityType])
    day = f"2026-03-{chance.randrange(1, 29):02}"
    done = kind is ActivityType.NOTE or chance.random() < 0.4
    fields = {
        "type": kind,
        "subject": f"{chance.choice(['Boat', 'Größe', 'boat house'])} {number:02}",
        "priority": chance.choice([*Priority]),
        "place": chance.choice([None, "Room 5"]),
        "tags": chance.sample(["VIP", "gold"], chance.randrange(3)),
    }
    if done:
        fields["completed_at"] = f"{day}T10:00:00Z" if day < "2026-03-14" else None
        fields["status"] = "completed"
        fields["outcome"] = chance.choice([None, "Reached"])
        fields["duration_minutes"] = chance.choice([None, 20])
    elif chance.random() < 0.3:
        fields["day"] = day
    elif chance.random() < 0.9:
        fields["scheduled_at"] = f"{day}T{chance.randrange(24):02}:00:00Z"
    return fields


@pytest.mark.parametrize("visibility", [*Visibility])
@pytest.mark.parametrize(
    "text",
    [
        "sort:subject",
        "sort:-scheduled_at",
        "sort:created_at archived:any",
        "archived:true sort:subject",
        "type:call,meeting sort:subject",
        "-is:completed sort:subject",
        "owner:me sort:subject",
        "owner:none sort:subject",
        "tag:vip sort:subject",
        "due:any sort:subject",
        "deadline:<2026-03-14 is:pending sort:subject",
        "outcome:reached sort:subject",
        "place:none priority:high sort:subject",
        "boat sort:subject",
        "boa",
        "grosse sort:subject",
        "contact:ADA sort:subject",
        "-contact:BOB sort:subject",
        "contact:none sort:subject",
        "boat contact:CID sort:-scheduled_at",
        "day:>=2026-03-10 sort:subject",
        "completed:2026-03-01..2026-03-10 sort:subject",
        "minutes:>=20 sort:subject",
    ],
)
def test_lists(world, text, visibility):
    """
    A list finds the same in memory and on PostgreSQL, page by page, whoever asks.
    """
    crms, me, ids = world
    actor = evolve(me, visibility=visibility)
    found = []
    for crm, known in zip(crms, ids, strict=True):
        asked = text
        for name, id in known.items():
            asked = asked.replace(f"contact:{name.upper()}", f"contact:{id}")
        found.append(_pages(crm, actor, parse_text(asked, ACTIVITY_FIELDS)))

    assert found[0] == found[1]


def _pages(crm, actor, query):
    pages, cursor = [], None
    while True:
        page = crm.run(
            actor, list_activities, query, PageRequest(size=7, cursor=cursor)
        )
        pages.append([row.subject for row in page.items])
        cursor = page.next_cursor
        if cursor is None:
            return pages


@pytest.mark.parametrize(
    "by", [["person"], ["type", "priority"], ["week"], ["outcome"]]
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
@pytest.mark.parametrize("visibility", [*Visibility])
def test_figures(world, by, zone, visibility):
    """
    So do reports and agendas.
    """
    crms, me, _ = world
    actor = evolve(me, visibility=visibility)
    days = {"since": date(2026, 3, 1), "until": date(2026, 3, 20), "zone": zone}
    reports = [crm.run(actor, report_activities, by=by, **days) for crm in crms]
    agendas = [crm.run(actor, show_agenda, zone=zone) for crm in crms]

    assert reports[0] == reports[1]
    assert _told(agendas[0]) == _told(agendas[1])


def _told(agenda):
    parts = (agenda.overdue, agenda.today, agenda.upcoming)
    return [sorted(row.subject for row in part) for part in parts]


def test_unknown_filters_are_named(works, actor):
    """
    A list is not narrowed by what it has not.
    """
    for text in ("colour:red", "description:x"):
        with pytest.raises(Invalid):
            Crm(works).run(actor, list_activities, parse_text(text, ACTIVITY_FIELDS))
