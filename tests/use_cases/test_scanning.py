"""
Scans for duplicates, and merging those that are certain, in memory and on PostgreSQL.
"""

from functools import partial

import pytest

from crm_core.companies import add_company, edit_company
from crm_core.contacts import (
    add_contact,
    archive_contact,
    edit_contact,
    get_contact,
)
from crm_core.duplicates import (
    keep_apart,
    list_duplicates,
    list_merges,
    list_scans,
    merge_all_certain,
    merge_contacts,
    request_scan,
    scan_duplicates,
    unmerge,
)
from crm_core.privacy import erase_person
from crm_core.shared import (
    Forbidden,
    Invalid,
    NotFound,
    PageRequest,
    Permission,
    Visibility,
)
from tests.builders import a_colleague
from tests.storage import unchanged


@pytest.fixture
def run(crm, actor):
    return partial(crm.run, actor)


@pytest.fixture
def add(run):
    """
    Adds a contact, whoever is there already.
    """
    return partial(run, add_contact, allow_duplicates=True)


@pytest.fixture
def same(add):
    """
    One person twice beyond doubt, and somebody else.
    """
    reach = {"phone": "+49 30 901820", "address": {"city": "Berlin"}}
    work = {"address": {"street": "Hauptstr. 7", "postal_code": "10827"}}
    return [
        add(
            first_name="Wilhelmine",
            last_name="Quastenberg",
            email=email,
            **{**reach, **work},
        )
        for email in ("w.quastenberg@example.com", "quastenberg@home.example")
    ] + [add(first_name="Ben", last_name="Other", email="ben@example.com")]


def ids_of(page):
    return [{row.low_id, row.high_id} for row in page.items]


def test_a_scan_finds_who_is_there_twice(run, same):
    """
    The pair is listed with names, score and reasons; a second scan finds the same
    pair, and the figures are kept.
    """
    scan = scan_duplicates(run, "contact")

    page = run(list_duplicates)
    assert [{same[0].id, same[1].id}] == ids_of(page)
    [pair] = page.items
    assert ("Wilhelmine Quastenberg",) * 2 == (pair.low_name, pair.high_name)
    assert 0.5 <= pair.score <= 1
    assert pair.reasons
    assert (3, 1) == (scan.records, scan.found)
    assert [scan] == run(list_scans)

    again = scan_duplicates(run, "contact", everything=True)
    assert 1 == again.found
    assert [pair.id] == [row.id for row in run(list_duplicates).items]


def test_only_what_changed_is_compared_again(crm, actor, run, add, same):
    """
    With many records and few changes those are compared with all: a new duplicate is
    found, an old pair stays, and one that is no duplicate any more is dropped.
    """
    for number in range(60):
        add(first_name=f"Filler{number}", last_name=f"Person{number * 7}")
    scan_duplicates(run, "contact", everything=True)
    before = run(list_duplicates).total

    new = add(first_name="Ben", last_name="Other", email="ben@example.org", phone="")
    scan = scan_duplicates(run, "contact")

    found = ids_of(run(list_duplicates, page=PageRequest(size=100)))
    assert {same[0].id, same[1].id} in found
    assert before <= len(found)
    assert 64 == scan.records

    run(
        edit_contact,
        same[1].id,
        allow_duplicates=True,
        first_name="Xaver",
        last_name="Zilk",
        phone=None,
        address=None,
    )
    run(archive_contact, new.id)
    scan_duplicates(run, "contact")

    assert {same[0].id, same[1].id} not in ids_of(run(list_duplicates))


def test_what_is_kept_apart_stays_so(run, same):
    """
    No scan brings it up again; until that is forgotten.
    """
    scan_duplicates(run, "contact")
    [pair] = run(list_duplicates).items
    run(keep_apart, pair.id)

    scan_duplicates(run, "contact", everything=True)

    assert [] == run(list_duplicates).items
    assert [pair.id] == [row.id for row in run(list_duplicates, apart=True).items]
    assert [] == list(merge_all_certain(run, "contact"))
    run(keep_apart, pair.id, apart=False)
    assert [pair.id] == [row.id for row in run(list_duplicates).items]


def test_what_was_different_from_one_merged_is_so_from_the_one_left(run, add, same):
    """
    "Not the same" moves with the merge, and back with the unmerge.
    """
    scan_duplicates(run, "contact")
    [pair] = run(list_duplicates).items
    run(keep_apart, pair.id)
    third = add(first_name="Third")

    merged = run(merge_contacts, [third.id, same[1].id])
    [inherited] = run(list_duplicates, apart=True).items
    assert {third.id, same[0].id} == {inherited.low_id, inherited.high_id}

    run(unmerge, merged.merge_id)
    assert {frozenset({same[0].id, same[1].id}), frozenset({third.id, same[1].id})} == {
        frozenset(each) for each in ids_of(run(list_duplicates, apart=True))
    }


def test_the_certain_ones_are_merged_each_in_its_own_change_set(crm, run, add, actor):
    """
    Every group becomes one record, the oldest; each merge can be taken apart; what is
    not certain, and what has changed since the scan, is left alone.
    """
    groups = []
    for name in ("Quastenberg", "Ziegenhirt", "Wrobelski"):
        reach = {"phone": f"+49 30 {len(name) * 1234567}", "last_name": name}
        groups.append(
            [
                add(first_name="Wilhelmine", email=f"{name}{n}@example.com", **reach)
                for n in range(3)
            ]
        )
    scan_duplicates(run, "contact")
    run(edit_contact, groups[2][0].id, allow_duplicates=True, title="Changed")
    rehearse = partial(crm.rehearse, actor)
    shown = list(merge_all_certain(rehearse, "contact"))

    done = list(merge_all_certain(run, "contact"))

    assert [each.ids for each in shown] == [each.ids for each in done]
    assert [tuple(each.id for each in group) for group in groups] == [
        each.ids for each in done
    ]
    assert [False, False, True] == [each.merged is None for each in done]
    assert "changed since the scan" in done[2].refused
    assert 2 == run(list_merges).total
    left = run(get_contact, groups[0][2].id)
    assert (groups[0][0].id, 3) == (left.id, len(left.emails))
    run(unmerge, done[0].merged.merge_id)
    assert 1 == len(run(get_contact, groups[0][2].id).emails)
    assert [] == [e for e in merge_all_certain(run, "contact") if e.merged]


def test_companies_are_scanned_too(run):
    """
    By name without legal form, and domain.
    """
    one, other = (
        run(
            add_company,
            allow_duplicates=True,
            name=name,
            website="https://quastenberg.example",
        )
        for name in ("Quastenberg Maschinenbau GmbH", "Quastenberg Maschinenbau AG")
    )
    run(add_company, name="Another")

    scan_duplicates(run, "company")

    assert [{one.id, other.id}] == ids_of(run(list_duplicates, "company"))
    assert [] == run(list_duplicates).items
    run(
        edit_company,
        other.id,
        allow_duplicates=True,
        name="Zyx",
        website=None,
        domain=None,
    )
    scan_duplicates(run, "company")
    assert [] == run(list_duplicates, "company").items


def test_what_is_gone_is_not_listed(run, same):
    """
    A pair of which one is in the archive, merged or erased is none; erasing leaves no
    reason behind.
    """
    scan_duplicates(run, "contact")
    run(archive_contact, same[0].id)
    assert [] == run(list_duplicates).items

    run(erase_person, same[0].id)
    assert [] == run(list_duplicates, least=0.0).items


def test_others_see_pairs_of_what_they_see(crm, actor, run, same):
    """
    A colleague who sees neither record sees no pair and decides on none; another
    organization nothing at all.
    """
    scan_duplicates(run, "contact")
    [pair] = run(list_duplicates).items
    mate = a_colleague(actor, visibility=Visibility.OWN)

    assert [] == crm.run(mate, list_duplicates).items
    with pytest.raises(NotFound):
        crm.run(mate, keep_apart, pair.id)


def test_another_organization_has_pairs_of_its_own(crm, works, run, other_actor, same):
    """
    Its scan does not see ours, and it cannot decide on them.
    """
    scan_duplicates(run, "contact")
    [pair] = run(list_duplicates).items

    other = scan_duplicates(partial(crm.run, other_actor), "contact")

    assert (0, 0) == (other.records, other.found)
    assert [] == crm.run(other_actor, list_duplicates).items
    with unchanged(works), pytest.raises(NotFound):
        crm.run(other_actor, keep_apart, pair.id)


@pytest.mark.parametrize(
    ("lacking", "use_case"),
    [
        (Permission.DUPLICATE_READ, list_duplicates),
        (Permission.CONTACT_READ, list_duplicates),
        (Permission.DUPLICATE_SCAN, request_scan),
        (Permission.COMPANY_READ, request_scan),
    ],
)
def test_permissions(crm, works, actor, lacking, use_case):
    """
    Reading pairs needs to read the records; scanning too.
    """
    clerk = a_colleague(actor, without=[lacking])

    with unchanged(works), pytest.raises(Forbidden):
        crm.run(clerk, use_case)


@pytest.mark.parametrize("use_case", [list_duplicates, request_scan])
def test_there_is_no_such_kind(crm, actor, use_case):
    """
    The refusal names it.
    """
    with pytest.raises(Invalid) as refused:
        crm.run(actor, use_case, "lead")

    assert ["kind"] == [error.field for error in refused.value.errors]
