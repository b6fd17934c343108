"""
Deals from a file of any layout, for measuring forecasts.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from itertools import chain, repeat
from pathlib import Path

from attrs import define, field, frozen

from crm_adapters.bootstrap.files import open_file
from crm_core.custom_fields import CustomKind
from crm_core.forecasting import Deal
from crm_core.shared import FieldError, Invalid
from crm_core.transfers import (
    ColumnMapping,
    DateOrder,
    DecimalMark,
    Noun,
    RowRefused,
    SourceRow,
    read_day,
    read_number,
    suggest_formats,
)
from crm_core.transfers import (
    Mapping as Columns,
)

from .refusals import Refused

LARGEST = Decimal(10**13)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*")
_CODE = re.compile(r"^([A-Z]{3})\b|\b([A-Z]{3})$")


@frozen
class Layout:
    """
    Which columns say what, and which words.
    """

    opened: str
    closed: str
    status: str
    won: str
    amount: str
    lost: str | None = None
    expected: str | None = None

    @property
    def days(self) -> tuple[str, ...]:
        return self.opened, self.closed

    @property
    def amounts(self) -> tuple[str, ...]:
        return (self.amount, self.expected) if self.expected else (self.amount,)


@define
class DealFile:
    """
    The deals of a file, the rows that are none, and how many were never opened.
    """

    deals: list[Deal] = field(factory=list)
    refused: list[RowRefused] = field(factory=list)
    unopened: int = 0

    @property
    def rows(self) -> int:
        return len(self.deals) + len(self.refused) + self.unopened


def read_deals(
    path: str, layout: Layout, *, dates: str | None, mark: str | None
) -> DealFile:
    """
    The deals of the file, read as *layout* says.

    Raises:
        Refused: A column is missing, nothing was won, or days or numbers can be read
            in two ways.
    """
    found, rows = DealFile(), list[SourceRow]()
    with Path(path).open("rb") as opened:
        source = open_file(opened)
        _require(layout, source.headers)
        for each in source.rows:
            if isinstance(each, RowRefused):
                found.refused.append(each)
            else:
                rows.append(each)
    reader = _Reader(layout, *_settled(rows, layout, dates, mark))
    for row in rows:
        try:
            deal = reader.deal({name: str(v).strip() for name, v in row.values.items()})
        except Invalid as error:
            found.refused.append(RowRefused(row.line, error.errors, row.values))
            continue
        if deal is None:
            found.unopened += 1
        else:
            found.deals.append(deal)
    found.refused.sort(key=lambda each: each.line)
    if rows and layout.won.casefold() not in reader.words:
        seen = ", ".join(repr(word) for word, _ in reader.words.most_common(10))
        raise Refused(f"No row of {layout.status!r} is {layout.won!r}: {seen}.")
    if len(reader.signs) > 1:
        signs = ", ".join(sorted(reader.signs))
        raise Refused(f"{layout.amount!r} has several currencies: {signs}.")
    return found


def _require(layout: Layout, headers: Sequence[str]) -> None:
    wanted = [*layout.days, layout.status, *layout.amounts]
    missing = [name for name in wanted if name not in headers]
    if missing:
        named = ", ".join(map(repr, missing))
        raise Refused(f"There is no column {named}: {', '.join(headers)}.")


def _settled(
    rows: Iterable[SourceRow], layout: Layout, dates: str | None, mark: str | None
) -> tuple[DateOrder | None, DecimalMark | None]:
    """
    The order of days and the decimal mark: as chosen, or as all cells agree.
    """
    kinds = chain(
        zip(layout.days, repeat(CustomKind.DATE)),
        zip(layout.amounts, repeat(CustomKind.NUMBER)),
    )
    columns = [ColumnMapping(header, "custom", new=kind) for header, kind in kinds]
    sample = [
        {
            **{name: str(row.values.get(name, "")) for name in layout.days},
            **{
                name: _bare(str(row.values.get(name, "")))[1] for name in layout.amounts
            },
        }
        for row in rows
    ]
    found = suggest_formats(sample, Columns(Noun.CONTACTS, tuple(columns)))
    options = {
        "date_order": ("--dates", dates),
        "decimal_mark": ("--decimal-mark", mark),
    }
    open_ones = [each for each in found.doubts if not options[each.format][1]]
    if open_ones:
        told = "\n".join(f"{e.told} Say {options[e.format][0]}." for e in open_ones)
        raise Refused(told)
    return (
        DateOrder(dates) if dates else found.formats.date_order,
        DecimalMark(mark) if mark else found.formats.decimal_mark,
    )


def _bare(text: str) -> tuple[str | None, str]:
    """
    The currency that an amount is written with, and the amount without it.
    """
    text = text.strip()
    sign = next((each for each in text if unicodedata.category(each) == "Sc"), None)
    if sign:
        return sign, text.replace(sign, "", 1).strip()
    if code := _CODE.search(text):
        return code.group(), _CODE.sub("", text, count=1).strip()
    return None, text


@define
class _Reader:
    """
    Reads rows one by one, and remembers the words and currencies it met.
    """

    layout: Layout
    order: DateOrder | None
    mark: DecimalMark | None
    words: Counter[str] = field(factory=Counter)
    signs: set[str] = field(factory=set)

    def deal(self, cells: Mapping[str, str]) -> Deal | None:
        """
        The deal of a row; None when it was never opened.
        """
        layout, errors = self.layout, list[FieldError]()
        word = cells.get(layout.status, "").casefold()
        self.words[word] += 1
        closing = cells.get(layout.closed, "")
        won = word == layout.won.casefold()
        if layout.lost is None:
            over = won or bool(closing)
        else:
            over = won or word == layout.lost.casefold()
        if not cells.get(layout.opened) and not over:
            return None
        opened = self._day(layout.opened, cells, errors)
        closed = self._day(layout.closed, cells, errors) if over else None
        amount = self._amount(layout.amount, cells, errors) if won else None
        expected = None
        if layout.expected and cells.get(layout.expected):
            expected = self._amount(layout.expected, cells, errors)
        if opened and closed and closed < opened:
            message = f"Closed on {closed}, before it was opened on {opened}."
            errors.append(FieldError(layout.closed, "order", message))
        if errors or opened is None:
            raise Invalid(errors=errors)
        return Deal(opened, closed, won if over else None, amount, expected)

    def _day(
        self, name: str, cells: Mapping[str, str], errors: list[FieldError]
    ) -> date | None:
        text = cells.get(name, "")
        try:
            if not text:
                raise Invalid.of("", "required", "A day is missing.")
            with suppress(Invalid):
                return date.fromisoformat(read_day(text, self.order, serial=True))
            return date.fromisoformat(read_day(_TIME.sub("", text), self.order))
        except Invalid as error:
            errors += error.under(name)
            return None

    def _amount(
        self, name: str, cells: Mapping[str, str], errors: list[FieldError]
    ) -> Decimal | None:
        sign, text = _bare(cells.get(name, ""))
        try:
            if not text:
                raise Invalid.of("", "required", "An amount is missing.")
            value = Decimal(read_number(text, self.mark))
            if value < 0:
                raise Invalid.of("", "range", "An amount is never negative.")
            if value > LARGEST:
                raise Invalid.of("", "range", f"At most {LARGEST:,}.")
        except Invalid as error:
            errors += error.under(name)
            return None
        if sign:
            self.signs.add(sign)
        return value
