"""
Stories of contacts, in memory and on PostgreSQL.
"""

from uuid import uuid4

import pytest

from crm_core.companies import add_company, edit_company
from crm_core.contacts import (
    Consent,
    ContactEmail,
    EmailTaken,
    add_contact,
    archive_contact,
    edit_contact,
    get_contact,
    list_contacts,
    purge_contact,
    record_consent,
    restore_contact,
    show_contact,
)
from crm_core.shared import Invalid, NotFound, PageRequest, Stale
from tests.builders import a_query, names_found
from tests.storage import unchanged

FULL = {
    "first_name": "Łukasz",
    "last_name": "Müller",
    "emails": [{"address": "L@Ex.com", "kind": "home"}, {"address": "l@work.com"}],
    "phones": [{"number": "+49 30 90"}, {"number": "0171 555", "kind": "mobile"}],
    "title": "CEO",
    "department": "Board",
    "address": {"street": "Allee 1\nHof", "city": "Berlin", "country": "DE"},
    "social_profiles": {"LinkedIn": "linkedin.com/in/l"},
    "tags": ["VIP", "Gold"],
    "category": "Customer",
    "notes": "Two\nlines",
    "lead_source": "Fair",
    "do_not_contact": True,
}


def test_round_trip(crm, actor):
    """
    What is added is what is read, by every way of reading.
    """
    company = crm.run(actor, add_company, name="Harbor")
    added = crm.run(
        actor,
        add_contact,
        **FULL,
        company_id=str(company.id),
        affiliations=[{"company_id": company.id, "role": "Owner"}],
    )
    row = crm.run(actor, show_contact, added.id)

    assert added == crm.run(actor, get_contact, added.id)
    assert [row] == crm.run(actor, list_contacts).items
    assert ContactEmail("L@Ex.com", "home") == added.emails[0]
    assert ("L@Ex.com", "+49 30 90", "0171 555") == (row.email, row.phone, row.mobile)
    assert "Harbor" == row.company_name
    assert {"linkedin": "https://linkedin.com/in/l"} == row.social_profiles
    assert (actor.user_id, actor.user_id, 1) == (
        row.assigned_to,
        row.created_by,
        row.version,
    )
    assert row.created_at == row.updated_at


def test_read_before_write(crm, actor):
    """
    Whoever has only looked so far can write.
    """
    assert [] == crm.run(actor, list_contacts).items
    crm.run(actor, add_contact, first_name="Ada")

    assert ["Ada"] == names_found(crm, actor)


def test_edit(crm, actor):
    """
    An edit changes the fields it names and no other; None clears one.
    """
    added = crm.run(actor, add_contact, **FULL)
    edited = crm.run(actor, edit_contact, added.id, title=None, phone="030 1234")
    kept = {"first_name", "emails", "tags", "notes", "created_at", "created_by"}

    assert edited == crm.run(actor, get_contact, added.id)
    assert (None, "030 1234", 2) == (edited.title, edited.phone, edited.version)
    assert {n: getattr(added, n) for n in kept} == {n: getattr(edited, n) for n in kept}
    assert edited.updated_at > added.updated_at


def test_stale(works, crm, actor):
    """
    An edit of a version that is no longer there changes nothing (CON-06).
    """
    contact = crm.run(actor, add_contact, **FULL)
    crm.run(actor, edit_contact, contact.id, version=1, title="CTO")

    with unchanged(works), pytest.raises(Stale) as caught:
        crm.run(actor, edit_contact, contact.id, version=1, department="Sales")

    changed = [{"field": "title", "was": FULL["title"], "is": "CTO"}]
    assert {"id": contact.id, "version": 2, "changed": changed} == caught.value.details


def test_all_errors(works, crm, actor):
    """
    Every wrong field is named, custom ones too, and nothing is written.
    """
    wrong = {
        "email": "x",
        "phone": "y",
        "tags": "z",
        "nickname": "n",
        "custom": {"a": 1},
    }
    with unchanged(works), pytest.raises(Invalid) as caught:
        crm.run(actor, add_contact, first_name="Ada", **wrong)

    assert {"email", "phone", "tags", "nickname", "custom.a"} == {
        error.field for error in caught.value.errors
    }


@pytest.mark.parametrize("field", ["company_id", "assigned_to"])
def test_unknown_reference(works, crm, actor, other_actor, field):
    """
    A company or user that is not of the organization is refused by name (TEN-04).
    """
    theirs = crm.run(other_actor, add_company, name="Theirs")
    for id in (theirs.id, other_actor.user_id, uuid4()):
        with unchanged(works), pytest.raises(Invalid) as caught:
            crm.run(actor, add_contact, first_name="Ada", **{field: str(id)})

        assert [(field, "unknown")] == [(e.field, e.code) for e in caught.value.errors]


def test_unknown_affiliation(works, crm, actor):
    """
    A further company that does not exist is refused by name.
    """
    with unchanged(works), pytest.raises(Invalid) as caught:
        crm.run(
            actor, add_contact, first_name="Ada", affiliations=[{"company_id": uuid4()}]
        )

    assert ["affiliations"] == [error.field for error in caught.value.errors]


@pytest.mark.parametrize("taken", ["L@EX.com", "L@WORK.com"])
def test_email_taken(works, crm, actor, other_actor, taken):
    """
    No second live contact has an address of the first, in any spelling; the refusal
    names whose it is. Another organization may have it.
    """
    first = crm.run(actor, add_contact, **FULL)
    crm.run(other_actor, add_contact, **FULL)
    with unchanged(works), pytest.raises(EmailTaken) as caught:
        crm.run(actor, add_contact, first_name="Bob", email=taken)

    assert {"field": "email", "email": taken.lower(), "contact_id": first.id} == (
        caught.value.details
    )


def test_archive(works, crm, actor):
    """
    The archive hides a contact from every reading but its own, frees the address,
    and gives the contact back; TEN-28.
    """
    contact = crm.run(actor, add_contact, **FULL)
    crm.run(actor, archive_contact, contact.id)

    assert [] == names_found(crm, actor)
    assert [] == names_found(crm, actor, "müller")
    assert ["Łukasz"] == names_found(crm, actor, "müller", archived=True)
    assert ["Łukasz"] == names_found(crm, actor, "", archived=None)
    for use_case in (show_contact, get_contact, archive_contact, edit_contact):
        with unchanged(works), pytest.raises(NotFound):
            crm.run(actor, use_case, contact.id)

    heir = crm.run(actor, add_contact, first_name="Eve", email="l@ex.com")
    with unchanged(works), pytest.raises(EmailTaken):
        crm.run(actor, restore_contact, contact.id)
    crm.run(actor, archive_contact, heir.id)
    restored = crm.run(actor, restore_contact, contact.id)

    assert contact.emails == restored.emails
    assert restored == crm.run(actor, get_contact, contact.id)
    with unchanged(works), pytest.raises(NotFound):
        crm.run(actor, restore_contact, contact.id)


def test_purge(works, crm, actor):
    """
    Only what is in the archive is deleted for good.
    """
    contact = crm.run(actor, add_contact, **FULL)
    with unchanged(works), pytest.raises(NotFound):
        crm.run(actor, purge_contact, contact.id)
    crm.run(actor, archive_contact, contact.id)
    crm.run(actor, purge_contact, contact.id)

    assert [] == names_found(crm, actor, "", archived=None)
    for use_case in (restore_contact, purge_contact):
        with unchanged(works), pytest.raises(NotFound):
            crm.run(actor, use_case, contact.id)


def test_tag_spelling(crm, actor, other_actor):
    """
    A tag is spelled as the organization first spelled it (VAL-25).
    """
    crm.run(actor, add_contact, first_name="Ada", tags=["Café"])
    crm.run(other_actor, add_contact, first_name="Eve", tags=["CAFE"])
    second = crm.run(actor, add_contact, first_name="Bob", tags=["CAFE", "cafe", "New"])

    assert ("Café", "New") == second.tags
    assert ["Bob", "Ada"] == names_found(crm, actor, "tag:cafe")
    assert [] == names_found(crm, actor, "-tag:cafe")


def test_consent(crm, actor):
    """
    Consents are kept one after another, with their source and moment.
    """
    contact = crm.run(actor, add_contact, first_name="Ada")
    given = {"purpose": "news", "granted": True, "source": "form"}
    crm.run(actor, record_consent, contact.id, **given)
    contact = crm.run(actor, record_consent, contact.id, **{**given, "granted": False})

    assert [True, False] == [consent.granted for consent in contact.consents]
    assert (
        Consent(**{**given, "granted": False}, at=contact.updated_at)
        == (contact.consents[-1])
    )
    assert contact == crm.run(actor, get_contact, contact.id)


def test_consent_wrong(works, crm, actor):
    """
    A consent without purpose, source or answer is refused, each by name.
    """
    contact = crm.run(actor, add_contact, first_name="Ada")
    with unchanged(works), pytest.raises(Invalid) as caught:
        crm.run(actor, record_consent, contact.id, purpose=" ", granted="yes", source=5)

    assert {"purpose", "granted", "source"} == {e.field for e in caught.value.errors}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lukasz", True),
        ("MÜL luk", True),
        ("mul blue", True),
        ("harbor ceo", True),
        ("3090", True),
        ("l@ex", True),
        ("@work.com", True),
        ("555", True),
        ("board", True),
        ("lukasz zzz", False),
        ("berlin", False),
        ("%", False),
    ],
)
def test_search(crm, actor, text, found):
    """
    One box finds by name, address, number, company and title, words in any order.
    """
    company = crm.run(actor, add_company, name="Blue Harbor")
    crm.run(actor, add_contact, **FULL, company_id=company.id)

    assert (["Łukasz"] if found else []) == names_found(crm, actor, text)


def test_search_order(crm, actor):
    """
    Whole words come before begun ones, then the latest change first.
    """
    for name in ("Annabel", "Ann", "Anne", "Ann"):
        crm.run(actor, add_contact, first_name=name)

    assert ["Ann", "Ann", "Anne", "Annabel"] == names_found(crm, actor, "ann")


def test_respelled(crm, actor):
    """
    When nothing has the words, the likeliest spelling is searched for, on every page.
    """
    for number in range(5):
        crm.run(actor, add_contact, first_name=f"M{number}", last_name="Müller")
    query = a_query("mulelr")
    first = crm.run(actor, list_contacts, query, PageRequest(size=3))
    second = crm.run(
        actor, list_contacts, query, PageRequest(size=3, cursor=first.next_cursor)
    )
    numbered = crm.run(actor, list_contacts, query, PageRequest(size=3, number=2))

    assert ("muller", 5) == (first.corrected, first.total)
    assert ["M4", "M3", "M2"] == [row.first_name for row in first.items]
    assert ["M1", "M0"] == [row.first_name for row in second.items]
    assert second.items == numbered.items
    assert ("muller", "muller") == (second.corrected, numbered.corrected)


def test_names_change(crm, actor):
    """
    A contact is found by the new name of its company, and no longer by the old.
    """
    company = crm.run(actor, add_company, name="Harbor")
    crm.run(actor, add_contact, first_name="Ada", company_id=company.id)
    crm.run(actor, edit_company, company.id, name="Port")

    assert ["Ada"] == names_found(crm, actor, "port")
    assert [] == names_found(crm, actor, "harbor")


def test_phones(crm, actor):
    """
    A contact is filtered by its number however it is written.
    """
    crm.run(actor, add_contact, first_name="Ada", phone="+49 (30) 90", mobile="0171 5")
    crm.run(actor, add_contact, first_name="Bob")

    assert ["Ada"] == names_found(crm, actor, 'phone:"+49 30-90"')
    assert ["Ada"] == names_found(crm, actor, "mobile:01715")
    assert ["Bob"] == names_found(crm, actor, "phone:none")


def test_people_of_a_company(crm, actor):
    """
    Whoever works at a company is found by it, whether it is their main one or not;
    who has no main company is found by none.
    """
    harbor = crm.run(actor, add_company, name="Harbor")
    port = crm.run(actor, add_company, name="Port")
    crm.run(actor, add_contact, first_name="Main", company_id=harbor.id)
    crm.run(
        actor,
        add_contact,
        first_name="Further",
        company_id=port.id,
        affiliations=[{"company_id": harbor.id, "role": "Board"}],
    )
    crm.run(actor, add_contact, first_name="Nowhere")

    assert {"Main", "Further"} == set(names_found(crm, actor, f"company:{harbor.id}"))
    assert {"Further"} == set(names_found(crm, actor, f"company:{port.id}"))
    assert {"Nowhere"} == set(names_found(crm, actor, f"-company:{harbor.id}"))
    assert {"Nowhere"} == set(names_found(crm, actor, "company:none"))
