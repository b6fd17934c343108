"""
Taking back what a merge wrote, around what was written since.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from ...shared import email_key, tag_key

LISTS = frozenset(
    {"about", "affiliations", "consents", "emails", "participants", "phones", "tags"}
)
MAPPINGS = frozenset({"custom", "social_profiles"})
_MISSING = object()


def taken_back(
    name: str, *, before: object, after: object, now: object
) -> tuple[object, bool]:
    """
    The value of a field that a merge changed from *before* to *after*, and that is
    *now* something, with the merge taken out of it; and whether it had to stay.

    What was added to a list or mapping since stays, what was taken out stays out;
    any other value that was changed since stays as it is.
    """
    if now == after:
        return before, False
    if name in LISTS:
        return _list(name, _listed(before), _listed(after), _listed(now)), False
    if name in MAPPINGS:
        return _mapping(_mapped(before), _mapped(after), _mapped(now), name)
    return now, now != before


def _list(
    name: str, before: Sequence[Any], after: Sequence[Any], now: Sequence[Any]
) -> list[Any]:
    had, got, has = (
        {_identity(name, item) for item in items} for items in (before, after, now)
    )
    back = [
        item
        for item in before
        if _identity(name, item) in has or _identity(name, item) not in got
    ]
    newer = [i for i in now if _identity(name, i) not in had | got]
    return back + newer


def _mapping(
    before: Mapping[str, Any], after: Mapping[str, Any], now: Mapping[str, Any], of: str
) -> tuple[object, bool]:
    whole, stays = dict(now), False
    for part in {*before, *after}:
        was, got = before.get(part, _MISSING), after.get(part, _MISSING)
        if was == got:
            continue
        if whole.get(part, _MISSING) != got:
            stays = stays or whole.get(part, _MISSING) != was
        elif was is _MISSING:
            del whole[part]
        else:
            whole[part] = was
    return (whole if whole or of == "custom" else None), stays


def _identity(name: str, item: Any) -> Hashable:
    match name:
        case "emails":
            return email_key(item["address"])
        case "phones":
            return str(item["number"])
        case "affiliations":
            return str(item["company_id"])
        case "tags":
            return tag_key(item)
    return tuple(sorted(item.items()))


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _mapped(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
