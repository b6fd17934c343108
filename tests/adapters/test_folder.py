"""
Faults of the disk under a folder of files, and what others put into it.
"""

import os
import resource
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest

from crm_adapters.folder import FolderStorage
from crm_core.shared import NotFound, OrganizationId, Unavailable

LATER = datetime.now(UTC) + timedelta(days=1)
KEY = sha256(b"content").hexdigest()


@pytest.fixture
def storage(tmp_path):
    """
    Storage in a folder that does not exist yet.
    """
    return FolderStorage(tmp_path / "files")


@pytest.fixture
def organization_id():
    """
    Some organization.
    """
    return OrganizationId(uuid4())


@pytest.fixture
def folder(storage, organization_id):
    """
    The organization's folder, which is there.
    """
    folder = storage.root / str(organization_id)
    folder.mkdir(parents=True)
    return folder


def left(storage):
    """
    The names of all that is there.
    """
    return sorted(path.name for path in storage.root.rglob("*") if path.is_file())


def test_a_folder_that_takes_nothing_is_unavailable(tmp_path, organization_id):
    """
    F26: a fault of the disk is said so, and is not the client's.
    """
    (tmp_path / "taken").write_text("a file where the folder should be")
    storage = FolderStorage(tmp_path / "taken")

    with pytest.raises(Unavailable):
        storage.put(organization_id, [b"x"])
    with pytest.raises(Unavailable):
        storage.check()


def test_folders_above_are_not_made(tmp_path, organization_id):
    """
    ATT-12: where a disk should be and is none, nothing is written.
    """
    storage = FolderStorage(tmp_path / "mounted" / "files")

    with pytest.raises(Unavailable):
        storage.put(organization_id, [b"x"])
    with pytest.raises(Unavailable):
        storage.check()
    assert [] == list(tmp_path.iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_may_only_be_read(storage, folder, organization_id):
    """
    ATT-12: what is there is read, nothing is written, and the check says so.
    """
    (folder / KEY).write_bytes(b"content")
    folder.chmod(0o500)
    storage.root.chmod(0o500)
    try:
        with pytest.raises(Unavailable):
            storage.put(organization_id, [b"x"])
        with pytest.raises(Unavailable):
            storage.check()
        with storage.open(organization_id, KEY) as file:
            assert b"content" == file.read()
    finally:
        storage.root.chmod(0o700)
        folder.chmod(0o700)


FULL = """
import resource, signal, sys
from pathlib import Path
from uuid import UUID
from crm_adapters.folder import FolderStorage
from crm_core.shared import Unavailable

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
storage = FolderStorage(Path(sys.argv[1]))
try:
    storage.put(UUID(int=1), iter([b"x" * 70_000] * 2))
except Unavailable:
    print("unavailable")
print(storage.put(UUID(int=1), [b"small"]).size)
"""


def test_a_disk_that_fills_up_leaves_nothing(tmp_path):
    """
    F26: what does not fit is refused half-way and taken away, and what fits is taken.
    The system refuses to write more than 100 kB, as a full disk would.
    """
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "files")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert ["unavailable", "5"] == done.stdout.split()
    assert [sha256(b"small").hexdigest()] == left(FolderStorage(tmp_path / "files"))


def test_a_link_is_not_followed(storage, folder, organization_id, tmp_path):
    """
    ATT-12: a link that somebody has planted leads nowhere, for reading and writing.
    """
    outside = tmp_path / "outside"
    outside.write_bytes(b"content")
    (folder / KEY).symlink_to(outside)

    with pytest.raises(Unavailable):
        storage.open(organization_id, KEY)
    stored = storage.put(organization_id, [b"content"])

    assert KEY == stored.key
    assert not (folder / KEY).is_symlink()
    assert b"content" == outside.read_bytes()
    with storage.open(organization_id, KEY) as file:
        assert b"content" == file.read()


def test_a_link_in_place_of_a_folder(storage, organization_id, tmp_path):
    """
    ATT-12: the folder of an organization is not one that is somewhere else.
    """
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / KEY).write_bytes(b"content")
    storage.root.mkdir()
    (storage.root / str(organization_id)).symlink_to(elsewhere)

    with pytest.raises(Unavailable):
        storage.open(organization_id, KEY)
    with pytest.raises(Unavailable):
        storage.put(organization_id, [b"other"])
    assert [KEY] == [each.name for each in elsewhere.iterdir()]


def test_a_pipe_is_not_waited_for(storage, folder, organization_id):
    """
    ATT-12: a FIFO that nobody writes to is refused at once.
    """
    os.mkfifo(folder / KEY)
    refused = []

    def opening():
        try:
            storage.open(organization_id, KEY)
        except Unavailable:
            refused.append(True)

    thread = threading.Thread(target=opening, daemon=True)
    thread.start()
    thread.join(10)

    assert [True] == refused
    assert [] == list(storage.keys(organization_id, before=LATER))
    storage.put(organization_id, [b"content"])
    with storage.open(organization_id, KEY) as file:
        assert b"content" == file.read()


def test_what_has_vanished_is_not_found(storage, organization_id):
    """
    F27: somebody has removed a file.
    """
    stored = storage.put(organization_id, [b"content"])
    (storage.root / str(organization_id) / stored.key).unlink()

    with pytest.raises(NotFound):
        storage.open(organization_id, stored.key)


@pytest.mark.parametrize("damage", [b"contenT", b"conten", b"", b"content!"])
def test_what_is_damaged_is_not_given_out(storage, organization_id, damage):
    """
    F27: the digest is compared, also when the file was sound a moment ago.
    """
    stored = storage.put(organization_id, [b"content"])
    storage.open(organization_id, stored.key).close()
    place = storage.root / str(organization_id) / stored.key
    place.write_bytes(damage)

    with pytest.raises(Unavailable, match="damaged"):
        storage.open(organization_id, stored.key)


def test_only_the_owner_reads_what_is_kept(storage, organization_id):
    """
    No other user of the machine does.
    """
    stored = storage.put(organization_id, [b"content"])
    folder = storage.root / str(organization_id)

    assert 0o600 == (folder / stored.key).stat().st_mode & 0o777
    assert 0o700 == folder.stat().st_mode & 0o777


def test_what_a_crash_left_is_swept(storage, folder, organization_id):
    """
    Half a file of yesterday goes when files are listed, one that is being written
    does not; neither is ever told of.
    """
    old, new = folder / f".{uuid4().hex}", folder / f".{uuid4().hex}"
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    two_days_ago = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(old, (two_days_ago, two_days_ago))
    yesterday = datetime.now(UTC) - timedelta(days=1)

    assert [] == list(storage.keys(organization_id, before=yesterday))
    assert [new.name] == left(storage)


def test_what_is_put_again_while_it_is_dropped_stays(storage, organization_id):
    """
    Dropping and putting the same content at once: whoever was told that it is stored
    finds it.
    """
    old = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    place = storage.root / str(organization_id) / KEY
    yesterday = datetime.now(UTC) - timedelta(days=1)
    lost = []
    storage.put(organization_id, [b"content"])
    for _ in range(200):
        os.utime(place, (old, old))
        dropping = threading.Thread(
            target=storage.drop,
            args=(organization_id, KEY),
            kwargs={"before": yesterday},
        )
        dropping.start()
        storage.put(organization_id, [b"content"])
        dropping.join()
        if not place.exists():
            lost.append(True)
            storage.put(organization_id, [b"content"])

    assert [] == lost


def test_flat_memory(storage, organization_id):
    """
    A file of 40 MB needs no 40 MB.
    """
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stored = storage.put(
        organization_id, (b"%d" % (i % 10) * 100_000 for i in range(400))
    )
    with storage.open(organization_id, stored.key) as file:
        while file.read(100_000):
            pass
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert 40_000_000 == stored.size
    assert grown < 15_000  # kB
    assert 1 == len(left(storage))
