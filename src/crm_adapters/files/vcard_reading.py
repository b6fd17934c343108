"""
vCard files (2.1, 3.0, 4.0) as rows; one bad card costs only itself.

Nothing is fetched: a photo by address stays an address.
"""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from attrs import Factory, define

from crm_core.shared import FieldError
from crm_core.transfers import (
    FileSource,
    FileUnreadable,
    RowRefused,
    SourceRow,
    suggest_mapping,
)

from .cards import VCARD_HEADERS, card_values
from .content_lines import Property, Undecodable, border, read_property, unfolded
from .encodings import SAMPLE, Encoding, encoding_of
from .layouts import MOST_COLUMNS
from .lines import Lines

SHOWN = 20
_CARD = re.compile(rb"BEGIN:\s*VCARD", re.IGNORECASE)


def read_vcards(file: BinaryIO, *, encoding: str | None = None) -> FileSource:
    """
    A file of vCards as rows.

    Raises:
        FileUnreadable: No vCard in it.
        Invalid: An unknown encoding.
    """
    sample = file.read(SAMPLE)
    if not _CARD.search(sample.replace(b"\0", b"")):
        raise FileUnreadable("There is no vCard in this file.")
    found = encoding_of(file, sample, encoding)
    old_mac = b"\n" not in sample
    head = list(_rows(Lines(io.BytesIO(sample), found, old_mac=old_mac), found))
    shown = (row.values for row in head if isinstance(row, SourceRow))
    file.seek(0)
    return FileSource(
        format="vcard",
        headers=(*VCARD_HEADERS, *_more_headers(head)),
        rows=_rows(Lines(file, found, old_mac=old_mac), found),
        encoding=str(found),
        sample=tuple(islice(shown, SHOWN)),
    )


def _more_headers(rows: Iterable[SourceRow | RowRefused]) -> Iterator[str]:
    """
    What these cards say that has no field, so that a person can choose one; never
    what would be taken for a column of that name, as ``ACCOUNT`` for a company.
    """
    names = dict.fromkeys(name for row in rows for name in row.values)
    for name in islice(names, MOST_COLUMNS):
        if name not in VCARD_HEADERS and not suggest_mapping((name,)).columns:
            yield name


@define
class _Card:
    """
    A card while it is read.
    """

    line: int
    properties: list[Property] = Factory(list)
    strays: list[str] = Factory(list)
    errors: list[FieldError] = Factory(list)

    def add(self, line: int, text: str, encoding: Encoding) -> Property | None:
        """
        Take a line in; the property that it holds, if it holds one.
        """
        try:
            found = read_property(line, text, encoding)
        except Undecodable as error:
            name = re.split("[;:]", text, maxsplit=1)[0].upper()
            message = f"line {line}: {error}"
            self.errors.append(FieldError(name[:100], "characters", message))
            self.strays.append(text[:200])
            return None
        if found is not None:
            self.properties.append(found)
        elif text.strip():
            self.strays.append(text.strip()[:200])
        return found

    def row(self) -> SourceRow | RowRefused:
        values = card_values(self.properties, self.strays)
        if any(each.name == "MEMBER" for each in self.properties):
            self.errors.append(FieldError("", "group", "A group, not a person."))
        if self.errors:
            return RowRefused(self.line, tuple(self.errors), values)
        return SourceRow(self.line, values)

    def unclosed(self) -> RowRefused:
        message = "The card has no end (END:VCARD)."
        return RowRefused(
            self.line,
            (*self.errors, FieldError("", "end", message)),
            card_values(self.properties, self.strays),
        )


def _rows(lines: Lines, encoding: Encoding) -> Iterator[SourceRow | RowRefused]:
    card: _Card | None = None
    inner = may_nest = outside = False
    for number, text in unfolded(lines):
        mark = border(text)
        if mark == "BEGIN" and may_nest:
            inner, may_nest = True, False
        elif mark == "BEGIN":
            if card:
                yield card.unclosed()
            card, inner, outside = _Card(number), False, False
        elif inner:
            inner = mark is None
        elif card is None:
            if mark is None and text.strip() and not outside:
                outside = True
                yield _stray(number, text)
        elif mark == "END":
            yield card.row()
            card = None
        else:
            last = card.add(number, text, encoding)
            agent = last.value if last and last.name == "AGENT" else None
            inner, may_nest = border(agent or "") == "BEGIN", agent == ""
    if card:
        yield card.unclosed()


def _stray(line: int, text: str) -> RowRefused:
    reason = FieldError("", "outside", "Text outside any card.")
    return RowRefused(line, (reason,), {"text": text[:200]})
