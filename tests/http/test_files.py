"""
Files over HTTP: attached in any way, given out whole or in part, and nothing else.
"""

import resource
from hashlib import sha256
from threading import Event
from uuid import uuid4

import pytest

from crm_adapters.folder import FolderStorage
from crm_core.access import define_role
from crm_core.activities import add_activity
from crm_http import Options

from .door import opened
from .filing import CONTENT, PDF, attach, attached, codes, content, stored

pytestmark = pytest.mark.postgres


@pytest.fixture
def admin(house):
    """
    Somebody who may do everything.
    """
    return house.admin


def test_by_a_form(admin, house, storage):
    """
    What it is comes from its content, not from its sender; it has an address, a version
    and a change set, and comes back as it was.
    """
    about = [f"contact:{house.contact}", f"company:{house.company}"]
    answer = attach(admin, about=about, description="as discussed")
    file = answer.json()

    assert 201 == answer.status_code
    assert f"/api/crm/files/{file['id']}/" == answer.headers["location"]
    assert '"1"' == answer.headers["etag"]
    assert "change-set" in answer.headers
    assert ("offer.pdf", "application/pdf") == (file["name"], file["content_type"])
    assert (len(PDF), sha256(PDF).hexdigest()) == (file["size"], file["digest"])
    assert about == [f"{each['kind']}:{each['id']}" for each in file["about"]]
    assert [file["digest"]] == stored(storage)
    assert file == admin.get(answer.headers["location"]).json()
    given = content(admin, file)
    assert (200, PDF) == (given.status_code, given.content)


def test_by_the_whole_body(admin, house):
    """
    For programs: the address says what is to be said.
    """
    path = f"files/?name=a%20b.csv&about=contact:{house.contact}&description=x"
    answer = admin.send(path, b"a,b\n1,2\n", media="text/html; charset=x")

    file = answer.json()
    assert ("a b.csv", "text/csv", "x") == (
        file["name"],
        file["content_type"],
        file["description"],
    )
    assert "text/csv; charset=utf-8" == content(admin, file).headers["content-type"]


def test_an_empty_file(admin):
    """
    Nothing is a content too.
    """
    file = attached(admin, b"", name="empty.txt")

    assert 0 == file["size"]
    assert b"" == content(admin, file).content
    assert 416 == content(admin, file, range="bytes=0-").status_code


@pytest.mark.parametrize("plural", ["contacts", "companies", "leads", "opportunities"])
def test_to_the_record_of_the_address(admin, house, plural):
    """
    The record's own files, and one that is not there has none.
    """
    fields = {"leads": {"title": "Lead"}, "opportunities": {"name": "Deal"}}
    known = {"contacts": house.contact, "companies": house.company}
    id = known.get(plural) or admin.add(plural, **fields[plural])["id"]
    file = attached(admin, path=f"{plural}/{id}/files/")
    attached(admin, name="other.pdf")

    listed = admin.get(f"{plural}/{id}/files/").json()

    assert [str(id)] == [each["id"] for each in file["about"]]
    assert [file] == listed["items"]
    for answer in (
        admin.get(f"{plural}/{uuid4()}/files/"),
        attach(admin, path=f"{plural}/{uuid4()}/files/"),
    ):
        assert 404 == answer.status_code


def test_edited_archived_restored_purged(admin, house):
    """
    A file's life, with the versions that one saw.
    """
    file = attached(admin)
    path = f"files/{file['id']}/"
    about = [{"kind": "contact", "id": str(house.contact)}]
    edited = admin.patch(path, match='"1"', json={"name": "b.pdf", "about": about})

    assert (200, "b.pdf", about) == (
        edited.status_code,
        edited.json()["name"],
        edited.json()["about"],
    )
    assert 412 == admin.patch(path, match='"1"', json={"name": "c"}).status_code
    assert 428 == admin.request("PATCH", path, json={"name": "c"}).status_code
    assert 204 == admin.delete(path).status_code
    assert 404 == content(admin, file).status_code
    assert 1 == admin.get("files/?archived=true").json()["total"]
    assert 200 == admin.post(f"{path}restore/").status_code
    assert 200 == content(admin, file).status_code
    assert 404 == admin.delete(f"{path}purge/").status_code
    admin.delete(path)
    purged = admin.delete(f"{path}purge/")
    assert 204 == purged.status_code
    assert 404 == admin.get(path).status_code
    undone = admin.post(f"changes/{purged.headers['change-set']}/undo/")
    assert 200 == undone.status_code
    assert 7 == admin.get(f"{path}history/").json()["total"]


def test_every_error_of_a_file(admin):
    """
    All at once, and nothing is kept.
    """
    answer = attach(admin, b"MZ\0", about=["contact:x", f"lead:{uuid4()}", "x"])
    assert [("about.0.id", "id"), ("about.2", "type"), ("file", "program")] == codes(
        answer
    )
    answer = attach(admin, about=[f"lead:{uuid4()}"], nonsense="1", size="5")
    assert [("nonsense", "unknown"), ("size", "unknown")] == codes(answer)
    answer = attach(admin, b"\x7fELF", about=[f"lead:{uuid4()}"])
    assert [("about.0", "unknown"), ("file", "program")] == codes(answer)
    assert "file-refused" not in answer.json()["type"]
    assert "urn:crm:problem:file-refused" == attach(admin, b"#!/bin/sh").json()["type"]
    assert [("name", "repeated")] == codes(
        admin.post("files/?name=a", files={"file": b"x"}, data={"name": "b"})
    )
    assert 0 == admin.get("files/").json()["total"]


def test_too_large_and_no_room(admin, desk, storage):
    """
    413 for what is too large, also when it does not say so; 409 when the organization's
    room is used up, told with how much it is.
    """
    large = b"x" * 10_000_000
    attached(admin, large + b"1", name="1.txt")
    attached(admin, large + b"2", name="2.txt")
    usage = admin.get("files/usage/").json()
    assert {"files": 2, "bytes": 20_000_002, "quota": 30_000_000} == usage

    full = attach(admin, large + b"3", name="3.txt")
    assert (409, "urn:crm:problem:quota-reached") == (
        full.status_code,
        full.json()["type"],
    )
    assert 30_000_000 == full.json()["quota"]
    assert 413 == attach(admin, large * 2 + b"x" * 200_000).status_code

    def unsaid():
        for _ in range(210):
            yield b"x" * 100_000

    media = {"content-type": "text/plain"}
    answer = admin.post("files/?name=x", content=unsaid(), headers=media)
    assert 413 == answer.status_code
    slightly = attach(admin, b"x" * 20_000_001)
    assert [("file", "length")] == codes(slightly)
    assert 2 == len(stored(storage))


def test_flat_memory(admin, storage):
    """
    20 MB go in and out without being held as a whole.
    """
    piece = b"0123456789" * 10_000

    def pieces():
        for _ in range(200):
            yield piece

    attached(admin, b"warm")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    media = {"content-type": "application/octet-stream"}
    file = admin.post("files/?name=large.txt", content=pieces(), headers=media).json()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert 20_000_000 == file["size"]
    assert file["digest"] == sha256(piece * 200).hexdigest()
    # The test's client itself holds what it sends.
    assert grown < 60_000


def test_the_same_request_twice(admin, storage):
    """
    With a key it is one file, also though the form has another boundary; another
    content under that key is refused.
    """
    key = {"idempotency-key": uuid4().hex}

    def send(content, name="a.pdf"):
        files = {"file": (name, content)}
        return admin.post("files/", files=files, headers=key)

    first, again = send(PDF), send(PDF)

    assert first.json() == again.json()
    assert "true" == again.headers["idempotency-replayed"]
    assert 1 == admin.get("files/").json()["total"]
    for answer in (send(PDF + b"x"), send(PDF, name="b.pdf")):
        assert 422 == answer.status_code
        assert "urn:crm:problem:idempotency-key-reused" == answer.json()["type"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("../../etc/cron.d/x", "x"),
        ("..\\..\\x", "x"),
        ("/etc/passwd", "passwd"),
        ("a/b", "b"),
        ("%2e%2e%2f", "___"),
        ("\u200b.htaccess", "htaccess"),
        (".", "file"),
        ("", "file"),
        ("a\u0000.png", "a.png"),
        ("😀" * 75, "😀" * 63),
        ("nul", "_nul"),
        ("x.", "x"),
    ],
)
def test_names_of_any_kind(admin, storage, given, expected):
    """
    ATT-01: the name that is shown is safe, the one that is stored is the digest.
    """
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n'
    raw = body % given.encode() + CONTENT + b"\r\n--b--\r\n"

    by_form = admin.send("files/", raw, media="multipart/form-data; boundary=b")
    params = {"name": given}
    media = {"content-type": "x/y"}
    by_body = admin.post("files/", params=params, content=CONTENT, headers=media)

    assert expected == by_form.json()["name"] == by_body.json()["name"]
    assert [sha256(CONTENT).hexdigest()] == stored(storage)


def test_the_other_organization(desk, house, storage):
    """
    TEN-16: whatever one does with another organization's file, it is not there, and no
    byte of its content is given out, whatever the address adds.
    """
    theirs = attached(house.admin, about=[f"contact:{house.contact}"])
    stranger = desk.organization().admin
    path = f"files/{theirs['id']}/"

    for answer in (
        stranger.get(path),
        stranger.get(f"{path}content/"),
        stranger.get(f"{path}content/?org={house.id}&organization_id={house.id}"),
        stranger.get(f"{path}content/", headers={"range": "bytes=0-3"}),
        stranger.get(f"{path}history/"),
        stranger.patch(path, json={"name": "x"}),
        stranger.delete(path),
        stranger.post(f"{path}restore/"),
        stranger.delete(f"{path}purge/"),
        stranger.get(f"contacts/{house.contact}/files/"),
        attach(stranger, path=f"contacts/{house.contact}/files/"),
    ):
        assert 404 == answer.status_code
        assert b"%PDF" not in answer.content
    assert [("about.0", "unknown")] == codes(
        attach(stranger, about=[f"contact:{house.contact}"])
    )
    assert 0 == stranger.get("files/").json()["total"]
    assert [theirs["digest"]] == stored(storage)


def test_who_may_not_write_sends_nothing(desk, house, storage):
    """
    Refused before the body is kept anywhere.
    """
    answer = attach(house.viewer)

    assert 403 == answer.status_code
    assert not storage.root.exists()
    desk.crm.run(
        house.admin.actor, define_role, "blind", permissions=[], visibility="all"
    )
    blind = desk.person(house.id, "blind")
    file = attached(house.admin)
    for path in ("", f"{file['id']}/", f"{file['id']}/content/", "usage/"):
        assert 403 == blind.get(f"files/{path}").status_code


def test_a_store_that_is_away(desk, house, storage):
    """
    ATT-12, F26, F27: uploads and downloads say so, all else works, and the health says
    that it is degraded; when it is back, so is all.
    """
    admin = house.admin
    file = attached(admin)
    aside = storage.root.with_name("aside")
    storage.root.rename(aside)
    storage.root.write_text("no folder")

    for answer in (attach(admin, b"other"), content(admin, file)):
        assert 503 == answer.status_code
        assert "retry-after" in answer.headers
    assert 1 == admin.get("files/").json()["total"]
    admin.add("contacts", first_name="Works")
    health = admin.get("/health/ready")
    assert (200, "degraded") == (health.status_code, health.json()["status"])

    storage.root.unlink()
    aside.rename(storage.root)
    assert PDF == content(admin, file).content
    assert "ok" == admin.get("/health/ready").json()["status"]


def test_without_a_place_for_files(door):
    """
    A host that has none says so.
    """
    admin = door.organization().admin

    assert 503 == attach(admin).status_code


def test_to_an_activity(desk, admin, house):
    """
    About what the activity is about, and found from both; another's activity has none.
    """
    about = [f"contact:{house.contact}"]
    call = desk.crm.run(
        admin.actor, add_activity, type="call", subject="Call", about=about
    )
    file = attached(admin, path=f"activities/{call.id}/files/")
    attached(admin, name="other.pdf")

    assert str(call.id) == file["activity_id"]
    assert [str(house.contact)] == [each["id"] for each in file["about"]]
    assert [file] == admin.get(f"activities/{call.id}/files/").json()["items"]
    assert [file] == admin.get(f"contacts/{house.contact}/files/").json()["items"]
    for answer in (
        admin.get(f"activities/{uuid4()}/files/"),
        attach(admin, path=f"activities/{uuid4()}/files/"),
    ):
        assert 404 == answer.status_code


class Silent(FolderStorage):
    """
    A store that never answers how it is, until it is let go.
    """

    let_go = Event()

    def check(self):
        self.let_go.wait(60)


def test_a_store_that_does_not_answer(door, tmp_path):
    """
    Whoever asks for health is answered all the same, again and again.
    """
    options = Options(
        limiter=None, access_log=False, storage=Silent(tmp_path), workers=2
    )
    with opened(door.database_url, door.engine, options) as desk:
        try:
            for _ in range(3):
                answer = desk.client.get("/health/ready")
                assert (200, "degraded") == (
                    answer.status_code,
                    answer.json()["status"],
                )
        finally:
            Silent.let_go.set()
