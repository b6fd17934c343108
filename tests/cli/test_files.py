"""
Files on the command line.
"""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.postgres

OFFER = b"%PDF-1.7\n" + bytes(range(256)) * 1000


@pytest.fixture
def desk(house, tmp_path, monkeypatch):
    """
    A house with a contact and a company, in a folder with a file.
    """
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    Path("offer.pdf").write_bytes(OFFER)
    house.add("contacts", "first_name=Ada", "email=ada@example.com")
    house.add("companies", "name=Harbor")
    return house


def attach(desk, *more):
    """
    A file that is attached.
    """
    return desk("files", "attach", "offer.pdf", *more, "--json").json


def test_there_and_back(desk):
    """
    Attached to records by their names, listed for each, and written out as it was.
    """
    said = desk(
        *("files", "attach", "offer.pdf", "--to", "contact:ada@example.com"),
        *("--to", "company:Harbor", "--description", "as discussed"),
    )
    listed = desk("files", "list", "--to", "company:Harbor", "--json").json["items"]

    assert said.out.startswith("Attached offer.pdf (")
    [file] = listed
    assert ("application/pdf", len(OFFER)) == (file["content_type"], file["size"])
    assert ["contact", "company"] == [each["kind"] for each in file["about"]]
    assert "256,009" in desk("files", "list").out
    assert "as discussed" in desk("files", "show", "offer.pdf").out

    refused = desk.run("files", "download", "offer.pdf")
    assert (1, True) == (refused.code, "--force" in refused.err)
    Path("offer.pdf").write_bytes(b"other")
    desk("files", "download", file["id"], "--force")
    assert OFFER == Path("offer.pdf").read_bytes()
    desk("files", "download", file["id"], "-o", "copy.pdf")
    assert OFFER == Path("copy.pdf").read_bytes()


def test_from_standard_input(desk):
    """
    A name is given, or made.
    """
    named = desk("files", "attach", "-", "--name", "a/b.txt", "--json", input=b"hello")
    unnamed = desk("files", "attach", "-", "--json", input=b"hello")

    assert ("b.txt", "file") == (named.json["name"], unnamed.json["name"])
    assert named.json["digest"] == unnamed.json["digest"]
    several = json.loads(desk("files", "list", "--filter", "b", "--json").out)
    assert ["b.txt"] == [each["name"] for each in several["items"]]


def test_renamed_related_detached(desk):
    """
    Each is a change of its own that can be taken back.
    """
    file = attach(desk, "--to", "contact:ada@example.com")
    desk("files", "rename", "offer.pdf", "final.pdf")
    desk("files", "relate", "final.pdf", "--to", "company:Harbor")
    detached = desk("files", "detach", "final.pdf", "--from", "contact:ada@example.com")

    shown = desk("files", "show", file["id"], "--json").json
    assert ["company"] == [each["kind"] for each in shown["about"]]
    again = desk.run(
        "files", "detach", "final.pdf", "--from", "contact:ada@example.com"
    )
    assert (1, True) == (again.code, "is not about" in again.err)
    desk(*detached.out.splitlines()[-1].partition("crm ")[2].split())
    shown = desk("files", "show", file["id"], "--json").json
    assert ["contact", "company"] == [each["kind"] for each in shown["about"]]


def test_archived_restored_purged(desk):
    """
    By name, in the archive too; what is purged is there no more, and comes back.
    """
    file = attach(desk)
    desk("files", "archive", "offer.pdf")
    assert 1 == desk.run("files", "show", "offer.pdf").code
    assert "offer.pdf" in desk("files", "list", "--archived").out
    desk("files", "restore", "offer.pdf")
    desk("files", "archive", "offer.pdf")
    purged = desk("files", "purge", "offer.pdf", "--json").json
    assert 1 == desk.run("files", "restore", "offer.pdf").code
    desk("changes", "undo", purged["change_set_id"])
    desk("files", "restore", file["id"])
    desk("files", "download", file["id"], "-o", "back.pdf")

    assert OFFER == Path("back.pdf").read_bytes()


def test_what_is_refused(desk):
    """
    Said in words, with exit code 1, and nothing is kept.
    """
    Path("setup.exe").write_bytes(b"MZ\0\0")
    for words, says in (
        (("attach", "setup.exe"), "a program for Windows"),
        (("attach", "offer.pdf", "--to", "contact:nobody@example.com"), "No contact"),
        (("attach", "offer.pdf", "--to", "house:1"), "contact:ID"),
        (("show", "missing.pdf"), "No file has the id or name missing.pdf"),
        (("detach", "missing.pdf", "--from", "company:Harbor"), "No file"),
    ):
        said = desk.run("files", *words)
        assert 1 == said.code
        assert says in said.err
    assert 2 == desk.run("files", "attach", "missing.pdf").code
    assert [] == desk("files", "list", "--json").json["items"]


def test_limits_of_the_installation(desk, monkeypatch):
    """
    The settings say how large a file may be, and how much all take together.
    """
    desk.terminal.settings["CRM_MAX_FILE"] = "2000"
    assert "At most 2,000 bytes" in desk.run("files", "attach", "offer.pdf").err
    desk.terminal.settings.update(CRM_MAX_FILE="300000", CRM_FILE_QUOTA="300000")
    attach(desk)
    Path("offer.pdf").write_bytes(OFFER + b"x")

    assert "used up" in desk.run("files", "attach", "offer.pdf").err
    assert {"files": 1, "bytes": 256_009, "quota": 300_000} == desk(
        "files", "usage", "--json"
    ).json
    assert "Removed 0 contents" in desk("files", "sweep").out


def test_a_rep_sees_their_own(desk):
    """
    Files of records that one does not see are not there; those that one attaches are.
    """
    desk.user("rep@example.com", "rep")
    attach(desk, "--to", "contact:ada@example.com")
    rep = ("--as", "rep@example.com")

    assert [] == desk("files", "list", *rep, "--json").json["items"]
    desk("files", "attach", "offer.pdf", *rep)
    assert 1 == len(desk("files", "list", *rep, "--json").json["items"])
    assert 1 == desk.run("files", "show", "offer.pdf").code  # two are called so


def test_archives_carry_contents(desk, fresh_terminal, tmp_path):
    """
    Live, archived and purged files come with their contents, byte for byte; what has
    vanished is told.
    """
    for number in range(4):
        Path("offer.pdf").write_bytes(OFFER + b"%d" % number)
        desk("files", "attach", "offer.pdf", "--name", f"{number}.pdf")
    for number in (1, 2):
        desk("files", "archive", f"{number}.pdf")
    purged = desk("files", "purge", "2.pdf", "--json").json["change_set_id"]
    gone = desk("files", "show", "3.pdf", "--json").json["digest"]
    [place] = (desk.terminal.home / "files").rglob(gone)
    place.unlink()

    made = desk("archive", "create", "house.zip")
    there = ("--organization", desk.id)
    fresh_terminal.settings["CRM_HOME"] = str(tmp_path / "elsewhere")
    fresh_terminal("archive", "restore", "house.zip")
    fresh_terminal("changes", "undo", purged, *there)
    for number in (1, 2):
        fresh_terminal("files", "restore", f"{number}.pdf", *there)

    assert f"Not found among the stored files: {gone}" in made.err
    for number in range(3):
        out = f"{number}.out"
        fresh_terminal("files", "download", f"{number}.pdf", "-o", out, *there)
        assert OFFER + b"%d" % number == Path(out).read_bytes()
    assert 1 == fresh_terminal.run("files", "download", "3.pdf", *there).code


def test_the_doctor_looks_at_the_store(desk, tmp_path):
    """
    ATT-12: where files cannot be stored, doctor says so and how to mend it.
    """
    assert "stored in" in desk.terminal.run("doctor").out
    desk.terminal.settings["CRM_STORAGE"] = str(tmp_path / "missing" / "files")

    said = desk.terminal.run("doctor")

    assert "Files cannot be stored" in said.out
    refused = desk.run("files", "attach", "offer.pdf")
    assert (1, True) == (refused.code, "cannot be stored" in refused.err)
