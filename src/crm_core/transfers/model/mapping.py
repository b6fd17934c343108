"""
Which column of a file goes into which field: suggested by header, or said outright.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingType
from enum import StrEnum

from attrs import evolve, frozen

from ...shared import FieldError, Invalid
from .vocabulary import (
    COMPANY_ENTITIES,
    COMPANY_PHRASES,
    CONTACT_PHRASES,
    ENTITIES,
    KIND_WORDS,
    NETWORKS,
    NEVER_MAPPED,
    SOCIAL_WORDS,
    STOP_WORDS,
    Meaning,
    fold_header,
)


class Noun(StrEnum):
    """
    What the rows of a file are.
    """

    CONTACTS = "contacts"
    COMPANIES = "companies"


ADDRESS_PARTS = ("street", "city", "region", "postal_code", "country")
_ADDRESS = frozenset({"address", *ADDRESS_PARTS})
_KINDED = frozenset({"email", "phone", "website", *_ADDRESS})
_IDENTITY = {
    Noun.CONTACTS: {"first_name", "last_name", "full_name", "email", "phone"},
    Noun.COMPANIES: {"name", "domain", "website"},
}
_AGAIN = re.compile(r" \(\d+\)$")
_NAMELESS = re.compile(r"Column \d+")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


@frozen
class ColumnMapping:
    """
    Where a column goes.

    *kind* is that of an e-mail address, phone number or postal address, or the name
    of a network or custom field. Columns of one *group* belong together, as "Phone 2
    - Type" and "Phone 2 - Value" do; *label* marks the one that names the kind.
    A *spare* column repeats another's header and fills its blanks.
    """

    header: str
    field: str
    kind: str | None = None
    group: str = ""
    label: bool = False
    spare: bool = False
    chosen: bool = False

    @property
    def spelling(self) -> str:
        """
        The field as a person writes it: ``phone.mobile``, ``custom.budget``.
        """
        return f"{self.field}.{self.kind}" if self.kind else self.field


@frozen
class Mapping:
    """
    The columns of a file that go into fields, and the headers of all others.
    """

    noun: Noun
    columns: tuple[ColumnMapping, ...]
    unmapped: tuple[str, ...] = ()

    @property
    def identifies(self) -> bool:
        """
        Whether any column can tell who or what a row is about.
        """
        return any(
            each.field in _IDENTITY[self.noun] and not each.label
            for each in self.columns
        )


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
    found = [column for each in headers if (column := _suggest(each, noun))]
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


def _suggest(header: str, noun: Noun) -> ColumnMapping | None:
    if header.startswith("custom."):
        return ColumnMapping(header, "custom", header.removeprefix("custom."))
    bare = _AGAIN.sub("", header)
    key = fold_header(bare)
    if not key or key in NEVER_MAPPED:
        return None
    people = noun is Noun.CONTACTS
    phrases = CONTACT_PHRASES if people else COMPANY_PHRASES
    meaning = phrases.get(key)
    if meaning is None:
        entities = ENTITIES if people else COMPANY_ENTITIES
        return _composed(header, key.split(), phrases, entities)
    return ColumnMapping(header, meaning.field, meaning.kind)


def _composed(
    header: str,
    tokens: list[str],
    phrases: MappingType[str, Meaning],
    entities: frozenset[str],
) -> ColumnMapping | None:
    """
    The meaning of a header that is made of a thing and what kind of it, which one
    of several, or whose: "Business Street 2", "Person - Email (Work)".
    """
    label = tokens[-1] in {"type", "label", "kind"}
    if label or tokens[-1] == "value":
        tokens = tokens[:-1]
    words = [token for token in tokens if not token.isdigit()]
    social = _network(words, entities)
    if social and "social" in {m.field for m in phrases.values()}:
        return ColumnMapping(header, "social", social)
    found, kind = _meaning(words, phrases, entities)
    if found is None or (label and found.field not in _KINDED):
        return None
    numbers = [n for n, token in enumerate(tokens) if token.isdigit()]
    trailing = numbers == [len(tokens) - 1] and not label
    group = tokens[numbers[0]] if numbers else ""
    if found.field in _ADDRESS:
        group = f"{kind or ''}{'' if trailing else group}"
    return ColumnMapping(header, found.field, found.kind or kind, group, label)


def _meaning(
    words: list[str], phrases: MappingType[str, Meaning], entities: frozenset[str]
) -> tuple[Meaning | None, str | None]:
    plain = [word for word in words if word not in STOP_WORDS]
    for tried in (words, plain, _after(words, entities), _after(plain, entities)):
        if found := phrases.get(" ".join(tried)):
            return found, None
    kinds = [KIND_WORDS[word] for word in words if word in KIND_WORDS]
    rest = [word for word in plain if word not in KIND_WORDS]
    special = next((each for each in kinds if each in {"fax", "mobile"}), None)
    if special and not set(rest) - {"number", "no", "nr"}:
        return phrases.get("phone"), special
    for tried in (rest, _after(rest, entities), _after(rest, {"address", "adresse"})):
        found = phrases.get(" ".join(tried))
        if found and found.field in _KINDED:
            return found, special or (kinds[0] if kinds else None)
    return None, None


def _after(words: list[str], heads: Iterable[str]) -> list[str]:
    heads = frozenset(heads)
    start = next((n for n, word in enumerate(words) if word not in heads), len(words))
    return words[start:]


def _network(words: list[str], entities: frozenset[str]) -> str | None:
    joined = " ".join(words).replace("linked in", "linkedin").split()
    named = [word for word in joined if word in NETWORKS]
    rest = set(joined) - set(named)
    if len(named) != 1 or not rest <= SOCIAL_WORDS | entities | STOP_WORDS:
        return None
    return named[0] if rest or named[0] != "x" else None


def _settled(columns: list[ColumnMapping], noun: Noun) -> list[ColumnMapping]:
    """
    The columns once each has seen the others: what "Name" means depends on them.
    """
    others = {column.spelling for column in columns}
    settled: list[ColumnMapping] = []
    seen: set[str] = set()
    for column in columns:
        key = fold_header(_AGAIN.sub("", column.header))
        again, _ = key in seen, seen.add(key)
        place = column if noun is Noun.COMPANIES else _place(column, others)
        if place is not None:
            settled.append(evolve(place, spare=again))
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
        hits = sum(_EMAIL.fullmatch(cell.strip()) is not None for cell in cells)
        if cells and hits * 5 >= len(cells) * 4:
            return [ColumnMapping(header, "email")]
    return []
