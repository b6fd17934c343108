"""
Duplicates that never get in: refused, warned of, or let in when told so.
"""

import pytest
from attrs import evolve

from crm_core.companies import add_company, edit_company
from crm_core.contacts import add_contact, archive_contact, edit_contact, list_contacts
from crm_core.matching import (
    LikelyDuplicate,
    MatchingRules,
    Suspected,
    change_matching_rules,
    show_matching_rules,
)
from crm_core.shared import Forbidden, Invalid, Visibility
from tests.builders import a_colleague

BOB = {"first_name": "Robert", "last_name": "Miller", "phone": "+1 555 010 0200"}
SAME = {"first_name": "robert", "last_name": "MILLER", "phone": "(555) 010-0200"}


@pytest.fixture
def bob(crm, actor):
    """
    Somebody who is there.
    """
    return crm.run(actor, add_contact, **BOB)


def test_the_same_person_is_refused(crm, actor, bob):
    """
    Another spelling of somebody who is there is refused, named with the reasons, and
    nothing of it is stored.
    """
    with pytest.raises(LikelyDuplicate) as refused:
        crm.run(actor, add_contact, **SAME)

    (likely,) = refused.value.details["candidates"]
    assert (bob.id, "Robert Miller") == (likely.id, likely.name)
    assert {"same first name", "same last name", "same phone number"} <= {
        *likely.reasons
    }
    assert 0.99 <= likely.score <= 1
    assert 0 == refused.value.details["hidden"]
    assert 1 == crm.run(actor, list_contacts).total


@pytest.mark.parametrize(
    "other",
    [
        {"first_name": "Susan", "last_name": "Miller", "phone": BOB["phone"]},
        {"first_name": "Robert", "last_name": "Miller"},
        {"first_name": "Robert", "last_name": "Smith", "phone": BOB["phone"]},
    ],
    ids=["relative", "namesake", "another name"],
)
def test_others_get_in(crm, actor, bob, other):
    """
    Relatives and namesakes are no duplicates.
    """
    assert crm.run(actor, add_contact, **other).id != bob.id


@pytest.mark.parametrize("also", ["Bob", "Rob", "Miller"])
def test_other_forms_of_a_name_at_one_company(crm, actor, also):
    """
    A nickname and a swapped name are seen through, at the same company.
    """
    acme = crm.run(actor, add_company, name="Acme")
    crm.run(
        actor,
        add_contact,
        first_name="Robert",
        last_name="Miller",
        phone=BOB["phone"],
        company_id=acme.id,
    )
    last = "Robert" if also == "Miller" else "Miller"

    with pytest.raises(LikelyDuplicate):
        crm.run(
            actor,
            add_contact,
            first_name=also,
            last_name=last,
            phone=BOB["phone"],
            company_id=acme.id,
        )


def test_told_to_go_on(crm, actor, bob):
    """
    Whoever says so gets the duplicate, by adding or by editing.
    """
    twin = crm.run(actor, add_contact, allow_duplicates=True, **SAME)
    third = crm.run(actor, add_contact, first_name="Ann")
    edited = crm.run(actor, edit_contact, third.id, allow_duplicates=True, **SAME)

    assert 3 == len({bob.id, twin.id, edited.id})


def test_editing_into_a_duplicate(crm, actor, bob):
    """
    An edit that makes somebody a duplicate is refused; one of somebody who was one
    already is not, nor one of a field that tells nobody apart.
    """
    ann = crm.run(actor, add_contact, first_name="Ann", phone=BOB["phone"])
    twin = crm.run(actor, add_contact, allow_duplicates=True, **SAME)

    with pytest.raises(LikelyDuplicate):
        crm.run(actor, edit_contact, ann.id, first_name="Rob", last_name="Miller")

    assert "1" == crm.run(actor, edit_contact, twin.id, title="1").title
    assert crm.run(actor, edit_contact, twin.id, address={"city": "Oslo"})


def test_the_archive_is_no_obstacle(crm, actor, bob):
    """
    Who is in the archive may come anew.
    """
    crm.run(actor, archive_contact, bob.id)

    assert crm.run(actor, add_contact, **SAME)


def test_other_organizations_do_not_matter(crm, other_actor, bob):
    """
    Another organization may have the same person.
    """
    assert crm.run(other_actor, add_contact, **BOB)


def test_hidden_ones_are_only_counted(crm, actor, bob):
    """
    Who may not see the record in the way learns that there is one, not who.
    """
    blind = evolve(a_colleague(actor), visibility=Visibility.OWN)

    with pytest.raises(LikelyDuplicate) as refused:
        crm.run(blind, add_contact, **SAME)

    assert ([], 1) == (
        refused.value.details["candidates"],
        refused.value.details["hidden"],
    )


def test_companies(crm, actor):
    """
    A company of the same name and form is refused, by adding and by editing; one of
    another country's branch is not.
    """
    acme = crm.run(actor, add_company, name="Acme GmbH")
    other = crm.run(actor, add_company, name="Zenith GmbH")

    with pytest.raises(LikelyDuplicate) as refused:
        crm.run(actor, add_company, name="ACME Gmbh.")
    with pytest.raises(LikelyDuplicate):
        crm.run(actor, edit_company, other.id, name="Acme GmbH")

    assert [acme.id] == [each.id for each in refused.value.details["candidates"]]
    assert crm.run(actor, add_company, name="Acme France SA")


def test_warning(crm, actor, bob):
    """
    Where the rules warn, the record gets in, and those like it are named; that takes
    less likeness than a refusal.
    """
    crm.run(actor, change_matching_rules, on_create="warn")

    def warned(**fields):
        def add(work):
            added = add_contact(work, **fields)
            return added, list(work.candidates.warned)

        return crm.run(actor, add)

    twin, likely = warned(**SAME)

    assert twin.id != bob.id
    assert [bob.id] == [each.id for each in likely]


def test_allowing(crm, actor, bob):
    """
    Where the rules allow it, nobody is asked.
    """
    crm.run(actor, change_matching_rules, on_create="allow")

    assert crm.run(actor, add_contact, **SAME).id != bob.id


def test_rules_are_the_organizations(crm, actor, other_actor):
    """
    Rules are kept, and only for one organization.
    """
    crm.run(actor, change_matching_rules, contact_certain=0.999, identity=["vat"])

    kept = crm.run(actor, show_matching_rules)
    assert (0.999, ("vat",)) == (kept.contact_certain, kept.identity)
    assert MatchingRules() == crm.run(other_actor, show_matching_rules)


def test_rules_need_the_permission(crm, actor):
    """
    Only who administers the organization changes them, and to what makes sense.
    """
    weak = evolve(actor, permissions=frozenset({"organization:read"}))

    with pytest.raises(Forbidden):
        crm.run(weak, change_matching_rules, on_create="allow")
    with pytest.raises(Invalid):
        crm.run(actor, change_matching_rules, on_create="sometimes")

    assert MatchingRules() == crm.run(weak, show_matching_rules)


def test_a_unit_of_work_of_ones_own(works, crm, actor, bob):
    """
    Without ``Crm.run`` the closer look is taken at once.
    """
    with pytest.raises(LikelyDuplicate), works.open(actor) as work:
        add_contact(work, **SAME)


def test_suspicion_alone(works, actor, bob):
    """
    Who is not careful is told so, by the commit at the latest, and nothing is stored.
    """
    with pytest.raises(Suspected), works.open(actor) as work:
        work.candidates.careful = False
        add_contact(work, **SAME)
    with works.open(actor) as work:
        assert 1 == list_contacts(work).total
