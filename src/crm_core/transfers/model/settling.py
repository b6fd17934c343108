"""
Which formats a file uses, by what its cells allow.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingType

from attrs import frozen

from ...custom_fields import CustomField, CustomKind
from ...shared import Invalid, fold
from .contents import filled
from .countries import COUNTRY_CODES
from .deals import AMOUNTS, DAYS
from .formats import DateOrder, DecimalMark, Formats, NameOrder
from .mapping import Mapping
from .money import parted
from .written import decimal_marks, numeric_day

Sample = Sequence[MappingType[str, object]]


@frozen
class Doubt:
    """
    A format that the sample leaves open: an *example* of a cell that can be read in
    several ways, and these.
    """

    format: str
    header: str
    example: str
    options: tuple[str, ...]

    @property
    def told(self) -> str:
        """
        The doubt as a sentence.
        """
        options = " or ".join(repr(str(each)) for each in self.options)
        return f"{self.header}: {self.example!r} can be read as {options}."


@frozen
class SuggestedFormats:
    """
    The formats that a sample settles, and the doubts that it leaves.
    """

    formats: Formats
    doubts: tuple[Doubt, ...] = ()


def suggest_formats(
    sample: Iterable[MappingType[str, object]],
    mapping: Mapping,
    custom: Iterable[CustomField] = (),
) -> SuggestedFormats:
    """
    How the file writes days, numbers and names: an order of days or a decimal mark is
    settled by cells that can be read in one way only, as long as all of them agree.
    """
    rows = [*sample]
    kinds = {each.name: each.kind for each in custom}
    days: list[tuple[str, str]] = []
    numbers: list[tuple[str, str]] = []
    for column in mapping.columns:
        kind = kinds.get(str(column.kind)) or column.new
        own = column.field == "custom" and not column.own
        cells = [(column.header, cell) for cell in filled(column.header, rows)]
        if column.field in DAYS or (own and kind is CustomKind.DATE):
            days += cells
        elif column.field in AMOUNTS:
            numbers += [(header, parted(cell)[0]) for header, cell in cells]
        elif own and kind is CustomKind.NUMBER:
            numbers += cells
    order, date_doubt = _settled("date_order", _orders(days))
    mark, mark_doubt = _settled("decimal_mark", _marks(numbers))
    formats = Formats(
        date_order=DateOrder(order) if order else None,
        decimal_mark=DecimalMark(mark) if mark else None,
        phone_country=_country(mapping, rows),
        name_order=_name_order(mapping, rows),
    )
    return SuggestedFormats(formats, (*date_doubt, *mark_doubt))


Evidence = Iterator[tuple[str, str, frozenset[str]]]


def _orders(cells: Iterable[tuple[str, str]]) -> Evidence:
    for header, cell in cells:
        try:
            day = numeric_day(cell.partition(" ")[0])
        except Invalid:
            continue
        a, b = day.parts[:2] if day else (0, 0)
        if day and a != b and DateOrder.YMD not in day.orders:
            yield header, cell, frozenset(day.orders)


def _marks(cells: Iterable[tuple[str, str]]) -> Evidence:
    for header, cell in cells:
        if "." in cell or "," in cell:
            yield header, cell, frozenset(decimal_marks(cell))


def _settled(format: str, evidence: Evidence) -> tuple[str | None, tuple[Doubt, ...]]:
    """
    What all cells that allow but one option agree on; a doubt where there is none.
    """
    said: Counter[str] = Counter()
    open_ones: list[tuple[str, str, frozenset[str]]] = []
    for header, cell, options in evidence:
        if len(options) == 1:
            said.update(options)
        elif options:
            open_ones.append((header, cell, options))
    if len(said) == 1:
        return next(iter(said)), ()
    if not open_ones:
        return None, ()
    header, cell, options = open_ones[0]
    return None, (Doubt(format, header, cell, tuple(sorted(options))),)


def _country(mapping: Mapping, rows: Sample) -> str | None:
    """
    The one country that all addresses of the sample are in.
    """
    found = {
        COUNTRY_CODES.get(fold(cell))
        for column in mapping.columns
        if column.field == "country" and not column.label
        for cell in filled(column.header, rows)
    }
    return next(iter(found)) if len(found) == 1 else None


def _name_order(mapping: Mapping, rows: Sample) -> NameOrder | None:
    names = [
        cell
        for column in mapping.columns
        if column.field == "full_name"
        for cell in filled(column.header, rows)
    ]
    if names and all("," in name for name in names):
        return NameOrder.LAST_COMMA_FIRST
    return None
