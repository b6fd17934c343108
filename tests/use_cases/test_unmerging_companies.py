"""
Taking merges of companies apart again, in memory and on PostgreSQL.
"""

from crm_core.companies import add_company, edit_company, get_company, list_companies
from crm_core.contacts import add_contact, edit_contact, get_contact
from crm_core.duplicates import merge_companies, unmerge
from crm_core.shared import Visibility
from tests.builders import a_colleague, names_found


def add(crm, actor, **given):
    return crm.run(actor, add_contact, **given)


def get(crm, actor, record):
    return crm.run(actor, get_contact, record.id)


def told(undone):
    return {(each.record.id, each.field): each for each in undone.kept}


def test_what_moved_moves_back_unless_it_moved_on(crm, actor):
    """
    People and branches go back to the company that is back; who has joined another
    company since stays there, and so does who came after the merge.
    """
    keep, lose, new = (
        crm.run(actor, add_company, name=name) for name in ("Keep", "Lose", "New")
    )
    branch = crm.run(actor, add_company, name="Branch", parent_id=lose.id)
    role = [{"company_id": lose.id, "role": "Advisor"}]
    back = add(crm, actor, first_name="Back", company_id=lose.id, affiliations=role)
    left = add(crm, actor, first_name="Left", company_id=lose.id)
    merged = crm.run(actor, merge_companies, [keep.id, lose.id])
    crm.run(actor, edit_contact, left.id, company_id=new.id)
    crm.run(actor, edit_contact, back.id, title="CEO")
    late = add(crm, actor, first_name="Late", company_id=keep.id)

    undone = crm.run(actor, unmerge, merged.merge_id)

    people = [get(crm, actor, each).company_id for each in (back, left, late)]
    assert [lose.id, new.id, keep.id] == people
    assert back.affiliations == get(crm, actor, back).affiliations
    assert lose.id == crm.run(actor, get_company, branch.id).parent_id
    assert 2 == undone.moved_back
    assert {(left.id, "company_id")} == {*told(undone)}
    assert ["Back"] == names_found(crm, actor, "lose")


def test_what_one_does_not_see_moves_back_and_is_only_counted(crm, actor):
    """
    Hidden people move with their company both ways; what stays of them is counted.
    """
    mine = a_colleague(actor, visibility=Visibility.OWN)
    keep, lose, new = (
        crm.run(mine, add_company, name=name) for name in ("Keep", "Lose", "New")
    )
    back = add(crm, actor, first_name="Back", company_id=lose.id)
    left = add(crm, actor, first_name="Left", company_id=lose.id)
    merged = crm.run(mine, merge_companies, [keep.id, lose.id])
    crm.run(actor, edit_contact, left.id, company_id=new.id)

    undone = crm.run(mine, unmerge, merged.merge_id)

    assert lose.id == get(crm, actor, back).company_id
    assert ((), 1) == (undone.kept, undone.kept_unseen)


def test_no_circle_closes_on_the_way_back(crm, actor):
    """
    A company whose old parent stands below it now stays where it is.
    """
    top, keep, lose = (
        crm.run(actor, add_company, name=name) for name in ("Top", "Keep", "Lose")
    )
    child = crm.run(actor, add_company, name="Child", parent_id=lose.id)
    crm.run(actor, edit_company, lose.id, parent_id=top.id)
    merged = crm.run(
        actor, merge_companies, [keep.id, lose.id], take={"parent_id": keep.id}
    )
    crm.run(actor, edit_company, top.id, parent_id=child.id)

    undone = crm.run(actor, unmerge, merged.merge_id)

    assert {child.id, lose.id} & {each.record.id for each in undone.kept}
    parents = {row.id: row.parent_id for row in crm.run(actor, list_companies).items}
    for start, above in parents.items():
        line, at = [start], above
        while at is not None:
            assert at not in line
            line.append(at)
            at = parents[at]
