"""
Files in and out by the command line. Ids like CLI-02 are cases of the bad-input list.
"""

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.postgres

GOOD = "First Name,E-mail,Tags\nAda,ada@example.com,vip\nBea,bea@example.com,\n"
MIXED = GOOD + "Cleo,nobody,\n,,only a tag\nDora,dora@example.com,press\n"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """
    Where the commands are run.
    """
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_file_is_imported_found_and_taken_back(house, folder):
    """
    Columns are known by their headers; one undo removes all of it.
    """
    (folder / "people.csv").write_text(GOOD)

    said = house("contacts", "import", "people.csv")

    assert "2 rows: 2 created." == said.lines[0]
    assert ["vip"] == house("contacts", "show", "ada@example.com", "--json").json[
        "tags"
    ]
    house("changes", "undo", said.lines[-1].split()[-1])
    assert 0 == house("contacts", "list", "--json").json["total"]
    assert ["people.csv"] == [each.name for each in Path().iterdir()]


def test_refused_rows_come_back_with_their_reasons(house, folder):
    """
    The others are taken, exit code 3; the file of refusals, mended, is taken too.
    """
    (folder / "people.csv").write_text(MIXED)

    said = house.run("contacts", "import", "people.csv", "--json")
    refusals = folder / "people.refused.csv"
    rows = list(csv.DictReader(io.StringIO(refusals.read_text())))
    refusals.write_text(refusals.read_text().replace("nobody", "cleo@example.com"))
    again = house.run("contacts", "import", "people.refused.csv")

    assert 3 == said.code
    assert (5, 3, 2) == (
        said.json["rows"],
        said.json["created"],
        len(said.json["refused"]),
    )
    assert ["Cleo", ""] == [row["First Name"] for row in rows]
    assert ["4", "5"] == [row["refused line"] for row in rows]
    assert all(row["refused because"] for row in rows)
    assert 3 == again.code
    assert 0 == house.run("contacts", "show", "cleo@example.com").code


def test_a_file_of_which_nothing_is_taken_is_refused(house, folder):
    """
    Exit code 1, not 3.
    """
    (folder / "people.csv").write_text("First Name,E-mail\nAda,nobody\n")

    assert 1 == house.run("contacts", "import", "people.csv").code


def test_a_dry_run_writes_nothing(house, folder):
    """
    Neither records nor files; it reports the same.
    """
    (folder / "people.csv").write_text(MIXED)

    dry = house.run("contacts", "import", "people.csv", "--dry-run", "--json")

    assert (3, 3) == (dry.code, dry.json["created"])
    assert 0 == house("contacts", "list", "--json").json["total"]
    assert ["people.csv"] == [each.name for each in Path().iterdir()]


def test_columns_are_mapped_by_hand(house, folder):
    """
    And left out; an unknown header or field is named, and nothing is taken.
    """
    (folder / "people.csv").write_text("Who,Where,Note\nAda,ada@example.com,x\n")
    wanted = ("--map", "Who=first_name", "--map", "Where=email", "--map", "Note=-")

    wrong = house.run(
        *("contacts", "import", "people.csv", "--map", "Whom=email"),
        *("--map", "Who=planet"),
    )
    house("contacts", "import", "people.csv", *wanted)

    assert 1 == wrong.code
    assert "Whom" in wrong.err
    assert "planet" in wrong.err
    shown = house("contacts", "show", "ada@example.com", "--json").json
    assert ("Ada", None) == (shown["first_name"], shown["notes"])


def test_standard_input_is_a_file_too(house, folder):
    """
    As in a pipe.
    """
    house("contacts", "import", "-", input=GOOD)

    assert 2 == house("contacts", "list", "--json").json["total"]


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xfe"]
)
def test_a_file_that_is_none_is_refused(house, folder, content):
    """
    With a sentence.
    """
    (folder / "people.csv").write_bytes(content)

    said = house.run("contacts", "import", "people.csv")

    assert (1, "") == (said.code, said.out)
    assert "crm: " in said.err


def test_companies_are_imported_too(house, folder):
    """
    By the same command of theirs.
    """
    (folder / "firms.csv").write_text("Company,Website\nAcme,acme.example\n")

    house("companies", "import", "firms.csv")

    shown = house("companies", "show", "Acme", "--json").json
    assert "acme.example" == shown["domain"]


@pytest.mark.parametrize("name", ["people.csv", "people.jsonl", "people.vcf"])
def test_what_is_exported_can_be_read(house, folder, name):
    """
    The name of the file says the format; the filter says who.
    """
    house.add("contacts", "first_name=Ada", "email=ada@example.com", "tags=vip")
    house.add("contacts", "first_name=Bea", "email=bea@example.com")

    house("contacts", "export", "--filter", "tag:vip", "-o", name)
    text = (folder / name).read_text(encoding="utf-8")

    assert "ada@example.com" in text
    assert "bea@example.com" not in text
    if name.endswith("jsonl"):
        assert "Ada" == json.loads(text)["first_name"]


def test_an_export_can_be_imported_elsewhere(house, other_house, folder):
    """
    Nobody is lost on the way, and nothing of them.
    """
    given = ("title=Countess", "tags=vip,press", "address.city=London", "notes=a, b")
    house.add("contacts", "first_name=Ada", "email=ada@example.com", *given)
    house("contacts", "export", "-o", "people.csv")

    other_house("contacts", "import", "people.csv")

    shown = other_house("contacts", "show", "ada@example.com", "--json").json
    assert ("Ada", "Countess", ["vip", "press"], {"city": "London"}, "a, b") == (
        shown["first_name"],
        shown["title"],
        shown["tags"],
        shown["address"],
        shown["notes"],
    )


def test_a_formula_in_a_name_is_text_in_the_file(house, folder):
    """
    A spreadsheet does not run what somebody called themselves.
    """
    house.add("contacts", "first_name==cmd|' /C calc'!A0")

    said = house("contacts", "export")

    assert "'=cmd" in said.out


def test_an_existing_file_is_kept_until_the_new_one_is_whole(house, folder):
    """
    CLI-02: a refused export leaves it as it was, and no half file beside it.
    """
    (folder / "people.csv").write_text("precious")

    refused = house.run("contacts", "export", "-o", "people.csv", "--filter", "x:y")
    assert (1, "precious") == (refused.code, (folder / "people.csv").read_text())

    house("contacts", "export", "-o", "people.csv")
    assert (folder / "people.csv").read_text().startswith("first_name,")
    assert ["people.csv"] == [each.name for each in Path().iterdir()]


def test_a_link_stays_a_link(house, folder):
    """
    What it points at is written.
    """
    (folder / "link.csv").symlink_to("people.csv")

    house("contacts", "export", "-o", "link.csv")

    assert (folder / "link.csv").is_symlink()
    assert (folder / "people.csv").read_text().startswith("first_name,")


@pytest.fixture
def commands(house):
    """
    Runs a command of the house as a process; answers its exit code and errors.
    """

    def run(*arguments: str, **options) -> tuple[int, str]:
        process = house.terminal.start(
            *arguments, "--organization", house.id, stderr=subprocess.PIPE, **options
        )
        _, errors = process.communicate(timeout=60)
        return process.returncode, errors.decode()

    return run


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="this system has no /dev/full"
)
def test_a_full_disk_is_told(house, commands, folder):
    """
    CLI-02: exit code 1 and a sentence, for exports and for lists; the device stays.
    """
    house.add("contacts", "first_name=Ada")
    full = os.open("/dev/full", os.O_WRONLY)

    for arguments in (("contacts", "export"), ("contacts", "list", "--json")):
        assert (1, True) == _told(commands(*arguments, stdout=full))
    assert (1, True) == _told(commands("contacts", "export", "-o", "/dev/full"))
    os.close(full)
    assert not Path("/dev/full").is_file()


def _told(said: tuple[int, str]) -> tuple[int, bool]:
    code, errors = said
    return code, "No space left" in errors and "Traceback" not in errors


def test_a_folder_that_is_not_there_is_told(house, commands, folder):
    """
    CLI-02: by the name that was given.
    """
    code, errors = commands("contacts", "export", "-o", "nowhere/people.csv")

    assert 1 == code
    assert "nowhere/people.csv: No such file or directory" in errors
    assert "Traceback" not in errors


def test_a_reader_that_goes_away_ends_it_quietly(house, folder):
    """
    CLI-02: as in `crm contacts export | head -1`.
    """
    house("contacts", "import", "-", input="First Name\n" + "Ada\n" * 1)
    house.add("contacts", "first_name=Long", "notes=" + "x" * 19_000)
    for number in range(4):
        house.add("contacts", f"first_name={number}", "notes=" + "y" * 19_000)
    process = house.terminal.start(
        *("contacts", "export", "--organization", house.id),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b"first_name")
    process.stdout.close()
    _, errors = process.communicate(timeout=60)

    assert b"Traceback" not in errors
    assert b"Exception" not in errors
