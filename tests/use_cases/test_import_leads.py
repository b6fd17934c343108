"""
Leads from files, in memory and on PostgreSQL.
"""

from decimal import Decimal
from functools import partial

import pytest

from crm_core.access import save_user
from crm_core.companies import add_company, list_companies
from crm_core.contacts import add_contact, list_contacts
from crm_core.leads import (
    LeadStatus,
    add_lead,
    add_routing_rule,
    add_scoring_rule,
    convert_lead,
    get_lead,
    list_leads,
)
from crm_core.pipelines import stage_history
from crm_core.shared import PageRequest, Query, RecordRef
from crm_core.transfers import Noun, undo_transfer
from tests.builders import a_colleague
from tests.taking_in import driven, options_of, refused_lines

FILE = (
    "First Name,Last Name,Email,Phone,Company,Lead Source,Lead Status,Title,Value\n"
    "Ada,Lee,ada@b.example,+49 30 1,Acme,Fair,New,Dr,100\n"
    "Bob,Ray,bob@b.example,,Zeta,,Working - Contacted,CTO,\n"
    "Cleo,Fox,cleo@b.example,,,,Closed - Not Converted,,\n"
    "Dora,Poe,dora@b.example,,,,Closed - Converted,,\n"
    "Eve,,nobody,,,,New,,\n"
)


@pytest.fixture
def run(crm, actor):
    """
    Runs a use case for somebody who may do everything.
    """
    return partial(crm.run, actor)


@pytest.fixture
def take(run):
    """
    Takes in a file of leads.
    """

    def take(text, *, size=100, **options):
        return driven(run, text, Noun.LEADS, options_of(**options), size=size)

    return take


def leads(run):
    """
    Every lead by its title.
    """
    found = run(list_leads, Query(), PageRequest(size=200)).items
    assert len({row.title for row in found}) == len(found)
    return {row.title: row for row in found}


def figures(done):
    """
    Rows created, updated, unchanged and repeated, and refused.
    """
    told = done.figures
    return (told.created, told.updated, told.unchanged, told.repeated, done.refused)


@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_file_of_leads(run, take, size):
    """
    States of other programs are stages, converted ones too; nobody and no company is
    made; the same file again changes nothing.
    """
    first, found = take(FILE, size=size), leads(run)
    again = take(FILE, size=size)

    assert [(4, 0, 0, 0, 1), (0, 0, 4, 0, 1)] == [figures(first), figures(again)]
    assert {
        "Ada Lee": ("new", LeadStatus.NEW),
        "Bob Ray": ("contacted", LeadStatus.WORKING),
        "Cleo Fox": ("disqualified", LeadStatus.DISQUALIFIED),
        "Dora Poe": ("converted", LeadStatus.CONVERTED),
    } == {name: (row.stage, row.status) for name, row in found.items()}
    ada, bob = found["Ada Lee"], found["Bob Ray"]
    assert ("Acme", "Fair", Decimal(100)) == (ada.company_name, ada.source, ada.value)
    assert (None, "CTO") == (ada.first_response_due_at, bob.job_title)
    assert "Other" == found["Cleo Fox"].lost_reason
    assert found == leads(run)
    assert ([], []) == (run(list_companies).items, run(list_contacts).items)
    assert [(6, "Email: Not an e-mail address.")] == refused_lines(run, first)


def test_whom_leads_are_from(run, take):
    """
    The contact of the e-mail address, and the company of the domain or name, are
    linked.
    """
    firm = run(add_company, name="Acme", domain="acme.example")
    ada = run(add_contact, first_name="Ada", email="ada@b.example")
    take("Name,Email,Website\nAda X,ADA@b.example,https://www.acme.example/x\n")
    lead = leads(run)["Ada X"]

    assert (ada.id, firm.id) == (lead.contact_id, lead.company_id)


def test_an_open_lead_of_the_address_is_the_one(run, take):
    """
    Of several leads of one address a row is about the open one; rows of one address
    are one lead.
    """
    old = run(add_lead, title="Old", email="a@b.example", stage="disqualified",
              lost_reason="Other")  # fmt: skip
    new = run(add_lead, title="New", email="a@b.example", allow_duplicates=True)
    done = take("Email,Source,Medium\na@b.example,Fair,\nA@B.example,Web,mail\n")

    assert (0, 1, 0, 1, 0) == figures(done)
    assert ("Fair", "mail") == (
        run(get_lead, new.id).source,
        run(get_lead, new.id).medium,
    )
    assert run(get_lead, old.id).source is None


def test_leads_without_an_address(run, take):
    """
    They are known by title and company, as many as there are rows.
    """
    text = "Lead title,Company,Phone\nAsk,Acme,1234567\nAsk,Acme,1234568\nAsk,Zeta,\n"
    first, again = take(text, size=2), take(text, size=1)

    assert [(3, 0, 0, 0, 0), (0, 0, 3, 0, 0)] == [figures(first), figures(again)]


def test_a_converted_lead_stays_as_it_is(run, take):
    """
    A row that would change it is refused; so is one that would convert an open one.
    """
    lead = run(add_lead, title="A", email="a@b.example", first_name="Ada")
    run(convert_lead, lead.id)
    run(add_lead, title="B", email="b@b.example")
    done = take(
        "Email,Lead status,Source\na@b.example,Converted,Web\nb@b.example,Converted,\n"
    )

    assert [
        (2, "Lead status: It is converted, and stays as it is."),
        (3, "Lead status: Convert the lead here; that moves it to Converted."),
    ] == refused_lines(run, done)


def test_leads_are_routed_and_scored(run, actor, take):
    """
    New open ones whose owner the file does not say; the others are the importer's.
    """
    mate = a_colleague(actor)
    run(save_user, mate.user_id, name="Mate", email="mate@x.example")
    run(save_user, actor.user_id, name="Me", email="me@x.example")
    run(add_routing_rule, name="All", users=[str(mate.user_id)])
    run(add_scoring_rule, name="Fair", points=30, when="source:Fair")
    take(
        "Email,Source,Lead status,Owner\na@b.example,Fair,,\nb@b.example,,,me@x.example\n"
        "c@b.example,,Junk lead,\n"
    )
    found = leads(run)

    assert {
        "a@b.example": mate.user_id,
        "b@b.example": actor.user_id,
        "c@b.example": actor.user_id,
    } == {title: row.assigned_to for title, row in found.items()}
    assert found["a@b.example"].score > 0


def test_moves_and_undo(run, take):
    """
    A lead moves with the file; the import is taken back whole.
    """
    lead = run(add_lead, title="A", email="a@b.example")
    done = take("Email,Lead status\na@b.example,Proposal\nz@b.example,\n")
    way = run(stage_history, RecordRef("lead", lead.id))
    run(undo_transfer, done.id)

    assert ["new", "proposal"] == [each.to_stage for each in way]
    assert {"A": "new"} == {title: row.stage for title, row in leads(run).items()}
