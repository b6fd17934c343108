"""
Values of fields, whatever door they came through: text, number or moment, or missing.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

MISSING = frozenset(
    {"", "na", "n/a", "#n/a", "nan", "nil", "none", "null", "<na>", "(null)", "-", "--"}
)
"""
Words that say in any table that nothing is known.
"""
_FORMATS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d-%m-%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%m-%d-%Y",
)
_TIMES = ("", " %H:%M", " %H:%M:%S")
_DAY_LIKE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?|\d{8}T.*", re.ASCII)


def text_of(value: object) -> str:
    """
    *value* as text without spaces around it; empty when it is missing.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value).strip()
    return "" if text.casefold() in MISSING else text


def number_of(value: object) -> float | None:
    """
    *value* as a finite number; None when it is none.
    """
    if isinstance(value, bool):
        return float(value)
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < 1e300 else None


def moment_of(value: object, form: str) -> datetime | None:
    """
    *value* as a moment in UTC: of a date or moment, or of text in the form that
    ``forms_of`` found; None when it is none.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return _read(value, form) if isinstance(value, str) else None


@lru_cache(maxsize=50_000)
def _read(text: str, form: str) -> datetime | None:
    try:
        if form == "iso":
            read = datetime.fromisoformat(text.strip())
        else:
            read = datetime.strptime(text.strip(), form)  # noqa: DTZ007
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def forms_of(values: Iterable[object], share: float = 1.0) -> list[str]:
    """
    The forms in which at least *share* of the values are days or moments, the most
    international first; more than one when they say different days, as where day and
    month can change places.
    """
    given = list(values)
    texts = list(dict.fromkeys(each for each in given if isinstance(each, str)))
    typed = sum(isinstance(each, date) for each in given)
    if typed and typed >= share * len(given):
        return ["iso"]
    if not texts or typed or not _may_be_days(texts, share):
        return []
    forms = ["iso", *(day + time for day in _FORMATS for time in _TIMES)]
    sample = texts[:50]
    likely = [form for form in forms if _fit(sample, form, share)]
    found: dict[tuple[datetime | None, ...], str] = {}
    for form in likely:
        if _fit(texts, form, share):
            found.setdefault(tuple(_read(text, form) for text in texts), form)
    return list(found.values())


def _may_be_days(texts: Sequence[str], share: float) -> bool:
    found = sum(_DAY_LIKE.fullmatch(text.strip()) is not None for text in texts)
    return found >= share * len(texts)


def _fit(texts: Sequence[str], form: str, share: float) -> bool:
    return sum(_read(text, form) is not None for text in texts) >= share * len(texts)
