"""
Two organizations: what one has does not exist for the other, by any use case.
"""

import pytest

from crm_core.changes import (
    list_change_sets,
    record_history,
    show_change_set,
    undo_change_set,
)
from crm_core.companies import (
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
from crm_core.contacts import (
    add_contact,
    archive_contact,
    edit_contact,
    edit_contacts,
    get_contact,
    list_contacts,
    purge_contact,
    record_consent,
    restore_contact,
    show_contact,
)
from crm_core.custom_fields import (
    add_custom_field,
    edit_custom_field,
    list_custom_fields,
    remove_custom_field,
)
from crm_core.privacy import erase_person, export_person
from crm_core.shared import CrmError, NotFound, Query, RecordRef
from tests.builders import a_query
from tests.storage import unchanged

CANARY = "Canarybird"


@pytest.fixture
def theirs(crm, other_actor):
    """
    The ids of another organization's records, by what they are.
    """
    field = crm.run(
        other_actor, add_custom_field, record="contact", name="nick", kind="text"
    )
    company = crm.run(other_actor, add_company, name=CANARY, tags=[CANARY])
    gone = crm.run(other_actor, add_contact, first_name=CANARY, email="gone@b.co")
    crm.run(other_actor, archive_contact, gone.id)
    contact = crm.run(
        other_actor,
        add_contact,
        first_name=CANARY,
        email="here@b.co",
        company_id=company.id,
        custom={"nick": CANARY},
    )
    return {
        "contact": contact.id,
        "archived": gone.id,
        "company": company.id,
        "custom field": field.id,
        "change set": crm.run(other_actor, list_change_sets).items[0].id,
    }


CONSENT = {"purpose": "a", "granted": True, "source": "b"}
CALLS = {
    "show contact": ("contact", lambda id: (show_contact, [id], {})),
    "get contact": ("contact", lambda id: (get_contact, [id], {})),
    "edit contact": ("contact", lambda id: (edit_contact, [id], {"title": "x"})),
    "edit nothing": ("contact", lambda id: (edit_contact, [id], {})),
    "archive contact": ("contact", lambda id: (archive_contact, [id], {})),
    "record consent": ("contact", lambda id: (record_consent, [id], CONSENT)),
    "edit contacts": ("contact", lambda id: (edit_contacts, [], {"ids": [id]})),
    "export person": ("contact", lambda id: (export_person, [id], {})),
    "erase person": ("contact", lambda id: (erase_person, [id], {})),
    "restore contact": ("archived", lambda id: (restore_contact, [id], {})),
    "purge contact": ("archived", lambda id: (purge_contact, [id], {})),
    "erase archived": ("archived", lambda id: (erase_person, [id], {})),
    "history": (
        "contact",
        lambda id: (record_history, [RecordRef("contact", id)], {}),
    ),
    "show company": ("company", lambda id: (show_company, [id], {})),
    "get company": ("company", lambda id: (get_company, [id], {})),
    "edit company": ("company", lambda id: (edit_company, [id], {"size": "x"})),
    "archive company": ("company", lambda id: (archive_company, [id], {})),
    "restore company": ("company", lambda id: (restore_company, [id], {})),
    "purge company": ("company", lambda id: (purge_company, [id], {})),
    "company tree": ("company", lambda id: (company_tree, [id], {})),
    "edit companies": ("company", lambda id: (edit_companies, [], {"ids": [id]})),
    "edit field": (
        "custom field",
        lambda id: (edit_custom_field, [id], {"label": "x"}),
    ),
    "remove field": ("custom field", lambda id: (remove_custom_field, [id], {})),
    "show change set": ("change set", lambda id: (show_change_set, [id], {})),
    "undo": ("change set", lambda id: (undo_change_set, [id], {})),
}


@pytest.mark.parametrize("known", [False, True], ids=["new here", "known here"])
@pytest.mark.parametrize(("what", "call"), CALLS.values(), ids=CALLS)
def test_by_id(works, crm, actor, theirs, what, call, known):
    """
    TEN-02: another organization's record is not there, and stays as it is to the bit.
    """
    if known:
        crm.run(actor, add_contact, first_name="Ada")
    use_case, args, options = call(theirs[what])
    with unchanged(works), pytest.raises(NotFound) as caught:
        crm.run(actor, use_case, *args, **options)

    assert CANARY not in repr(caught.value.details)


def test_mixed_bulk(works, crm, actor, theirs):
    """
    TEN-03: a bulk edit that names one record of theirs changes none of ours.
    """
    ours = [crm.run(actor, add_contact, first_name=f"P{n}").id for n in range(2)]
    with unchanged(works), pytest.raises(NotFound) as caught:
        crm.run(actor, edit_contacts, ids=[ours[0], theirs["contact"], ours[1]])

    assert (theirs["contact"],) == caught.value.details["ids"]


@pytest.mark.parametrize(
    "text", ["", CANARY, "canary", "Canarybrid", "tag:canarybird", "here@b.co", "b.co"]
)
@pytest.mark.parametrize("archived", [False, True, None])
def test_lists(crm, actor, theirs, text, archived):
    """
    Nothing of theirs is found, counted, or offered as the spelling of a word.
    """
    crm.run(actor, add_contact, first_name="Zoe")
    query = a_query(text, archived=archived)
    for use_case in (list_contacts, list_companies):
        page = crm.run(actor, use_case, query)
        assert CANARY not in repr(page.items)
        assert page.corrected is None
        assert page.total == len(page.items)
    assert [] == crm.run(actor, list_custom_fields)
    assert {"Add contact Zoe"} == {
        each.label for each in crm.run(actor, list_change_sets).items
    }


def test_bulk_over_a_filter(crm, actor, other_actor, theirs):
    """
    "All that a filter finds" never reaches them.
    """
    ours = crm.run(actor, add_contact, first_name="Ada")
    assert [ours.id] == crm.run(actor, edit_contacts, query=Query(), title="x")
    assert [] == crm.run(actor, edit_companies, query=Query(), archive=True)

    assert crm.run(other_actor, show_contact, theirs["contact"]).title is None
    assert crm.run(other_actor, show_company, theirs["company"])


@pytest.mark.parametrize(
    "fields",
    [
        {"company_id": "company"},
        {"company_id": "contact"},
        {"affiliations": "company"},
        {"assigned_to": "user"},
    ],
    ids=str,
)
def test_pointing_at_theirs(works, crm, actor, other_actor, theirs, fields):
    """
    TEN-04: no record of ours can point at one of theirs.
    """
    ((name, what),) = fields.items()
    id = other_actor.user_id if what == "user" else theirs[what]
    value = [{"company_id": str(id)}] if name == "affiliations" else str(id)
    ours = crm.run(actor, add_contact, first_name="Ada")
    with unchanged(works), pytest.raises(CrmError) as caught:
        crm.run(actor, edit_contact, ours.id, **{name: value})

    assert [name] == [error.field for error in caught.value.errors]


def test_same_names(crm, actor, other_actor, theirs):
    """
    What they have is not taken here: addresses, tags, names of fields.
    """
    crm.run(actor, add_custom_field, record="contact", name="nick", kind="number")
    ours = crm.run(
        actor,
        add_contact,
        first_name=CANARY,
        email="HERE@b.co",
        tags=[CANARY.upper()],
        custom={"nick": 5},
    )

    assert ((CANARY.upper(),), "HERE@b.co") == (ours.tags, ours.email)
    assert 1 == crm.run(other_actor, list_contacts, a_query("here@b.co")).total
