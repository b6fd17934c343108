"""
Which fields point at records that may be merged: one line a field.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from attrs import frozen

from ...changes import Image

LONGEST_ROLE = 100


@frozen(kw_only=True)
class Reference:
    """
    A field of records of one *kind* that points at records of kind *target*.

    Args:
        member: The member that points, when the field is a list of objects.
        above: The target stands above, so that no circle may close.
    """

    kind: str
    field: str
    target: str
    member: str | None = None
    above: bool = False

    def points(self, item: Mapping[str, Any]) -> bool:
        """
        Whether an item of the list may point at records of this kind: those that say
        their kind point at no other.
        """
        return "kind" not in item or item["kind"] == self.target


def _about(kind: str) -> tuple[Reference, ...]:
    """
    What records of one kind are about.
    """
    return tuple(
        Reference(kind=kind, field="about", target=target, member="id")
        for target in ("contact", "company")
    )


REFERENCES: tuple[Reference, ...] = (
    Reference(kind="contact", field="company_id", target="company"),
    Reference(
        kind="contact", field="affiliations", target="company", member="company_id"
    ),
    Reference(kind="lead", field="contact_id", target="contact"),
    Reference(kind="lead", field="company_id", target="company"),
    Reference(kind="opportunity", field="contact_id", target="contact"),
    Reference(
        kind="opportunity", field="contact_roles", target="contact", member="contact_id"
    ),
    Reference(kind="opportunity", field="company_id", target="company"),
    Reference(kind="company", field="parent_id", target="company", above=True),
    *_about("activity"),
    Reference(
        kind="activity", field="participants", target="contact", member="contact_id"
    ),
    *_about("email"),
    *_about("file"),
)
"""
All there are: whoever adds a field that points at a record adds its line here.
"""


def pointers(
    *, kind: str | None = None, target: str | None = None
) -> tuple[Reference, ...]:
    """
    The fields of *kind* that point at something; of all kinds, those that point at
    *target*.
    """
    return tuple(
        each
        for each in REFERENCES
        if kind in (None, each.kind) and target in (None, each.target)
    )


def moved_values(
    image: Image, references: Iterable[Reference], gone: Collection[UUID], to: UUID
) -> dict[str, object]:
    """
    The values of *image* that pointed at one of those *gone*, pointing at *to*.
    """
    names = {str(each) for each in gone}
    moved: dict[str, object] = {}
    for reference in references:
        value = image.get(reference.field)
        if reference.member is None:
            if value in names:
                moved[reference.field] = str(to)
        elif isinstance(value, list) and any(
            each[reference.member] in names for each in value
        ):
            moved[reference.field] = _repointed(value, reference.member, names, to)
    return moved


def _repointed(
    items: list[Any], member: str, gone: Collection[str], to: UUID
) -> list[dict[str, object]]:
    found: dict[object, dict[str, object]] = {}
    for item in items:
        place = str(to) if item[member] in gone else item[member]
        key = place or object()  # those that point at nothing stay apart
        known = found.get(key)
        found[key] = _joined(known, item) if known else {**item, member: place}
    return list(found.values())


def _joined(known: dict[str, object], item: Mapping[str, object]) -> dict[str, object]:
    """
    Two places of one person in what is one company now: both roles are told.
    """
    if "role" not in known:
        return known
    roles = list(dict.fromkeys(str(r) for r in (known["role"], item["role"]) if r))
    both = ", ".join(roles)
    role = both if len(both) <= LONGEST_ROLE else roles[0]
    return {**known, "role": role or None}
