"""
How rows are read: which columns can be taken as they stand, and which need a look at
their neighbours. Worked out once a file, for it is asked at every row.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from .headers import ADDRESS_PARTS, ColumnMapping, Noun

_TEXTS = frozenset(
    [
        "name",
        "first_name",
        "last_name",
        "department",
        "category",
        "lead_source",
        "industry",
        "size",
        "domain",
        "website",
        "notes",
        "description",
        "source",
        "competitor",
        "next_step",
        "lost_reason",
        "lost_note",
        "job_title",
        "campaign",
        "medium",
        "referrer",
        "landing_page",
        "language",
    ]
)
_SINGLES = frozenset(["title", "company", "owner", "tags", "full_name", "custom"])
_GROUPS = frozenset({"email", "phone", "address"})
_NAMES = frozenset({"first_name", "last_name", "full_name"})

# A person has several profiles, a company but one number, a lead one of anything.
_ENTANGLED: Mapping[Noun, frozenset[str]] = {
    Noun.CONTACTS: frozenset({"website"}),
    Noun.COMPANIES: frozenset({"phone"}),
    Noun.LEADS: frozenset({"email", "phone"}),
}

Columns = tuple[ColumnMapping, ...]


class Plan(NamedTuple):
    """
    *texts* go into the field of their name; *singles* are alone in their field,
    *groups* share it; *rest* is read with care.
    """

    texts: Columns
    singles: Columns
    groups: tuple[tuple[str, Columns], ...]
    rest: Columns


def thing_of(column: ColumnMapping) -> str:
    """
    What a column is about: all parts of an address are about the address.
    """
    return "address" if column.field in ADDRESS_PARTS else column.field


def planned(columns: Iterable[ColumnMapping], noun: Noun) -> Plan:
    """
    The way to read rows of *columns*.
    """
    things: dict[str, list[ColumnMapping]] = {}
    for column in columns:
        about = thing_of(column)
        key = column.spelling if about == "custom" else about
        things.setdefault(key, []).append(column)
    texts: list[ColumnMapping] = []
    singles: list[ColumnMapping] = []
    groups: list[tuple[str, Columns]] = []
    rest: list[ColumnMapping] = []
    for several in things.values():
        thing = thing_of(several[0])
        if any(each.label for each in several) or _entangled(thing, things, noun):
            rest += several
        elif thing in _GROUPS and (thing != "address" or _one_place(several)):
            if thing == "address":
                several.sort(key=lambda each: ADDRESS_PARTS.index(each.field))
            groups.append((thing, tuple(several)))
        elif len(several) == 1 and thing in _TEXTS | _SINGLES:
            (texts if thing in _TEXTS else singles).extend(several)
        else:
            rest += several
    return Plan(tuple(texts), tuple(singles), tuple(groups), tuple(rest))


def _entangled(thing: str, things: Collection[str], noun: Noun) -> bool:
    """
    Whether columns mean something only beside those of other fields.
    """
    if thing in _NAMES:
        return "full_name" in things and len(_NAMES.intersection(things)) > 1
    return thing in _ENTANGLED.get(noun, ())


def _one_place(several: list[ColumnMapping]) -> bool:
    parts = {each.field for each in several}
    places = {(each.group, each.kind) for each in several}
    return len(places) == 1 and len(parts) == len(several) and "address" not in parts
