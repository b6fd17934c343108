"""
Leads become contacts, companies and opportunities, once, and back.
"""

from decimal import Decimal
from threading import Thread

import pytest

from crm_core.changes import list_change_sets, undo_change_set
from crm_core.companies import add_company, get_company, list_companies
from crm_core.contacts import add_contact, get_contact, list_contacts
from crm_core.custom_fields import add_custom_field
from crm_core.leads import (
    LeadClosed,
    LeadInUse,
    LeadStatus,
    add_lead,
    archive_lead,
    convert_lead,
    disqualify_lead,
    edit_lead,
    edit_leads,
    get_lead,
    move_lead,
    purge_lead,
    respond_to_lead,
)
from crm_core.opportunities import (
    add_opportunity,
    get_opportunity,
    list_opportunities,
)
from crm_core.pipelines import stage_history
from crm_core.shared import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Permission,
    RecordRef,
    Stale,
)
from tests.builders import a_colleague

ADA = {
    "title": "A difference engine",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@engines.example",
    "phone": "+44 20 5550100",
    "job_title": "Analyst",
    "company_name": "Engines",
    "website": "https://engines.example",
    "address": {"city": "London"},
    "source": "fair",
    "description": "Wants two.",
    "tags": ["vip"],
    "value": "1200.50",
    "currency": "GBP",
    "expected_close_date": "2199-01-31",
    "next_step": "Call",
}


def undo_latest(crm, actor):
    latest = crm.run(actor, list_change_sets).items[0]
    return crm.run(actor, undo_change_set, latest.id)


def counts(crm, actor):
    lists = (list_contacts, list_companies, list_opportunities)
    return [crm.run(actor, each).total for each in lists]


def test_nothing_is_typed_again(crm, actor):
    """
    Contact, company and opportunity get all that the lead knows, own fields of the
    same name and kind included.
    """
    for record in ("lead", "contact", "company", "opportunity"):
        kind = "number" if record == "company" else "text"
        crm.run(actor, add_custom_field, record=record, name="colour", kind=kind)
    lead = crm.run(actor, add_lead, **ADA, custom={"colour": "red"})
    done = crm.run(actor, convert_lead, lead.id, notes="At last")
    contact = crm.run(actor, get_contact, done.contact_id)
    company = crm.run(actor, get_company, done.company_id)
    deal = crm.run(actor, get_opportunity, done.opportunity_id)
    converted = crm.run(actor, get_lead, lead.id)

    assert (
        "Ada Lovelace",
        "ada@engines.example",
        "+44 20 5550100",
        "Analyst",
        "fair",
        "Wants two.",
        ("vip",),
        company.id,
        {"city": "London"},
        {"colour": "red"},
    ) == (
        contact.name,
        contact.email,
        contact.phone,
        contact.title,
        contact.lead_source,
        contact.notes,
        contact.tags,
        contact.company_id,
        contact.address,
        dict(contact.custom),
    )
    assert ("Engines", "engines.example", {}) == (
        company.name,
        company.domain,
        dict(company.custom),
    )
    assert (
        "A difference engine",
        Decimal("1200.50"),
        "GBP",
        lead.expected_close_date,
        "Call",
        contact.id,
        company.id,
        lead.id,
        ("vip",),
        {"colour": "red"},
    ) == (
        deal.name,
        deal.value,
        deal.currency,
        deal.expected_close_date,
        deal.next_step,
        deal.contact_id,
        deal.company_id,
        deal.lead_id,
        deal.tags,
        dict(deal.custom),
    )
    assert (LeadStatus.CONVERTED, "converted", actor.user_id, 100) == (
        converted.status,
        converted.stage,
        converted.converted_by,
        converted.probability,
    )
    way = crm.run(actor, stage_history, RecordRef("lead", lead.id))
    assert ("converted", "At last") == (way[-1].to_stage, way[-1].notes)


def test_converting_again_changes_nothing(crm, actor):
    """
    A repetition answers the same, even with the version that the first one saw, and
    makes nothing.
    """
    lead = crm.run(actor, add_lead, **ADA)
    first = crm.run(actor, convert_lead, lead.id, version=1)
    sets = crm.run(actor, list_change_sets).total
    again = crm.run(actor, convert_lead, lead.id, version=1)

    assert first == again
    assert [1, 1, 1] == counts(crm, actor)
    assert sets == crm.run(actor, list_change_sets).total


def test_conversions_at_the_same_moment_are_one(crm, actor):
    """
    Of several at once, one converts and all answer the same.
    """
    lead = crm.run(actor, add_lead, **ADA)
    answers = []
    threads = [
        Thread(target=lambda: answers.append(crm.run(actor, convert_lead, lead.id)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 4 == len(answers)
    assert 1 == len(set(answers))
    assert [1, 1, 1] == counts(crm, actor)


def test_undo_brings_the_lead_back(crm, actor):
    """
    Undoing the conversion restores the lead exactly, removes what was made, and lets
    it be converted anew.
    """
    lead = crm.run(actor, add_lead, **ADA)
    before = crm.run(actor, move_lead, lead.id, stage="proposal")
    crm.run(actor, convert_lead, lead.id)
    undone = undo_latest(crm, actor)
    after = crm.run(actor, get_lead, lead.id)

    assert () == undone.kept
    assert [0, 0, 0] == counts(crm, actor)
    own = {"version", "updated_at"}
    assert {n: v for n, v in before.values.items() if n not in own} == {
        n: v for n, v in after.values.items() if n not in own
    }
    way = crm.run(actor, stage_history, RecordRef("lead", lead.id))
    assert ["new", "proposal"] == [each.to_stage for each in way]
    assert crm.run(actor, convert_lead, lead.id).opportunity_id is not None


def test_known_people_and_companies_are_matched(crm, actor):
    """
    A contact of the same address and a company of the same domain are taken, get what
    they lack, and keep what they have.
    """
    company = crm.run(actor, add_company, name="Engines Ltd", website="engines.example")
    lead = crm.run(actor, add_lead, **ADA)
    contact = crm.run(
        actor,
        add_contact,
        last_name="Byron",
        email="ADA@engines.example",
        title="Countess",
    )
    done = crm.run(actor, convert_lead, lead.id)
    now = crm.run(actor, get_contact, contact.id)

    assert (contact.id, company.id) == (done.contact_id, done.company_id)
    assert ("Byron", "", "Countess", "+44 20 5550100", company.id, ("vip",)) == (
        now.last_name,
        now.first_name,
        now.title,
        now.phone,
        now.company_id,
        now.tags,
    )
    assert [1, 1, 1] == counts(crm, actor)


def test_an_existing_opportunity_is_joined(crm, actor):
    """
    The opportunity gets the lead and whom it lacks, and no other one is made.
    """
    lead = crm.run(actor, add_lead, **ADA)
    deal = crm.run(actor, add_opportunity, name="Deal", value=5)
    done = crm.run(actor, convert_lead, lead.id, opportunity_id=deal.id)
    now = crm.run(actor, get_opportunity, deal.id)

    assert deal.id == done.opportunity_id
    assert (lead.id, done.contact_id, done.company_id, Decimal(5)) == (
        now.lead_id,
        now.contact_id,
        now.company_id,
        now.value,
    )
    assert [1, 1, 1] == counts(crm, actor)


def test_without_an_opportunity(crm, actor):
    """
    A lead may become a contact and company only; values for an opportunity that will
    not be are refused, and nothing is done.
    """
    lead = crm.run(actor, add_lead, **ADA)
    with pytest.raises(Invalid) as refused:
        crm.run(actor, convert_lead, lead.id, opportunity=False, value=3)
    done = crm.run(actor, convert_lead, lead.id, opportunity=False)

    assert ["value"] == [error.field for error in refused.value.errors]
    assert done.opportunity_id is None
    assert [1, 1, 0] == counts(crm, actor)


def test_the_opportunity_may_differ(crm, actor):
    """
    Its values may be said with the conversion; a wrong one undoes everything.
    """
    lead = crm.run(actor, add_lead, **ADA)
    with pytest.raises(Invalid) as refused:
        crm.run(actor, convert_lead, lead.id, value=-1, stage="nowhere")
    assert [0, 0, 0] == counts(crm, actor)
    assert {"value"} <= {error.field for error in refused.value.errors}
    done = crm.run(
        actor, convert_lead, lead.id, name="Engines", value=7, stage="proposal"
    )
    deal = crm.run(actor, get_opportunity, done.opportunity_id)
    assert ("Engines", Decimal(7), "proposal") == (deal.name, deal.value, deal.stage)


@pytest.mark.parametrize("kind", ["contact_id", "company_id", "opportunity_id"])
def test_foreign_records_are_refused(crm, actor, other_actor, kind):
    """
    A record of another organization is unknown, by the name of its field.
    """
    lead = crm.run(actor, add_lead, title="Boat")
    foreign = {
        "contact_id": lambda: crm.run(other_actor, add_contact, last_name="X"),
        "company_id": lambda: crm.run(other_actor, add_company, name="X"),
        "opportunity_id": lambda: crm.run(other_actor, add_opportunity, name="X"),
    }[kind]()
    with pytest.raises(Invalid) as refused:
        crm.run(actor, convert_lead, lead.id, **{kind: foreign.id})

    assert [(kind, "unknown")] == [(e.field, e.code) for e in refused.value.errors]
    assert [0, 0, 0] == counts(crm, actor)


def test_a_converted_lead_is_closed(crm, actor):
    """
    It takes no edit, move, answer or disqualification; it may go to the archive.
    """
    lead = crm.run(actor, add_lead, title="Boat")
    crm.run(actor, convert_lead, lead.id)
    for use_case, fields in (
        (edit_lead, {"title": "Ship"}),
        (move_lead, {"stage": "new"}),
        (disqualify_lead, {"lost_reason": "Other"}),
        (respond_to_lead, {}),
    ):
        with pytest.raises(LeadClosed):
            crm.run(actor, use_case, lead.id, **fields)
    with pytest.raises(LeadClosed):
        crm.run(actor, edit_leads, ids=[lead.id], add_tags=["x"])
    crm.run(actor, edit_leads, ids=[lead.id], archive=True)


def test_a_lead_is_not_purged_while_an_opportunity_is_from_it(crm, actor):
    """
    Its opportunity would point at nothing.
    """
    lead = crm.run(actor, add_lead, title="Boat")
    crm.run(actor, convert_lead, lead.id)
    crm.run(actor, archive_lead, lead.id)
    with pytest.raises(LeadInUse):
        crm.run(actor, purge_lead, lead.id)


def test_a_lead_that_was_given_up_is_not_converted(crm, actor):
    """
    It is to be reopened first.
    """
    lead = crm.run(actor, add_lead, title="Boat")
    crm.run(actor, disqualify_lead, lead.id, lost_reason="Other")
    with pytest.raises(Conflict):
        crm.run(actor, convert_lead, lead.id)


def test_a_stale_conversion_is_refused(crm, actor):
    """
    Somebody has changed the lead since.
    """
    lead = crm.run(actor, add_lead, title="Boat")
    crm.run(actor, edit_lead, lead.id, product="Sail")
    with pytest.raises(Stale):
        crm.run(actor, convert_lead, lead.id, version=1)


def test_who_converts_may_make_what_comes_of_it(crm, actor):
    """
    The rights to make each record are needed too.
    """
    lead = crm.run(actor, add_lead, **ADA)
    for missing in (
        Permission.LEAD_CONVERT,
        Permission.CONTACT_WRITE,
        Permission.COMPANY_WRITE,
        Permission.OPPORTUNITY_WRITE,
    ):
        with pytest.raises(Forbidden):
            crm.run(
                a_colleague(actor, without={missing}),
                convert_lead,
                lead.id,
            )
    assert [0, 0, 0] == counts(crm, actor)


def test_an_archived_lead_is_not_converted(crm, actor):
    """
    It is not found.
    """
    lead = crm.run(actor, add_lead, title="Boat")
    crm.run(actor, archive_lead, lead.id)
    with pytest.raises(NotFound):
        crm.run(actor, convert_lead, lead.id)
