"""
Whose activities are seen, and what follows when records are merged or forgotten.
"""

import pytest

from crm_core.access import User
from crm_core.activities import ACTIVITY_FIELDS as FIELDS
from crm_core.activities import (
    add_activity,
    assign_activity,
    edit_activity,
    get_activity,
    list_activities,
    report_activities,
    show_activity,
    show_agenda,
)
from crm_core.changes import record_history, undo_change_set
from crm_core.companies import add_company
from crm_core.contacts import add_contact, edit_contact
from crm_core.duplicates import merge_companies, merge_contacts, unmerge
from crm_core.leads import add_lead
from crm_core.privacy import erase_person, export_person
from crm_core.shared import (
    Forbidden,
    Invalid,
    NotFound,
    Permission,
    Query,
    RecordRef,
    Visibility,
    parse_text,
)
from tests.builders import a_colleague, a_team, an_actor
from tests.storage import stored_texts

from .planning import at, utc


@pytest.fixture
def ann(actor, crm):
    """
    A sales representative who sees what is hers.
    """
    return known(crm, actor, a_colleague(actor, visibility=Visibility.OWN))


@pytest.fixture
def bea(actor, crm):
    """
    Another one.
    """
    return known(crm, actor, a_colleague(actor, visibility=Visibility.OWN))


def known(crm, actor, who):
    """
    Somebody whom the organization knows.
    """
    moment = utc("2026-01-01")
    user = User(id=who.user_id, created_at=moment, updated_at=moment)
    crm.run(actor, lambda work: work.users.save(user))
    return who


def add(crm, actor, subject, **fields):
    return crm.run(actor, add_activity, subject=subject, **fields)


def seen(crm, actor, text=""):
    query = parse_text(text, FIELDS)
    return sorted(row.subject for row in crm.run(actor, list_activities, query).items)


def test_who_sees_an_activity(crm, actor, ann, bea):
    """
    Its owner, who created it, users who take part, and whoever sees a record that it
    is about; others do not, nor count it, nor find it by its words.
    """
    add(crm, bea, "hers")
    given = add(crm, ann, "given away", assigned_to=str(bea.user_id))
    takes_part = [{"user_id": str(ann.user_id)}]
    add(crm, bea, "together", type="meeting", participants=takes_part)
    contact = crm.run(ann, add_contact, first_name="Ada").id
    add(crm, actor, "about", contact_id=contact)
    own = crm.run(bea, add_contact, first_name="Bob").id
    add(crm, bea, "elsewhere", contact_id=own)

    assert ["about", "given away", "together"] == seen(crm, ann)
    assert ["elsewhere", "given away", "hers", "together"] == seen(crm, bea)
    assert ["together"] == seen(crm, ann, "together")
    assert [] == seen(crm, ann, "hers")
    assert ["about"] == seen(crm, ann, f"contact:{contact}")
    assert given.id == crm.run(ann, show_activity, given.id).id
    day = {"since": utc("2026-01-01").date(), "until": utc("2035-12-31").date()}
    assert 3 == crm.run(ann, report_activities, **day).total.total
    crm.run(actor, edit_contact, contact, assigned_to=bea.user_id)
    assert ["given away", "together"] == seen(crm, ann)


def test_the_agenda_of_somebody_else(crm, ann, bea):
    """
    Shows of what they have to do what the reader sees anyway, and no more.
    """
    soon = {"scheduled_at": "2031-01-01T09:00:00Z"}
    add(crm, bea, "hers", **soon)
    add(crm, ann, "given away", assigned_to=str(bea.user_id), **soon)

    def told(reader):
        asked = {"user_id": bea.user_id, "zone": "UTC", "days": 366}
        agenda = at(crm, "2030-12-31").run(reader, show_agenda, **asked)
        return sorted(row.subject for row in agenda.upcoming)

    assert ["given away", "hers"] == told(bea)
    assert ["given away"] == told(ann)


def test_a_team_sees_its_members(crm, actor):
    """
    A manager sees what people of the team have, and not what others do.
    """
    team = a_team()
    boss = a_colleague(actor, visibility=Visibility.TEAM, teams=frozenset({team}))
    member = a_colleague(actor, visibility=Visibility.OWN, teams=frozenset({team}))
    stranger = a_colleague(actor, visibility=Visibility.OWN)
    add(crm, member, "ours")
    add(crm, stranger, "theirs")

    assert ["ours"] == seen(crm, boss)


def test_nobody_writes_what_they_do_not_see(crm, actor, ann, bea):
    """
    Hidden activities and those of other organizations are not found; a record that is
    hidden is no such record; without the right nothing is done.
    """
    hidden = add(crm, bea, "hidden")
    contact = crm.run(bea, add_contact, first_name="Bob").id

    for who in (ann, an_actor()):
        with pytest.raises(NotFound):
            crm.run(who, edit_activity, hidden.id, subject="x")
        with pytest.raises(Invalid):
            add(crm, who, "x", contact_id=contact)
    without = a_colleague(actor, without=[Permission.ACTIVITY_WRITE])
    with pytest.raises(Forbidden):
        add(crm, without, "x")
    with pytest.raises(NotFound):
        crm.run(ann, assign_activity, hidden.id, str(ann.user_id))


def test_what_it_is_about_follows_a_merge(crm, actor):
    """
    Activities about merged people and companies, and people who take part, go over to
    the record that stays, once each; an unmerge takes that back.
    """
    one, other = (
        crm.run(actor, add_contact, first_name="Ada", last_name=n).id for n in "AB"
    )
    firms = [crm.run(actor, add_company, name=n).id for n in ("Initech", "Initrode")]
    about = [f"contact:{one}", f"contact:{other}", f"company:{firms[1]}"]
    people = [{"contact_id": str(other)}, {"name": "Eve"}, {"name": "Bob"}]
    made = add(crm, actor, "both", type="meeting", about=about, participants=people)

    merged = crm.run(actor, merge_contacts, [one, other])
    crm.run(actor, merge_companies, firms)

    after = crm.run(actor, get_activity, made.id)
    assert {RecordRef("contact", one), RecordRef("company", firms[0])} == {*after.about}
    assert [one, None, None] == [each.contact_id for each in after.participants]
    assert ["both"] == seen(crm, actor, f"contact:{one}")
    assert [] == seen(crm, actor, f"contact:{other}")

    crm.run(actor, unmerge, merged.merge_id)
    back = crm.run(actor, get_activity, made.id)
    assert RecordRef("contact", other) in back.about
    assert [other, None, None] == [each.contact_id for each in back.participants]


def test_a_forgotten_person_is_in_no_activity(crm, actor):
    """
    What was about nobody else says nothing more, others lose the person and the name,
    in series and in the history too; before that the person gets a copy.
    """
    ada = crm.run(
        actor,
        add_contact,
        first_name="Quilla",
        last_name="Quillfeather",
        email="ada@quillfeather.example",
    )
    lead = crm.run(actor, add_lead, title="Boat").id
    people = [{"email": "ADA@quillfeather.example"}, {"name": "Eve"}]
    alone = add(
        crm, actor, "Quilla likes blue", contact_id=ada.id, description="Quillfeather!"
    )
    shared = add(
        crm,
        actor,
        "Boat for Quilla",
        type="meeting",
        lead_id=lead,
        participants=people,
        starts_at="2035-01-01T09:00:00Z",
        recurrence="FREQ=YEARLY;COUNT=1",
    )
    crm.run(actor, edit_activity, shared.id, description="Quilla Quillfeather comes")
    copy = crm.run(actor, export_person, ada.id)
    assert {alone.id, shared.id} == {each["id"] for each in copy.activities}

    erased = crm.run(actor, erase_person, ada.id)

    assert 2 == erased.activities
    assert "With an erased person" == crm.run(actor, get_activity, alone.id).subject
    left = crm.run(actor, get_activity, shared.id)
    assert ["Eve"] == [each.name for each in left.participants]
    assert "Boat for [erased]" == left.subject
    texts = "".join(stored_texts(crm.works).values())
    for word in ("Quilla", "Quillfeather", "quillfeather.example"):
        assert word not in texts


def test_its_history_and_the_way_back(crm, actor):
    """
    Each write is in the trail; taking back that it was added removes it.
    """
    made = add(crm, actor, "A", due_at="2035-01-01T09:00:00Z", reminders=[5])
    crm.run(actor, edit_activity, made.id, subject="B")

    history = crm.run(actor, record_history, RecordRef("activity", made.id)).items
    assert ["updated", "created"] == [each.change.action for each in history]
    for entry in history:
        crm.run(actor, undo_change_set, entry.change_set.id, keep_changed=True)

    found = crm.run(actor, list_activities, Query(archived=None)).items
    assert [] == found
