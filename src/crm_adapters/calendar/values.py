"""
The values of content lines: days, moments, lengths, texts (RFC 5545, section 3.3).
"""

import re
from datetime import UTC, date, datetime, timedelta

_MOMENT = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ](\d{2}):?(\d{2}):?(\d{2})?(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?T?)?",
    re.ASCII,
)
_LENGTH = re.compile(r"([+-]?)P([-+0-9WDTHMS]{1,60})", re.ASCII)
_PART = re.compile(r"([+-]?\d{1,9})([WDHMS])", re.ASCII)
_UNITS = {"W": 604_800, "D": 86_400, "H": 3600, "M": 60, "S": 1}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def read_moment(raw: str) -> date | datetime | None:
    """
    A day, or a moment: naive as clocks show it, or in UTC; none when it is neither.
    """
    text = raw.strip().upper()
    found = _MOMENT.fullmatch(text) or _MOMENT.fullmatch(text.rpartition(":")[2])
    if found is None:
        return None
    year, month, day = (int(found[n]) for n in (1, 2, 3))
    try:
        begun = date(year, month, day)
        if found[4] is None:
            return begun
        hours, minutes, seconds = (int(found[n] or 0) for n in (4, 5, 6))
        if hours > 24 or minutes > 59 or seconds > 60 or (hours == 24 and minutes):
            return None
        length = timedelta(hours=hours, minutes=minutes, seconds=min(seconds, 59))
        wall = datetime(year, month, day) + length  # noqa: DTZ001
        return _zoned(wall, found[7])
    except (OverflowError, ValueError):
        return None


def _zoned(wall: datetime, offset: str | None) -> datetime:
    if offset is None:
        return wall
    if offset == "Z":
        return wall.replace(tzinfo=UTC)
    return (wall - read_offset(offset)).replace(tzinfo=UTC)


def read_offset(raw: str) -> timedelta:
    """
    How far clocks are ahead of UTC: ``+0530``, at times with seconds.

    Raises:
        ValueError: Not so.
    """
    text = raw.strip().replace(":", "")
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-")
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (2, 4, 6):
        raise ValueError(raw)
    hours, minutes, seconds = (int(digits[n : n + 2] or 0) for n in (0, 2, 4))
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError(raw)
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def read_length(raw: str) -> timedelta | None:
    """
    A length such as ``PT1H30M``; none when it is not one.
    """
    found = _LENGTH.fullmatch(raw.strip().upper())
    if found is None:
        return None
    parts = _PART.findall(found[2])
    if not parts or _PART.sub("", found[2]).replace("T", ""):
        return None
    seconds = sum(int(number) * _UNITS[unit] for number, unit in parts)
    try:
        return timedelta(seconds=-seconds if found[1] == "-" else seconds)
    except OverflowError:
        return None


def read_text(raw: str) -> str:
    """
    A text without its escapes.
    """
    if "\\" not in raw:
        return raw.strip()
    plain = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], raw)
    return plain.strip()


def read_texts(raw: str) -> tuple[str, ...]:
    """
    Texts between commas; an escaped comma is part of one.
    """
    parts = re.split(r"(?<!\\),", raw)
    return tuple(text for each in parts if (text := read_text(each)))
