"""
The windows of the past that a forecast learns from, each with its book and outcome.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

from attrs import frozen

from .deals import Deal
from .periods import add_months, first_of
from .windows import Book, Outcome, Window, book_on, outcome_of

LONGEST = 120
"""
How many months back anything is looked at.
"""
_BEGUN = 7


@frozen
class Past:
    """
    A window that is over: what was open before it, and what it brought.
    """

    window: Window
    book: Book
    outcome: Outcome


def windows_back(
    window: Window, first_closed: date | None, *, months: int = LONGEST
) -> list[Window]:
    """
    The same window month by month back to the first closing, the oldest first; only
    those that ended by the day of the forecast, and no more than *months* back.

    What happened before the first closing is not known: a deal that was closed then
    is in no file that begins later. A first month of which more than a week is missing
    is left out.
    """
    if first_closed is None:
        return []
    begun = _beginning(first_closed)
    found = []
    for back in range(1, months + 1):
        past = window.back(back)
        if past.start < begun:
            break
        if past.end <= window.on:
            found.append(past)
    return found[::-1]


def past_windows(deals: Sequence[Deal], windows: Iterable[Window]) -> list[Past]:
    """
    What was open before each window, and what it brought.
    """
    won = sorted((d for d in deals if d.won), key=lambda deal: deal.closed or date.max)
    days = [deal.closed or date.max for deal in won]
    opened = sorted(deal.opened for deal in deals)
    found = []
    for past in windows:
        inside = won[bisect_left(days, past.start) : bisect_right(days, past.end)]
        later = opened[bisect_right(opened, past.on) : bisect_right(opened, past.end)]
        outcome = outcome_of(inside, later, past)
        found.append(Past(past, book_on(deals, past.on), outcome))
    return found


def first_closing(deals: Iterable[Deal]) -> date | None:
    """
    The first day on which a deal was won or lost: before it nothing is known.
    """
    return min((d.closed for d in deals if d.closed is not None), default=None)


def _beginning(first_closed: date) -> date:
    month = first_of(first_closed)
    return month if first_closed.day <= _BEGUN else add_months(month, 1)
