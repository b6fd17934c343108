"""
Custom fields that are made of columns which have no other place.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingType
from hashlib import sha256

from attrs import frozen

from ...custom_fields import CustomField, CustomKind
from ...shared import FieldError, Invalid
from .cells import says_yes
from .contents import filled, is_day
from .headers import Noun
from .kinds import NEVER_MAPPED
from .mapping import Mapping
from .vocabulary import fold_header
from .written import decimal_marks

Sample = Sequence[MappingType[str, object]]

RECORDS: MappingType[Noun, str] = {
    Noun.CONTACTS: "contact",
    Noun.COMPANIES: "company",
    Noun.OPPORTUNITIES: "opportunity",
    Noun.LEADS: "lead",
}
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_LEADING_NOUGHT = re.compile(r"[+-]?0\d")


@frozen(kw_only=True)
class NewField:
    """
    A custom field that a column could become, and how many of the sample's cells
    would be lost otherwise.
    """

    header: str
    name: str
    kind: CustomKind
    cells: int

    @property
    def choice(self) -> str:
        """
        What a person says to have it made.
        """
        return f"new:{self.kind}"


def name_for(header: str) -> str:
    """
    The name of a custom field made of a column: ``Date de naissance`` becomes
    ``date_de_naissance``; a header in another script is known by its hash.
    """
    name = _NOT_IN_NAMES.sub("_", fold_header(header)).strip("_")[:50].rstrip("_")
    if name[:1].isalpha():
        return name
    if name:
        return f"field_{name}"[:50]
    return f"field_{sha256(header.encode()).hexdigest()[:8]}"


def kind_of(header: str, sample: Sample) -> CustomKind:
    """
    The kind that all cells of a column could have; text when there are none.
    """
    cells = filled(header, sample)
    if not cells:
        return CustomKind.TEXT
    for kind, fits in (
        (CustomKind.DATE, is_day),
        (CustomKind.NUMBER, _is_amount),
        (CustomKind.FLAG, _is_flag),
        (CustomKind.URL, _is_url),
    ):
        if all(map(fits, cells)):
            return kind
    long = any(len(cell) > 200 or "\n" in cell for cell in cells)
    return CustomKind.LONG_TEXT if long else CustomKind.TEXT


def suggest_new_fields(mapping: Mapping, sample: Sample) -> tuple[NewField, ...]:
    """
    The columns that hold something and go nowhere, as the custom fields that they
    could become.
    """
    return tuple(
        NewField(
            header=header,
            name=name_for(header),
            kind=kind_of(header, sample),
            cells=len(filled(header, sample)),
        )
        for header in mapping.unmapped
        if fold_header(header) not in NEVER_MAPPED and filled(header, sample)
    )


def new_custom_fields(
    mapping: Mapping, known: Iterable[CustomField]
) -> tuple[dict[str, str], ...]:
    """
    The custom fields that are to be made before rows are read, as ``add_custom_field``
    takes them; one that exists is used.

    Raises:
        Invalid: Naming every column whose field exists with another kind than the
            one asked for.
    """
    kinds = {each.name: each.kind for each in known}
    errors: list[FieldError] = []
    made: list[dict[str, str]] = []
    for column in mapping.columns:
        if column.new is None:
            continue
        name = str(column.kind)
        if name not in kinds:
            label = column.header.strip()[:100] or name
            made.append(
                {
                    "record": RECORDS[mapping.noun],
                    "name": name,
                    "label": label,
                    "kind": str(column.new),
                }
            )
        elif kinds[name] is not column.new and column.confidence == 1:
            message = (
                f"{column.header}: the custom field {name!r} is a {kinds[name]}, not a"
                f" {column.new}; map the column to custom.{name} to use it."
            )
            errors.append(FieldError("map", "kind", message))
    if errors:
        raise Invalid(errors=errors)
    return tuple(made)


def _is_amount(text: str) -> bool:
    return bool(decimal_marks(text)) and not _LEADING_NOUGHT.match(text)


def _is_flag(text: str) -> bool:
    return text.casefold() not in {"x", "-"} and says_yes(text) is not None


def _is_url(text: str) -> bool:
    return _URL.fullmatch(text) is not None
