"""
Several companies made one, in memory and on PostgreSQL.
"""

import pytest

from crm_core.changes import undo_change_set
from crm_core.companies import (
    CompanyCycle,
    add_company,
    archive_company,
    company_tree,
    edit_company,
    get_company,
    list_companies,
    show_company,
)
from crm_core.contacts import add_contact, archive_contact, get_contact
from crm_core.duplicates import merge_companies
from crm_core.shared import NotFound, Visibility
from tests.builders import a_colleague, names_found


def test_people_and_branches_move_with_their_company(crm, actor):
    """
    Contacts, further companies of contacts and branches point at the one left, also
    those in the archive and those that the actor may not see.
    """
    mine = a_colleague(actor, visibility=Visibility.OWN)
    keep = crm.run(mine, add_company, name="Acme", industry="Anvils")
    lose = crm.run(mine, add_company, name="ACME Ltd", website="https://acme.example")
    other = crm.run(actor, add_company, name="Other")
    branch = crm.run(actor, add_company, name="Branch", parent_id=lose.id)
    places = [
        {"company_id": lose.id, "role": "Advisor"},
        {"company_id": other.id},
        {"company_id": keep.id, "role": "Owner"},
    ]
    people = [
        crm.run(actor, add_contact, first_name="Hidden", company_id=lose.id),
        crm.run(mine, add_contact, first_name="Ann", affiliations=places),
        crm.run(mine, add_contact, first_name="Gone", company_id=lose.id),
    ]
    crm.run(mine, archive_contact, people[2].id)

    merged = crm.run(mine, merge_companies, [keep.id, lose.id])

    moved = {each.kind: each.count for each in merged.moved}
    assert {"contact": 3, "company": 1} == moved
    assert "acme.example" == merged.record.domain
    hidden, ann = (crm.run(actor, get_contact, each.id) for each in people[:2])
    assert keep.id == hidden.company_id
    assert [(keep.id, "Advisor, Owner"), (other.id, None)] == [
        (each.company_id, each.role) for each in ann.affiliations
    ]
    assert keep.id == crm.run(actor, get_company, branch.id).parent_id
    assert keep.id == crm.run(actor, show_company, lose.id).id
    assert ["Acme", "Branch"] == [
        node.name for node in crm.run(actor, company_tree, lose.id)
    ]
    assert {"Acme", "Other", "Branch"} == {
        row.name for row in crm.run(actor, list_companies).items
    }
    assert ["Hidden"] == names_found(crm, actor, "acme hidden")


def test_no_circle_closes(crm, actor):
    """
    A company that stood below one that is merged into it moves up; a parent given
    outright that would close a circle is refused.
    """
    top = crm.run(actor, add_company, name="Top")
    lose = crm.run(actor, add_company, name="Lose", parent_id=top.id)
    middle = crm.run(actor, add_company, name="Middle", parent_id=lose.id)
    keep = crm.run(actor, add_company, name="Keep", parent_id=middle.id)

    with pytest.raises(CompanyCycle):
        crm.run(actor, merge_companies, [keep.id, lose.id], parent_id=middle.id)
    merged = crm.run(actor, merge_companies, [keep.id, lose.id])

    assert top.id == crm.run(actor, get_company, keep.id).parent_id
    assert keep.id == crm.run(actor, get_company, middle.id).parent_id
    assert () == tuple(c for c in merged.conflicts if c.field == "parent_id")

    crm.run(actor, undo_change_set, merged.change_set_id)

    assert [lose.id, middle.id] == [
        crm.run(actor, get_company, each.id).parent_id for each in (middle, keep)
    ]


def test_parents_and_children_in_one_merge(crm, actor):
    """
    Companies that stand above and below each other become one, and come back so.
    """
    chain = [crm.run(actor, add_company, name="A")]
    for name in "BCDE":
        above = chain[-1].id
        chain.append(crm.run(actor, add_company, name=name, parent_id=above))
    ids = [each.id for each in chain]

    merged = crm.run(actor, merge_companies, ids, into=ids[2])

    assert [ids[2]] == [node.id for node in crm.run(actor, company_tree, ids[0])]
    crm.run(actor, undo_change_set, merged.change_set_id)
    assert [None, *ids[:-1]] == [
        crm.run(actor, get_company, id).parent_id for id in ids
    ]


def test_archived_companies_are_not_merged(crm, actor):
    """
    What is in the archive is brought back first.
    """
    keep, lose = (crm.run(actor, add_company, name=name) for name in ("Keep", "Lose"))
    crm.run(actor, archive_company, lose.id)

    with pytest.raises(NotFound):
        crm.run(actor, merge_companies, [keep.id, lose.id])


def test_an_edit_moves_the_old_company_no_more(crm, actor):
    """
    The company left can be edited and its people are found by its new name.
    """
    keep, lose = (crm.run(actor, add_company, name=name) for name in ("Keep", "Lose"))
    crm.run(actor, add_contact, first_name="Ann", company_id=lose.id)
    crm.run(actor, merge_companies, [keep.id, lose.id])

    crm.run(actor, edit_company, keep.id, name="Renamed")

    assert ["Ann"] == names_found(crm, actor, "renamed")
    assert [] == names_found(crm, actor, "lose")
