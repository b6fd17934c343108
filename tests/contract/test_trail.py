"""
What the trail, events and idempotency keys promise, in memory and on PostgreSQL.
"""

from contextlib import suppress
from itertools import pairwise
from uuid import uuid4

import pytest
from attrs import evolve

from crm_adapters.memory import MemoryWorks
from crm_core.changes import (
    Action,
    AlreadyUndone,
    ChangeSetId,
    UndoRefused,
    list_change_sets,
    record_history,
    show_change_set,
    undo_change_set,
)
from crm_core.companies import add_company
from crm_core.contacts import (
    ContactAdded,
    EmailTaken,
    add_contact,
    edit_contact,
    get_contact,
    list_contacts,
    read_contact,
)
from crm_core.shared import (
    Conflict,
    Invalid,
    NotFound,
    PageRequest,
    Query,
    RecordRef,
    StoredAnswer,
    write_cursor,
)
from tests.builders import a_colleague
from tests.storage import stored_texts, unchanged

ANSWER = StoredAnswer(
    fingerprint="f", status=201, headers={"ETag": '"1"'}, body=b"\x00{}"
)


def all_pages(read, size):
    found, cursor = [], None
    while True:
        page = read(PageRequest(size=size, cursor=cursor))
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            assert (len(found), True) == (page.total, page.total_exact)
            return found


def test_change_set(crm, actor):
    """
    A write is one change set: who, when, what in words, and every value it wrote.
    """
    contact = crm.run(actor, add_contact, first_name="Ada", tags=["VIP"])
    (change_set,) = crm.run(actor, list_change_sets).items
    shown, (change,) = crm.run(actor, show_change_set, change_set.id)

    assert shown == change_set
    assert ("Add contact Ada", "library", 1) == (
        shown.label,
        shown.source,
        shown.changes,
    )
    assert (actor.user_id, contact.created_at) == (shown.user_id, shown.at)
    assert (RecordRef("contact", contact.id), Action.CREATED) == (
        change.record,
        change.action,
    )
    assert ({}, "Ada", ["VIP"], str(contact.id)) == (
        change.before,
        change.after["first_name"],
        change.after["tags"],
        change.after["id"],
    )


def test_update_has_differences_only(crm, actor):
    """
    A change of a record has the values that differ, before and after.
    """
    contact = crm.run(actor, add_contact, first_name="Ada", title="CEO")
    crm.run(actor, edit_contact, contact.id, title="CTO", first_name="Ada")
    entry = crm.run(actor, record_history, RecordRef("contact", contact.id)).items[0]

    assert Action.UPDATED == entry.change.action
    assert {"title", "version", "updated_at"} == {*entry.change.before}
    assert {"title", "version", "updated_at"} == {*entry.change.after}
    assert ("CEO", "CTO") == (entry.change.before["title"], entry.change.after["title"])


def test_pages(crm, actor):
    """
    Change sets and history come newest first, every one on exactly one page.
    """
    contact = crm.run(actor, add_contact, first_name="Ada")
    for number in range(9):
        crm.run(actor, edit_contact, contact.id, title=f"T{number}")
    record = RecordRef("contact", contact.id)
    whole = crm.run(actor, list_change_sets, PageRequest(size=50)).items
    entries = crm.run(actor, record_history, record, PageRequest(size=50)).items

    assert 10 == len(whole)
    assert all(one.id > other.id for one, other in pairwise(whole))
    assert whole == [entry.change_set for entry in entries]
    assert whole == all_pages(lambda page: crm.run(actor, list_change_sets, page), 4)
    assert entries == all_pages(
        lambda page: crm.run(actor, record_history, record, page), 4
    )
    third = PageRequest(size=4, number=3)
    assert whole[8:] == crm.run(actor, list_change_sets, third).items
    assert entries[8:] == crm.run(actor, record_history, record, third).items


@pytest.mark.parametrize("position", ["x", None, {}, 10**30, [1]])
def test_made_up_cursor(works, crm, actor, position):
    """
    A cursor that someone put together is refused, or a place in the list (TEN-15).
    """
    contact = crm.run(actor, add_contact, first_name="Ada")
    record, organization = RecordRef("contact", contact.id), actor.organization_id
    sets = write_cursor([position], bound_to=f"{organization}|changes|None")
    history = write_cursor([position] * 2, bound_to=f"{organization}|history|{record}")
    with unchanged(works):
        with suppress(Invalid):
            crm.run(actor, list_change_sets, PageRequest(cursor=sets))
        with suppress(Invalid):
            crm.run(actor, record_history, record, PageRequest(cursor=history))


def test_foreign_change_set(crm, actor, other_actor):
    """
    Another organization's change sets and cursors do not exist.
    """
    contact = crm.run(actor, add_contact, first_name="Ada")
    crm.run(actor, edit_contact, contact.id, title="x")
    page = crm.run(actor, list_change_sets, PageRequest(size=1))
    crm.run(other_actor, add_contact, first_name="Eve")

    with pytest.raises(NotFound):
        crm.run(other_actor, show_change_set, page.items[0].id)
    with pytest.raises(NotFound):
        crm.run(other_actor, record_history, RecordRef("contact", contact.id))
    with pytest.raises(Invalid):
        crm.run(other_actor, list_change_sets, PageRequest(cursor=page.next_cursor))


def test_no_write_no_change_set(works, crm, actor):
    """
    Reading leaves nothing behind.
    """
    crm.run(actor, add_contact, first_name="Ada")
    with unchanged(works):
        crm.run(actor, list_change_sets)


def test_events(works, actor):
    """
    Events are stored with the transaction that made them true, and only with it.
    """
    marks = [uuid4(), uuid4()]
    with works.open(actor) as work:
        work.emit(ContactAdded(contact_id=marks[0]))
    with pytest.raises(ZeroDivisionError), works.open(actor) as work:
        work.emit(ContactAdded(contact_id=marks[1]))
        raise ZeroDivisionError

    where = str(actor.organization_id) if isinstance(works, MemoryWorks) else "events"
    events = stored_texts(works)[where]
    assert (True, False) == tuple(str(mark) in events for mark in marks)
    assert "ContactAdded" in events


def test_idempotency(works, actor):
    """
    The second request of a key gets the answer of the first, to the byte.
    """
    with works.open(actor) as work:
        assert work.idempotency_keys.claim("k") is None
        work.idempotency_keys.store("k", ANSWER)
    with works.open(actor) as work:
        assert ANSWER == work.idempotency_keys.claim("k")


def test_an_answer_is_stored_once(works, actor):
    """
    Who only queues for a key that has an answer is refused in the end, and leaves
    nothing behind; the answer stays what it was.
    """
    other = evolve(ANSWER, body=b"other")
    with works.open(actor) as work:
        work.idempotency_keys.queue("k")
        work.idempotency_keys.store("k", ANSWER)
    with pytest.raises(Conflict), works.open(actor) as work:
        work.idempotency_keys.queue("k")
        add_contact(work, first_name="Twice")
        work.idempotency_keys.store("k", other)
    with works.open(actor) as work:
        assert ANSWER == work.idempotency_keys.claim("k")
        assert [] == list_contacts(work).items


def test_idempotency_is_ones_own(works, actor, other_actor):
    """
    A key means nothing to a colleague, nor to another organization.
    """
    with works.open(actor) as work:
        work.idempotency_keys.claim("k")
        work.idempotency_keys.store("k", ANSWER)
    for someone in (a_colleague(actor), other_actor):
        with works.open(someone) as work:
            assert work.idempotency_keys.claim("k") is None


def test_idempotency_rolls_back(works, actor):
    """
    CON-04: what failed on its way is not kept; its repetition runs.
    """
    with pytest.raises(ZeroDivisionError), works.open(actor) as work:
        work.idempotency_keys.claim("k")
        work.idempotency_keys.store("k", ANSWER)
        raise ZeroDivisionError
    with works.open(actor) as work:
        assert work.idempotency_keys.claim("k") is None


def test_continued_change_set(works, crm, actor):
    """
    Several transactions add to one change set, which is undone as one; the history of
    a record is in the order in which it was written, whatever set was begun first.
    """
    id = ChangeSetId(uuid4())

    def part(work, name):
        work.changes.continue_set(id, "Import people")
        added = add_contact(work, first_name=name)
        work.name("Import people")
        return added, work.changes.touched([added.id, uuid4()])

    ada, touched = crm.run(actor, part, "Ada")
    crm.run(actor, edit_contact, ada.id, title="Countess")

    def again(work):
        work.changes.continue_set(id, "Import people")
        known = work.changes.touched([ada.id])
        edit_contact(work, ada.id, department="Engines")
        return known

    known = crm.run(actor, again)
    bob, _ = crm.run(actor, part, "Bob")
    shown, changes = crm.run(actor, show_change_set, id)
    history = crm.run(actor, record_history, RecordRef("contact", ada.id)).items

    assert ({ada.id}, {ada.id}) == (touched, known)
    assert ("Import people", 3) == (shown.label, shown.changes)
    assert [bob.id, ada.id, ada.id] == [each.record.id for each in changes]
    assert [Action.UPDATED, Action.UPDATED, Action.CREATED] == [
        each.change.action for each in history
    ]
    assert ["Engines", None] == [e.change.after.get("department") for e in history[:2]]
    with pytest.raises(UndoRefused):
        crm.run(actor, undo_change_set, id)
    crm.run(actor, undo_change_set, id, keep_changed=True)
    with pytest.raises(AlreadyUndone):
        crm.run(actor, part, "Cy")


def test_rehearsal(works, crm, actor):
    """
    A rehearsal answers and refuses like the act itself, and keeps nothing.
    """
    add = {"first_name": "Ada", "email": "ada@example.com"}
    crm.run(actor, add_contact, first_name="Bob")
    with unchanged(works):
        added = crm.rehearse(actor, add_contact, **add)
    assert "Ada" == added.first_name
    kept = crm.run(actor, add_contact, **add)
    with unchanged(works), pytest.raises(EmailTaken):
        crm.rehearse(actor, add_contact, **add)
    assert "Ada" == crm.run(actor, get_contact, kept.id).first_name


def test_many_are_added_like_one(crm, actor, other_actor):
    """
    Records added together are stored, found and kept in the trail as if each had been
    added alone.
    """
    people = [
        {
            "first_name": f"Ada \\ 'x' \"{n}\"",
            "last_name": "{NULL}" if n % 2 else "NULL",
            "emails": [{"address": f"a{n}@example.com"}, {"address": f"b{n}@ex.org"}],
            "phones": [{"number": f"+49 30 90182{n}", "kind": "mobile"}],
            "tags": ["VIP", f"tag {n}"][: n % 3],
            "notes": "line\nline, \ttab",
            "address": {"city": "K\u00f6ln"} if n else None,
        }
        for n in range(7)
    ]

    def together(work):
        company = add_company(work, name="Engines & Sons")
        made = [
            read_contact(work, {**each, "company_id": str(company.id)})
            for each in people
        ]
        work.contacts.add_many(made)
        return made

    made = crm.run(actor, together)
    alone = [crm.run(other_actor, add_contact, **each) for each in people]
    for one, other in zip(made, alone, strict=True):
        stored = crm.run(actor, get_contact, one.id)
        assert one == stored
        (mine,) = crm.run(actor, record_history, RecordRef("contact", one.id)).items
        (theirs,) = crm.run(
            other_actor, record_history, RecordRef("contact", other.id)
        ).items
        different = {"id", "created_at", "updated_at", "created_by", "assigned_to"}
        different |= {"company_id"}
        for name, value in theirs.change.after.items():
            assert name in different or value == mine.change.after[name]
    found = crm.run(actor, list_contacts, Query(search="engines 901823")).items
    assert [made[3].id] == [each.id for each in found]
    with pytest.raises(EmailTaken):
        crm.run(actor, add_contact, email="B3@ex.org")
