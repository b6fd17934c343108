"""
Leads and opportunities go with the people and companies that they are about.
"""

import pytest

from crm_core.companies import (
    CompanyInUse,
    add_company,
    archive_company,
    purge_company,
)
from crm_core.contacts import add_contact, archive_contact, purge_contact
from crm_core.duplicates import merge_companies, merge_contacts, unmerge
from crm_core.leads import add_lead, get_lead
from crm_core.opportunities import add_opportunity, get_opportunity
from crm_core.shared import Conflict


@pytest.fixture
def people(crm, actor):
    """
    Two records of one person.
    """
    return [
        crm.run(actor, add_contact, first_name=name, last_name="Lee")
        for name in ("Ada", "A.")
    ]


@pytest.fixture
def firms(crm, actor):
    """
    Two records of one company.
    """
    return [crm.run(actor, add_company, name=name) for name in ("Acme", "Zeta")]


@pytest.fixture
def deal(crm, actor, people, firms):
    """
    One that points at the second of each, and has both in roles.
    """
    roles = [{"contact_id": str(each.id), "role": each.first_name} for each in people]
    return crm.run(
        actor,
        add_opportunity,
        name="Deal",
        contact_id=str(people[1].id),
        company_id=str(firms[1].id),
        contact_roles=roles,
    )


@pytest.fixture
def lead(crm, actor, people, firms):
    """
    One from the second of each.
    """
    ids = {"contact_id": str(people[1].id), "company_id": str(firms[1].id)}
    return crm.run(actor, add_lead, title="Lead", **ids)


def pointers(crm, actor, deal, lead):
    """
    Whom the deal and the lead point at.
    """
    stored, captured = (
        crm.run(actor, get_opportunity, deal.id),
        crm.run(actor, get_lead, lead.id),
    )
    return {
        "contacts": (stored.contact_id, captured.contact_id),
        "companies": (stored.company_id, captured.company_id),
        "roles": [(each.contact_id, each.role) for each in stored.contact_roles],
    }


def test_people_take_their_deals_along(crm, actor, people, deal, lead):
    """
    To the one that is left, both roles told as one; taken apart, each has its own.
    """
    kept, gone = people
    before = pointers(crm, actor, deal, lead)
    merged = crm.run(actor, merge_contacts, [kept.id, gone.id])
    moved = pointers(crm, actor, deal, lead)
    crm.run(actor, unmerge, merged.merge_id)

    assert {"lead": 1, "opportunity": 1} == {m.kind: m.count for m in merged.moved}
    assert (kept.id, kept.id) == moved["contacts"]
    assert [(kept.id, "Ada, A.")] == moved["roles"]
    assert before == pointers(crm, actor, deal, lead)


def test_companies_take_their_deals_along(crm, actor, firms, deal, lead):
    """
    To the one that is left; taken apart, each has its own.
    """
    kept, gone = firms
    before = pointers(crm, actor, deal, lead)
    merged = crm.run(actor, merge_companies, [kept.id, gone.id])
    moved = pointers(crm, actor, deal, lead)
    crm.run(actor, unmerge, merged.merge_id)

    assert (kept.id, kept.id) == moved["companies"]
    assert before == pointers(crm, actor, deal, lead)


@pytest.mark.parametrize("place", [0, 1])
def test_whom_a_deal_points_at_is_not_purged(crm, actor, people, deal, place):
    """
    Neither its contact nor somebody who only has a role.
    """
    who = people[place]
    crm.run(actor, archive_contact, who.id)

    with pytest.raises(Conflict):
        crm.run(actor, purge_contact, who.id)
    stored = crm.run(actor, get_opportunity, deal.id)
    assert who.id in {each.contact_id for each in stored.contact_roles}


def test_a_company_with_deals_is_not_purged(crm, actor, firms, deal):
    """
    It stays as long as a deal points at it.
    """
    crm.run(actor, archive_company, firms[1].id)

    with pytest.raises(CompanyInUse):
        crm.run(actor, purge_company, firms[1].id)
    assert firms[1].id == crm.run(actor, get_opportunity, deal.id).company_id


def test_contacts_of_leads_stay(crm, actor, people, lead):
    """
    So is it with the contact of a lead.
    """
    crm.run(actor, archive_contact, people[1].id)

    with pytest.raises(Conflict):
        crm.run(actor, purge_contact, people[1].id)
    assert people[1].id == crm.run(actor, get_lead, lead.id).contact_id
