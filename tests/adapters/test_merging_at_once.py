"""
Merges among other writes at the same moment: one after the other, nothing lost.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from crm_core import Crm
from crm_core.changes import undo_change_set
from crm_core.companies import add_company, get_company, list_companies
from crm_core.contacts import (
    add_contact,
    archive_contact,
    edit_contact,
    get_contact,
    list_contacts,
)
from crm_core.duplicates import list_merges, merge_companies, merge_contacts, unmerge
from crm_core.shared import Actor, CrmError, PageRequest, Query

from .postgres_crm import a_crm
from .test_concurrency import at_once, kinds

pytestmark = pytest.mark.postgres
ROUNDS = 8


@pytest.fixture
def crm(database_url: str) -> Iterator[Crm]:
    """
    A CRM with a connection for each of the crowd.
    """
    with a_crm(database_url, size=8) as crm:
        yield crm


def people(crm: Crm, ann: Actor, count: int) -> list[Any]:
    """
    That many contacts, each with an address.
    """
    return [
        crm.run(ann, add_contact, first_name=f"P{n}", email=f"p{n}@example.com")
        for n in range(count)
    ]


def refused(outcomes: list[Any]) -> list[CrmError]:
    return [each for each in outcomes if isinstance(each, CrmError)]


def addresses(crm: Crm, ann: Actor) -> list[str]:
    """
    Every address of a live contact.
    """
    page = crm.run(ann, list_contacts, Query(), PageRequest(size=200))
    return sorted(e["address"] for row in page.items for e in row.emails)


def test_two_merges_in_a_circle(crm: Crm, ann: Actor) -> None:
    """
    CON-08: A into B and B into A at once: one merge, the other finds nobody there;
    one record is left, with both addresses.
    """
    for n in range(ROUNDS):
        ids = [
            crm.run(
                ann, add_contact, first_name=f"R{n}{side}", email=f"{n}{side}@x.example"
            ).id
            for side in "ab"
        ]
        outcomes = at_once(
            partial(crm.run, ann, merge_contacts, ids),
            partial(crm.run, ann, merge_contacts, ids[::-1]),
        )
        assert {"Merged": 1, "NotFound": 1} == kinds(outcomes)
        left = {crm.run(ann, get_contact, id).id for id in ids}
        assert 1 == len(left)
    assert ROUNDS == crm.run(ann, list_merges).total
    assert 2 * ROUNDS == len(addresses(crm, ann))


def test_one_record_in_several_merges(crm: Crm, ann: Actor) -> None:
    """
    CON-08: B is merged into A while it is merged into C and D: once.
    """
    for _ in range(ROUNDS):
        b, *others = (crm.run(ann, add_contact, first_name=name) for name in "BACDE")
        outcomes = at_once(
            *(partial(crm.run, ann, merge_contacts, [each.id, b.id]) for each in others)
        )
        assert {"Merged": 1, "NotFound": 3} == kinds(outcomes)


def test_merged_while_edited_and_archived(crm: Crm, ann: Actor) -> None:
    """
    CON-08: an edit of the one that goes is in the merge, or is refused; so is its
    way into the archive. What was acknowledged is never lost.
    """
    for n in range(ROUNDS):
        keep, lose = (crm.run(ann, add_contact, first_name=x) for x in ("K", "L"))
        merge, edit, archive = at_once(
            partial(crm.run, ann, merge_contacts, [keep.id, lose.id]),
            partial(crm.run, ann, edit_contact, lose.id, department=f"D{n}"),
            partial(crm.run, ann, archive_contact, keep.id),
        )
        if isinstance(merge, CrmError):
            assert "NotFound" == type(merge).__name__
            continue
        if not isinstance(edit, CrmError):
            assert f"D{n}" == merge.record.department
        if isinstance(archive, CrmError):
            assert keep.id == crm.run(ann, get_contact, lose.id).id


def test_addresses_are_never_free_in_between(crm: Crm, ann: Actor) -> None:
    """
    While the addresses of the one that goes move, nobody else gets hold of them.
    """
    for n in range(ROUNDS):
        ids = [
            crm.run(
                ann, add_contact, first_name=f"{x}{n}", email=f"{x}{n}@x.example"
            ).id
            for x in ("keep", "lose")
        ]
        merge, *thieves = at_once(
            partial(crm.run, ann, merge_contacts, ids),
            *[
                partial(
                    crm.run,
                    ann,
                    add_contact,
                    allow_duplicates=True,
                    first_name="Thief",
                    email=f"lose{n}@x.example",
                )
            ]
            * 3,
        )
        assert not isinstance(merge, CrmError)
        assert {"EmailTaken": 3} == kinds(thieves)


def test_people_who_join_the_company_that_goes(crm: Crm, ann: Actor) -> None:
    """
    Somebody who joins a company at the moment that it is merged has moved with it, or
    is refused: nobody points at a company that is gone.
    """
    for n in range(ROUNDS):
        keep, lose = (
            crm.run(ann, add_company, name=f"{name} {n}") for name in ("Keep", "Lose")
        )
        merge, *joined = at_once(
            partial(crm.run, ann, merge_companies, [keep.id, lose.id]),
            *(
                partial(
                    crm.run,
                    ann,
                    add_contact,
                    first_name=f"J{n}{m}",
                    affiliations=[{"company_id": lose.id}],
                    **({"company_id": lose.id} if m else {}),
                )
                for m in range(3)
            ),
        )
        came = [each for each in joined if not isinstance(each, CrmError)]
        assert {"Invalid"} >= {type(each).__name__ for each in refused(joined)}
        assert not isinstance(merge, CrmError)
        for each in came:
            contact = crm.run(ann, get_contact, each.id)
            assert contact.company_id in (keep.id, None)
            assert [keep.id] == [a.company_id for a in contact.affiliations]


def test_two_company_merges_close_no_circle(crm: Crm, ann: Actor) -> None:
    """
    Merges of companies above and below each other at once: whatever wins, every
    company still has an end above it.
    """
    for n in range(ROUNDS):
        chain = [crm.run(ann, add_company, name=f"C{n}0")]
        for m in range(1, 4):
            above = chain[-1].id
            chain.append(crm.run(ann, add_company, name=f"C{n}{m}", parent_id=above))
        a, b, c, d = (each.id for each in chain)
        at_once(
            partial(crm.run, ann, merge_companies, [d, a]),
            partial(crm.run, ann, merge_companies, [b, c]),
        )
    rows = crm.run(ann, list_companies, Query(), PageRequest(size=200)).items
    parents = {row.id: row.parent_id for row in rows}
    for start, above in parents.items():
        line, at = {start}, above
        while at is not None:
            assert at in parents
            assert at not in line
            line.add(at)
            at = parents[at]


def test_one_merge_is_taken_apart_once(crm: Crm, ann: Actor) -> None:
    """
    Several unmerges, and the plain undo, of one merge at once: one of them does it.
    """
    for _ in range(ROUNDS):
        keep, lose = (crm.run(ann, add_contact, first_name=x) for x in ("K", "L"))
        merged = crm.run(ann, merge_contacts, [keep.id, lose.id])
        outcomes = at_once(
            *[partial(crm.run, ann, unmerge, merged.merge_id)] * 3,
            partial(crm.run, ann, undo_change_set, merged.change_set_id),
        )
        assert 3 == len(refused(outcomes))
        assert lose.id == crm.run(ann, get_contact, lose.id).id


def test_merging_on_while_taking_apart(crm: Crm, ann: Actor) -> None:
    """
    The survivor goes into a third record while its own merge is taken apart: both are
    done in some order, or the unmerge is refused; no address is lost.
    """
    for _ in range(ROUNDS):
        a, b, c = people(crm, ann, 3)
        merged = crm.run(ann, merge_contacts, [a.id, b.id])
        outcomes = at_once(
            partial(crm.run, ann, unmerge, merged.merge_id),
            partial(crm.run, ann, merge_contacts, [c.id, a.id]),
        )
        names = {type(each).__name__ for each in refused(outcomes)}
        assert names <= {"SurvivorMerged", "Contended", "NotFound"}
        assert [f"p{n}@example.com" for n in range(3)] == addresses(crm, ann)
        for row in crm.run(ann, list_contacts, Query(), PageRequest(size=200)).items:
            crm.run(ann, archive_contact, row.id)


def test_names_of_companies_are_not_remembered_wrongly(crm: Crm, ann: Actor) -> None:
    """
    After a merge a contact shows the name of the company that is left.
    """
    keep, lose = (crm.run(ann, add_company, name=name) for name in ("Keep", "Lose"))
    contact = crm.run(ann, add_contact, first_name="Ann", company_id=lose.id)
    crm.run(ann, merge_companies, [keep.id, lose.id])

    found = crm.run(ann, get_contact, contact.id)
    assert keep.id == found.company_id
    assert "Keep" == crm.run(ann, lambda work: work.contacts.company_name(found))
    assert "Keep" == crm.run(ann, get_company, lose.id).name
