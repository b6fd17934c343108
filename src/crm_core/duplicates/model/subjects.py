"""
How records of each kind are merged: which value each field gets.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from ...companies import COMPANY_FIELDS
from ...contacts import CONTACT_FIELDS
from ...shared import Fields, retagged

MOST_MERGED = 5
Join = Callable[[Sequence[Any]], Any]


@frozen(kw_only=True)
class Subject:
    """
    One kind of record to merge.

    Args:
        primary: Fields that only say which of a list comes first.
        joined: How the values of all records become one; else the first there is.
        parted: Fields whose members are fields of their own.
        lasting: Flags that no merge takes away.
    """

    kind: str
    fields: Fields
    primary: tuple[str, ...] = ()
    joined: Mapping[str, Join]
    parted: tuple[str, ...]
    lasting: frozenset[str] = frozenset()

    @property
    def names(self) -> list[str]:
        """
        The fields that have one value for the whole.
        """
        fields = self.fields.by_name.values()
        apart = {*self.primary, *self.parted}
        return [f.name for f in fields if f.writable and f.name not in apart]


def _distinct(lists: Sequence[Sequence[Any]], by: str) -> tuple[Any, ...]:
    found: dict[object, Any] = {}
    for each in (item for items in lists for item in items):
        found.setdefault(getattr(each, by), each)
    return tuple(found.values())


def _channels(lists: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    return _distinct(lists, "key")


def _affiliations(lists: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    return _distinct(lists, "company_id")


def _tags(lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return retagged((), add=[tag for tags in lists for tag in tags], remove=())


def _notes(texts: Sequence[str | None]) -> str | None:
    return "\n\n".join(dict.fromkeys(filter(None, texts))) or None


CONTACT = Subject(
    kind="contact",
    fields=CONTACT_FIELDS,
    primary=("email", "phone", "mobile"),
    joined={
        "emails": _channels,
        "phones": _channels,
        "affiliations": _affiliations,
        "tags": _tags,
        "notes": _notes,
        "do_not_contact": any,
    },
    parted=("social_profiles", "custom"),
    lasting=frozenset({"do_not_contact"}),
)
COMPANY = Subject(
    kind="company",
    fields=COMPANY_FIELDS,
    joined={"tags": _tags},
    parted=("custom",),
)
SUBJECTS: Mapping[str, Subject] = {each.kind: each for each in (CONTACT, COMPANY)}
