"""
What imports of any kind of record do with rows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingType
from itertools import islice
from typing import Any, TypeVar

from attrs import Factory, define

from ...companies import COMPANY_FIELDS
from ...contacts import CONSENTS, CONTACT_FIELDS
from ...custom_fields import CustomField, parse_record
from ...leads import LEAD_FIELDS
from ...opportunities import OPPORTUNITY_FIELDS
from ...shared import Fields, Invalid, Permission
from ..model import (
    Draft,
    FileUnreadable,
    Mapping,
    Noun,
    RowRefused,
    SourceRow,
    draft_company,
    draft_contact,
    draft_lead,
    draft_opportunity,
    raw_fields,
    refusal,
)

PART = 2_500
"""
How many rows are looked up together, and written in one transaction where an import
takes several.
"""
Some = TypeVar("Some")
Rows = Iterable[SourceRow | RowRefused]
DraftOf = Callable[[MappingType[str, object], Mapping], Draft]


@define
class Parsed:
    """
    A row with its draft, and the values of it that are clean; *keys* are what a
    known record may be found by.
    """

    row: SourceRow
    draft: Draft
    values: dict[str, Any]
    keys: MappingType[str, Sequence[Any]] = Factory(dict)


Prepared = Parsed | RowRefused
IMPORTS: MappingType[Noun, Permission] = {
    Noun.CONTACTS: Permission.CONTACT_IMPORT,
    Noun.COMPANIES: Permission.COMPANY_IMPORT,
    Noun.OPPORTUNITIES: Permission.OPPORTUNITY_IMPORT,
    Noun.LEADS: Permission.LEAD_IMPORT,
}
_PERSON = Fields.of([*CONTACT_FIELDS.by_name.values(), CONSENTS])
_KINDS: MappingType[Noun, tuple[DraftOf, Fields]] = {
    Noun.CONTACTS: (draft_contact, _PERSON),
    Noun.COMPANIES: (draft_company, COMPANY_FIELDS),
    Noun.OPPORTUNITIES: (draft_opportunity, OPPORTUNITY_FIELDS),
    Noun.LEADS: (draft_lead, LEAD_FIELDS),
}


def require_identity(mapping: Mapping) -> None:
    """
    Raises:
        FileUnreadable: No mapped column tells who a row is about.
    """
    if not mapping.identifies:
        headers = ", ".join(each.header for each in mapping.columns) or "none"
        message = (
            f"No column tells which of the {mapping.noun} a row is about"
            f" (mapped: {headers}); map one by hand."
        )
        raise FileUnreadable.of("map", "required", message)


def parts(
    rows: Rows, mapping: Mapping, custom: Sequence[CustomField], size: int = PART
) -> Iterator[list[Prepared]]:
    """
    The rows as clean values, or refused with every reason, *size* at a time.
    """
    draft_of, fields = _KINDS[mapping.noun]
    prepared = (_prepared(row, mapping, draft_of, fields, custom) for row in rows)
    return slices(prepared, size)


def slices(items: Iterable[Some], size: int) -> Iterator[list[Some]]:
    """
    *items* in order, *size* at a time.
    """
    every = iter(items)
    while some := list(islice(every, size)):
        yield some


def _prepared(
    row: SourceRow | RowRefused,
    mapping: Mapping,
    draft_of: DraftOf,
    fields: Fields,
    custom: Sequence[CustomField],
) -> Prepared:
    if isinstance(row, RowRefused):
        return row
    draft = draft_of(mapping.read(row.values), mapping)
    raw, values = raw_fields(draft, mapping, custom), dict[str, Any]()
    errors = list(draft.errors)
    try:
        values = parse_record(fields, raw, own=lambda: custom, before={})
    except Invalid as error:
        errors += error.errors
    if errors:
        return refusal(row, draft, errors)
    cleared = [name for name, value in draft.custom.items() if value is None]
    if cleared:
        values["custom"] = values.get("custom", {}) | dict.fromkeys(cleared)
    return Parsed(row, draft, values)
