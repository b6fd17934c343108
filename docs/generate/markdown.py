"""
Markdown from rows and words.
"""

from collections.abc import Iterable, Sequence
from inspect import cleandoc


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """
    A table.
    """
    lines = [_line(heads), _line("---" for _ in heads)]
    return "\n".join([*lines, *(_line(row) for row in rows)])


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def code(text: object) -> str:
    """
    *text* as code; nothing for nothing.
    """
    return f"`{text}`" if text not in {None, ""} else ""


def codes(words: Iterable[object]) -> str:
    """
    Several words as code.
    """
    return ", ".join(code(word) for word in words)


def said(thing: object) -> str:
    """
    The first paragraph of a docstring, on one line.
    """
    return one_line(cleandoc(thing.__doc__ or "").split("\n\n")[0])


def one_line(text: str) -> str:
    """
    *text* on one line, with the code marks of Markdown.
    """
    return " ".join(text.replace("``", "`").split())
