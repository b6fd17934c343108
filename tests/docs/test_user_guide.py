"""
The commands of the guides are understood, and do what they are for.
"""

import json
import shlex
import subprocess

import pytest

from tests.cli.terminal import Terminal, begin
from tests.http.door import AUDIENCE, ISSUER, SECRET
from tests.http.process import serving
from tests.plugins.requirements import require

from .console import commands
from .pages import ROOT, blocks

DOCS = ROOT / "docs"


@pytest.fixture
def terminal(fresh_database_url, tmp_path, monkeypatch):
    """
    A terminal in an empty folder, with one organization and one colleague.
    """
    monkeypatch.chdir(tmp_path)
    settings = {
        "CRM_DATABASE_URL": fresh_database_url,
        "CRM_TOKEN_SECRET": SECRET,
        "CRM_TOKEN_ISSUER": ISSUER,
        "CRM_TOKEN_AUDIENCE": AUDIENCE,
    }
    terminal = Terminal(tmp_path, settings)
    begin(terminal, "Analytical Engines")
    terminal("users", "invite", "grace@example.com", "--name", "Grace Hopper")
    return terminal


def _commands(page):
    """
    The command lines of a page.
    """
    for block in blocks(page, "console"):
        for command in commands(block.text):
            yield command.line


def _words(terminal, line):
    """
    The arguments of a crm command; ID is the latest change set.
    """
    latest = terminal("changes", "list", "--json").json["items"]
    known = line.replace(" ID", f" {latest[0]['id']}" if latest else "")
    return shlex.split(known.removeprefix("crm "))


@pytest.mark.postgres
def test_the_user_guide_goes_as_written(terminal):
    """
    Every command of the guide in order; only the one that shows a conflict is refused.
    """
    refused = [
        line
        for line in _commands(DOCS / "user-guide.md")
        if terminal.run(*_words(terminal, line), input="y\n").code
    ]

    conflict = 'crm contacts edit ada@example.com --version 3 title="Countess"'
    assert [conflict] == refused
    [left] = terminal("contacts", "list", "--json").json["items"]
    assert "charles@example.com" == left["email"]  # who was a lead


@pytest.mark.postgres
def test_the_import_guide_goes_as_written(terminal, tmp_path):
    """
    Rehearse, map, import, take back and export, with a file of Google's layout, by
    command line and over HTTP.
    """
    curl = require("curl", "the guide asks the API by it")
    google = (DOCS / "examples" / "google.csv").read_bytes()
    renamed = {
        "Birthday": "Region",
        "Photo": "Internal code",
        "File As": "Shoe size",
        "Phonetic First Name": "Member since",
    }
    for before, after in renamed.items():
        google = google.replace(before.encode(), after.encode())
    (tmp_path / "people.csv").write_bytes(google)
    (tmp_path / "deals.csv").write_text(
        "Deal key,Deal Name,Deal Stage,Pipeline\n1,Alpha,Proposal,Sales\n"
        "2,Beta,Proposal,Sales\n"
    )
    terminal("custom-fields", "add", "contact", "region", "text")
    said = {}
    url, home = terminal.settings["CRM_DATABASE_URL"], str(tmp_path)
    with serving(url, CRM_HOME=home) as address:
        token = terminal("token", "issue").out.strip()
        for line in _commands(DOCS / "howto" / "import-your-data.md"):
            if line.startswith("crm "):
                terminal(*_words(terminal, line))
            elif line.startswith("curl "):
                latest = terminal("transfers", "list", "--json").json["items"][0]
                here = line.replace("$TOKEN", token).replace(
                    "/ID/", f"/{latest['id']}/"
                )
                words = shlex.split(here.replace("http://127.0.0.1:8001", address))
                done = [curl, "--fail-with-body", "--silent", *words[1:]]
                said[line] = subprocess.check_output(done, text=True)
                terminal("worker", "--once")  # what was left to one is done

    answers = [json.loads(each) for each in said.values() if each.startswith("{")]
    rehearsed, queued, taken = answers
    assert ("waiting", "done") == (queued["state"], taken["state"])
    assert any(each.startswith("data: ") for each in said.values())
    assert (3, [], True) == tuple(rehearsed[k] for k in ("rows", "refused", "dry_run"))
    assert (tmp_path / "everybody.csv").exists()
    assert (tmp_path / "vips.vcf").exists()
