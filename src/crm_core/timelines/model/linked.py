"""
Activities, e-mails and files in words.
"""

from collections.abc import Mapping
from datetime import datetime

from .entries import Detail, Linked

_TITLES: Mapping[str, str] = {"activity": "subject", "email": "subject", "file": "name"}
_DETAILS: Mapping[str, Mapping[str, str]] = {
    "activity": {"status": "Status", "due_at": "Due"},
    "email": {"direction": "Direction", "state": "State"},
    "file": {"size": "Bytes"},
}


def told_link(
    linked: Linked, known: Mapping[str, object]
) -> tuple[str, tuple[Detail, ...]]:
    """
    The title of an entry and what more there is to say, from what is *known* of it.
    """
    title = known.get(_TITLES[linked.entry])
    details = tuple(
        Detail(field=name, label=label, now=_said(known[name]))
        for name, label in _DETAILS[linked.entry].items()
        if known.get(name) is not None
    )
    return str(title or linked.kind.capitalize()), details


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
