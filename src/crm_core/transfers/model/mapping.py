"""
Which column of a file goes into which field: suggested by header, or said outright.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingType

from attrs import evolve, field, frozen

from ...shared import FieldError, Invalid
from .headers import AGAIN, ColumnMapping, Noun, suggest_column
from .kinds import NEVER_MAPPED
from .vocabulary import COMPANY_PHRASES, CONTACT_PHRASES, fold_header

_IDENTITY = {
    Noun.CONTACTS: {"first_name", "last_name", "full_name", "email", "phone"},
    Noun.COMPANIES: {"name", "domain", "website"},
}
_NAMELESS = re.compile(r"Column \d+")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


@frozen
class Mapping:
    """
    The columns of a file that go into fields, and the headers of all others.

    *labels* are the columns that name the kind of what others hold, *values* those.
    """

    noun: Noun
    columns: tuple[ColumnMapping, ...]
    unmapped: tuple[str, ...] = ()
    headers: frozenset[str] = field(init=False, repr=False, eq=False)
    labels: tuple[ColumnMapping, ...] = field(init=False, repr=False, eq=False)
    values: tuple[ColumnMapping, ...] = field(init=False, repr=False, eq=False)

    @headers.default
    def _mapped(self) -> frozenset[str]:
        return frozenset(column.header for column in self.columns)

    @labels.default
    def _labelling(self) -> tuple[ColumnMapping, ...]:
        return tuple(column for column in self.columns if column.label)

    @values.default
    def _others(self) -> tuple[ColumnMapping, ...]:
        return tuple(column for column in self.columns if not column.label)

    @property
    def identifies(self) -> bool:
        """
        Whether any column can tell who or what a row is about.
        """
        return any(each.field in _IDENTITY[self.noun] for each in self.values)


def suggest_mapping(
    headers: Sequence[str],
    noun: Noun = Noun.CONTACTS,
    *,
    sample: Iterable[MappingType[str, object]] = (),
) -> Mapping:
    """
    The likeliest place of every column, by its header.

    *sample* rows tell of columns without a header: one of e-mail addresses is the
    e-mail, if no other column is.
    """
    found = [column for each in headers if (column := suggest_column(each, noun))]
    columns = _settled(found, noun)
    if noun is Noun.CONTACTS and not any(each.field == "email" for each in columns):
        columns += _with_addresses(headers, list(sample))
    return _mapping(headers, noun, columns)


def choose_columns(
    suggested: Mapping, headers: Sequence[str], choices: MappingType[str, str]
) -> Mapping:
    """
    The suggested mapping with a person's *choices* of field by header; ``-`` leaves
    a column out.

    Raises:
        Invalid: Naming every header that the file lacks and every unknown field.
    """
    errors: list[FieldError] = []
    chosen: dict[str, ColumnMapping | None] = {}
    for header, spelled in choices.items():
        here = next((h for h in headers if h.strip() == header.strip()), None) or next(
            (h for h in headers if fold_header(h) == fold_header(header)), None
        )
        try:
            if here is None:
                known = ", ".join(headers[:100])
                raise Invalid.of("map", "unknown", f"No column {header!r}: {known}.")
            chosen[here] = _chosen(here, spelled.strip(), suggested.noun)
        except Invalid as error:
            errors += error.errors
    if errors:
        raise Invalid(errors=errors)
    others = [each for each in suggested.columns if each.header not in chosen]
    return _mapping(headers, suggested.noun, [*others, *filter(None, chosen.values())])


def _mapping(
    headers: Sequence[str], noun: Noun, columns: Iterable[ColumnMapping]
) -> Mapping:
    by_header = {column.header: column for column in columns}
    return Mapping(
        noun,
        tuple(by_header[header] for header in headers if header in by_header),
        tuple(header for header in headers if header not in by_header),
    )


def fields_of(noun: Noun) -> tuple[str, ...]:
    """
    The fields that a column can be mapped to, as people write them.
    """
    table = CONTACT_PHRASES if noun is Noun.CONTACTS else COMPANY_PHRASES
    names = {meaning.field for meaning in table.values()}
    return (*sorted(names), "social.NETWORK", "custom.NAME")


def _chosen(header: str, spelled: str, noun: Noun) -> ColumnMapping | None:
    name, _, kind = spelled.partition(".")
    if spelled in {"", "-"}:
        return None
    if fold_header(spelled) in NEVER_MAPPED:
        message = f"{spelled} is set by the CRM, never by a file."
        raise Invalid.of("map", "read-only", message)
    if spelled in {"mobile", "fax"}:
        name, kind = "phone", spelled
    known = {each.partition(".")[0] for each in fields_of(noun)}
    if name not in known or (name == "custom" and not kind):
        fields = ", ".join(fields_of(noun))
        raise Invalid.of("map", "unknown", f"No field {spelled!r}; known: {fields}.")
    return ColumnMapping(header, name, kind or None, chosen=True)


def _settled(columns: list[ColumnMapping], noun: Noun) -> list[ColumnMapping]:
    """
    The columns once each has seen the others: what "Name" means depends on them.
    """
    others = {column.spelling for column in columns}
    settled: list[ColumnMapping] = []
    seen: set[str] = set()
    for column in columns:
        key = fold_header(AGAIN.sub("", column.header))
        place = column if noun is Noun.COMPANIES else _place(column, others)
        if place is not None:
            settled.append(evolve(place, spare=key in seen))
        seen.add(key)
    return settled


def _place(column: ColumnMapping, others: set[str]) -> ColumnMapping | None:
    match column.spelling:
        case "name":
            first, last = "first_name" in others, "last_name" in others
            other_half = {(True, False): "last_name", (False, True): "first_name"}
            return evolve(column, field=other_half.get((first, last), "full_name"))
        case "title.honorific":
            return None if "title" in others else evolve(column, kind=None)
        case "country.kraj":
            field = "region" if "country" in others else "country"
            return evolve(column, field=field, kind=None)
        case "customer":
            if not others & {"first_name", "last_name", "full_name", "name"}:
                return evolve(column, field="full_name")
            return None if "company" in others else evolve(column, field="company")
        case _:
            return column


def _with_addresses(
    headers: Sequence[str],
    sample: list[MappingType[str, object]],
) -> list[ColumnMapping]:
    """
    The column without a header in which four cells of five are e-mail addresses.
    """
    for header in filter(_NAMELESS.fullmatch, headers):
        cells = [str(row[header]) for row in sample if row.get(header)]
        hits = sum(_EMAIL.fullmatch(cell.strip()[:320]) is not None for cell in cells)
        if cells and hits * 5 >= len(cells) * 4:
            return [ColumnMapping(header, "email")]
    return []
