"""
The commands of the guides on activities, routing and scoring do what they say.
"""

import shlex

import pytest

from tests.cli.terminal import Terminal, begin

from .console import commands
from .pages import ROOT, blocks

pytestmark = pytest.mark.postgres
GUIDES = ROOT / "docs" / "howto"


@pytest.mark.parametrize("page", ["activities.md", "routing.md", "lead-scoring.md"])
def test_the_commands_of_a_guide_run(page, fresh_database_url, tmp_path, monkeypatch):
    """
    Each command of the page is understood and done, one after the other; those that
    measure files need files of one's own.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tried.json").write_text("[]")
    terminal = Terminal(tmp_path, {"CRM_DATABASE_URL": fresh_database_url})
    begin(terminal, "Analytical Engines")
    lines = [
        command.line
        for block in blocks(GUIDES / page, "console")
        for command in commands(block.text)
        if "evaluate" not in command.line
    ]
    for line in lines:
        terminal(*shlex.split(line.removeprefix("crm ")))

    assert len(lines) > 5
