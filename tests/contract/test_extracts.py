"""
Both adapters spell the same records the same, and the same ones as lists show.
"""

import json

import pytest
from attrs import evolve

from crm_core.companies import list_companies
from crm_core.contacts import list_contacts
from crm_core.shared import PageRequest, Query, parse_text
from crm_core.transfers import all_parts, export_companies, export_contacts
from tests.contract.worlds import a_random, a_world, fields_of, fill

pytestmark = pytest.mark.postgres

LOCAL = {"id", "company_id", "parent_id", "created_at", "updated_at"}


@pytest.fixture(scope="module")
def world(engine):
    world = a_world(engine)
    fill(world, a_random(3))
    return world


def rows_of(crm, actor, export, query=None):
    """
    All rows of an export by name.
    """
    return [
        {
            column.name: json.loads(cell) if column.json and cell else cell
            for column, cell in zip(part.columns, cells, strict=True)
        }
        for part in all_parts(lambda after: crm.run(actor, export, query, after=after))
        for cells in part.rows
    ]


@pytest.mark.parametrize("seen", ["own", "team", "all"])
@pytest.mark.parametrize("export", [export_contacts, export_companies])
@pytest.mark.parametrize("text", ["", "archived:true", "search:port", "-tags:VIP"])
def test_both_spell_the_same(world, seen, export, text):
    """
    Every column of every record that the actor sees, in the same order.
    """
    actor = world.seen_as(seen)
    query = parse_text(text.replace("search:", ""), fields_of(world)) if text else None
    memory, postgres = (
        [
            {name: value for name, value in row.items() if name not in LOCAL}
            for row in rows_of(crm, actor, export, query)
        ]
        for crm in world.crms
    )

    assert memory == postgres


@pytest.mark.parametrize("seen", ["own", "team", "all"])
@pytest.mark.parametrize(
    ("export", "listing"),
    [(export_contacts, list_contacts), (export_companies, list_companies)],
)
def test_an_export_holds_what_the_list_shows(world, seen, export, listing):
    """
    EXP-07: the same records, live ones of the actor's sight alone, and of each no
    field that the list does not show.
    """
    actor = world.seen_as(seen)
    for crm in world.crms:
        shown = crm.run(actor, listing, Query(), PageRequest(size=200)).items
        given = rows_of(crm, actor, export)

        assert {str(row.id) for row in shown} == {row["id"] for row in given}
        by_id = {row["id"]: row for row in given}
        for row in shown:
            twin = by_id[str(row.id)]
            assert list(row.tags) == (twin["tags"] or [])
            assert (row.address or {}).get("city") == twin["city"]
            assert (row.phone, row.category) == (twin["phone"], twin["category"])


def test_parts_join_to_the_whole(world, monkeypatch):
    """
    In parts of three, whatever the order, nobody is missed and nobody met twice.
    """
    from crm_core.transfers import ExportRequest

    monkeypatch.setattr(ExportRequest, "largest", 3)
    for sort in ("name", "-email", "created_at", "-updated_at"):
        query = parse_text(f"sort:{sort}", fields_of(world))
        for crm in world.crms:
            ids = [row["id"] for row in rows_of(crm, world.me, export_contacts, query)]
            listed = crm.run(
                world.me, list_contacts, evolve(query), PageRequest(size=200)
            )
            assert [str(row.id) for row in listed.items] == ids
