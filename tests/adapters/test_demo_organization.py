"""
Northwind Harbour is filled once, through the product's own use cases.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from crm_adapters.demo.members import ADMIN, MEMBERS, ROSA
from crm_adapters.demo.organization import (
    NAME,
    UNFINISHED,
    DemoUnfinished,
    Size,
    fill_organization,
)
from crm_adapters.demo.pretending import Clock
from crm_adapters.postgres import PostgresWorks, connect_engine
from crm_core import Crm
from crm_core.access import (
    DEFAULT_ROLES,
    actor_with,
    list_users,
    rename_organization,
    show_organization,
)
from crm_core.activities import list_activities
from crm_core.changes import list_change_sets
from crm_core.companies import list_companies
from crm_core.contacts import CONTACT_FIELDS, list_contacts
from crm_core.leads import list_leads
from crm_core.opportunities import list_opportunities, opportunity_board
from crm_core.pipelines import stage_history
from crm_core.shared import PageRequest, RecordRef, parse_text

pytestmark = pytest.mark.postgres

LITTLE = Size(companies=9, contacts=70, leads=30, deals=20, batch=4)
EVERYTHING = PageRequest(size=200)


@pytest.fixture
def clock():
    """
    The clock of the demo.
    """
    return Clock(datetime.now(UTC))


@pytest.fixture
def crm(fresh_database_url, clock):
    """
    A CRM that knows nobody yet.
    """
    engine = connect_engine(fresh_database_url)
    yield Crm(PostgresWorks(engine, clock=clock, new_id=clock.new_id))
    engine.dispose()


def everybody(crm):
    """
    All contacts, archived or not.
    """
    query = parse_text("archived:any", CONTACT_FIELDS)
    return crm.run(ADMIN.actor, list_contacts, query, EVERYTHING).items


def test_it_is_filled_once(crm, clock):
    """
    The people, companies in groups, contacts, and a history of three years.
    """
    told = []
    fill_organization(
        crm, clock, LITTLE, progress=lambda done, of: told.append((done, of))
    )
    contacts, trail = everybody(crm), crm.run(ADMIN.actor, list_change_sets)
    fill_organization(crm, clock, LITTLE)

    companies = crm.run(ADMIN.actor, list_companies).items
    leads = crm.run(ADMIN.actor, list_leads, None, EVERYTHING).items
    made = {lead.contact_id for lead in leads if lead.status == "converted"}
    assert (9, 70) == (len(companies), len({row.id for row in contacts} - made))
    assert made
    assert any(company.parent_id for company in companies)
    assert any(company.custom for company in companies)
    assert any(contact.archived_at for contact in contacts)
    assert any(contact.consents for contact in contacts)
    assert {member.email for member in MEMBERS} == {
        user.email for user in crm.run(ADMIN.actor, list_users)
    }
    oldest = min(contact.created_at for contact in contacts)
    assert oldest < datetime.now(UTC) - timedelta(days=700)
    assert (70, 70) == told[-1]
    assert NAME == crm.run(ADMIN.actor, show_organization).name
    assert trail == crm.run(ADMIN.actor, list_change_sets)


def test_a_year_of_selling(crm, clock):
    """
    Leads and deals in many states, with the way they went; every deal that was made of
    a lead names it, and nothing happened in the future.
    """
    fill_organization(crm, clock, LITTLE)
    leads = crm.run(ADMIN.actor, list_leads, None, EVERYTHING).items
    deals = crm.run(ADMIN.actor, list_opportunities, None, EVERYTHING).items
    board = crm.run(ADMIN.actor, opportunity_board, closed=True)
    ways = [
        crm.run(ADMIN.actor, stage_history, RecordRef("opportunity", deal.id))
        for deal in deals
    ]

    assert {"converted", "disqualified"} <= {lead.status for lead in leads}
    assert {"open", "won", "lost"} == {deal.status for deal in deals}
    assert 30 == len(leads)
    assert len(deals) == sum(column.count for column in board.columns)
    assert {lead.opportunity_id for lead in leads if lead.opportunity_id} == {
        deal.id for deal in deals if deal.lead_id
    }
    assert any(len(way) > 3 for way in ways)
    assert all(move.created_at <= datetime.now(UTC) for way in ways for move in way)
    assert () == board.columns[0].value.unconverted


def test_a_rep_of_it_sees_a_part(crm, clock):
    """
    So the demo shows what roles do.
    """
    fill_organization(crm, clock, LITTLE)
    rosa = actor_with(
        ["rep"],
        DEFAULT_ROLES,
        user_id=ROSA.id,
        organization_id=ROSA.actor.organization_id,
    )

    assert 0 < crm.run(rosa, list_contacts).total < len(everybody(crm))


def test_an_interrupted_filling_is_told(crm, clock):
    """
    Half a demo does not pass for a whole one.
    """
    fill_organization(crm, clock, LITTLE)
    crm.run(ADMIN.actor, rename_organization, name=UNFINISHED)

    with pytest.raises(DemoUnfinished):
        fill_organization(crm, clock, LITTLE)


def test_people_have_been_at_work(crm, clock):
    """
    There are calls, meetings, mails, tasks and notes of a year, most of them done, some
    late and some ahead, about people, leads and deals.
    """
    fill_organization(crm, clock, LITTLE)
    rows = crm.run(ADMIN.actor, list_activities, None, EVERYTHING).items
    late = crm.run(ADMIN.actor, list_activities, None, EVERYTHING, overdue=True)
    statuses = Counter(row.status for row in rows)

    assert {"call", "meeting", "email", "task", "note"} == {row.type for row in rows}
    assert {"contact", "lead", "opportunity"} == {
        each["kind"] for row in rows for each in row.about
    }
    assert statuses["completed"] > len(rows) / 2
    assert 0 < late.total < statuses["pending"]
