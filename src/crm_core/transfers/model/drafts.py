"""
From the cells of a row to the raw field values that a use case takes.
"""

from collections.abc import Iterable
from collections.abc import Mapping as MappingType
from functools import lru_cache
from typing import NamedTuple

from attrs import Factory, define

from ...shared import FieldError
from .cells import decoded_once_more, structured
from .formats import NameOrder
from .headers import ColumnMapping
from .plan import thing_of
from .vocabulary import fold_header, word_set

CLEAR = "[clear]"
"""
What a person writes into a cell to empty the field of a known record.
"""
_HONORIFICS = word_set(
    "mr mrs ms miss mx dr prof sir madam herr frau m mme mlle pan pani sr sra don"
    " dona ing mgr bc ir drs hr fr dott signor signora"
)
_STRUCTURED = frozenset(
    [
        *("email", "phone", "tags", "social", "affiliations", "consents", "street"),
        *("contact_roles", "line_items", "answers", "capture"),
    ]
)


class Cell(NamedTuple):
    """
    A filled cell and where it goes; *text* is empty for what is no text, *label* is
    what names its kind in the row.
    """

    column: ColumnMapping
    value: object
    text: str
    label: str

    @property
    def header(self) -> str:
        return self.column.header


Cells = MappingType[str, list[Cell]]


@define
class Draft:
    """
    What a row says about a record, before any rule has looked at it.

    *is_company* says that it describes a company even where people are expected.
    *fields* are raw values for ``add_contact`` or ``add_company``; *company*,
    *domain*, *parent* and *owner* name other records as the file does, *joined* the
    further companies by their ids in the file, *named* what
    else is to be looked up before it can be a value. *origins*
    tells which column the value of a field came from; *unused* are the headers of
    filled cells that found no place in this row. *name_order* is that of whole names.
    """

    fields: dict[str, object] = Factory(dict)
    custom: dict[str, object] = Factory(dict)
    is_company: bool = False
    company: str = ""
    domain: str = ""
    parent: str = ""
    owner: str = ""
    owner_chosen: bool = False
    named: dict[str, str] = Factory(dict)
    joined: dict[str, str] = Factory(dict)
    origins: dict[str, str] = Factory(dict)
    unused: list[str] = Factory(list)
    errors: list[FieldError] = Factory(list)
    remarks: list[str] = Factory(list)
    name_order: NameOrder | None = None

    def put(self, name: str, value: object, header: str, /) -> None:
        self.fields[name] = value
        self.origins[name] = header

    def column_of(self, path: str) -> str:
        """
        The header behind the *path* of a field error, as in ``emails.0.address``;
        empty when the error is about no column.
        """
        parts = path.split(".")
        tried = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
        found = (self.origins[each] for each in tried if each in self.origins)
        return next(found, "")


def filled_cells(
    draft: Draft,
    values: MappingType[str, object],
    columns: Iterable[ColumnMapping],
    labelling: Iterable[ColumnMapping],
) -> Cells:
    """
    The cells of *columns* that hold something, by field, with their labels.

    Text that looks decoded twice is remarked, and kept as it is.
    """
    labels = {
        (thing_of(column), column.group): str(values[column.header])
        for column in labelling
        if values.get(column.header)
    }
    found: dict[str, list[Cell]] = {}
    for column in columns:
        if column.label:
            continue
        value = values.get(column.header)
        text = value.strip() if isinstance(value, str) else ""
        if not text and (not value or isinstance(value, str)):
            continue
        if text and text[0] in "[{" and column.field in _STRUCTURED:
            value = structured(text) or text
            text = "" if value is not text else text
        elif not text.isascii() and (mended := decoded_once_more(text)):
            draft.remarks.append(
                f"{column.header}: {text[:60]!r} looks decoded twice (for "
                f"{mended[:60]!r}); kept as it is."
            )
        label = labels.get((thing_of(column), column.group), "") if labels else ""
        found.setdefault(column.field, []).append(
            Cell(column, text or value, text, label)
        )
    return found


def first_of(draft: Draft, cells: Cells, name: str, field: str = "") -> str:
    """
    The first text of the columns called *name*; others that differ are noted as
    unused. *field* is what errors will call it.
    """
    if name not in cells:
        return ""
    texts = [cell for cell in cells[name] if cell.text]
    if not texts:
        return ""
    draft.origins[field or name] = texts[0].header
    draft.unused += [cell.header for cell in texts if cell.text != texts[0].text]
    return texts[0].text


def put_first(draft: Draft, cells: Cells, name: str) -> None:
    """
    The field *name* from the first of its columns that is filled.
    """
    group = cells.get(name)
    if not group:
        return
    if name == "title":
        polite = [cell for cell in group if _is_honorific(cell)]
        draft.unused += [cell.header for cell in polite]
        group = [cell for cell in group if cell not in polite]
        if not group:
            return
    kept = group[0]
    if len(group) > 1:
        draft.unused += [cell.header for cell in group if cell.value != kept.value]
    draft.put(name, None if kept.value == CLEAR else kept.value, kept.header)


def _is_honorific(cell: Cell) -> bool:
    return not cell.column.chosen and says_honorific(cell.text)


def says_honorific(text: str) -> bool:
    """
    Whether a title is but how a person is addressed: ``Mr``, ``Frau Dr.``.
    """
    return _is_polite(text[:40])


@lru_cache(maxsize=4096)
def _is_polite(text: str) -> bool:
    said = set(fold_header(text).split())
    return bool(said) and said <= _HONORIFICS
