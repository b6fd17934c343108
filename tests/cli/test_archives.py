"""
One organization's archive: made, verified, and restored elsewhere.
"""

import json
import re
import zipfile
from pathlib import Path

import pytest

from crm_adapters.postgres import metadata
from crm_adapters.postgres.archiving import LEFT_OUT, LOCAL, TABLES
from crm_core.archives import read_manifest

pytestmark = pytest.mark.postgres


@pytest.fixture
def filled(house, tmp_path, monkeypatch):
    """
    A house with people, companies below each other, a custom field, and a history.
    """
    monkeypatch.chdir(tmp_path)
    house("custom-fields", "add", "contact", "langs", "tags")
    house.add("companies", "name=Zeta")
    house.add("companies", 'name=Acme \\ "quoted"\n')
    house.add("contacts", "first_name=Ada", "email=ada@example.com", "tags=vip")
    house.add("contacts", "first_name=Bea\\t", "notes=line\none \\n two", "tags=x,y")
    house("contacts", "edit", "ada@example.com", "title=Countess")
    house.add("opportunities", "name=Deal", "value=5.50", "contact_id=ada@example.com")
    house("opportunities", "move", "Deal", "proposal")
    house.add("leads", "title=Zeta Lead", "email=l@example.com", "company_name=Zeta")
    house("leads", "convert", "Zeta Lead")
    Path("people.csv").write_text("First Name,E-mail\nCleo,nobody\nDora,d@x.co\n")
    house.run("contacts", "import", "people.csv")
    house("archive", "create", "one.zip")
    return house


def hashes(path):
    """
    What an archive holds, by the digest of each part.
    """
    with zipfile.ZipFile(path) as made:
        manifest = read_manifest(made.read("manifest.json"))
    return {each.name: (each.rows, each.sha256) for each in manifest.members}


def test_restored_and_archived_again_it_is_the_same(filled, fresh_terminal):
    """
    Every table has the same rows with the same digests, in a database of its own.
    """
    said = filled("archive", "verify", "one.zip")
    restored = fresh_terminal("archive", "restore", "one.zip")
    fresh_terminal("archive", "create", "two.zip", "--organization", filled.id)

    assert said.out.replace("Verified", "Restored") == restored.out
    assert hashes("one.zip") == hashes("two.zip")
    assert hashes("one.zip")["tables/contacts.jsonl"][0] == 4
    assert hashes("one.zip")["tables/opportunities.jsonl"][0] == 2
    assert hashes("one.zip")["tables/leads.jsonl"][0] == 1
    found = fresh_terminal(
        *("contacts", "show", "ada@example.com", "--json"),
        *("--organization", filled.id),
    )
    assert "Countess" == found.json["title"]


def test_what_was_restored_is_worked_on(filled, fresh_terminal):
    """
    Search finds it, new events come behind the restored ones, changes are undone.
    """
    fresh_terminal("archive", "restore", "one.zip")
    at = ("--organization", filled.id)
    before = hashes("one.zip")["tables/events.jsonl"][0]

    fresh_terminal("contacts", "edit", "ada@example.com", "title=Queen", *at)
    fresh_terminal("archive", "create", "two.zip", *at)

    with zipfile.ZipFile("one.zip") as one, zipfile.ZipFile("two.zip") as two:
        old = one.read("tables/events.jsonl").splitlines()
        new = two.read("tables/events.jsonl").splitlines()
    assert old == new[:before]
    assert before < len(new)


def test_a_copy_stands_beside_the_original(filled):
    """
    Under an id of its own, in the same database: records keep their ids, search and
    filters find them there and nothing of the other, and changes stay apart.
    """
    made = filled("archive", "restore", "one.zip", "--into", "new", "--json").json
    again = filled.run("archive", "restore", "one.zip", "--into", filled.id)
    at = ("--organization", made["organization_id"])

    def ask(*asked):
        return filled.terminal(*asked, *at).json

    filled.terminal("contacts", "edit", "ada@example.com", "title=Queen", *at)
    mine = filled("contacts", "show", "ada@example.com", "--json").json
    found = ask("contacts", "search", "Countess Ada", "--json")["items"]
    tagged = ask("contacts", "list", "--filter", "tags:vip", "--json")["items"]

    assert (1, True) == (again.code, "already has" in again.err)
    assert "Countess" == mine["title"]
    assert [] == found
    assert [(mine["id"], "Queen")] == [(each["id"], each["title"]) for each in tagged]
    (dora,) = ask("contacts", "search", "Dora", "--json")["items"]
    assert "d@x.co" == dora["email"]


def test_it_is_not_restored_over_itself(filled):
    """
    A database that has the organization keeps it as it is.
    """
    refused = filled.run("archive", "restore", "one.zip")
    filled("archive", "create", "two.zip")

    assert (1, True) == (refused.code, "already has" in refused.err)
    assert hashes("one.zip") == hashes("two.zip")


def test_another_organization_stays_out(filled, other_house):
    """
    An archive holds nothing of the neighbours.
    """
    other_house.add("contacts", "first_name=Stranger")
    filled("archive", "create", "two.zip")

    with zipfile.ZipFile("two.zip") as made:
        text = b"".join(made.read(name) for name in made.namelist())
    assert b"Stranger" not in text
    assert other_house.id.encode() not in text


def test_only_administrators_make_one(filled):
    """
    A rep may not carry the organization away.
    """
    rep = filled.user("rep@x.example", "rep")

    refused = filled.run("archive", "create", "x.zip", "--as", rep)

    assert (1, False) == (refused.code, Path("x.zip").exists())


def rewritten(path, change):
    """
    An archive whose parts *change* has had in hand.
    """
    with zipfile.ZipFile("one.zip") as made:
        parts = {name: made.read(name) for name in made.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)


def manifest_with(parts, **values):
    said = {**json.loads(parts["manifest.json"]), **values}
    parts["manifest.json"] = json.dumps(said).encode()


TAMPERING = {
    "a letter": lambda parts: parts.update(
        {"tables/users.jsonl": parts["tables/users.jsonl"].replace(b"a", b"b", 1)}
    ),
    "a row less": lambda parts: parts.update(
        {"tables/contacts.jsonl": parts["tables/contacts.jsonl"].split(b"\n", 1)[1]}
    ),
    "a part less": lambda parts: parts.pop("tables/contacts.jsonl"),
    "a part more": lambda parts: parts.update({"../../evil": b"x"}),
    "no manifest": lambda parts: parts.pop("manifest.json"),
    "foreign": lambda parts: (parts.clear(), parts.update({"word/x.xml": b"<x/>"})),
    "newer format": lambda parts: manifest_with(parts, version=2),
    "newer schema": lambda parts: manifest_with(parts, revision="9999"),
    "older schema": lambda parts: manifest_with(parts, revision="0000"),
    "no manifest's": lambda parts: parts.update({"manifest.json": b"{"}),
    "a bomb": lambda parts: parts.update({"tables/tags.jsonl": b" " * 50_000_000}),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_a_tampered_archive_restores_nothing(filled, fresh_terminal, how):
    """
    It is refused with a sentence, and the database stays empty.
    """
    rewritten("bad.zip", TAMPERING[how])

    refused = fresh_terminal.run("archive", "restore", "bad.zip")

    assert (1, 1) == (refused.code, len(refused.err.splitlines())), refused.err
    assert [] == fresh_terminal("organizations", "list", "--json").json["items"]


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.99])
def test_a_truncated_archive_is_refused(filled, fresh_terminal, share):
    """
    Cut anywhere, it is no archive any more.
    """
    whole = Path("one.zip").read_bytes()
    Path("cut.zip").write_bytes(whole[: int(len(whole) * share)])

    for command in ("verify", "restore"):
        assert 1 == fresh_terminal.run("archive", command, "cut.zip").code


def test_a_damaged_byte_is_found(filled, fresh_terminal):
    """
    Wherever it is: in a part, in a name, in the directory.
    """
    whole = Path("one.zip").read_bytes()
    for at in range(40, len(whole) - 30, len(whole) // 25):
        broken = bytearray(whole)
        broken[at] ^= 0x55
        Path("bad.zip").write_bytes(broken)
        said = fresh_terminal.run("archive", "verify", "bad.zip")
        if said.code == 0:  # a hint of the format that nobody reads
            with zipfile.ZipFile("bad.zip") as made:
                assert made.testzip() is None


def test_every_tenant_table_is_archived_or_named():
    """
    A table of a later capability is archived by itself; what is left out has a reason.
    """
    tenant = {t.name for t in metadata.tables.values() if "organization_id" in t.c}

    assert tenant == {*TABLES, *LEFT_OUT}
    assert set() == {*TABLES} & {*LEFT_OUT}
    assert all(re.fullmatch(r"[a-z].+", reason) for reason in LEFT_OUT.values())


def test_columns_that_a_database_gives_are_given_anew():
    """
    No number that a database deals out is carried into another one.
    """
    given = {
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.c
        if not isinstance(getattr(column.server_default, "arg", "constant"), str)
        or column.identity is not None
    }

    # What names the database itself, and what its installation sealed, is left out
    # too: a copy gets none of it.
    own = {
        ("calendar_connections", "sealed_password"),
        ("email_deliveries", "epoch"),
        ("mailbox_progress", "sealed_token"),
        ("mailboxes", "client_sealed"),
        ("mailboxes", "sealed"),
    }
    assert given | own == {
        (name, each) for name, columns in LOCAL.items() for each in columns
    }
