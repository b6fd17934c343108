"""
What commands print: JSON for programs, tables for people, nothing that acts on a
terminal.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TextIO
from zoneinfo import ZoneInfo

import click

_MISLEADING = "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_ACTING = re.compile(f"[\x00-\x1f{_MISLEADING}]")
_ACTING_IN_JSON = re.compile(f"[{_MISLEADING}]")

Row = Any


def escaped(text: str) -> str:
    """
    *text* with every character spelled out that would act on a terminal or mislead
    its reader: control and escape sequences, changes of text direction.
    """
    return _ACTING.sub(lambda found: _spelled(found.group()), text)


def _spelled(character: str) -> str:
    known = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\e"}
    code = ord(character)
    return known.get(character) or (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    )


def say(text: str) -> None:
    """
    A line for the reader of the result.
    """
    click.echo(escaped(text))


def note(text: str) -> None:
    """
    A line beside the result: it goes to the other stream.
    """
    click.echo(escaped(text), err=True)


def print_json(value: object) -> None:
    """
    *value* as JSON, on a terminal with line breaks.
    """
    import msgspec

    text = msgspec.json.Encoder(
        enc_hook=str, decimal_format="number", order="deterministic"
    ).encode(value)
    if sys.stdout.isatty():
        text = msgspec.json.format(text, indent=2)
    click.echo(
        _ACTING_IN_JSON.sub(lambda found: f"\\u{ord(found.group()):04x}", text.decode())
    )


class Column(NamedTuple):
    """
    A column of a table: its title, and the text of a row in it.
    """

    title: str
    text: Callable[[Row], object]


def print_table(
    columns: Sequence[Column], rows: Iterable[Row], *, zone: str = "UTC"
) -> None:
    """
    *rows* as a table: drawn on a terminal, else plain text in aligned columns; moments
    by the clocks of *zone*.
    """
    cells = [[shown(column.text(row), zone) for column in columns] for row in rows]
    if sys.stdout.isatty():
        _draw([column.title for column in columns], cells)
    else:
        _align([column.title for column in columns], cells)


def print_fields(pairs: Iterable[tuple[str, object]], *, zone: str = "UTC") -> None:
    """
    One record: a line for each field that has a value; moments by the clocks of *zone*.
    """
    known = [(name, shown(value, zone)) for name, value in pairs]
    filled = [(name, text) for name, text in known if text]
    width = max((len(name) for name, _ in filled), default=0)
    for name, text in filled:
        click.echo(f"{name:<{width}}  {text}")


def shown(value: object, zone: str = "UTC") -> str:
    """
    *value* as a person reads it, escaped; a moment by the clocks of *zone*.
    """
    match value:
        case None | "" | () | []:
            return ""
        case bool():
            return "yes" if value else ""
        case datetime():
            return f"{value.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        case dict():
            parts = (f"{k}: {shown(v, zone)}" for k, v in value.items() if v)
            return ", ".join(parts)
        case list() | tuple() | set() | frozenset():
            return ", ".join(
                " ".join(shown(part, zone) for part in each.values())
                if isinstance(each, dict)
                else shown(each, zone)
                for each in value
            )
    return escaped(str(value))


def _align(titles: list[str], cells: list[list[str]]) -> None:
    lines = [titles, *cells]
    widths = [max(len(line[place]) for line in lines) for place in range(len(titles))]
    for line in lines:
        padded = (f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def _draw(titles: list[str], cells: list[list[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for title in titles:
        table.add_column(title, overflow="fold", no_wrap=title == "ID")
    for line in cells:
        table.add_row(*map(Text, line))
    Console(file=sys.stdout, no_color=not use_color(sys.stdout)).print(table)


def use_color(stream: TextIO) -> bool:
    """
    Whether the stream is a terminal of somebody who has not declined (NO_COLOR).
    """
    return stream.isatty() and not os.environ.get("NO_COLOR")
