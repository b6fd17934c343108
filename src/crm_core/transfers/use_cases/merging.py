"""
What a row changes about a record that is known.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Protocol

from ...contacts import ContactEmail, ContactPhone
from ...shared import tag_key
from ..model import Known

Values = Mapping[str, Any]


def differences(record: object, values: Values, known: Known) -> dict[str, Any]:
    """
    Those of *values* that *record* has otherwise, laid over what it has.

    Lists grow, objects are joined member by member; an empty value clears.
    """
    if known is Known.SKIP:
        return {}
    changed: dict[str, Any] = {}
    for name, value in values.items():
        old = getattr(record, name)
        new = _joined(name, old, value, known)
        if new != old:
            changed[name] = new
    return changed


def _joined(name: str, old: Any, new: Any, known: Known) -> Any:
    if (
        known is Known.FILL
        and old
        and (name in _WHOLE or not isinstance(old, tuple | Mapping))
    ):
        return old
    if not new:
        return old if known is Known.FILL else new
    if isinstance(new, tuple) and name not in _WHOLE:
        return _grown(name, old, new)
    if isinstance(new, Mapping):
        before = old or {}
        return {**new, **before} if known is Known.FILL else {**before, **new}
    return new


def _grown(name: str, old: Sequence[Any], new: Sequence[Any]) -> tuple[Any, ...]:
    key = _KEYS.get(name, _itself)
    have = {key(each) for each in old}
    more = [each for each in new if key(each) not in have]
    grown = (*old, *more)
    if more and name == "consents":  # the last one of a purpose counts
        return tuple(sorted(grown, key=attrgetter("at")))
    return grown


def _itself(value: object) -> object:
    return value


def _channel(channel: ContactEmail | ContactPhone) -> str:
    return channel.key


_KEYS: Mapping[str, Callable[[Any], object]] = {
    "emails": _channel,
    "phones": _channel,
    "tags": tag_key,
    "affiliations": lambda each: each.company_id,
    "contact_roles": lambda each: each.contact_id,
}
_WHOLE = frozenset({"line_items"})  # of another offer, not of a longer one


class Spelled(Protocol):
    """
    What knows how the organization spells its tags.
    """

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]: ...


def spelling(
    asked: Spelled, tags: Iterable[Sequence[str]]
) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """
    Spells the tags of many records as the organization does, which is *asked* once.
    """
    known = {tag_key(tag): tag for each in tags for tag in each}
    spelled = asked.tag_spellings(known.values()) if known else ()
    spellings = dict(zip(known, spelled, strict=True))
    return lambda own: tuple(spellings[tag_key(tag)] for tag in own)
