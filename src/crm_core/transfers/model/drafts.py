"""
From the cells of a row to the raw field values that a use case takes.
"""

from collections.abc import Mapping as MappingType
from typing import NamedTuple
from urllib.parse import urlsplit

from attrs import Factory, define

from ...shared import FieldError, fold
from .cells import (
    decoded_once_more,
    is_blank,
    says_yes,
    split_list,
    split_name,
    structured,
)
from .headers import ADDRESS_PARTS, ColumnMapping
from .mapping import Mapping
from .vocabulary import fold_header, word_set

CLEAR = "[clear]"
"""
What a person writes into a cell to empty the field of a known record.
"""
_HONORIFICS = word_set(
    "mr mrs ms miss mx dr prof sir madam herr frau m mme mlle pan pani sr sra don"
    " dona ing mgr bc ir drs hr fr dott signor signora"
)
_GONE = word_set(
    "unsubscribed bounced complained cleaned spam blocked blacklisted desabonne"
    " abgemeldet suppressed optedout optout"
)
_STRUCTURED = frozenset({"email", "phone", "tags", "social", "affiliations", "street"})


class Cell(NamedTuple):
    """
    A filled cell and where it goes; *label* is what names its kind in the row.
    """

    column: ColumnMapping
    value: object
    label: str

    @property
    def text(self) -> str:
        return self.value if isinstance(self.value, str) else ""

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
    *domain*, *parent* and *owner* name other records as the file does. *origins*
    tells which column the value of a field came from; *unused* are the headers of
    filled cells that found no place in this row.
    """

    fields: dict[str, object] = Factory(dict)
    custom: dict[str, str | None] = Factory(dict)
    is_company: bool = False
    company: str = ""
    domain: str = ""
    parent: str = ""
    owner: str = ""
    owner_chosen: bool = False
    origins: dict[str, str] = Factory(dict)
    unused: list[str] = Factory(list)
    errors: list[FieldError] = Factory(list)
    remarks: list[str] = Factory(list)

    def put(self, name: str, value: object, header: str, /) -> None:
        self.fields[name] = value
        self.origins[name] = header

    def column_of(self, path: str) -> str:
        """
        The header behind the *path* of a field error, as in ``emails.0.address``.
        """
        parts = path.split(".")
        tried = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
        return next(
            (self.origins[each] for each in tried if each in self.origins), path
        )


def filled_cells(values: MappingType[str, object], mapping: Mapping) -> Cells:
    """
    The cells of a row that hold something and go somewhere, by field.
    """
    labels: dict[tuple[str, str], str] = {}
    filled: list[tuple[ColumnMapping, object]] = []
    for column in mapping.columns:
        value = values.get(column.header)
        if not value:
            continue
        if isinstance(value, str):
            value = value.strip()
            if not value:
                continue
            if value[0] in "[{" and column.field in _STRUCTURED:
                value = structured(value) or value
        if column.label:
            labels[_thing(column), column.group] = str(value)
        else:
            filled.append((column, value))
    found: dict[str, list[Cell]] = {}
    for column, value in filled:
        label = labels.get((_thing(column), column.group), "") if labels else ""
        found.setdefault(column.field, []).append(Cell(column, value, label))
    return found


def _thing(column: ColumnMapping) -> str:
    return "address" if column.field in ADDRESS_PARTS else column.field


def flag_mojibake(draft: Draft, cells: Cells) -> None:
    """
    Say which cells look decoded twice; they are kept as they are.
    """
    for group in cells.values():
        for cell in group:
            mended = None if cell.text.isascii() else decoded_once_more(cell.text)
            if mended is not None:
                draft.remarks.append(
                    f"{cell.header}: {cell.text[:60]!r} looks decoded twice (for "
                    f"{mended[:60]!r}); kept as it is."
                )


def first_of(draft: Draft, cells: Cells, name: str, field: str = "") -> str:
    """
    The first text of the columns called *name*; others that differ are noted as
    unused. *field* is what errors will call it.
    """
    texts = [cell for cell in cells.get(name, ()) if not is_blank(cell.text)]
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
    kept = next(iter(group), None)
    if kept is None:
        return
    others = [cell for cell in group[1:] if cell.value != kept.value]
    draft.unused += [cell.header for cell in others]
    draft.put(name, None if kept.value == CLEAR else kept.value, kept.header)


def _is_honorific(cell: Cell) -> bool:
    said = set(fold_header(cell.text).split())
    return not cell.column.chosen and bool(said) and said <= _HONORIFICS


def put_names(draft: Draft, cells: Cells) -> None:
    """
    First and last name, or a whole name taken apart.
    """
    put_first(draft, cells, "first_name")
    put_first(draft, cells, "last_name")
    addresses = {cell.value for cell in cells.get("email", ()) if cell.text}
    whole = [
        cell
        for cell in cells.get("full_name", ())
        if not is_blank(cell.text) and cell.value not in addresses
    ]
    if not whole:
        return
    parts = [str(draft.fields.get(name) or "") for name in ("first_name", "last_name")]
    if not any(parts):
        kept = whole.pop(0)
        parts = [*split_name(kept.text)]
        for name, part in zip(("first_name", "last_name"), parts, strict=True):
            if part:
                draft.put(name, part, kept.header)
    known = set(fold(" ".join(parts)).replace(",", " ").split())
    for cell in whole:
        if not set(fold(cell.text).replace(",", " ").split()) <= known:
            draft.unused.append(cell.header)


def put_lists(draft: Draft, cells: Cells) -> None:
    """
    Tags from every column of them, and further companies.
    """
    tags = cells.get("tags")
    if tags:
        words: list[object] = []
        for cell in tags:
            words += (
                cell.value if isinstance(cell.value, list) else split_list(cell.text)
            )
        words = [] if words == [CLEAR] else words
        draft.put("tags", list(dict.fromkeys(map(str, words))), tags[0].header)
    for cell in cells.get("affiliations", ()):
        if isinstance(cell.value, list):
            draft.put("affiliations", cell.value, cell.header)
        else:
            draft.unused.append(cell.header)


def put_notes(draft: Draft, cells: Cells, name: str) -> None:
    """
    The long text *name*: all its columns, one below the other.
    """
    texts = [cell for cell in cells.get(name, ()) if cell.text]
    if texts:
        text = "\n\n".join(dict.fromkeys(cell.text for cell in texts))
        draft.put(name, None if text == CLEAR else text, texts[0].header)


def put_do_not_contact(draft: Draft, cells: Cells) -> None:
    """
    Yes where the file says so; no only where a person mapped the column.
    """
    for cell in cells.get("do_not_contact", ()):
        said = cell.value if isinstance(cell.value, bool) else says_yes(cell.text)
        if said is not False:
            _stop(draft, cell, on=True)
        elif cell.column.chosen:
            _stop(draft, cell, on=False)
    for cell in cells.get("status", ()):
        if fold_header(cell.text).replace(" ", "") in _GONE:
            _stop(draft, cell, on=True)
        else:
            draft.unused.append(cell.header)


def _stop(draft: Draft, cell: Cell, *, on: bool) -> None:
    draft.put("do_not_contact", on, cell.header)


def put_owner(draft: Draft, cells: Cells) -> None:
    """
    Whose record it is, as the file names the person.
    """
    draft.owner = first_of(draft, cells, "owner", "assigned_to")
    draft.owner_chosen = any(cell.column.chosen for cell in cells.get("owner", ()))


def put_custom(draft: Draft, cells: Cells) -> None:
    """
    Values of the organization's own fields, still as text.
    """
    for cell in cells.get("custom", ()):
        name = str(cell.column.kind)
        draft.custom[name] = None if cell.text == CLEAR else cell.text
        draft.origins[f"custom.{name}"] = cell.header


def host_of(url: str) -> str:
    """
    The host of a web address, without ``www.``; empty when there is none.
    """
    try:
        host = urlsplit(url if "://" in url else f"https://{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
