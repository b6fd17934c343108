"""
Files attached to records: who sees them, what they are about, and how they go.
"""

from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

import pytest
from attrs import evolve

from crm_core.changes import (
    record_history,
    undo_change_set,
)
from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.files import (
    ContentMissing,
    FileRefused,
    Limits,
    QuotaReached,
    archive_file,
    edit_file,
    open_file,
    purge_file,
    restore_file,
    show_file,
    show_usage,
)
from crm_core.leads import add_lead
from crm_core.opportunities import add_opportunity
from crm_core.shared import (
    Forbidden,
    Invalid,
    NotFound,
    Permission,
    RecordRef,
    Stale,
    Visibility,
)
from tests.builders import a_colleague, a_team, an_actor

from .filing import about, found, latest


@dataclass
class Records:
    """
    One record of each kind.
    """

    contact: object
    company: object
    lead: object
    opportunity: object

    @property
    def all(self):
        return [self.contact, self.company, self.lead, self.opportunity]


@pytest.fixture
def records(crm, actor):
    """
    One record of each kind, the actor's own.
    """
    return Records(
        crm.run(actor, add_contact, first_name="Ada"),
        crm.run(actor, add_company, name="Harbor"),
        crm.run(actor, add_lead, title="Boat"),
        crm.run(actor, add_opportunity, name="Deal"),
    )


def fields_of(refused):
    """
    The fields that an error names.
    """
    return [each.field for each in refused.value.errors]


def test_attached_to_several_records(crm, actor, shelf, storage, records):
    """
    A file is about all of them, is found from each, and its content comes back.
    """
    file = shelf.attach(
        actor, b"one two", name="offer.txt", about=about(*records.all), description="x"
    )

    assert file == crm.run(actor, show_file, file.id)
    assert (7, sha256(b"one two").hexdigest()) == (file.size, file.digest)
    assert ("text/plain", "x") == (file.content_type, file.description)
    for ref in about(*records.all):
        assert ["offer.txt"] == found(crm, actor, (f"{ref.kind}_id", str(ref.id)))
    shown, content = crm.run(actor, open_file, storage, file.id)
    with content:
        assert (file, b"one two") == (shown, content.read())


def test_a_file_about_nothing(crm, actor, shelf):
    """
    It is the organization's.
    """
    file = shelf.attach(actor, name=" \u200b../.. ")

    assert ((), "file") == (file.about, file.name)
    assert ["file"] == found(crm, actor, ("contact", "none"))
    assert [] == found(crm, actor, ("contact", "any"))


def test_every_error_is_told_and_nothing_stored(crm, actor, shelf, storage):
    """
    All fields at once; what is refused is not kept.
    """
    missing = [RecordRef("contact", uuid4()), RecordRef("lead", uuid4())]
    with pytest.raises(Invalid) as refused:
        shelf.attach(actor, b"MZ\0\0", about=missing, limits=Limits(largest=3))
    assert ["about.0", "about.1", "file", "file"] == fields_of(refused)

    with pytest.raises(Invalid) as refused:
        shelf.attach(actor, about="contact:x", size=5, content_type="x", nonsense=1)
    assert ["about", "size", "content_type", "nonsense"] == fields_of(refused)
    assert not storage.root.exists()


def test_without_the_permission_nothing_is_stored(crm, actor, shelf, storage):
    """
    Whoever may not write is told before anything is kept.
    """
    reader = a_colleague(actor, without=[Permission.FILE_WRITE])

    with pytest.raises(Forbidden):
        shelf.attach(reader)
    assert not storage.root.exists()


def test_what_nobody_else_sees_is_not_attached_to(crm, actor, shelf, records):
    """
    A record that one does not see is one that does not exist.
    """
    rep = a_colleague(actor, visibility=Visibility.OWN)

    with pytest.raises(Invalid) as refused:
        shelf.attach(rep, about=about(records.contact))
    assert ["about.0"] == fields_of(refused)


def test_another_organization_sees_nothing(crm, actor, other_actor, shelf, storage):
    """
    Not the file, not its content, not that it exists; the same content is another's.
    """
    file = shelf.attach(actor, b"secret")
    same = shelf.attach(other_actor, b"secret")

    assert file.digest == same.digest
    for act in (show_file, archive_file, purge_file, restore_file):
        with pytest.raises(NotFound):
            crm.run(other_actor, act, file.id)
    with pytest.raises(NotFound):
        crm.run(other_actor, open_file, storage, file.id)
    assert 1 == crm.run(actor, show_usage).files
    folders = sorted(each.name for each in storage.root.iterdir())
    both = sorted(str(each.organization_id) for each in (actor, other_actor))
    assert both == folders


@pytest.mark.parametrize("visibility", ["own", "team"])
@pytest.mark.parametrize("kind", ["contact", "company", "lead", "opportunity"])
def test_who_sees_a_record_sees_its_files(crm, actor, shelf, records, visibility, kind):
    """
    Files follow what they are about, and whoever attached them; of others nothing.
    """
    team = a_team()
    colleague = a_colleague(
        actor, visibility=Visibility(visibility), teams=frozenset({team})
    )
    own = crm.run(colleague, add_company, name="Mine")
    record = getattr(records, kind)
    shelf.attach(actor, name="hidden.txt", about=about(record))
    both = shelf.attach(actor, name="both.txt", about=about(record, own))
    shelf.attach(colleague, name="mine.txt")

    assert ["both.txt", "mine.txt"] == found(crm, colleague, ("sort", "name"))
    assert ["both.txt"] == found(crm, colleague, (kind, str(record.id)))
    assert both == crm.run(colleague, show_file, both.id)
    assert 1 == len(
        crm.run(colleague, record_history, RecordRef("file", both.id)).items
    )


def test_who_does_not_see_it_changes_nothing(crm, actor, shelf, records):
    """
    A file that is not seen is one that does not exist.
    """
    file = shelf.attach(actor, about=about(records.contact))
    rep = a_colleague(actor, visibility=Visibility.OWN)

    for act in (show_file, archive_file, restore_file, purge_file):
        with pytest.raises(NotFound):
            crm.run(rep, act, file.id)
    with pytest.raises(NotFound):
        crm.run(rep, edit_file, file.id, name="x")
    with pytest.raises(NotFound):
        crm.run(rep, record_history, RecordRef("file", file.id))


def test_renamed_and_about_something_else(crm, actor, shelf, records):
    """
    Name, description and subjects change, and one undo brings them back.
    """
    file = shelf.attach(actor, about=about(records.contact, records.lead))
    edited = crm.run(
        actor,
        edit_file,
        file.id,
        version=1,
        name="../b.txt",
        description="new",
        about=about(records.company, records.lead),
    )

    assert ("b.txt", "new", 2) == (edited.name, edited.description, edited.version)
    assert [] == found(crm, actor, ("contact", str(records.contact.id)))
    assert ["b.txt"] == found(crm, actor, ("company", str(records.company.id)))
    with pytest.raises(Stale):
        crm.run(actor, edit_file, file.id, version=1, name="c.txt")

    crm.run(actor, undo_change_set, latest(crm, actor).id)

    back = crm.run(actor, show_file, file.id)
    assert (file.name, file.about) == (back.name, back.about)
    assert ["a.txt"] == found(crm, actor, ("contact", str(records.contact.id)))
    assert [] == found(crm, actor, ("company", str(records.company.id)))


def test_what_a_file_was_about_already_may_stay(crm, actor, shelf, records):
    """
    A subject that the editor does not see is neither refused nor lost; a new one is.
    """
    rep = a_colleague(actor, visibility=Visibility.OWN)
    own = crm.run(rep, add_company, name="Mine")
    file = shelf.attach(actor, about=about(records.contact, own))

    crm.run(rep, edit_file, file.id, about=about(own, records.contact))
    with pytest.raises(Invalid) as refused:
        crm.run(rep, edit_file, file.id, about=about(own, records.lead))

    assert ["about.1"] == fields_of(refused)


@pytest.mark.parametrize("name", ["", None, "..", "\u200b", "a\0/"])
def test_a_name_cannot_be_taken_away(crm, actor, shelf, name):
    """
    A file keeps a name.
    """
    file = shelf.attach(actor)

    if name == "a\0/":
        assert "a" == crm.run(actor, edit_file, file.id, name=name).name
        return
    with pytest.raises(Invalid) as refused:
        crm.run(actor, edit_file, file.id, name=name)
    assert ["name"] == fields_of(refused)


def test_renaming_makes_no_program(crm, actor, shelf):
    """
    What was taken as text does not become what a machine runs.
    """
    file = shelf.attach(actor)

    with pytest.raises(FileRefused):
        crm.run(actor, edit_file, file.id, name="a.e\u200bxe")


def test_into_the_archive_and_back(crm, actor, shelf, storage, records):
    """
    Archived, a file is not listed, shown or opened; restored, all is as before.
    """
    file = shelf.attach(actor, about=about(records.contact))
    crm.run(actor, archive_file, file.id)

    assert [] == found(crm, actor)
    assert ["a.txt"] == found(crm, actor, ("archived", "true"))
    for act in (show_file, archive_file):
        with pytest.raises(NotFound):
            crm.run(actor, act, file.id)
    with pytest.raises(NotFound):
        crm.run(actor, open_file, storage, file.id)

    crm.run(actor, restore_file, file.id)

    assert ["a.txt"] == found(crm, actor, ("contact", str(records.contact.id)))
    for act in (restore_file, purge_file):
        with pytest.raises(NotFound):
            crm.run(actor, act, file.id)


def test_purged_and_taken_back(crm, actor, shelf, storage, records):
    """
    A purge is undone with content and subjects.
    """
    file = shelf.attach(actor, about=about(records.contact))
    crm.run(actor, archive_file, file.id)
    crm.run(actor, purge_file, file.id)
    assert [] == found(crm, actor, ("archived", "any"))

    crm.run(actor, undo_change_set, latest(crm, actor).id)
    crm.run(actor, restore_file, file.id)

    _, content = crm.run(actor, open_file, storage, file.id)
    with content:
        assert b"content" == content.read()
    assert ["a.txt"] == found(crm, actor, ("contact", str(records.contact.id)))


def test_attaching_is_taken_back_and_done_again(crm, actor, shelf, storage):
    """
    An undo removes the file, an undo of that one brings it back.
    """
    file = shelf.attach(actor)
    crm.run(actor, undo_change_set, latest(crm, actor).id)
    assert [] == found(crm, actor)

    crm.run(actor, undo_change_set, latest(crm, actor).id)

    crm.run(actor, open_file, storage, file.id)[1].close()


def test_what_is_the_same_takes_room_once(crm, actor, shelf, storage):
    """
    Usage counts contents, and the quota refuses what does not fit before it is kept.
    """
    limits = Limits(quota=20)
    shelf.attach(actor, b"x" * 10, limits=limits)
    shelf.attach(actor, b"x" * 10, name="b.txt", limits=limits)
    assert (2, 10) == (
        crm.run(actor, show_usage).files,
        crm.run(actor, show_usage).bytes,
    )

    with pytest.raises(QuotaReached):
        shelf.attach(actor, b"y" * 11, limits=limits)
    shelf.attach(actor, b"y" * 10, limits=limits)

    assert (3, 20, 20) == tuple(
        getattr(crm.run(actor, show_usage, limits), name)
        for name in ("files", "bytes", "quota")
    )
    stored = [each for each in storage.root.rglob("*") if each.is_file()]
    assert 2 == len(stored)


def test_a_content_that_has_vanished(crm, actor, shelf, storage):
    """
    F27: it is said; all else of the file goes on working.
    """
    file = shelf.attach(actor)
    storage.remove(actor.organization_id, file.digest)

    with pytest.raises(ContentMissing):
        crm.run(actor, open_file, storage, file.id)
    assert "b.txt" == crm.run(actor, edit_file, file.id, name="b.txt").name


def test_who_may_purge(crm, actor, shelf):
    """
    Archiving is writing; purging is a right of its own.
    """
    file = shelf.attach(actor)
    clerk = evolve(
        an_actor(without=[Permission.FILE_PURGE]), organization_id=actor.organization_id
    )
    crm.run(clerk, archive_file, file.id)

    with pytest.raises(Forbidden):
        crm.run(clerk, purge_file, file.id)
