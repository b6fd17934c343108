"""
Runs what a page shows of a terminal, and compares what is said with what is shown.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import Factory, define, frozen

BLANK = "<ID>"
_ID = r"(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"


@frozen
class Command:
    """
    A command line, and the lines that the page shows of its answer.
    """

    line: str
    shown: str


def commands(text: str) -> Iterator[Command]:
    """
    The commands of a console block.
    """
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        yield Command(line, shown.strip())


@define
class Console:
    """
    A terminal in a folder, where ``crm`` is this project's; it remembers variables,
    and the id that was printed last.
    """

    folder: Path
    environment: Mapping[str, str]
    replaced: Mapping[str, str] = Factory(dict)
    variables: dict[str, str] = Factory(dict)
    id: str = ""

    def run(self, command: Command) -> None:
        """
        Run a command as a shell does, and see that it says what is shown.
        """
        line = command.line.replace(BLANK, self.id)
        for before, after in self.replaced.items():
            line = line.replace(before, after)
        if kept := re.fullmatch(r"(\w+)=\$\((.*)\)", line):
            self.variables[kept[1]] = self._said(kept[2])
            return
        said = self._said(line)
        if command.shown:
            match = re.search(_pattern(command.shown), said, re.DOTALL)
            assert match, f"$ {line}\n{said}\n--- is not ---\n{command.shown}"
            self.id = match.groupdict().get("id") or self.id

    def _said(self, line: str) -> str:
        crm = f'crm() {{ "{sys.executable}" -m crm_cli "$@"; }}'
        done = subprocess.run(
            ["bash", "-c", f"{crm}\n{line}"],
            cwd=self.folder,
            env={**os.environ, **self.environment, **self.variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode in {0, 1, 3}, f"{line}\n{done.stdout}"
        return done.stdout.strip()


def _pattern(shown: str) -> str:
    pattern = re.escape(shown).replace(re.escape(BLANK), _ID)
    return re.sub(r"(?:\\ )*\\\.\\\.\\\.(?:\\ )*", ".*", pattern)
