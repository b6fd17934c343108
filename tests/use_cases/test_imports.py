"""
Files taken in part by part, in memory and on PostgreSQL.
"""

from functools import partial
from io import BytesIO
from itertools import islice

import pytest
from attrs import evolve

from crm_adapters.bootstrap.importing import understood
from crm_core.changes import list_change_sets
from crm_core.companies import add_company, edit_company
from crm_core.contacts import add_contact, edit_contact, list_contacts
from crm_core.custom_fields import list_custom_fields
from crm_core.shared import Forbidden, NotFound, Permission, Stale
from crm_core.transfers import (
    FileUnreadable,
    ImportOptions,
    Noun,
    TransferEnded,
    TransferMovedOn,
    TransferState,
    all_refused,
    cancel_import,
    drive_import,
    list_transfers,
    look_up_columns,
    remember_columns,
    show_transfer,
    undo_transfer,
)
from tests.builders import a_colleague
from tests.taking_in import (
    Crash,
    begun,
    crashing,
    driven,
    options_of,
    records,
    refused_lines,
    taken_at_once,
)

PEOPLE = (
    "First Name,Last Name,Email,Phone,Title,Company\n"
    "Ada,Lovelace,ada@b.co,+44 20 7946 0001,Countess,Engines\n"
    "Bob,Stone,bob@b.co,,,Engines\n"
    "Cleo,Bad,nobody,,,\n"
    "Ada,Lovelace,ada@b.co,,Author,Other\n"
    "Dora,Lee,dora@b.co,+49 30 901820,,\n"
)


ONE_PART_IN = 3
"""
Begun, columns looked up, started, and the first part.
"""

FIRMS = "Company,Industry\nAcme,Anvils\n"


@pytest.fixture
def run(crm, actor):
    """
    Runs a use case for somebody who may do everything.
    """
    return partial(crm.run, actor)


def people(run):
    """
    Title by first name.
    """
    found = run(list_contacts).items
    assert len({row.first_name for row in found}) == len(found)
    return {row.first_name: row.title for row in found}


def test_an_import_in_parts(run):
    """
    Figures, refusals and remarks add up over the parts; it has one change set, whose
    id is its own.
    """
    told = []
    done = driven(run, PEOPLE, size=2, tell=told.append)

    assert TransferState.DONE == done.state
    assert [2, 4, 5] == [each.position for each in told]
    figures = done.figures
    assert (5, 3, 1, 1) == (
        figures.rows,
        figures.created,
        figures.repeated,
        figures.companies_created - 1,
    )
    assert 1 == done.refused
    assert [4] == [line for line, _ in refused_lines(run, done)]
    assert ["About the same as line 2."] == [each.message for each in done.remarks]
    assert {"Ada": "Countess", "Bob": None, "Dora": None} == people(run)
    assert [done.id] == [each.id for each in run(list_change_sets).items]
    assert 1.0 == done.share


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_twice_changes_nothing(run, size):
    """
    IMP-10: the same file again is another import, of which every row is known.
    """
    first = driven(run, PEOPLE, size=size)
    before = records(run)
    second = driven(run, PEOPLE, size=size)

    assert first.id != second.id
    assert (0, 0) == (second.figures.created, second.figures.updated)
    assert before == records(run)


def test_one_address_in_several_spellings(run):
    """
    IMP-11: rows with one address, however it is spelled, are one contact wherever parts
    end; the later ones are reported.
    """
    spelled = {1: "a@b.co", 501: " A@B.CO ", 1001: "mailto:a@b.co"}
    rows = [spelled.get(n, f"p{n}@b.co") for n in range(1, 1_101)]
    done = driven(run, "Email\n" + "\n".join(rows) + "\n", size=500)

    assert (1_098, 2) == (done.figures.created, done.figures.repeated)
    assert [502, 1_002] == [each.line for each in done.remarks]


def test_begun_twice_is_one(run, crm, actor):
    """
    IMP-10: the same file read the same way goes on; read otherwise, or by somebody
    else, it is another import.
    """
    first = begun(run, PEOPLE)

    assert first == begun(run, PEOPLE)
    assert first.id != begun(run, PEOPLE, options=options_of(known="fill")).id
    mate = a_colleague(actor)
    assert first.id != begun(partial(crm.run, mate), PEOPLE).id


def test_only_one_goes_on(run):
    """
    Of two who take in the same rows one is told that the other has them.
    """
    transfer = begun(run, PEOPLE)

    def overtake(_):
        with pytest.raises(Crash):
            driven(crashing(run, ONE_PART_IN + 1, after=True), PEOPLE, size=2)

    with pytest.raises(TransferMovedOn):
        driven(run, PEOPLE, size=2, tell=overtake)

    assert 4 == run(show_transfer, transfer.id).position
    assert transfer.id == driven(run, PEOPLE, size=2).id
    assert ["Ada", "Bob", "Dora"] == sorted(people(run))


def test_cancelled(run):
    """
    It stops before its next part; what it has written stays until it is undone.
    """

    def cancel(transfer):
        run(cancel_import, transfer.id)

    with pytest.raises(TransferEnded):
        driven(run, PEOPLE, size=2, tell=cancel)
    [transfer] = run(list_transfers).items

    assert (TransferState.CANCELLED, 2) == (transfer.state, transfer.position)
    assert 2 == len(people(run))
    with pytest.raises(TransferEnded):
        run(cancel_import, transfer.id)
    run(undo_transfer, transfer.id)
    assert {} == people(run)


def test_cancelled_and_sent_again(run):
    """
    IMP-21: the file sent again is another import, which adds what is missing.
    """
    with pytest.raises(TransferEnded):
        driven(run, PEOPLE, size=2, tell=lambda each: run(cancel_import, each.id))

    again = driven(run, PEOPLE, size=2)

    assert (1, 2) == (again.figures.created, again.figures.unchanged)
    assert ["Ada", "Bob", "Dora"] == sorted(people(run))


def test_undone_while_at_work(run):
    """
    What is in goes, and no row follows.
    """

    def undo(transfer):
        run(undo_transfer, transfer.id)

    with pytest.raises(TransferEnded):
        driven(run, PEOPLE, size=2, tell=undo)

    assert {} == people(run)


def test_undone(run):
    """
    IMP-22: what it created goes, what it updated is restored; what was changed since,
    made or updated by it, is kept and reported.
    """
    bob = run(partial(add_contact, first_name="Bob", email="bob@b.co", title="Mason"))
    dora = run(partial(add_contact, first_name="Dora", email="dora@b.co", title="Old"))
    text = "First,Email,Title\nAda,ada@b.co,A\nBob,bob@b.co,B\nDora,dora@b.co,D\n"
    done = driven(run, f"{text}Eve,eve@b.co,E\n", size=1)
    ids = {row.first_name: row.id for row in run(list_contacts).items}
    run(partial(edit_contact, title="Newer"), dora.id)
    run(partial(edit_contact, title="Newest"), ids["Eve"])

    undone = run(undo_transfer, done.id)

    assert {"Bob": "Mason", "Dora": "Newer", "Eve": "Newest"} == people(run)
    assert {(dora.id, ("title",)), (ids["Eve"], ("title",))} == {
        (kept.record.id, kept.fields) for kept in undone.kept
    }
    assert bob.id in {row.id for row in run(list_contacts).items}


def test_a_file_that_cannot_be_read_on(run):
    """
    It has failed, with the reason; the rows before stay, and can be taken back.
    """
    transfer = begun(run, PEOPLE)
    ready = understood(run, BytesIO(PEOPLE.encode()), Noun.CONTACTS, ImportOptions())

    def rows():
        yield from islice(ready.source.rows, 2)
        raise FileUnreadable.of("file", "unreadable", "Line 4 is broken.")

    broken = evolve(ready.source, rows=rows())
    with pytest.raises(FileUnreadable):
        drive_import(run, transfer, broken, ready.mapping, size=1)
    failed = run(show_transfer, transfer.id)

    assert (TransferState.FAILED, 2) == (failed.state, failed.position)
    assert "Line 4 is broken." in failed.error
    assert 2 == len(people(run))
    run(undo_transfer, transfer.id)
    assert {} == people(run)


def test_others_imports(run, crm, actor, other_actor):
    """
    Those of another organization are not there; a colleague's are seen by who may
    undo others' work.
    """
    done = driven(run, PEOPLE)
    clerk = a_colleague(actor, without=[Permission.CHANGE_UNDO_ANY])
    chief, stranger = a_colleague(actor), other_actor

    for act in (show_transfer, cancel_import, undo_transfer):
        with pytest.raises(Forbidden):
            crm.run(clerk, act, done.id)
        with pytest.raises(NotFound):
            crm.run(stranger, act, done.id)
    with pytest.raises(NotFound):
        [*all_refused(partial(crm.run, stranger), done.id)]
    assert [] == [*crm.run(clerk, list_transfers).items]
    assert [] == [*crm.run(stranger, list_transfers).items]
    assert [done] == [*crm.run(chief, list_transfers).items]
    assert done == crm.run(chief, show_transfer, done.id)


@pytest.mark.parametrize(
    ("noun", "lacking"),
    [
        (Noun.CONTACTS, Permission.CONTACT_IMPORT),
        (Noun.COMPANIES, Permission.COMPANY_IMPORT),
    ],
)
def test_who_may_import(crm, actor, noun, lacking):
    """
    Whom that permission is not given begins none, and chooses no columns for others.
    """
    clerk = partial(crm.run, a_colleague(actor, without=[lacking]))

    with pytest.raises(Forbidden):
        begun(clerk, PEOPLE, noun)
    with pytest.raises(Forbidden):
        clerk(remember_columns, noun, ["Name"], {"Name": "first_name"})


def test_columns_become_custom_fields(run, crm, actor):
    """
    They are made with the import and go when it is taken back; who may define none
    is told before anything is written.
    """
    text = "First,Email,Shoe size\nAda,ada@b.co,38\nBea,bea@b.co,41.5\n"
    options = options_of(**{"Shoe size": "new"})
    clerk = a_colleague(actor, without=[Permission.CUSTOM_FIELD_WRITE])
    with pytest.raises(Forbidden):
        begun(partial(crm.run, clerk), text, options=options)

    done = driven(run, text, options=options, size=1)
    [made] = run(list_custom_fields, "contact")
    values = [row.custom for row in run(list_contacts).items]
    run(undo_transfer, done.id)

    assert ("shoe_size", "number", "Shoe size") == (made.name, made.kind, made.label)
    assert [{"shoe_size": "38"}, {"shoe_size": "41.5"}] == sorted(values, key=repr)
    assert [] == run(list_custom_fields, "contact")
    assert {} == people(run)


def test_columns_become_custom_fields_in_one_go_too(run):
    """
    As by the API; a repetition uses the field that is there.
    """
    text = "First,Email,Shoe size\nAda,ada@b.co,38\n"
    options = options_of(**{"Shoe size": "new:text"})

    taken_at_once(run, text, options=options)
    again = taken_at_once(run, text, options=options)

    assert ["shoe_size"] == [each.name for each in run(list_custom_fields, "contact")]
    assert 1 == again.unchanged


def test_choices_are_remembered(run, other_actor, crm):
    """
    For files with the same headers, in any order; per kind of record and organization.
    """
    run(remember_columns, Noun.CONTACTS, ["Who", "Where"], {"Who": "first_name"})

    def recalled(run, noun, *headers):
        return run(look_up_columns, noun, headers)[0]

    assert {"Who": "first_name"} == recalled(run, Noun.CONTACTS, "where", "Who")
    assert {} == recalled(run, Noun.CONTACTS, "Who")
    assert {} == recalled(run, Noun.COMPANIES, "Who", "Where")
    stranger = partial(crm.run, other_actor)
    assert {} == recalled(stranger, Noun.CONTACTS, "Who", "Where")
    run(remember_columns, Noun.CONTACTS, ["Who", "Where"], {})
    assert {} == recalled(run, Noun.CONTACTS, "Who", "Where")


def test_a_record_that_was_changed_meanwhile(run):
    """
    Somebody edits the very company that a part is about to store: the part is tried
    again, and both have their way.
    """
    acme = run(partial(add_company, name="Acme", industry="Old", phone="111"))
    transfer = begun(run, FIRMS, Noun.COMPANIES)
    ready = understood(run, BytesIO(FIRMS.encode()), Noun.COMPANIES, transfer.options)
    calls = iter(range(100))

    def meddling(use_case, *args):
        if next(calls) != 1:
            return run(use_case, *args)
        run(partial(edit_company, phone="222"), acme.id)
        raise Stale

    done = drive_import(meddling, transfer, ready.source, ready.mapping)

    assert 1 == done.figures.updated
    assert "'222'" in records(run, Noun.COMPANIES)[0]
    assert "'Anvils'" in records(run, Noun.COMPANIES)[0]


def test_crashed_and_begun_again(run):
    """
    The same command goes on behind the last part.
    """
    with pytest.raises(Crash):
        driven(crashing(run, ONE_PART_IN, after=True), PEOPLE, size=2)
    transfer = begun(run, PEOPLE)
    assert 2 == transfer.position

    done = driven(run, PEOPLE, size=2)

    assert transfer.id == done.id
    assert (5, 3) == (done.figures.rows, done.figures.created)
