"""
The command line as a person or a script uses it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from attrs import frozen
from click.testing import CliRunner

from crm_cli.main import crm

SOURCES = Path(__file__).parents[2] / "src"
SECRET = "a secret for tests, longer than thirty-two"


@frozen
class Said:
    """
    What a command printed, to which stream, and its exit code.
    """

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@frozen
class Terminal:
    """
    Runs commands in this process, on one database.
    """

    home: Path
    settings: dict[str, str | None]

    def run(self, *arguments: object, input: str | bytes | None = None) -> Said:
        """
        What a command says that may fail.
        """
        words = [str(argument) for argument in arguments]
        done = CliRunner(env=self.environment).invoke(crm, words, input=input)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    def __call__(self, *arguments: object, input: str | bytes | None = None) -> Said:
        """
        What a command says that must succeed.
        """
        said = self.run(*arguments, input=input)
        assert 0 == said.code, said.err
        return said

    @property
    def environment(self) -> dict[str, str | None]:
        ours = {name: None for name in os.environ if name.startswith("CRM_")}
        others = dict.fromkeys(("DATABASE_URL", "REDIS_URL", "AUTH_SERVICE_URL"))
        fixed = {"CRM_CONFIG": os.devnull, "CRM_HOME": str(self.home)}
        return ours | others | fixed | self.settings

    def start(self, *arguments: object, **options: Any) -> subprocess.Popen[bytes]:
        """
        A command as a process of its own.
        """
        environment = {**os.environ, **self.environment, "PYTHONPATH": str(SOURCES)}
        return subprocess.Popen(
            [sys.executable, "-m", "crm_cli", *map(str, arguments)],
            env={name: value for name, value in environment.items() if value},
            **options,
        )


@frozen
class House:
    """
    The commands of one organization.
    """

    terminal: Terminal
    id: str
    name: str

    def run(self, *arguments: object, input: str | bytes | None = None) -> Said:
        return self.terminal.run(*arguments, "--organization", self.id, input=input)

    def __call__(self, *arguments: object, input: str | bytes | None = None) -> Said:
        return self.terminal(*arguments, "--organization", self.id, input=input)

    def add(self, plural: str, *fields: str) -> str:
        """
        A new record's id.
        """
        return self(plural, "add", *fields, "--json").json["id"]

    def user(self, email: str, role: str) -> str:
        """
        A new person's id.
        """
        name = email.partition("@")[0].title()
        said = self("users", "invite", email, "--name", name, "--role", role, "--json")
        return said.json["id"]


def begin(terminal: Terminal, name: str) -> House:
    """
    A new organization.
    """
    said = terminal("organizations", "add", name, "--json")
    return House(terminal, said.json["id"], name)
