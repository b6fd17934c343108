"""
Stories of companies and their hierarchies, in memory and on PostgreSQL.
"""

from uuid import uuid4

import pytest

from crm_core.companies import (
    COMPANY_FIELDS,
    CompanyCycle,
    CompanyInUse,
    add_company,
    archive_company,
    company_tree,
    edit_companies,
    edit_company,
    get_company,
    list_companies,
    purge_company,
    restore_company,
    show_company,
)
from crm_core.contacts import add_contact, archive_contact, purge_contact
from crm_core.shared import Invalid, NotFound, Stale, parse_text
from tests.storage import unchanged

FULL = {
    "name": "Blue Harbor",
    "industry": "Trade",
    "size": "11-50",
    "website": "www.blue.example/about",
    "phone": "+49 30 90",
    "address": {"street": "Kai 1", "city": "Hamburg"},
    "description": "Two\nlines",
    "category": "Customer",
    "tags": ["VIP"],
}


def names(crm, actor, text=""):
    query = parse_text(text, COMPANY_FIELDS)
    return [row.name for row in crm.run(actor, list_companies, query).items]


def shape(crm, actor, company):
    return [
        (node.name, node.depth, node.contacts, node.contacts_below)
        for node in crm.run(actor, company_tree, company.id)
    ]


def test_round_trip(crm, actor):
    """
    What is added is what is read; the domain comes from the website.
    """
    added = crm.run(actor, add_company, **FULL)
    row = crm.run(actor, show_company, added.id)

    assert added == crm.run(actor, get_company, added.id)
    assert [row] == crm.run(actor, list_companies).items
    assert ("blue.example", "https://www.blue.example/about") == (
        row.domain,
        row.website,
    )
    assert (actor.user_id, 1, ["VIP"]) == (row.assigned_to, row.version, row.tags)


def test_edit(works, crm, actor):
    """
    An edit changes the fields it names; a stale one changes nothing.
    """
    added = crm.run(actor, add_company, **FULL)
    edited = crm.run(actor, edit_company, added.id, version=1, name="Port", size=None)

    assert edited == crm.run(actor, get_company, added.id)
    assert ("Port", None, "Trade", 2) == (
        edited.name,
        edited.size,
        edited.industry,
        edited.version,
    )
    with unchanged(works), pytest.raises(Stale):
        crm.run(actor, edit_company, added.id, version=1, name="x")
    with unchanged(works), pytest.raises(Invalid):
        crm.run(actor, edit_company, added.id, name=None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("blue", True),
        ("HARB blue", True),
        ("hamburg", True),
        ("trade", True),
        ("4930", True),
        ("tag:VIP city:hamburg", True),
        ("domain:blue.example", True),
        ("zzzz", False),
        ("-tag:vip", False),
    ],
)
def test_search(crm, actor, text, found):
    """
    A company is found by name, place, trade and number.
    """
    crm.run(actor, add_company, **FULL)

    assert (["Blue Harbor"] if found else []) == names(crm, actor, text)


def test_archive_and_purge(works, crm, actor):
    """
    The archive hides a company and gives it back; only from there it is deleted.
    """
    added = crm.run(actor, add_company, **FULL)
    with unchanged(works), pytest.raises(NotFound):
        crm.run(actor, purge_company, added.id)
    crm.run(actor, archive_company, added.id)
    for use_case in (show_company, get_company, archive_company, company_tree):
        with unchanged(works), pytest.raises(NotFound):
            crm.run(actor, use_case, added.id)

    assert [] == names(crm, actor)
    assert ["Blue Harbor"] == names(crm, actor, "archived:true")
    crm.run(actor, restore_company, added.id)
    assert ["Blue Harbor"] == names(crm, actor, "blue")
    crm.run(actor, archive_company, added.id)
    crm.run(actor, purge_company, added.id)
    assert [] == names(crm, actor, "archived:any")


@pytest.mark.parametrize("pointing", ["contact", "affiliation", "child"])
def test_in_use(works, crm, actor, pointing):
    """
    CON-09: a company that others point at is not deleted, archived or not.
    """
    company = crm.run(actor, add_company, **FULL)
    match pointing:
        case "contact":
            added = crm.run(actor, add_contact, first_name="A", company_id=company.id)
            crm.run(actor, archive_contact, added.id)
        case "affiliation":
            further = [{"company_id": company.id}]
            added = crm.run(actor, add_contact, first_name="A", affiliations=further)
        case "child":
            crm.run(actor, add_company, name="Child", parent_id=company.id)
    crm.run(actor, archive_company, company.id)
    with unchanged(works), pytest.raises(CompanyInUse) as caught:
        crm.run(actor, purge_company, company.id)

    assert {"id": company.id} == caught.value.details


def test_no_longer_in_use(crm, actor):
    """
    When nobody points at it any more, it can be deleted.
    """
    company = crm.run(actor, add_company, **FULL)
    contact = crm.run(actor, add_contact, first_name="A", company_id=company.id)
    crm.run(actor, archive_contact, contact.id)
    crm.run(actor, purge_contact, contact.id)
    crm.run(actor, archive_company, company.id)
    crm.run(actor, purge_company, company.id)

    assert [] == names(crm, actor, "archived:any")


def test_tree(crm, actor):
    """
    A hierarchy shows parents before children, and counts live people once in each
    branch, however many of its companies they work for.
    """
    top = crm.run(actor, add_company, name="Top")
    left = crm.run(actor, add_company, name="Left", parent_id=top.id)
    right = crm.run(actor, add_company, name="Right", parent_id=top.id)
    leaf = crm.run(actor, add_company, name="Leaf", parent_id=str(left.id))
    crm.run(actor, add_contact, first_name="A", company_id=leaf.id)
    crm.run(
        actor,
        add_contact,
        first_name="B",
        company_id=leaf.id,
        affiliations=[{"company_id": left.id}, {"company_id": right.id}],
    )
    gone = crm.run(actor, add_contact, first_name="C", company_id=top.id)
    crm.run(actor, archive_contact, gone.id)
    expected = [
        ("Top", 0, 0, 2),
        ("Left", 1, 1, 2),
        ("Leaf", 2, 2, 2),
        ("Right", 1, 1, 1),
    ]

    for company in (top, left, right, leaf):
        assert expected == shape(crm, actor, company)


def test_tree_around_the_archive(crm, actor):
    """
    An archived company parts its hierarchy; what is below it still has one.
    """
    top = crm.run(actor, add_company, name="Top")
    middle = crm.run(actor, add_company, name="Middle", parent_id=top.id)
    leaf = crm.run(actor, add_company, name="Leaf", parent_id=middle.id)
    crm.run(actor, archive_company, middle.id)

    assert [("Top", 0, 0, 0)] == shape(crm, actor, top)
    assert [("Leaf", 0, 0, 0)] == shape(crm, actor, leaf)


def test_cycle(works, crm, actor):
    """
    A company never stands below itself, by whatever way around.
    """
    top = crm.run(actor, add_company, name="Top")
    middle = crm.run(actor, add_company, name="Middle", parent_id=top.id)
    leaf = crm.run(actor, add_company, name="Leaf", parent_id=middle.id)
    for below in (top, middle, leaf):
        with unchanged(works), pytest.raises(CompanyCycle):
            crm.run(actor, edit_company, top.id, parent_id=below.id)


def test_cycle_in_bulk(works, crm, actor):
    """
    No bulk edit closes a circle either.
    """
    top = crm.run(actor, add_company, name="Top")
    leaf = crm.run(actor, add_company, name="Leaf", parent_id=top.id)
    with unchanged(works), pytest.raises(CompanyCycle):
        crm.run(actor, edit_companies, ids=[top.id], parent_id=leaf.id)


@pytest.mark.parametrize("field", ["parent_id", "assigned_to"])
def test_unknown_reference(works, crm, actor, other_actor, field):
    """
    A parent or owner that is not of the organization is refused by name (TEN-04).
    """
    theirs = crm.run(other_actor, add_company, name="Theirs")
    for id in (theirs.id, other_actor.user_id, uuid4()):
        with unchanged(works), pytest.raises(Invalid) as caught:
            crm.run(actor, add_company, name="Ours", **{field: str(id)})

        assert [(field, "unknown")] == [(e.field, e.code) for e in caught.value.errors]


def test_bulk(crm, actor):
    """
    Many companies are edited, tagged and archived at once.
    """
    added = [crm.run(actor, add_company, name=f"C{n}", tags=["old"]) for n in range(3)]
    changed = crm.run(
        actor,
        edit_companies,
        query=parse_text("tag:old", COMPANY_FIELDS),
        add_tags=["New"],
        remove_tags=["OLD"],
        industry="Trade",
    )

    assert {company.id for company in added} == {*changed}
    assert ["C2", "C1", "C0"] == names(crm, actor, "tag:new industry:trade -tag:old")
    crm.run(actor, edit_companies, ids=changed[:2], archive=True)
    assert ["C2"] == names(crm, actor)
