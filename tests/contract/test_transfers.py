"""
What the store of imports promises, in memory and on PostgreSQL.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from attrs import evolve

from crm_core.shared import FieldError, NotFound, PageRequest, Stale, new_uuid7
from crm_core.transfers import (
    Figures,
    ImportOptions,
    Known,
    Noun,
    Reading,
    Remark,
    RowRefused,
    Transfer,
    TransferId,
    TransferState,
)
from tests.builders import MOMENT, a_colleague


def a_transfer(actor, **given):
    """
    An import as the model has it, down to the last field.
    """
    known = {
        "id": TransferId(new_uuid7()),
        "noun": Noun.CONTACTS,
        "label": 'a "file".csv',
        "file": "0" * 64,
        "size": 3_000_000_000,
        "options": ImportOptions(
            reading=Reading(encoding="cp1252", delimiter=";", header_line=0, sheet="1"),
            choices={"Größe": "custom.size", "x": "-"},
            formats={"date_order": "dmy"},
            known=Known.FILL,
            match=("custom.size", "email"),
        ),
        "state": TransferState.RUNNING,
        "headers": ("Größe", "x"),
        "position": 5,
        "share": 0.25,
        "since": MOMENT,
        "since_position": 2,
        "figures": Figures(rows=5, created=2, updated=1, unchanged=1, repeated=1),
        "refused": 0,
        "unused": {"Fax": 2, "Anniversary": 1},
        "remarks": (Remark(2, "About the same as line 1."),),
        "remarks_left_out": 1,
        "error": "It broke.",
        "created_by": actor.user_id,
        "created_at": MOMENT,
        "updated_at": MOMENT + timedelta(seconds=1),
    }
    return Transfer(**{**known, **given})


def refused(line):
    """
    A row with all sorts of cells.
    """
    reasons = (FieldError("E-mail", "email", "No."), FieldError("", "cells", "3."))
    values = {"E-mail": "x", "List": ["a", {"b": None}], "Blank": ""}
    return RowRefused(line, reasons, values)


@pytest.fixture
def store(works, actor):
    """
    Does something with the transfers in a unit of work of its own.
    """

    def act(what, *, of=actor):
        with works.open(of) as work:
            return what(work.transfers)

    return act


@pytest.fixture
def transfer(store, actor):
    """
    An import that is kept.
    """
    transfer = a_transfer(actor)
    store(lambda transfers: transfers.add(transfer))
    return transfer


def test_round_trip(store, transfer):
    """
    What was added is what is read, locked or not.
    """
    assert transfer == store(lambda transfers: transfers.get(transfer.id))
    assert transfer == store(lambda transfers: transfers.lock(transfer.id))


def test_versions(store, transfer):
    """
    Saving answers the next version; an older one is refused.
    """
    later = evolve(transfer, state=TransferState.DONE, share=None, finished_at=MOMENT)
    saved = store(lambda transfers: transfers.save(later))

    assert evolve(later, version=2) == saved
    assert saved == store(lambda transfers: transfers.get(transfer.id))
    with pytest.raises(Stale):
        store(lambda transfers: transfers.save(later))


def test_another_organization(store, transfer, other_actor):
    """
    Nothing of it is there.
    """
    for ask in (
        lambda transfers: transfers.get(transfer.id),
        lambda transfers: transfers.lock(transfer.id),
    ):
        with pytest.raises(NotFound):
            store(ask, of=other_actor)
    assert not store(lambda transfers: transfers.awaited(transfer.file), of=other_actor)
    assert [] == store(
        lambda transfers: transfers.page(PageRequest()).items, of=other_actor
    )
    with pytest.raises(NotFound):
        store(lambda transfers: transfers.get(TransferId(uuid4())))


def test_unfinished(store, transfer, actor):
    """
    The latest of the same content, kind and person that has not ended.
    """

    def unfinished(file=transfer.file, noun=Noun.CONTACTS, user=actor.user_id):
        found = store(lambda transfers: transfers.unfinished(file, noun, user))
        return found and found.id

    later = a_transfer(actor)
    store(lambda transfers: transfers.add(later))
    assert later.id == unfinished()
    ended = evolve(later, state=TransferState.FAILED, finished_at=MOMENT)
    store(lambda transfers: transfers.save(ended))
    assert transfer.id == unfinished()
    assert unfinished(file="1" * 64) is None
    assert unfinished(noun=Noun.COMPANIES) is None
    assert unfinished(user=a_colleague(actor).user_id) is None


def test_awaited(store, transfer):
    """
    Until every import of the content has ended.
    """
    assert store(lambda transfers: transfers.awaited(transfer.file))
    assert not store(lambda transfers: transfers.awaited("1" * 64))
    ended = evolve(transfer, state=TransferState.CANCELLED, finished_at=MOMENT)
    store(lambda transfers: transfers.save(ended))
    assert not store(lambda transfers: transfers.awaited(transfer.file))


def test_pages(store, actor):
    """
    Latest first, by number or cursor, of all or of one person.
    """
    mate = a_colleague(actor)
    every = [a_transfer(each) for each in (actor, mate, actor, mate, actor)]
    for each in every:
        store(lambda transfers, each=each: transfers.add(each), of=actor)
    ids = [each.id for each in reversed(every)]

    def page(request, **whose):
        found = store(lambda transfers: transfers.page(request, **whose))
        return [each.id for each in found.items], found

    first, one = page(PageRequest(size=2))
    second, two = page(PageRequest(size=2, cursor=one.next_cursor))
    assert (ids[:2], ids[2:4], 5) == (first, second, one.total)
    assert ids[4:] == page(PageRequest(size=2, cursor=two.next_cursor))[0]
    assert ids[2:4] == page(PageRequest(size=2, number=2))[0]
    assert [ids[1], ids[3]] == page(PageRequest(), user_id=mate.user_id)[0]


def test_refused_rows(store, transfer):
    """
    In order, some at a time; later ones are kept behind.
    """
    rows = [refused(line) for line in range(2, 7)]
    store(lambda transfers: transfers.refuse(transfer, rows[:3]))
    more = evolve(transfer, refused=3)
    store(lambda transfers: transfers.refuse(more, rows[3:]))
    store(lambda transfers: transfers.refuse(more, []))

    def some(first, most):
        return store(lambda transfers: transfers.refused(transfer.id, first, most))

    assert rows == some(0, 10)
    assert rows[1:4] == some(1, 3)
    assert [] == some(5, 10)
    assert [] == store(lambda transfers: transfers.refused(TransferId(uuid4()), 0, 10))


def test_choices(store, other_actor):
    """
    The last ones of each fingerprint, of this organization.
    """
    store(lambda transfers: transfers.remember("f", {"Größe": "-"}))
    store(lambda transfers: transfers.remember("f", {"Größe": "custom.size"}))

    assert {"Größe": "custom.size"} == store(lambda transfers: transfers.choices("f"))
    assert {} == store(lambda transfers: transfers.choices("g"))
    assert {} == store(lambda transfers: transfers.choices("f"), of=other_actor)
