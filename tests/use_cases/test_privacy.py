"""
What the law gives a person: a copy of all that is known, and being forgotten.
"""

from uuid import uuid4

import pytest

from crm_core.changes import list_change_sets, record_history
from crm_core.companies import add_company, edit_company
from crm_core.contacts import (
    add_contact,
    archive_contact,
    edit_contact,
    edit_contacts,
    get_contact,
    record_consent,
)
from crm_core.custom_fields import add_custom_field
from crm_core.leads import (
    LeadStatus,
    add_lead,
    archive_lead,
    convert_lead,
    edit_lead,
    get_lead,
)
from crm_core.opportunities import (
    add_opportunity,
    edit_opportunity,
    get_opportunity,
    list_opportunities,
    move_opportunity,
    show_opportunity,
)
from crm_core.privacy import erase_person, export_person
from crm_core.shared import Forbidden, NotFound, Permission, RecordRef, StoredAnswer
from tests.builders import a_colleague, names_found
from tests.storage import stored_texts, unchanged

LETTERS = str.maketrans("0123456789", "ghijklmnop")


class Plant:
    """
    Values that are nowhere else, to be looked for everywhere.
    """

    def __init__(self):
        self.seeds = []

    def __call__(self):
        seed = "q" + uuid4().hex[:24].translate(LETTERS)
        self.seeds.append(seed)
        return seed

    def number(self):
        seed = str(uuid4().int)[:18]
        self.seeds.append(seed)
        return seed

    def left_in(self, works):
        texts = {name: text.casefold() for name, text in stored_texts(works).items()}
        return {
            (name, seed)
            for name, text in texts.items()
            for seed in self.seeds
            if seed in text
        }


@pytest.fixture
def plant():
    return Plant()


def everything(plant, company):
    """
    The raw values of a person of whom every value can be recognised.
    """
    return {
        "first_name": plant(),
        "last_name": plant(),
        "emails": [{"address": f"{plant()}@{plant()}.example"}],
        "phones": [
            {"number": plant.number()},
            {"number": plant.number(), "kind": "fax"},
        ],
        "mobile": plant.number(),
        "title": plant(),
        "department": plant(),
        "company_id": company.id,
        "affiliations": [{"company_id": company.id, "role": plant()}],
        "address": {"street": plant(), "city": plant()},
        "social_profiles": {plant(): f"https://a.example/{plant()}"},
        "category": plant(),
        "notes": plant(),
        "lead_source": plant(),
        "custom": {"nick": plant()},
    }


def live_a_life(crm, works, actor, plant):
    """
    A contact with a past: edited, tagged in bulk, archived, answered for.
    """
    company = crm.run(actor, add_company, name="Harbor")
    crm.run(actor, add_custom_field, record="contact", name="nick", kind="text")
    contact = crm.run(actor, add_contact, **everything(plant, company))
    crm.run(actor, edit_contact, contact.id, **everything(plant, company))
    given = {"purpose": plant(), "source": plant(), "granted": True}
    crm.run(actor, record_consent, contact.id, **given)
    crm.run(actor, edit_contacts, ids=[contact.id], title=plant())

    def two_at_once(work):
        edit_company(work, company.id, name="Port")
        edit_contact(work, contact.id, last_name=plant())

    crm.run(actor, two_at_once)
    with works.open(actor) as work:
        body = f'{{"id": "{contact.id}", "notes": "{plant()}"}}'.encode()
        work.idempotency_keys.claim("k")
        answer = StoredAnswer(fingerprint="f", status=200, headers={}, body=body)
        work.idempotency_keys.store("k", answer)
    return contact


@pytest.mark.parametrize("archived", [False, True])
def test_erase(works, crm, actor, plant, archived):
    """
    After an erasure nothing of what was ever known of the person is left, in any
    table: records, history, labels, answers, words that search knows.
    """
    contact = live_a_life(crm, works, actor, plant)
    if archived:
        crm.run(actor, archive_contact, contact.id)
    assert plant.left_in(works)
    erasure = crm.run(actor, erase_person, contact.id)

    assert set() == plant.left_in(works)
    assert (contact.id, 0) == (erasure.contact_id, erasure.left)
    assert 6 + archived == erasure.wiped_changes
    with pytest.raises(NotFound):
        crm.run(actor, record_history, RecordRef("contact", contact.id))
    with pytest.raises(NotFound):
        crm.run(actor, export_person, contact.id)


def test_erase_leaves_others(works, crm, actor, plant):
    """
    Who shares a name with an erased person is found as before, misspelled too, and
    the trail still says who changed what when.
    """
    contact = live_a_life(crm, works, actor, plant)
    namesake = crm.run(actor, get_contact, contact.id)
    other = crm.run(actor, add_contact, first_name="Twin", last_name=namesake.last_name)
    sets = crm.run(actor, list_change_sets).items
    crm.run(actor, erase_person, contact.id)
    slip = namesake.last_name[:3] + namesake.last_name[4:]

    assert ["Twin"] == names_found(crm, actor, namesake.last_name)
    assert ["Twin"] == names_found(crm, actor, slip)
    assert other == crm.run(actor, get_contact, other.id)
    kept = crm.run(actor, list_change_sets).items[1:]
    assert [(s.id, s.user_id, s.at, s.changes) for s in sets] == [
        (s.id, s.user_id, s.at, s.changes) for s in kept
    ]
    assert "Add company Harbor" in {each.label for each in kept}


def test_name_comes_back(crm, actor):
    """
    A name that was erased is learned again when someone else has it.
    """
    contact = crm.run(actor, add_contact, first_name="Ada", last_name="Zykowski")
    crm.run(actor, erase_person, contact.id)
    crm.run(actor, add_contact, first_name="Eve", last_name="Zykowski")

    assert ["Eve"] == names_found(crm, actor, "zykowksi")


def test_export(works, crm, actor, plant):
    """
    The copy has every value that was ever known, and is the person's alone.
    """
    contact = live_a_life(crm, works, actor, plant)
    crm.run(actor, add_contact, first_name="Someone", last_name="Else")
    crm.run(actor, archive_contact, contact.id)
    copy = crm.run(actor, export_person, contact.id)
    told = repr(copy).casefold()

    answered = plant.seeds[-1]
    assert [answered] == [seed for seed in plant.seeds if seed not in told]
    assert "Else" not in told
    assert contact.id == copy.record["id"]
    assert 6 == len(copy.history)


def test_long_history(crm, actor):
    """
    A copy has the whole history, however long.
    """
    contact = crm.run(actor, add_contact, first_name="Ada")

    def busy(work):
        for number in range(250):
            edit_contact(work, contact.id, title=f"T{number}")

    crm.run(actor, busy)

    assert 251 == len(crm.run(actor, export_person, contact.id).history)


@pytest.mark.parametrize("use_case", [erase_person, export_person])
def test_not_allowed(works, crm, actor, other_actor, use_case):
    """
    Without the permission, or from another organization, nothing is told or wiped.
    """
    contact = crm.run(actor, add_contact, first_name="Ada")
    needed = {Permission.CONTACT_ERASE, Permission.CONTACT_EXPORT}
    with unchanged(works):
        with pytest.raises(Forbidden):
            crm.run(a_colleague(actor, without=needed), use_case, contact.id)
        with pytest.raises(NotFound):
            crm.run(other_actor, use_case, contact.id)


def test_leads_of_an_erased_person_are_nobodys(works, crm, actor, plant):
    """
    Linked or of the same address, converted or archived: nothing of the person is left
    in leads, their history, or what was said of their moves; that there were leads, and
    their outcome, stays.
    """
    address = f"{plant()}@{plant()}.example"
    personal = {
        "first_name": plant(),
        "last_name": plant(),
        "email": address,
        "phone": plant.number(),
        "job_title": plant(),
        "capture": {plant(): plant()},
        "notes": plant(),
    }
    converted = crm.run(actor, add_lead, title="Boat", **personal)
    done = crm.run(actor, convert_lead, converted.id, notes=plant())
    unlinked = crm.run(actor, add_lead, title="Sail", **personal)
    crm.run(actor, edit_lead, unlinked.id, contact_id=None)
    crm.run(actor, archive_lead, unlinked.id)
    told = crm.run(actor, export_person, done.contact_id)
    erasure = crm.run(actor, erase_person, done.contact_id)
    left = crm.run(actor, get_lead, converted.id)
    deal = crm.run(actor, get_opportunity, done.opportunity_id)

    assert {converted.id, unlinked.id} == {lead["id"] for lead in told.leads}
    assert (2, 0) == (erasure.leads, erasure.left)
    assert ("Erased person", LeadStatus.CONVERTED, None, None) == (
        left.title,
        left.status,
        left.contact_id,
        deal.contact_id,
    )
    assert set() == plant.left_in(works)


def test_opportunities_keep_no_name_of_an_erased_person(works, crm, actor, plant):
    """
    Texts, past texts, notes of moves and labels lose every name that the person had,
    in any case, as whole words; what else they say stays, and the company's name.
    """
    family, old, address = plant(), plant(), f"{plant()}@x.example"
    person = crm.run(actor, add_contact, first_name=plant(), last_name=old)
    given = {"last_name": family, "emails": [{"address": address}]}
    person = crm.run(actor, edit_contact, person.id, **given)
    deal = crm.run(
        actor,
        add_opportunity,
        name=f"Boat for {person.first_name.upper()} {old}",
        description=f"Ask {family}, {address}",
        line_items=[{"product": f"{family} sail"}],
        contact_roles=[{"contact_id": str(person.id), "role": "Buyer"}],
    )
    crm.run(actor, edit_opportunity, deal.id, next_step=f"Call {old}.")
    crm.run(actor, move_opportunity, deal.id, stage="proposal", notes=f"{old} said so")
    other = crm.run(actor, add_opportunity, name="Another")
    erasure = crm.run(actor, erase_person, person.id)
    left = crm.run(actor, show_opportunity, deal.id)

    assert set() == plant.left_in(works)
    assert 1 == erasure.opportunities
    assert ("Boat for [erased] [erased]", "Ask [erased], [erased]") == (
        left.name,
        left.description,
    )
    assert ("Call [erased].", "[erased] sail") == (
        left.next_step,
        left.line_items[0]["product"],
    )
    assert {"Boat for [erased] [erased]", "Another"} == {
        row.name for row in crm.run(actor, list_opportunities).items
    }
    assert other == crm.run(actor, get_opportunity, other.id)


def test_what_only_looks_like_a_name_stays(crm, actor):
    """
    A name within a word, an initial, and the name of the company are left.
    """
    company = crm.run(actor, add_company, name="May & Sons")
    person = crm.run(actor, add_contact, first_name="I", last_name="May")
    deal = crm.run(
        actor,
        add_opportunity,
        name="May & Sons: I sell mayonnaise in May",
        contact_id=str(person.id),
        company_id=str(company.id),
    )
    crm.run(actor, erase_person, person.id)

    left = crm.run(actor, get_opportunity, deal.id)
    assert "May & Sons: I sell mayonnaise in [erased]" == left.name
