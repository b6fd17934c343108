"""
The pages of the project, their code blocks and their links.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from docs.generate import pages as documents

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
_FENCE = re.compile(r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (?P<text>.+)$", re.MULTILINE)


@frozen
class Block:
    """
    A fenced block of a page.
    """

    kind: str
    text: str
    line: int


def all_pages() -> list[Path]:
    """
    Every page that a reader of the project may open.
    """
    outside = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "changelog.d/README.md"]
    return [*documents(), *(ROOT / name for name in outside)]


def name(page: Path) -> str:
    """
    A page as test reports call it.
    """
    return str(page.relative_to(ROOT))


def blocks(page: Path, *kinds: str) -> list[Block]:
    """
    The fenced blocks of a page that are of one of the kinds, in order.
    """
    text = page.read_text(encoding="utf-8")
    found = (
        Block(each["kind"], each["text"], text[: each.start()].count("\n") + 1)
        for each in _FENCE.finditer(text)
    )
    return [each for each in found if each.kind in kinds]


def without_blocks(page: Path) -> str:
    """
    The text of a page without its fenced blocks.
    """
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> Iterator[str]:
    """
    Where the links of a page lead.
    """
    prose = re.sub(r"`[^`\n]*`", "", without_blocks(page))
    return (each["target"] for each in _LINK.finditer(prose))


def anchors(page: Path) -> set[str]:
    """
    What a link may name inside a page: its headings, as web pages spell them.
    """
    headings = (
        each["text"].lower() for each in _HEADING.finditer(without_blocks(page))
    )
    return {re.sub(r"[^\w\- ]", "", each).replace(" ", "-") for each in headings}


def run_python(page: Path, **given: object) -> dict[str, object]:
    """
    Run the Python blocks of a page one after the other, as one program; answer the
    names that it leaves.
    """
    names: dict[str, object] = dict(given)
    for block in blocks(page, "python"):
        source = "\n" * block.line + block.text
        exec(compile(source, name(page), "exec"), names)
    return names
