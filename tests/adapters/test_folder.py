from uuid import uuid4

import pytest

from crm_adapters.folder import FolderStorage
from crm_core.shared import Invalid, NotFound, OrganizationId, Unavailable


@pytest.fixture
def storage(tmp_path):
    """
    Storage in a folder that does not exist yet.
    """
    return FolderStorage(tmp_path / "files", largest=1000)


@pytest.fixture
def organization_id():
    """
    Some organization.
    """
    return OrganizationId(uuid4())


def _left(storage):
    return sorted(path.name for path in storage.root.rglob("*") if path.is_file())


def test_what_is_put_is_what_is_read(storage, organization_id):
    """
    The content comes back whole; the same content is kept once.
    """
    stored = storage.put(organization_id, [b"one ", b"two"])
    again = storage.put(organization_id, [b"one two"])

    assert stored == again
    assert 7 == stored.size
    assert [stored.key] == _left(storage)
    with storage.open(organization_id, stored.key) as file:
        assert b"one two" == file.read()


def test_another_organization_has_no_such_file(storage, organization_id):
    """
    A key opens nothing in another organization.
    """
    stored = storage.put(organization_id, [b"secret"])

    with pytest.raises(NotFound):
        storage.open(OrganizationId(uuid4()), stored.key)


@pytest.mark.parametrize("key", ["", "../x", "a" * 63, "A" * 64, "a" * 64 + "/", "\0"])
def test_no_key_leads_out_of_the_folder(storage, organization_id, key):
    """
    ATT-01: only a digest is a key.
    """
    with pytest.raises(NotFound):
        storage.open(organization_id, key)


def test_what_is_too_large_leaves_nothing(storage, organization_id):
    """
    The limit holds while the file comes in, and nothing half is kept.
    """
    with pytest.raises(Invalid):
        storage.put(organization_id, (b"x" * 400 for _ in range(3)))

    assert [] == _left(storage)


def test_a_source_that_breaks_leaves_nothing(storage, organization_id):
    """
    What fails half-way is not there.
    """

    def breaking():
        yield b"half"
        raise ConnectionError

    with pytest.raises((ConnectionError, Unavailable)):
        storage.put(organization_id, breaking())

    assert [] == _left(storage)


def test_a_folder_that_takes_nothing_is_unavailable(tmp_path, organization_id):
    """
    F26: a fault of the disk is said so, and is not the client's.
    """
    (tmp_path / "taken").write_text("a file where the folder should be")

    with pytest.raises(Unavailable):
        FolderStorage(tmp_path / "taken").put(organization_id, [b"x"])


def test_what_is_removed_is_gone(storage, organization_id):
    """
    Removing twice is no fault.
    """
    stored = storage.put(organization_id, [b"x"])
    storage.remove(organization_id, stored.key)
    storage.remove(organization_id, stored.key)

    assert [] == _left(storage)
