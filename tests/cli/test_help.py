"""
Help is quick, complete, and needs neither a database nor the libraries behind it.
"""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

import click
import pytest
from click.testing import CliRunner

from crm_cli.main import COMMANDS, crm
from tests.plugins.requirements import lacking

HEAVY = {
    "alembic",
    "attrs",
    "crm_adapters",
    "crm_core",
    "litestar",
    "msgspec",
    "psycopg",
    "rich",
    "sqlalchemy",
    "uvicorn",
}


def every_command(
    command: click.Command = crm, *path: str
) -> list[tuple[tuple[str, ...], click.Command]]:
    """
    Every command with the words that lead to it.
    """
    found = [(path, command)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None, (*path, name)
            found += every_command(below, *path, name)
    return found


EVERY = every_command()


@pytest.mark.parametrize(
    ("path", "command"), EVERY, ids=[" ".join(path) or "crm" for path, _ in EVERY]
)
def test_every_command_has_help(path, command):
    """
    A sentence for the command, one for each option; --help shows it.
    """
    said = CliRunner().invoke(crm, [*path, "--help"])

    assert 0 == said.exit_code
    assert command.help
    assert "{noun}" not in command.help
    assert "{plural}" not in command.help
    assert [] == [
        option.name
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]


@pytest.mark.parametrize(
    "arguments", [[], ["contacts"], ["contacts", "add"], ["serve"], ["doctor"]]
)
def test_help_imports_only_click(arguments):
    """
    What is not imported costs nothing: the time of --help stays click's own.
    """
    program = (
        "import sys; from crm_cli.main import crm\n"
        "try: crm.main(sys.argv[1:])\n"
        f"except SystemExit: print(sorted({HEAVY!r} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments, "--help"],
        capture_output=True,
        text=True,
    )

    assert "[]" == done.stdout.splitlines()[-1], done.stderr


def test_the_overview_says_what_each_command_says():
    """
    The short help of a command stands apart from it: the two name the same commands.
    """
    said = CliRunner().invoke(crm, ["--help"]).stdout

    assert list(COMMANDS) == [
        line.split()[0] for line in said.partition("Commands:")[2].splitlines()[1:]
    ]


def test_the_version_is_shown():
    """
    As the distribution says.
    """
    try:
        installed = version("erp-crm-module")
    except PackageNotFoundError:
        lacking("the distribution", "it is not installed")

    assert f"crm {installed}\n" == CliRunner().invoke(crm, ["--version"]).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete(shell):
    """
    The script asks crm itself, by the variable that click looks at.
    """
    said = CliRunner().invoke(crm, ["completion", shell])

    assert 0 == said.exit_code
    assert "_CRM_COMPLETE" in said.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["contact"],
        ["contacts", "add"],
        ["contacts", "add", "first_name"],
        ["contacts", "add", "=x"],
        ["contacts", "add", "title=x", "title=y"],
        ["contacts", "list", "--page-size", "many"],
        ["contacts", "bulk", "tag", "--filter", ""],
        ["contacts", "import", "there-is-no-such-file.csv"],
        ["completion", "tcsh"],
        ["token", "issue", "--hours", "25"],
    ],
)
def test_a_wrong_command_line_is_exit_code_2(terminal, arguments):
    """
    Before anything is done.
    """
    said = terminal.run(*arguments)

    assert 2 == said.code
    assert "" == said.out
    assert "Usage:" in said.err
