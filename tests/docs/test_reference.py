"""
The reference is complete: what the source declares is told.

The source is read as text here, and not as the generator reads it.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from crm_cli.main import COMMANDS
from crm_core.shared import Permission

from .pages import ROOT

REFERENCE = ROOT / "docs" / "reference"
CORE = ROOT / "src" / "crm_core"


def _classes(folder: str, base: str) -> Iterator[str]:
    for path in (ROOT / "src" / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = {each.id for each in node.bases if isinstance(each, ast.Name)}
                if base in bases:
                    yield node.name


def _use_cases() -> Iterator[str]:
    for path in CORE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(mark, ast.Call)
                and isinstance(mark.func, ast.Name)
                and mark.func.id == "use_case"
                for mark in node.decorator_list
            ):
                yield node.name


def _told(page: str) -> set[str]:
    text = (REFERENCE / page).read_text(encoding="utf-8")
    return set(re.findall(r"`([^`\n]+)`", text))


def test_every_event_is_told():
    """
    Each subclass of Event has its line.
    """
    events = set(_classes("crm_core", "Event"))

    assert events
    assert events - _told("events.md") == set()


def test_every_error_is_told():
    """
    Each error below one of the kinds has its line.
    """
    kinds = ["CrmError", "Invalid", "Forbidden", "NotFound", "Conflict", "Unavailable"]
    errors = {each for kind in kinds for each in _classes("crm_core", kind)}

    assert errors >= {"EmailTaken", "Stale"}
    assert errors - _told("errors.md") == set()


def test_every_use_case_and_permission_is_told():
    """
    Each guarded function and each permission has its line.
    """
    use_cases = set(_use_cases())

    assert "add_contact" in use_cases
    assert use_cases | {each.value for each in Permission} <= _told("permissions.md")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_told(command):
    """
    Each command of ``crm`` has its heading.
    """
    assert f"crm {command}" in _told("cli.md")


def test_every_command_says_what_it_does():
    """
    No command's help is empty.
    """
    text = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    helps = re.findall(
        r"^## `(crm[^`]*)`\n\n```text\n(.*?)\n```", text, re.MULTILINE | re.DOTALL
    )

    assert [command for command, said in helps if "\n\n  " not in said] == []
