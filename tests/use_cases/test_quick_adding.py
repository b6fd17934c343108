"""
Activities added in words: names are looked up, nothing is guessed.
"""

from datetime import UTC, datetime

import pytest

from crm_core.activities import get_activity, list_activities, quick_add
from crm_core.companies import add_company, archive_company
from crm_core.contacts import add_contact
from crm_core.shared import Forbidden, Invalid, Permission
from tests.builders import a_colleague

from .booking import BERLIN, at, hired, standing

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture
def crm(works, actor):
    crm = standing(works, NOON)
    hired(crm, actor, actor.user_id, "Host", time_zone=BERLIN)
    return crm


def kinds(found):
    return {(each.field, each.kind) for each in found.names}


def test_one_line_is_an_activity(crm, actor, new_user):
    """
    A call on the clock of whoever says it, for a colleague, about a company and a
    person; on a dry run the same is told and nothing added.
    """
    marta = new_user("Marta Meier")
    acme = crm.run(actor, add_company, name="Acme Ltd")
    ada = crm.run(actor, add_contact, first_name="Ada", last_name="Lovelace")
    text = 'call back tomorrow 10:00 @marta #acme #"Ada Lovelace" !high'

    tried = crm.run(actor, quick_add, text, dry_run=True)
    assert None is tried.activity
    assert 0 == crm.run(actor, list_activities).total
    added = crm.run(actor, quick_add, text)

    assert tried.fields == added.fields
    found = crm.run(actor, get_activity, added.activity.id)
    assert ("call", "call back", "high", marta) == (
        found.type,
        found.subject,
        found.priority,
        found.assigned_to,
    )
    assert (at("2026-11-24T09:00"), BERLIN) == (found.starts_at, found.time_zone)
    assert {("company", acme.id), ("contact", ada.id)} == {
        (each.kind, each.id) for each in found.about
    }


@pytest.fixture
def new_user(crm, actor):
    """
    Makes colleagues.
    """

    def make(name):
        return hired(crm, actor, a_colleague(actor).user_id, name)

    return make


@pytest.mark.parametrize(
    ("text", "planned"),
    [
        ("report tomorrow", ("day", "2026-11-24")),
        ("report tomorrow 15:00", ("due_at", "2026-11-24T14:00")),
        ("demo tomorrow 15:00-16:00", ("starts_at", "2026-11-24T14:00")),
        ("call tomorrow 15:00", ("starts_at", "2026-11-24T14:00")),
    ],
)
def test_tasks_are_due_and_others_begin(crm, actor, text, planned):
    """
    A day stays a day; a task has a moment that it is due at, unless it takes a while.
    """
    added = crm.run(actor, quick_add, text).activity

    name, value = planned
    assert value == getattr(added, name).isoformat()[: len(value)]


def test_names_of_nobody_and_of_several_are_refused(crm, actor, new_user):
    """
    Each is named with its candidates; a whole name decides, the archive is not asked.
    """
    for name in ("Marta Meier", "Marta Muster"):
        new_user(name)
    for name in ("Acme", "Acme Holding", "Globex Ltd", "Globex Inc"):
        crm.run(actor, add_company, name=name)
    gone = crm.run(actor, add_company, name="Initech")
    crm.run(actor, archive_company, gone.id)

    with pytest.raises(Invalid) as refused:
        crm.run(actor, quick_add, "x @marta #globex #initech #acme")

    assert {"owner": "ambiguous", "about.0": "ambiguous", "about.1": "unknown"} == {
        each.field: each.code for each in refused.value.errors
    }
    offered = refused.value.details["candidates"]
    assert {"Marta Meier", "Marta Muster", "Globex Ltd", "Globex Inc"} == {
        each["name"] for each in offered
    }
    assert 0 == crm.run(actor, list_activities).total
    assert {("about.0", "company")} == kinds(crm.run(actor, quick_add, "x #acme"))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("",), "text"),
        (("tomorrow 10:00",), "text"),
        (("x" * 1001,), "text"),
        ((7,), "text"),
        (("a\x00b",), "text"),
    ],
)
def test_texts_that_say_nothing(crm, actor, given, field):
    """
    What has no subject, is too long or no text is named.
    """
    with pytest.raises(Invalid) as refused:
        crm.run(actor, quick_add, *given)

    assert field in {each.field for each in refused.value.errors}


def test_others_records_are_nothing(crm, actor, other_actor):
    """
    Records of another organization are unknown, and who may not write adds nothing.
    """
    crm.run(actor, add_company, name="Acme")
    with pytest.raises(Invalid):
        crm.run(other_actor, quick_add, "x #acme")
    reader = a_colleague(actor, permissions=frozenset({Permission.ACTIVITY_READ}))
    with pytest.raises(Forbidden):
        crm.run(reader, quick_add, "x", dry_run=True)
