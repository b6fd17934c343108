"""
The README does what it says.
"""

import os
import re
import subprocess
import sys
from contextlib import contextmanager, redirect_stdout
from io import StringIO

import pytest

from tests.cli.terminal import Terminal, begin
from tests.plugins.requirements import require

from .console import Console, commands
from .pages import README, ROOT, blocks

EMBED, SCRIPT = (block.text for block in blocks(README, "python"))
MOVE = README.read_text(encoding="utf-8").partition("## Move your data")[0].count("\n")
SERVED = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def the_demo(environment):
    """
    The address of ``crm demo``, for as long as the block lasts.
    """
    demo = subprocess.Popen(
        [sys.executable, "-m", "crm_cli", "demo", "--no-browser", "--port", "0"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert demo.stdout is not None
        found = SERVED.search(demo.stdout.readline())
        assert found
        yield found[0]
    finally:
        demo.terminate()
        demo.communicate(timeout=60)


@pytest.mark.postgres
def test_the_embed_example_runs(empty_database_url, capsys):
    """
    As pasted, given only the address of an empty database, it finds Ada.
    """
    exec(EMBED, names := {"database_url": empty_database_url})
    names["crm"].works.source.dispose()

    assert "Ada\n" == capsys.readouterr().out


def test_the_embed_example_is_short():
    """
    Ten statements, imports and comments apart.
    """
    body = EMBED.partition("\n\n")[2]

    assert len(re.findall(r"^\S", body, re.MULTILINE)) <= 10


@pytest.mark.postgres
@pytest.mark.slow
def test_moving_data_goes_as_shown(fresh_database_url, tmp_path, monkeypatch):
    """
    Beside a running demo: dry run, imports, search through three doors, a conflict,
    undo, export.
    """
    require("curl", "the README asks the API by it")
    environment = {
        "CRM_DATABASE_URL": fresh_database_url,
        "CRM_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(ROOT / "src"),
    }
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    with the_demo(environment) as address:
        console = Console(tmp_path, environment, {"http://127.0.0.1:8001": address})
        for block in blocks(README, "console", "python"):
            if block.line < MOVE:
                continue
            if block.kind == "console":
                for command in commands(block.text):
                    console.run(command)
                continue
            for name, value in environment.items():
                monkeypatch.setenv(name, value)
            with redirect_stdout(StringIO()) as said:
                exec(block.text, {})
            assert "Zofia Lukasiewicz +48 22 555 0142\n" == said.getvalue()

    exported = (tmp_path / "fair.csv").read_text(encoding="utf-8")
    cards = (tmp_path / "everybody.vcf").read_text(encoding="utf-8")
    refused = (tmp_path / "refused.csv").read_text(encoding="utf-8")
    assert {"Zofia", "Kwame"} == set(
        re.findall("^(Zofia|Kwame|Tomás)", exported, re.MULTILINE)
    )
    assert "FN:Kwame Adjei-Mensah" in cards
    assert "ingrid(at)fjord.example" in refused


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("file", "search", "shown"),
    [
        ("import_csv/product_headers/google_contacts_2024_header.csv", "dana", "Cole"),
        ("import_csv/product_headers/hubspot_contacts.csv", "priya", "priya@"),
        ("import_vcard/ez-vcard/gmail-list.vcf", "gmail.com", "@gmail.com"),
    ],
)
def test_files_of_other_programs_go_the_same_way(
    file, search, shown, fresh_database_url, tmp_path
):
    """
    What Google, HubSpot and a phone wrote is rehearsed, imported, found, exported and
    taken back.
    """
    path = ROOT.parent / "shared" / "data" / file
    if not path.exists():
        pytest.skip(f"{file} is not part of the project")
    crm = begin(Terminal(tmp_path, {"CRM_DATABASE_URL": fresh_database_url}), "Bluebay")

    rehearsed = crm("contacts", "import", path, "--dry-run", "--json").json
    imported = crm("contacts", "import", path, "--json").json

    assert rehearsed["created"] == imported["created"] > 0
    assert shown in crm("contacts", "search", search).out
    assert shown in crm("contacts", "export").out
    crm("changes", "undo", imported["change_set_id"])
    assert 0 == crm("contacts", "list", "--json").json["total"]
