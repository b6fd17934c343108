"""
The parts of the documentation that are made from the code.

A page holds such a part between ``<!-- generated: NAME -->`` and
``<!-- end of generated -->``. ``python -m docs.generate`` writes them anew; a test sees
that nobody has to.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from . import commands, database, http, kernel

ROOT = Path(__file__).resolve().parents[1]
SECTIONS: Mapping[str, Callable[[], str]] = {
    **commands.SECTIONS,
    **database.SECTIONS,
    **http.SECTIONS,
    **kernel.SECTIONS,
}
_PART = re.compile(
    r"<!-- generated: (?P<name>[a-z-]+) -->\n.*?<!-- end of generated -->", re.DOTALL
)


def pages() -> list[Path]:
    """
    Every page of the documentation.
    """
    return sorted(ROOT.rglob("*.md"))


def filled(text: str) -> str:
    """
    *text* of a page with its generated parts as the code makes them now.
    """
    return _PART.sub(_part, text)


def _part(found: re.Match[str]) -> str:
    name = found["name"]
    made = SECTIONS[name]().strip()
    return f"<!-- generated: {name} -->\n\n{made}\n\n<!-- end of generated -->"
