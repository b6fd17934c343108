"""
The cells of custom fields as their kinds take them.
"""

from collections.abc import Iterable

from ...custom_fields import CustomField, CustomKind
from ...shared import Invalid
from .cells import says_yes, split_list
from .drafts import Draft
from .formats import Formats
from .headers import ColumnMapping
from .mapping import Mapping
from .vocabulary import fold_header, word_set
from .written import read_day, read_number

_SAYS_DATE = word_set(
    "date day birthday birthdate datum tag geburtstag geburtsdatum fecha nacimiento"
    " naissance jour data nascita nascimento verjaardag dzien urodzin narozeni den"
    " дата 日付 日期 生日 날짜 anniversary jahrestag"
)


def raw_fields(
    draft: Draft, mapping: Mapping, custom: Iterable[CustomField]
) -> dict[str, object]:
    """
    The raw fields of *draft* with its custom values, read as the file's formats say;
    what cannot be read is noted among the draft's errors.
    """
    if not draft.custom:
        return draft.fields
    kinds = {each.name: each.kind for each in custom}
    columns = mapping.custom
    read: dict[str, object] = {}
    for name, text in draft.custom.items():
        try:
            column = columns.get(name)
            read[name] = _read(text, kinds.get(name), column, mapping.formats)
        except Invalid as error:
            draft.errors += error.under(f"custom.{name}")
    return {**draft.fields, "custom": read}


def _read(
    text: object,
    kind: CustomKind | None,
    column: ColumnMapping | None,
    formats: Formats,
) -> object:
    if not isinstance(text, str) or kind is None or column is None:
        return text
    if kind is CustomKind.TAGS:
        return split_list(text)
    if kind is CustomKind.FLAG:
        said = says_yes(text)
        return text if said is None else said
    if column.own:  # written by this CRM, in the one way it writes
        return text
    if kind is CustomKind.DATE:
        dated = not _SAYS_DATE.isdisjoint(fold_header(column.header).split())
        return read_day(text, formats.date_order, serial=dated)
    if kind is CustomKind.NUMBER:
        return read_number(text, formats.decimal_mark)
    return text
