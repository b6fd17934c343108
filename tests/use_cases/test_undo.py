"""
Taking writes back, in memory and on PostgreSQL.
"""

from operator import attrgetter

import pytest

from crm_core.changes import (
    AlreadyUndone,
    UndoRefused,
    list_change_sets,
    record_history,
    show_change_set,
    undo_change_set,
)
from crm_core.companies import (
    add_company,
    edit_company,
    get_company,
    list_companies,
)
from crm_core.contacts import (
    EmailTaken,
    add_contact,
    archive_contact,
    edit_contact,
    edit_contacts,
    get_contact,
    purge_contact,
    record_consent,
    restore_contact,
)
from crm_core.custom_fields import (
    add_custom_field,
    edit_custom_field,
    list_custom_fields,
    remove_custom_field,
)
from crm_core.privacy import erase_person
from crm_core.shared import Forbidden, NotFound, Permission, RecordRef
from tests.builders import a_colleague, a_query, names_found
from tests.storage import unchanged

STORED = attrgetter(
    "first_name",
    "last_name",
    "emails",
    "phones",
    "title",
    "company_id",
    "affiliations",
    "tags",
    "custom",
    "consents",
    "assigned_to",
    "archived_at",
    "created_at",
    "created_by",
)


def last(crm, actor):
    return crm.run(actor, list_change_sets).items[0]


def undo(crm, actor, change_set=None, **options):
    change_set = change_set or last(crm, actor)
    return crm.run(actor, undo_change_set, change_set.id, **options)


@pytest.fixture
def company(crm, actor):
    return crm.run(actor, add_company, name="Harbor")


@pytest.fixture
def contact(crm, actor, company):
    crm.run(actor, add_custom_field, record="contact", name="shoe", kind="number")
    return crm.run(
        actor,
        add_contact,
        first_name="Ada",
        last_name="Lovelace",
        email="ada@b.co",
        phone="+49 30 1",
        tags=["VIP"],
        company_id=company.id,
        affiliations=[{"company_id": company.id, "role": "Owner"}],
        custom={"shoe": 42},
    )


WRITES = {
    "edit": lambda crm, actor, id: crm.run(
        actor,
        edit_contact,
        id,
        first_name="Grace",
        emails=[],
        phone=None,
        tags=["Gold", "VIP"],
        company_id=None,
        affiliations=None,
        custom={"shoe": None},
        assigned_to=None,
    ),
    "archive": lambda crm, actor, id: crm.run(actor, archive_contact, id),
    "consent": lambda crm, actor, id: crm.run(
        actor, record_consent, id, purpose="news", granted=True, source="form"
    ),
    "bulk": lambda crm, actor, id: crm.run(
        actor, edit_contacts, ids=[id], add_tags=["x"], title="Boss", archive=True
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_undo(crm, actor, contact, write):
    """
    An undo brings back every value; undoing the undo brings the write again.
    """
    write(crm, actor, contact.id)
    with_write = stored(crm, actor, contact.id)
    undone = undo(crm, actor)

    assert STORED(contact) == STORED(stored(crm, actor, contact.id))
    assert (1, ()) == (undone.undone, undone.kept)
    undo(crm, actor)
    assert STORED(with_write) == STORED(stored(crm, actor, contact.id))
    undo(crm, actor)
    assert STORED(contact) == STORED(stored(crm, actor, contact.id))
    assert ["Ada"] == names_found(crm, actor, "ada@b.co harbor tag:vip custom.shoe:42")


def stored(crm, actor, id):
    return crm.run(actor, lambda work: work.contacts.get(id))


def test_undo_add(crm, actor, contact):
    """
    Undoing an addition takes the record away; undoing that brings it back.
    """
    undo(crm, actor)
    with pytest.raises(NotFound):
        stored(crm, actor, contact.id)
    crm.run(actor, add_contact, first_name="Bob", email="bob@b.co")
    crm.run(actor, undo_change_set, crm.run(actor, list_change_sets).items[1].id)

    assert STORED(contact) == STORED(stored(crm, actor, contact.id))


def test_undo_purge(crm, actor, contact):
    """
    A contact deleted for good comes back into the archive, and from there.
    """
    crm.run(actor, archive_contact, contact.id)
    crm.run(actor, purge_contact, contact.id)
    undo(crm, actor)
    crm.run(actor, restore_contact, contact.id)

    assert STORED(contact) == STORED(stored(crm, actor, contact.id))
    history = crm.run(actor, record_history, RecordRef("contact", contact.id))
    assert ["updated", "created", "removed", "updated", "created"] == [
        entry.change.action for entry in history.items
    ]


def test_links(crm, actor, contact):
    """
    The two change sets of an undo know each other; the same is not undone twice.
    """
    crm.run(actor, edit_contact, contact.id, title="CEO")
    done = last(crm, actor)
    undone = undo(crm, actor)
    taken, _ = crm.run(actor, show_change_set, done.id)
    taking, _ = crm.run(actor, show_change_set, undone.change_set_id)

    assert (taking.id, taken.id) == (taken.undone_by, taking.undoes)
    assert "Undo: Edit contact Ada Lovelace" == taking.label
    with pytest.raises(AlreadyUndone) as caught:
        undo(crm, actor, done)
    assert {"undone_by": taking.id} == caught.value.details
    undo(crm, actor, taking)
    assert "CEO" == crm.run(actor, get_contact, contact.id).title


def test_bulk_and_one_undo(crm, actor):
    """
    Many records edited over a filter are one change set with one undo.
    """
    before = [
        crm.run(
            actor, add_contact, first_name=f"P{n}", last_name="Bulk", tags=[f"t{n}"]
        )
        for n in range(30)
    ]
    changed = crm.run(
        actor,
        edit_contacts,
        query=a_query("bulk"),
        add_tags=["Hot"],
        remove_tags=["T3"],
        title="Boss",
    )
    done = last(crm, actor)

    assert (30, "Edit 30 contacts") == (done.changes, done.label)
    assert {each.id for each in before} == {*changed}
    assert 30 == len(names_found(crm, actor, "tag:hot title:boss"))
    assert [] == names_found(crm, actor, "tag:t3")
    assert 30 == undo(crm, actor).undone
    after = [crm.run(actor, get_contact, each.id) for each in before]
    assert [STORED(each) for each in before] == [STORED(each) for each in after]


def test_in_the_way(works, crm, actor):
    """
    Records changed afterwards in the same fields are named with these fields, and
    nothing is undone; the others alone are, when asked for.
    """
    ids = [crm.run(actor, add_contact, first_name=f"P{n}").id for n in range(5)]
    crm.run(actor, edit_contacts, ids=ids, title="Boss", add_tags=["Hot"])
    done = last(crm, actor)
    crm.run(actor, edit_contact, ids[0], title="King", tags=[])
    crm.run(actor, edit_contact, ids[1], last_name="Other")
    crm.run(actor, erase_person, ids[2])
    with unchanged(works), pytest.raises(UndoRefused) as caught:
        undo(crm, actor, done)

    kept = {each.record.id: {*each.fields} for each in caught.value.details["kept"]}
    assert {ids[0]: {"title", "tags"}, ids[2]: set()} == kept
    undone = undo(crm, actor, done, keep_changed=True)
    assert (3, kept.keys()) == (undone.undone, {each.record.id for each in undone.kept})
    first, second = (crm.run(actor, get_contact, id) for id in ids[:2])
    assert ("King", ()) == (first.title, first.tags)
    assert (None, (), "Other") == (second.title, second.tags, second.last_name)


def test_later_edit_of_another_field(crm, actor, contact):
    """
    What was changed afterwards in other fields stays.
    """
    crm.run(actor, edit_contact, contact.id, title="CEO")
    done = last(crm, actor)
    crm.run(actor, edit_contact, contact.id, department="Board")
    undo(crm, actor, done)

    after = crm.run(actor, get_contact, contact.id)
    assert (None, "Board") == (after.title, after.department)


def test_several_in_one_transaction(crm, actor, company):
    """
    What one transaction did to one record again and again is undone as a whole.
    """

    def story(work):
        added = add_contact(work, first_name="Ada", company_id=company.id)
        edit_contact(work, added.id, title="CEO")
        edit_contact(work, added.id, title="CTO")
        edit_company(work, company.id, name="Port")
        return added

    added = crm.run(actor, story)
    assert 4 == last(crm, actor).changes
    undo(crm, actor)
    with pytest.raises(NotFound):
        crm.run(actor, get_contact, added.id)
    assert "Harbor" == crm.run(actor, get_company, company.id).name
    undo(crm, actor)
    assert ("CTO", "Port") == (
        crm.run(actor, get_contact, added.id).title,
        crm.run(actor, get_company, company.id).name,
    )


def test_company_added_and_used(works, crm, actor, company):
    """
    An addition that others have built on is not taken back, and is named.
    """
    added = last(crm, actor)
    crm.run(actor, add_contact, first_name="Ada", company_id=company.id)
    with unchanged(works), pytest.raises(UndoRefused) as refused:
        undo(crm, actor, added)
    kept = undo(crm, actor, added, keep_changed=True).kept

    assert kept == refused.value.details["kept"]
    assert [(company.id, "Other records point at it.")] == [
        (each.record.id, each.reason) for each in kept
    ]


def test_address_taken_meanwhile(works, crm, actor, contact):
    """
    An undo never makes two contacts share an address.
    """
    crm.run(actor, archive_contact, contact.id)
    done = last(crm, actor)
    crm.run(actor, add_contact, first_name="Eve", email="ada@b.co")
    with unchanged(works), pytest.raises(EmailTaken):
        undo(crm, actor, done)


def test_custom_field(crm, actor, contact):
    """
    A custom field comes back with all its values.
    """
    (field,) = crm.run(actor, list_custom_fields, "contact")
    crm.run(actor, edit_custom_field, field.id, label="Size of shoe")
    crm.run(actor, remove_custom_field, field.id)
    assert [] == crm.run(actor, list_custom_fields, "contact")
    undo(crm, actor)
    (again,) = crm.run(actor, list_custom_fields, "contact")

    assert ("shoe", "Size of shoe") == (again.name, again.label)
    assert {"shoe": "42"} == crm.run(actor, get_contact, contact.id).custom


def test_erasure_stays(works, crm, actor, contact):
    """
    An erasure cannot be undone.
    """
    crm.run(actor, erase_person, contact.id)
    with unchanged(works), pytest.raises(UndoRefused):
        undo(crm, actor)


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_others_work(works, crm, actor, contact, write):
    """
    Without the permission, one sees and undoes only one's own work.
    """
    colleague = a_colleague(actor, without={Permission.CHANGE_UNDO_ANY})
    write(crm, actor, contact.id)
    theirs = last(crm, actor)
    with unchanged(works):
        assert [] == crm.run(colleague, list_change_sets).items
        for use_case in (undo_change_set, show_change_set):
            with pytest.raises(Forbidden):
                crm.run(colleague, use_case, theirs.id)
    own = crm.run(colleague, add_company, name="Own")
    undo(crm, colleague)
    assert own.id not in {row.id for row in crm.run(actor, list_companies).items}


def test_needs_the_permission_of_the_write(works, crm, actor, contact):
    """
    Whoever may not write contacts may not undo writes to contacts.
    """
    crm.run(actor, edit_contact, contact.id, title="x")
    reader = a_colleague(actor, without={Permission.CONTACT_WRITE})
    with unchanged(works), pytest.raises(Forbidden):
        undo(crm, reader, last(crm, actor))


def test_other_organization(works, crm, actor, other_actor, contact):
    """
    Another organization's change set does not exist.
    """
    with unchanged(works), pytest.raises(NotFound):
        undo(crm, other_actor, last(crm, actor))
