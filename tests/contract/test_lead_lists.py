"""
Lists and boards of leads: the same in memory and on PostgreSQL.
"""

from random import Random

import pytest
from attrs import evolve

from crm_adapters.memory import MemoryWorks
from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.access import save_user
from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.custom_fields import add_custom_field, list_custom_fields
from crm_core.leads import (
    LEAD_FIELDS,
    add_lead,
    archive_lead,
    disqualify_lead,
    lead_board,
    list_leads,
    respond_to_lead,
)
from crm_core.shared import PageRequest, Visibility, parse_text
from tests.builders import a_colleague, a_team, an_actor, ticking

pytestmark = pytest.mark.postgres

FILTERS = [
    "",
    "is:new",
    "is:new,working",
    "-is:disqualified",
    "stage:proposal",
    "email:ADA1@Example.COM",
    "email:none",
    "phone:49301",
    "first_name:ada",
    "company_name:Größe",
    "city:berlin",
    "country:none",
    "source:fair,web",
    "-source:fair",
    "value:>=100",
    "value:100..500",
    "value:none",
    "employees:<20",
    "qualified:25",
    "probability:>10",
    "probability_source:hand",
    "close:this-year",
    "close:none",
    "close:2199-01-01..2199-06-30",
    "next_step_on:any",
    "due:any",
    "due:>2026-03-15",
    "responded:none",
    "created:2026-03-14",
    "tag:VIP",
    "-tag:vip",
    "owner:me",
    "owner:team",
    "owner:none",
    "contact:any",
    "company:any",
    "lost_reason:other",
    "custom.colour:red",
    "custom.colour:none",
    "score:none",
    "currency:gbp",
    "ada",
    "größe ada",
    "boat 3",
    "example.com",
    "49 30 1",
    "lovelcae",
    "ada tag:vip is:new",
]
SORTS = [
    *("title", "-title", "email", "value", "-value", "score", "-score"),
    *("first_response_due_at", "-created_at", "updated_at"),
]


def person(random, number):
    """
    The raw values of a lead with a title of its own.
    """
    stage = random.choice(["new", "contacted", "proposal"])
    return {
        "title": f"Boat {number}",
        "first_name": random.choice(["Ada", "ada", "", "Zoë"]),
        "last_name": random.choice(["Lovelace", "O'Brien", ""]),
        "email": random.choice([None, f"Ada{number}@Example.com"]),
        "phone": random.choice([None, "+49 30 1", "0171 555"]),
        "company_name": random.choice([None, "Größe", "Port"]),
        "address": random.choice([None, {"city": "Berlin"}, {"country": "DE"}]),
        "source": random.choice([None, "Fair", "web"]),
        "value": random.choice([None, "100", "99.99", "5000"]),
        "currency": random.choice([None, "GBP"]),
        "employees": random.choice([None, 3, 20]),
        "answers": random.choice([{}, {"need": "Pressing"}, {"budget": "Planned"}]),
        "probability": random.choice([None, 0, 33]),
        "expected_close_date": random.choice([None, "2199-01-31", "2026-12-31"]),
        "next_step_on": random.choice([None, "2026-03-20"]),
        "tags": random.sample(["VIP", "gold"], random.randint(0, 2)),
        "stage": stage,
        "custom": random.choice([{}, {"colour": "Red"}, {"colour": "blue"}]),
    }


@pytest.fixture(scope="module")
def world(engine):
    """
    Two CRMs with the same leads, and who looks at them.
    """
    random, team = Random(11), a_team()
    me = an_actor(teams=frozenset({team}))
    mate, other = a_colleague(me, teams=frozenset({team})), a_colleague(me)
    crms = [Crm(MemoryWorks(ticking())), Crm(PostgresWorks(engine, ticking()))]
    for crm in crms:
        random.seed(11)
        for someone in (mate, other):
            crm.run(me, save_user, someone.user_id, teams=someone.teams)
        crm.run(me, add_custom_field, record="lead", name="colour", kind="text")
        crm.run(me, add_company, name="Port")
        crm.run(me, add_contact, last_name="Lovelace", email="ada1@example.com")
        for number in range(60):
            owners = [me.user_id, mate.user_id, other.user_id, None]
            values = person(random, number) | {"assigned_to": random.choice(owners)}
            lead = crm.run(me, add_lead, allow_duplicates=True, **values)
            what = random.random()
            if what < 0.1:
                crm.run(me, archive_lead, lead.id)
            elif what < 0.2:
                crm.run(me, disqualify_lead, lead.id, lost_reason="Other")
            elif what < 0.4:
                crm.run(me, respond_to_lead, lead.id)
    return crms, me


def found(crm, actor, text, sort=None, archived=None):
    """
    The titles of what a search finds, page after page.
    """
    own = crm.run(actor, list_custom_fields, "lead")
    fields = LEAD_FIELDS.with_custom(custom.field for custom in own)
    more = [("sort", sort)] if sort else []
    more += [("archived", archived)] if archived else []
    query, cursor, titles = parse_text(text, fields, more=more), None, []
    while True:
        request = PageRequest(size=7, cursor=cursor)
        page = crm.run(actor, list_leads, query, request)
        titles += [row.title for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return titles, page.corrected


@pytest.mark.parametrize("visibility", ["all", "team", "own"])
@pytest.mark.parametrize("text", FILTERS)
def test_filters_agree(world, text, visibility):
    """
    Each filter finds the same leads in the same order, page by page.
    """
    (memory, postgres), me = world
    me = evolve(me, visibility=Visibility(visibility))

    assert found(memory, me, text) == found(postgres, me, text)


@pytest.mark.parametrize("text", ["", "ada", "tag:vip"])
@pytest.mark.parametrize("sort", SORTS)
def test_orders_agree(world, sort, text):
    """
    Each order is the same, through the search index too, the archive included.
    """
    (memory, postgres), me = world
    ours, theirs = (
        found(crm, me, text, f"{sort},created_at" if text != "ada" else sort, "any")
        for crm in (memory, postgres)
    )

    assert ours == theirs


@pytest.mark.parametrize("text", ["", "value:>=100", "ada", "owner:team"])
def test_boards_agree(world, text):
    """
    Columns have the same counts, sums and cards.
    """
    crms, me = world
    query = parse_text(text, LEAD_FIELDS)

    def columns(crm):
        board = crm.run(me, lead_board, query=query, cards=3, closed=True)
        return [
            (c.stage.key, c.count, c.value, c.expected_value, titles(c.cards))
            for c in board.columns
        ]

    def titles(cards):
        return [card.record.title for card in cards]

    assert columns(crms[0]) == columns(crms[1])
