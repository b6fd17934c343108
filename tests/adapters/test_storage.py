"""
What every store of files promises: the folder, and a bucket that speaks S3.
"""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from crm_adapters.folder import FolderStorage
from crm_core.shared import Invalid, NotFound, OrganizationId, Unavailable

LARGEST = 12_000_000
LATER = datetime.now(UTC) + timedelta(days=1)
EARLIER = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture(scope="session")
def s3_address():
    """
    A server on loopback that speaks S3.
    """
    moto = pytest.importorskip("moto.server", reason="moto is not installed")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_storage(s3_address, monkeypatch):
    """
    Storage in a bucket of the test's own.
    """
    from crm_adapters.s3 import bucket_at

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    bucket = f"b{uuid4().hex}"
    url = f"s3://{bucket}/files/crm?endpoint={s3_address}&region=us-east-1"
    kept = bucket_at(url, largest=LARGEST)
    kept.client.create_bucket(Bucket=bucket)
    return kept


@pytest.fixture(params=["folder", "s3"])
def storage(request, tmp_path):
    """
    Each store, empty.
    """
    if request.param == "folder":
        return FolderStorage(tmp_path / "files", largest=LARGEST)
    return request.getfixturevalue("s3_storage")


@pytest.fixture
def organization_id():
    """
    Some organization.
    """
    return OrganizationId(uuid4())


def kept(storage, organization_id):
    """
    The keys of all that is stored.
    """
    return sorted(storage.keys(organization_id, before=LATER))


def read(storage, organization_id, key):
    """
    A content as it comes back.
    """
    with storage.open(organization_id, key) as file:
        return file.read()


def test_what_is_put_is_what_is_read(storage, organization_id):
    """
    The content comes back whole; the same content is kept once.
    """
    stored = storage.put(organization_id, [b"one ", b"two"])
    again = storage.put(organization_id, iter([b"one two"]))

    assert stored == again
    assert 7 == stored.size
    assert [stored.key] == kept(storage, organization_id)
    assert b"one two" == read(storage, organization_id, stored.key)


def test_what_is_large_goes_in_parts(storage, organization_id):
    """
    More than one part of an upload, and not of whole pieces.
    """
    pieces = [os.urandom(1_000_003) for _ in range(11)]

    stored = storage.put(organization_id, iter(pieces))

    assert 11_000_033 == stored.size
    assert b"".join(pieces) == read(storage, organization_id, stored.key)


def test_nothing_is_a_content_too(storage, organization_id):
    """
    An empty file is one.
    """
    stored = storage.put(organization_id, [])

    assert 0 == stored.size
    assert b"" == read(storage, organization_id, stored.key)


def test_it_can_be_read_from_anywhere(storage, organization_id):
    """
    For a part of a file, one goes there.
    """
    stored = storage.put(organization_id, [b"0123456789"])

    with storage.open(organization_id, stored.key) as file:
        file.seek(7)
        assert b"789" == file.read()


def test_another_organization_has_no_such_file(storage, organization_id):
    """
    A key opens nothing in another organization, and removes nothing there.
    """
    stored = storage.put(organization_id, [b"secret"])
    other = OrganizationId(uuid4())

    with pytest.raises(NotFound):
        storage.open(other, stored.key)
    storage.remove(other, stored.key)
    assert not storage.drop(other, stored.key, before=LATER)
    assert [] == kept(storage, other)
    assert [stored.key] == kept(storage, organization_id)


@pytest.mark.parametrize("key", ["", "../x", "a" * 63, "A" * 64, "a" * 64 + "/", "\0"])
def test_no_key_leads_out(storage, organization_id, key):
    """
    ATT-01: only a digest is a key.
    """
    for use in (storage.open, storage.remove):
        with pytest.raises(NotFound):
            use(organization_id, key)
    with pytest.raises(NotFound):
        storage.drop(organization_id, key, before=LATER)


def test_what_is_too_large_leaves_nothing(storage, organization_id):
    """
    The limit holds while the file comes in, and nothing half is kept.
    """
    with pytest.raises(Invalid):
        storage.put(organization_id, (b"x" * 5_000_000 for _ in range(3)))

    assert [] == kept(storage, organization_id)


def test_a_source_that_breaks_leaves_nothing(storage, organization_id):
    """
    What fails half-way is not there.
    """

    def breaking():
        yield b"half"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        storage.put(organization_id, breaking())

    assert [] == kept(storage, organization_id)


def test_what_is_removed_is_gone(storage, organization_id):
    """
    Removing twice is no fault.
    """
    stored = storage.put(organization_id, [b"x"])
    storage.remove(organization_id, stored.key)
    storage.remove(organization_id, stored.key)

    assert [] == kept(storage, organization_id)
    with pytest.raises(NotFound):
        storage.open(organization_id, stored.key)


def test_only_what_is_old_is_dropped(storage, organization_id):
    """
    What was put since is neither listed nor dropped.
    """
    stored = storage.put(organization_id, [b"x"])

    assert [] == list(storage.keys(organization_id, before=EARLIER))
    assert not storage.drop(organization_id, stored.key, before=EARLIER)
    assert [stored.key] == kept(storage, organization_id)
    assert storage.drop(organization_id, stored.key, before=LATER)
    assert not storage.drop(organization_id, stored.key, before=LATER)
    assert [] == kept(storage, organization_id)


def test_what_is_sound_passes_the_check(storage):
    """
    A store that takes files says nothing, and keeps nothing of the question.
    """
    storage.put(OrganizationId(uuid4()), [b"x"])

    assert storage.check() is None


def test_a_damaged_object_is_not_given_out(s3_storage, organization_id):
    """
    F27: what is not what was stored is said to be so.
    """
    stored = s3_storage.put(organization_id, [b"true"])
    place = f"{s3_storage.prefix}{organization_id}/{stored.key}"
    s3_storage.client.put_object(Bucket=s3_storage.bucket, Key=place, Body=b"lies")

    with pytest.raises(Unavailable, match="damaged"):
        s3_storage.open(organization_id, stored.key)


def test_a_bucket_that_is_not_there(s3_storage, organization_id):
    """
    F26: it is said, and is not the client's fault.
    """
    s3_storage.client.delete_bucket(Bucket=s3_storage.bucket)

    for use in (
        s3_storage.check,
        lambda: s3_storage.put(organization_id, [b"x"]),
        lambda: list(s3_storage.keys(organization_id, before=LATER)),
    ):
        with pytest.raises(Unavailable):
            use()


def test_a_server_that_is_not_there(monkeypatch, organization_id):
    """
    Nobody listens: it is said so, soon.
    """
    from crm_adapters.s3 import bucket_at

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    url = "s3://bucket?endpoint=http://127.0.0.1:1&region=us-east-1"
    away = bucket_at(url, largest=10)

    with pytest.raises(Unavailable):
        away.put(organization_id, [b"x"])
    with pytest.raises(Unavailable):
        away.open(organization_id, "a" * 64)
