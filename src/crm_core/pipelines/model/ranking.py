"""
Ranks: where a card stands in its column, as text that sorts.

Between any two ranks there is another, so that moving one card changes one record.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from ...shared import Invalid

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_PLACES = 22  # 62^22 > 2^128
_MIDDLE = _DIGITS[_BASE // 2]
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def newest_rank(id: UUID) -> str:
    """
    The rank of a new record: before all older ones, as ids grow with time.
    """
    left, text = 2**128 - 1 - id.int, ""
    for _ in range(_PLACES):
        left, digit = divmod(left, _BASE)
        text = _DIGITS[digit] + text
    return text + _MIDDLE  # never ends in the lowest digit, so that one fits before it


def top_rank(id: UUID, at: datetime) -> str:
    """
    The rank of a record that enters a stage: before all that entered it earlier.
    """
    # 51 bits of the moment, then what of an id is finer than its milliseconds.
    microseconds = (at - _BEGINNING) // timedelta(microseconds=1)
    return newest_rank(UUID(int=microseconds << 76 | id.int & (1 << 76) - 1))


def rank_between(before: str, after: str | None) -> str:
    """
    A rank behind *before* ("" for the top) and ahead of *after* (None for the end).

    Raises:
        Invalid: They are not in this order.
    """
    if after is not None and before >= after:
        raise Invalid.of("rank", "order", "These two cards are not in this order.")
    low = [_DIGITS.index(each) for each in before]
    high = None if after is None else [_DIGITS.index(each) for each in after]
    text, place = "", 0
    while True:
        least = low[place] if place < len(low) else 0
        most = _BASE if high is None else high[place] if place < len(high) else 0
        if most - least > 1:
            return text + _DIGITS[(least + most) // 2]
        text += _DIGITS[least]
        if most > least:
            high = None  # anything behind *before* is now ahead of *after*
        place += 1
