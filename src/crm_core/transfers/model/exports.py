"""
What an export gives out: rows of text, part by part.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from attrs import frozen

from ...shared import PageRequest

Cells = tuple[str | None, ...]


@frozen
class ExportColumn:
    """
    A column of an export; where it is *json*, each of its cells is a JSON document.
    """

    name: str
    json: bool = False


@frozen(kw_only=True)
class ExportPart:
    """
    Some rows of an export, a cell a column; None is an empty one.

    *next_cursor* says where the next part begins; None ends the export.
    """

    columns: tuple[ExportColumn, ...]
    rows: Sequence[Cells]
    next_cursor: str | None = None


class ExportRequest(PageRequest):
    """
    Which part of an export is wanted: longer than any page.
    """

    largest: ClassVar[int] = 2_000


def all_parts(part: Callable[[ExportPart | None], ExportPart]) -> Iterator[ExportPart]:
    """
    Every part of an export, asked for when it is due: *part* answers the one after
    the one that it is given, the first for None.
    """
    found = part(None)
    yield found
    while found.next_cursor is not None:
        found = part(found)
        yield found
