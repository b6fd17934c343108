"""
What a row changes about a record that is known.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

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
    if known is Known.FILL and old and not isinstance(old, tuple | Mapping):
        return old
    if not new:
        return old if known is Known.FILL else new
    if isinstance(new, tuple):
        return _grown(name, old, new)
    if isinstance(new, Mapping):
        before = old or {}
        return {**new, **before} if known is Known.FILL else {**before, **new}
    return new


def _grown(name: str, old: Sequence[Any], new: Sequence[Any]) -> tuple[Any, ...]:
    key = _KEYS.get(name, _itself)
    have = {key(each) for each in old}
    return (*old, *(each for each in new if key(each) not in have))


def _itself(value: object) -> object:
    return value


def _channel(channel: ContactEmail | ContactPhone) -> str:
    return channel.key


_KEYS: Mapping[str, Callable[[Any], object]] = {
    "emails": _channel,
    "phones": _channel,
    "tags": tag_key,
    "affiliations": lambda each: each.company_id,
}
