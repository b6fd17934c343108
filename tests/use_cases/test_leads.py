"""
Leads: captured, worked on, answered, given up.
"""

from threading import Thread
from uuid import uuid4

import pytest

from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.leads import (
    LeadStatus,
    add_lead,
    archive_lead,
    disqualify_lead,
    edit_lead,
    edit_leads,
    get_lead,
    list_leads,
    move_lead,
    purge_lead,
    reopen_lead,
    restore_lead,
    show_lead,
)
from crm_core.matching import LikelyDuplicate
from crm_core.pipelines import stage_history
from crm_core.shared import Conflict, Invalid, NotFound, RecordRef, Stale


def fields_refused(refused):
    return {error.field: error.code for error in refused.value.errors}


def test_a_lead_is_captured_with_what_follows(crm, actor):
    """
    A new lead stands in the first stage, is titled by its person, belongs to whoever
    adds it, has the stage's probability and a moment by which it is to be answered.
    """
    added = crm.run(
        actor, add_lead, first_name="Ada", last_name="Lovelace", email="Ada@Example.com"
    )
    row = crm.run(actor, show_lead, added.id)

    assert ("Ada Lovelace", "new", LeadStatus.NEW, 5, "stage", "EUR", None) == (
        row.title,
        row.stage,
        row.status,
        row.probability,
        row.probability_source,
        row.currency,
        row.value,
    )
    assert actor.user_id == row.assigned_to
    assert row.first_response_due_at > row.created_at
    assert added.version == row.version


def test_every_wrong_field_is_named(crm, actor):
    """
    All wrong values are named at once, and nothing is stored.
    """
    with pytest.raises(Invalid) as refused:
        crm.run(
            actor,
            add_lead,
            title="X",
            value="-1",
            probability=101,
            currency="XXX",
            employees="NaN",
            email="nobody",
            answers={"budget": "Plenty", "wealth": "Yes"},
            capture=["utm"],
            nonsense=1,
            status="converted",
        )

    assert {
        "value": "range",
        "probability": "range",
        "currency": "currency",
        "employees": "range",
        "email": "email",
        "answers.budget": "choice",
        "answers.wealth": "unknown",
        "capture": "type",
        "nonsense": "unknown",
        "status": "read-only",
    } == fields_refused(refused)
    assert [] == crm.run(actor, list_leads).items


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"title": "required"}),
        ({"title": "X", "value": "1234567890123"}, {"value": "range"}),
        ({"title": "X", "stage": "paradise"}, {"stage": "unknown"}),
        ({"title": "X", "stage": "converted"}, {"stage": "convert"}),
        ({"title": "X", "stage": "disqualified"}, {"lost_reason": "required"}),
        ({"title": "X", "lost_reason": "No need"}, {"lost_reason": "open"}),
        (
            {"title": "X", "expected_close_date": "2020-01-01"},
            {"expected_close_date": "past"},
        ),
        ({"title": "X", "pipeline_id": str(uuid4())}, {"pipeline_id": "unknown"}),
        ({"title": "X", "contact_id": str(uuid4())}, {"contact_id": "unknown"}),
        ({"title": "X", "company_id": str(uuid4())}, {"company_id": "unknown"}),
    ],
)
def test_a_lead_that_does_not_fit_is_refused(crm, actor, fields, wrong):
    """
    Each contradiction is a named problem with the field.
    """
    with pytest.raises(Invalid) as refused:
        crm.run(actor, add_lead, **fields)

    assert wrong == fields_refused(refused)


def test_a_move_is_recorded_with_its_notes(crm, actor):
    """
    A move changes stage, status and probability, counts as the first response, and
    stands in the history with from, to, notes and the time in the stage before.
    """
    lead = crm.run(actor, add_lead, title="Boat", notes="By phone")
    moved = crm.run(actor, move_lead, lead.id, stage="Proposal", notes="After the demo")
    way = crm.run(actor, stage_history, RecordRef("lead", lead.id))

    assert ("proposal", LeadStatus.WORKING, 40) == (
        moved.stage,
        moved.status,
        moved.probability,
    )
    assert moved.stage_entered_at == moved.first_responded_at
    assert [(None, "new", "By phone"), ("new", "proposal", "After the demo")] == [
        (each.from_stage, each.to_stage, each.notes) for each in way
    ]
    assert way[0].seconds is None
    assert way[1].seconds == int(
        (moved.stage_entered_at - lead.stage_entered_at).total_seconds()
    )


def test_a_probability_set_by_hand_stays(crm, actor):
    """
    A move leaves a probability that somebody set; cleared, it follows the stage again.
    """
    lead = crm.run(actor, add_lead, title="Boat", probability=33)
    moved = crm.run(actor, move_lead, lead.id, stage="contacted")
    cleared = crm.run(actor, edit_lead, lead.id, probability=None)

    assert (33, "hand") == (moved.probability, moved.probability_source)
    assert (10, "stage") == (cleared.probability, cleared.probability_source)


def test_a_disqualified_lead_says_why_and_can_be_reopened(crm, actor):
    """
    Giving a lead up needs one of the pipeline's reasons; reopened it stands where it
    stood, without a reason.
    """
    lead = crm.run(actor, add_lead, title="Boat")
    crm.run(actor, move_lead, lead.id, stage="qualification")
    with pytest.raises(Invalid) as refused:
        crm.run(actor, disqualify_lead, lead.id, lost_reason="Because")
    given_up = crm.run(
        actor, disqualify_lead, lead.id, lost_reason="no budget", lost_note="Next year"
    )
    reopened = crm.run(actor, reopen_lead, lead.id)

    assert {"lost_reason": "choice"} == fields_refused(refused)
    assert (LeadStatus.DISQUALIFIED, "No budget", "Next year", 0) == (
        given_up.status,
        given_up.lost_reason,
        given_up.lost_note,
        given_up.probability,
    )
    assert (LeadStatus.WORKING, "qualification", None, None) == (
        reopened.status,
        reopened.stage,
        reopened.lost_reason,
        reopened.lost_note,
    )
    with pytest.raises(Conflict):
        crm.run(actor, reopen_lead, lead.id)


def test_a_known_person_is_linked(crm, actor):
    """
    The contact with the same e-mail address, and the company of the same domain or
    name, are linked instead of being made again.
    """
    company = crm.run(
        actor, add_company, name="Analytical Engines", website="ae.example"
    )
    contact = crm.run(actor, add_contact, last_name="Lovelace", email="ada@ae.example")
    lead = crm.run(
        actor,
        add_lead,
        first_name="Ada",
        email="ADA@ae.example",
        company_name="analytical engines",
    )
    row = crm.run(actor, show_lead, lead.id)

    assert (contact.id, company.id) == (lead.contact_id, lead.company_id)
    assert ("Lovelace", "Analytical Engines") == (row.contact_name, row.known_company)


def test_a_second_open_lead_of_a_person_is_a_likely_duplicate(crm, actor):
    """
    It is refused unless duplicates are allowed; a lead that is given up is no reason.
    """
    first = crm.run(actor, add_lead, title="One", email="ada@example.com")
    with pytest.raises(LikelyDuplicate) as refused:
        crm.run(actor, add_lead, title="Two", email="ADA@example.com")
    crm.run(actor, add_lead, title="3", email="ada@example.com", allow_duplicates=True)

    candidates = refused.value.details["candidates"]
    assert [first.id] == [each.id for each in candidates]
    assert 2 == crm.run(actor, list_leads).total


def test_what_comes_in_again_is_attached(crm, actor):
    """
    With ``attach``, a capture of a person with an open lead fills what that lacks, keeps
    what it has, and remembers all that came; there is no second lead.
    """
    first = crm.run(
        actor,
        add_lead,
        title="One",
        email="ada@example.com",
        source="fair",
        tags=["a"],
        capture={"utm_source": "x"},
    )
    again = crm.run(
        actor,
        add_lead,
        attach=True,
        title="Two",
        email="ada@example.com",
        source="web",
        phone="555 0100",
        tags=["b"],
        capture={"utm_source": "y"},
    )

    assert first.id == again.id
    assert ("One", "fair", "555 0100", ("a", "b")) == (
        again.title,
        again.source,
        again.phone,
        again.tags,
    )
    assert "x" == again.capture["utm_source"]
    (more,) = again.capture["more"]
    assert {
        "title": "Two",
        "source": "web",
        "phone": "555 0100",
        "utm_source": "y",
    } == {name: value for name, value in more.items() if name != "at"}
    assert 1 == crm.run(actor, list_leads).total


def test_a_stale_version_says_what_changed(crm, actor):
    """
    Whoever saw an older version is told which fields changed, from what to what.
    """
    lead = crm.run(actor, add_lead, title="Boat")
    crm.run(actor, edit_lead, lead.id, title="Ship")
    with pytest.raises(Stale) as refused:
        crm.run(actor, edit_lead, lead.id, version=1, product="Sail")

    assert {"field": "title", "was": "Boat", "is": "Ship"} in refused.value.details[
        "changed"
    ]


def test_archive_restore_purge(crm, actor):
    """
    An archived lead is not found until it is restored; purged it is gone.
    """
    lead = crm.run(actor, add_lead, title="Boat")
    crm.run(actor, archive_lead, lead.id)
    with pytest.raises(NotFound):
        crm.run(actor, get_lead, lead.id)
    crm.run(actor, restore_lead, lead.id)
    with pytest.raises(NotFound):
        crm.run(actor, purge_lead, lead.id)
    crm.run(actor, archive_lead, lead.id)
    crm.run(actor, purge_lead, lead.id)
    with pytest.raises(NotFound):
        crm.run(actor, restore_lead, lead.id)


def test_many_leads_change_in_one_set(crm, actor):
    """
    Tags, fields and stages of many leads change at once; each move is recorded.
    """
    leads = [crm.run(actor, add_lead, title=f"L{n}", tags=["x"]) for n in range(3)]
    ids = [lead.id for lead in leads]
    crm.run(
        actor,
        edit_leads,
        ids=ids,
        add_tags=["y"],
        remove_tags=["X"],
        stage="contacted",
        product="Sail",
    )

    found = crm.run(actor, list_leads).items
    assert {("contacted", "Sail", ("y",))} == {
        (row.stage, row.product, tuple(row.tags)) for row in found
    }
    way = crm.run(actor, stage_history, RecordRef("lead", ids[0]))
    assert ["new", "contacted"] == [each.to_stage for each in way]


def test_captures_at_the_same_moment_are_one_lead(crm, actor):
    """
    Of several captures of one address at once, one makes the lead, the others are
    attached to it.
    """
    found = []
    again = {"attach": True, "email": "ada@example.com"}
    crm.run(actor, add_lead, title="Another")

    def capture(number):
        found.append(crm.run(actor, add_lead, title=f"T{number}", **again).id)

    threads = [Thread(target=capture, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lead = crm.run(actor, get_lead, found[0])

    assert (4, 1) == (len(found), len(set(found)))
    assert 3 == len(lead.capture["more"])


def test_what_was_captured_again_outlives_an_edit(crm, actor):
    """
    Whoever sets the details anew does not lose what came in again.
    """
    lead = crm.run(actor, add_lead, email="ada@example.com", capture={"a": "1"})
    crm.run(actor, add_lead, attach=True, email="ada@example.com", capture={"a": "2"})
    edited = crm.run(actor, edit_lead, lead.id, capture={"b": "3"})

    assert {"b": "3", "more": ["2"]} == {
        **edited.capture,
        "more": [each["a"] for each in edited.capture["more"]],
    }


def test_an_edit_that_makes_a_second_open_lead_is_refused(crm, actor):
    """
    A lead does not become one of a person who has another open lead.
    """
    crm.run(actor, add_lead, title="One", email="ada@example.com")
    two = crm.run(actor, add_lead, title="Two", email="eve@example.com")
    with pytest.raises(LikelyDuplicate):
        crm.run(actor, edit_lead, two.id, email="ada@example.com")
    crm.run(actor, edit_lead, two.id, email="ADA@example.com", allow_duplicates=True)
    crm.run(actor, edit_lead, two.id, product="Sail")
