"""
The commands of the guides are understood, and do what they are for.
"""

import shlex

import pytest

from tests.cli.terminal import Terminal, begin

from .console import commands
from .pages import ROOT, blocks

DOCS = ROOT / "docs"
GOOGLE = DOCS / "examples" / "google.csv"


@pytest.fixture
def terminal(fresh_database_url, tmp_path, monkeypatch):
    """
    A terminal in an empty folder, with one organization and one colleague.
    """
    monkeypatch.chdir(tmp_path)
    terminal = Terminal(tmp_path, {"CRM_DATABASE_URL": fresh_database_url})
    begin(terminal, "Analytical Engines")
    terminal("users", "invite", "grace@example.com", "--name", "Grace Hopper")
    return terminal


def _crm_commands(page):
    """
    Those commands of a page that are crm's, alone on their line.
    """
    for block in blocks(page, "console"):
        for command in commands(block.text):
            if command.line.startswith("crm "):
                yield command.line.removeprefix("crm ")


@pytest.mark.postgres
def test_the_user_guide_goes_as_written(terminal):
    """
    Every command of the guide in order; only the one that shows a conflict is refused.
    """
    refused = []
    for line in _crm_commands(DOCS / "user-guide.md"):
        latest = terminal("changes", "list", "--json").json["items"]
        words = shlex.split(
            line.replace(" ID", f" {latest[0]['id']}" if latest else "")
        )
        if terminal.run(*words, input="y\n").code:
            refused.append(line)

    assert ['contacts edit ada@example.com --version 3 title="Countess"'] == refused
    assert 0 == terminal("contacts", "list", "--json").json["total"]


@pytest.mark.postgres
def test_the_import_guide_goes_as_written(terminal, tmp_path):
    """
    Rehearse, map, import, take back and export, with a file of Google's layout.
    """
    (tmp_path / "people.csv").write_bytes(
        GOOGLE.read_bytes()
        .replace(b"Birthday", b"Region")
        .replace(b"Photo", b"Internal code")
    )
    terminal("custom-fields", "add", "contact", "region", "text")
    for line in _crm_commands(DOCS / "howto" / "import-your-data.md"):
        latest = terminal("changes", "list", "--json").json["items"][0]["id"]
        terminal(*shlex.split(line.replace(" ID", f" {latest}")))

    assert (tmp_path / "everybody.csv").exists()
    assert 0 == terminal("contacts", "list", "--json").json["total"]
