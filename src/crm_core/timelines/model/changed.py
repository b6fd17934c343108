"""
Changes of records in words: what happened, and which fields became what.
"""

from collections.abc import Iterator, Mapping

from ...changes import Action, Change
from ...companies import COMPANY_FIELDS
from ...contacts import CONTACT_FIELDS
from ...leads import LEAD_FIELDS
from ...opportunities import OPPORTUNITY_FIELDS
from ...shared import Field, Fields, RecordRef, Text
from .entries import Changed, Detail
from .values import Words, references

KINDS_OF_CHANGE = (
    "archived",
    "converted",
    "created",
    "edited",
    "imported",
    "merged",
    "removed",
    "restored",
    "stage",
)
FIELDS: Mapping[str, Fields] = {
    "company": COMPANY_FIELDS,
    "contact": CONTACT_FIELDS,
    "lead": LEAD_FIELDS,
    "opportunity": OPPORTUNITY_FIELDS,
}
_FOLLOWING = frozenset(
    {"created_at", "updated_at", "stage_entered_at", "scored_at", "score", "qualified"}
    | {"assigned_at", "converted_at", "converted_by", "probability_source"}
)
"""
Values that follow from others, or from the day.
"""
_LISTS = {"email": "emails", "phone": "phones", "mobile": "phones"}
_TITLES = {
    "archived": "{kind} archived",
    "converted": "{kind} converted",
    "created": "{kind} added",
    "imported": "{kind} imported",
    "merged": "{kind} merged with others",
    "removed": "{kind} removed",
    "restored": "{kind} restored",
}
_SHOWN = 3


def kind_of_change(changed: Changed) -> str:
    """
    What a change of a record amounts to.
    """
    change, label = changed.change, changed.change_set.label
    if label.startswith("Merge ") and _merges(change, label):
        return "merged"
    if change.action is Action.CREATED:
        return "imported" if label.startswith("Import ") else "created"
    if change.action is Action.REMOVED:
        return "removed"
    after = change.after
    if "archived_at" in after:
        return "restored" if after["archived_at"] is None else "archived"
    if change.record.kind == "lead" and after.get("status") == "converted":
        return "converted"
    if "stage" in after:
        return "stage"
    return "imported" if label.startswith("Import ") else "edited"


def _merges(change: Change, label: str) -> bool:
    plural = "companies" if change.record.kind == "company" else "contacts"
    return change.record.kind in ("company", "contact") and f" {plural} into " in label


def told_change(
    changed: Changed, words: Words
) -> tuple[str, tuple[Detail, ...]] | None:
    """
    The title of a change and its fields, or None when it has nothing for people to
    read: it was erased, or only what follows from other values has changed.
    """
    change, kind = changed.change, kind_of_change(changed)
    if not change.before and not change.after:
        return None
    updated = change.action is Action.UPDATED
    details = tuple(_details(change, words)) if updated else ()
    if kind in _TITLES:
        noun = change.record.kind.capitalize()
        return _TITLES[kind].format(kind=noun), details
    if not details:
        return None
    if kind == "stage":
        stage = next((each for each in details if each.field == "stage"), details[0])
        return f"Moved from {stage.was} to {stage.now}", details
    labels = [each.label for each in details]
    more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
    return f"{', '.join(labels[:_SHOWN])}{more} changed", details


def named_in(change: Change) -> Iterator[RecordRef]:
    """
    The records and people that the fields of a change point at.
    """
    if change.action is Action.UPDATED:
        for field, was, now in _pairs(change, {}):
            yield from references(field, was)
            yield from references(field, now)


def _details(change: Change, words: Words) -> Iterator[Detail]:
    for field, was, now in _pairs(change, words.custom):
        said = [words.said(field, value) for value in (was, now)]
        if said[0] != said[1]:
            yield Detail(field=field.name, label=field.label, was=said[0], now=said[1])


def _pairs(
    change: Change, custom: Mapping[str, Field]
) -> Iterator[tuple[Field, object, object]]:
    """
    The fields of a change that people know, with their values before and after.
    """
    known = FIELDS[change.record.kind].by_name
    for name, now in change.after.items():
        was = change.before.get(name)
        if name == "custom":
            yield from _own(was, now, custom)
        elif name in known and not _told_otherwise(name, change.after):
            yield known[name], was, now


def _own(
    was: object, now: object, custom: Mapping[str, Field]
) -> Iterator[tuple[Field, object, object]]:
    before, after = _mapping(was), _mapping(now)
    for name in dict.fromkeys([*before, *after]):
        field = custom.get(name) or Field(name=name, label=name, kind=Text(0))
        yield field, before.get(name), after.get(name)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _told_otherwise(name: str, after: Mapping[str, object]) -> bool:
    return name in _FOLLOWING or _LISTS.get(name) in after
