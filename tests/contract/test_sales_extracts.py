"""
Both adapters spell the same leads and opportunities the same, and find the same ones
by what imports know them by.
"""

import pytest

from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.custom_fields import add_custom_field
from crm_core.leads import LEAD_FIELDS, OPEN, add_lead, archive_lead
from crm_core.opportunities import (
    OPPORTUNITY_FIELDS,
    add_opportunity,
    archive_opportunity,
)
from crm_core.shared import parse_text
from crm_core.transfers import export_leads, export_opportunities
from tests.files.parts import exported_rows

from .worlds import a_world

pytestmark = pytest.mark.postgres

LOCAL = {"id", "contact_id", "company_id", "contact_roles", "created_at", "updated_at"}
FIELDS = {export_opportunities: OPPORTUNITY_FIELDS, export_leads: LEAD_FIELDS}


@pytest.fixture(scope="module")
def world(engine):
    """
    Deals and leads of three people, some in the archive, in memory and on PostgreSQL.
    """
    world = a_world(engine)
    for crm in world.crms:
        _fill(lambda *a, crm=crm, **n: crm.run(world.me, *a, **n), world.owners)
    return world


def _fill(run, owners):
    for record in ("lead", "opportunity"):
        run(add_custom_field, record=record, name="size", kind="number")
    firm = run(add_company, name="Müller & Co")
    ada = run(add_contact, first_name="Ada", last_name="Ö", email="ada@b.example")
    for place in range(12):
        owned = {"assigned_to": owners[place % 4], "custom": {"size": place}}
        linked = {"company_id": firm.id, "contact_id": ada.id} if place % 3 else {}
        deal = run(
            add_opportunity,
            name=f"Deal {place % 5}",
            value=f"{place}.50",
            stage=("proposal", "won", "lost")[place % 3],
            lost_reason="Price" if place % 3 == 2 else None,
            line_items=[{"product": "=A1", "unit_price": place, "quantity": "1.5"}],
            contact_roles=[{"contact_id": str(ada.id), "role": "x"}],
            tags=["VIP", "a b"],
            **owned,
            **linked,
        )
        lead = run(
            add_lead,
            title=f"Lead {place % 5}",
            email=f"p{place % 6}@b.example",
            address={"city": "Łódź"},
            answers={"need": "Some"},
            capture={"utm_term": "x"},
            employees=place,
            stage="disqualified" if place % 4 == 0 else "new",
            lost_reason="Other" if place % 4 == 0 else None,
            allow_duplicates=True,
            **owned,
            **linked,
        )
        if place == 11:
            run(archive_opportunity, deal.id)
            run(archive_lead, lead.id)


@pytest.mark.parametrize("seen", ["own", "team", "all"])
@pytest.mark.parametrize("export", FIELDS)
@pytest.mark.parametrize("text", ["", "archived:true", "-tags:VIP", "sort:-created_at"])
def test_both_spell_the_same(world, seen, export, text):
    """
    Every column of every record that the actor sees, in the same order.
    """
    actor = world.seen_as(seen)
    query = parse_text(text, FIELDS[export]) if text else None
    memory, postgres = (
        [
            {name: cell for name, cell in row.items() if name not in LOCAL}
            for row in exported_rows(crm, actor, export=export, query=query)
        ]
        for crm in world.crms
    )

    assert memory == postgres
    assert text or memory


def test_both_find_the_same(world):
    """
    By name at a company and anywhere, by e-mail address (open ones first, the latest
    first), by the value of a custom field; those in the archive are not found.
    """

    def found(work):
        deals, leads = work.opportunities, work.leads
        firm = work.companies.by_name(["muller & co"])["muller & co"][0]
        keys = [("deal 1", firm), ("deal 1", None), ("deal 9", None)]
        answers = (
            (deals, deals.by_name(keys)),
            (deals, deals.by_custom("size", ["3", "11", "99"])),
            (leads, leads.by_name(["lead 0", "none"])),
            (leads, leads.by_email(["p0@b.example", "p4@b.example"], OPEN)),
            (leads, leads.by_custom("size", ["7"])),
        )
        return [
            {
                _told(key, firm): [
                    next(iter(store.many([id]))).custom["size"] for id in ids
                ]
                for key, ids in answer.items()
            }
            for store, answer in answers
        ]

    memory, postgres = (crm.run(world.me, found) for crm in world.crms)

    assert memory == postgres
    assert [
        {"deal 1 there": ["1"], "deal 1": ["1", "6"]},
        {"3": ["3"]},
        {"lead 0": ["0", "5", "10"]},
        {"p0@b.example": ["6", "0"], "p4@b.example": ["10", "4"]},
        {"7": ["7"]},
    ] == memory


def _told(key, firm):
    if isinstance(key, str):
        return key
    return f"{key[0]} there" if key[1] == firm else key[0]
