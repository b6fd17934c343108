"""
Files of records that are merged, taken apart, and forgotten.
"""

import pytest

from crm_core.changes import list_change_sets, show_change_set, undo_change_set
from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.duplicates import merge_companies, merge_contacts, unmerge
from crm_core.files import archive_file, show_file
from crm_core.leads import add_lead
from crm_core.privacy import erase_person, export_person
from crm_core.shared import NotFound, PageRequest, Visibility
from tests.builders import a_colleague
from tests.storage import stored_texts

from .filing import about


@pytest.fixture
def twins(crm, actor):
    """
    Two contacts that are one person.
    """
    return [crm.run(actor, add_contact, first_name=name) for name in ("Ada", "Ida")]


@pytest.fixture
def harbor(crm, actor):
    """
    A company.
    """
    return crm.run(actor, add_company, name="Harbor")


def ids(crm, actor, file):
    """
    What a file is about now.
    """
    return [each.id for each in crm.run(actor, show_file, file.id).about]


@pytest.mark.parametrize("archived", [False, True])
def test_files_follow_a_merge_and_come_back(crm, actor, shelf, twins, harbor, archived):
    """
    What was about the one that went is about the one that is left, once; files in the
    archive too. Taken apart, each has its own again.
    """
    ada, ida = twins
    both = shelf.attach(actor, about=about(ida, harbor, ada))
    hers = shelf.attach(actor, name="b.txt", about=about(ida))
    if archived:
        for file in (both, hers):
            crm.run(actor, archive_file, file.id)

    def now(file):
        with crm.works.open(actor) as work:
            return [each.id for each in work.files.get(file.id).about]

    merged = crm.run(actor, merge_contacts, [ada.id, ida.id])

    assert [ada.id, harbor.id] == now(both)
    assert [ada.id] == now(hers)
    assert ("file", 2) in [(each.kind, each.count) for each in merged.moved]

    crm.run(actor, unmerge, merged.merge_id)

    assert {ada.id, ida.id, harbor.id} == {*now(both)}
    assert [ida.id] == now(hers)


def test_files_of_merged_companies(crm, actor, shelf, twins, harbor):
    """
    Companies likewise; what the file is about besides stays.
    """
    port = crm.run(actor, add_company, name="Port")
    file = shelf.attach(actor, about=about(port, twins[0]))
    merged = crm.run(actor, merge_companies, [harbor.id, port.id])
    assert [harbor.id, twins[0].id] == ids(crm, actor, file)

    crm.run(actor, undo_change_set, merged.change_set_id)

    assert [port.id, twins[0].id] == ids(crm, actor, file)


def test_a_copy_of_all_that_is_known_names_files(crm, actor, shelf, twins):
    """
    GDPR, article 15: the person's files and those of their leads, archived ones too.
    """
    lead = crm.run(actor, add_lead, title="Boat", contact_id=twins[0].id)
    of_person = shelf.attach(actor, about=about(twins[0]))
    of_lead = shelf.attach(actor, name="b.txt", about=about(lead))
    shelf.attach(actor, name="c.txt", about=about(twins[1]))
    crm.run(actor, archive_file, of_lead.id)

    known = crm.run(actor, export_person, twins[0].id).files

    assert [of_person.id, of_lead.id] == [each.id for each in known]


def test_files_of_nobody_else_are_forgotten(crm, actor, shelf, twins, harbor):
    """
    GDPR, article 17: what is about this person alone goes, whoever sees it, with what
    the trail knew of it; what is about others too stays with those.
    """
    other = a_colleague(actor)
    lead = crm.run(actor, add_lead, title="Boat", contact_id=twins[0].id)
    hers = shelf.attach(other, name="secret-cv.txt", about=about(twins[0], lead))
    shared = shelf.attach(actor, name="contract.txt", about=about(harbor, twins[0]))
    crm.run(actor, archive_file, hers.id)
    own = a_colleague(actor, user_id=actor.user_id, visibility=Visibility.OWN)

    erasure = crm.run(own, erase_person, twins[0].id)

    assert 1 == erasure.files
    assert [harbor.id] == ids(crm, actor, shared)
    with pytest.raises(NotFound):
        crm.run(actor, show_file, hers.id)
    for page in crm.run(actor, list_change_sets, PageRequest(size=200)).items:
        _, changes = crm.run(actor, show_change_set, page.id)
        assert "secret-cv" not in repr(changes)
        assert "secret-cv" not in page.label
    kept = "\n".join(stored_texts(crm.works).values())
    assert "contract.txt" in kept
    assert "secret-cv" not in kept
