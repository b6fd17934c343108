"""
Past months seen as the one to come: what was open before, and what then was won.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from attrs import Factory, field, frozen

from .deals import Deal
from .periods import add_months

AGES = (3, 7, 14, 21, 30, 45, 60, 75, 90, 120, 150, 180, 270, 365, 545, 730, 1095)
"""
The last day of each class of age; the last class is older than all.
"""

Cell = tuple[str | None, int]
"""
A stage and a class of age.
"""


@frozen
class Window:
    """
    A forecast made at the end of the day *on* for the days from *start* to *end*.
    """

    on: date
    start: date
    end: date

    def back(self, months: int) -> "Window":
        """
        The same forecast so many months earlier.
        """
        on, start, end = (
            add_months(day, -months) for day in (self.on, self.start, self.end)
        )
        return Window(on, start, end)


@frozen
class Book:
    """
    The open deals of one day, by stage and class of age.

    Args:
        valued: How many of them have an expected amount.
        value: The sum of those.
    """

    open: Counter[Cell] = Factory(Counter)
    valued: Counter[Cell] = Factory(Counter)
    value: dict[Cell, float] = field(factory=dict)


@frozen
class Outcome:
    """
    What happened inside a window.

    Args:
        won: Deals of the book that were won, by where they stood in it.
        opened: How many deals were opened behind the day of the book.
        fresh: How many of those were won.
        wins: How many deals were won in all, with an amount; *revenue* is the sum of
            the amounts, *squares* of their squares.
        hoped: What won deals of the book with an expected amount were expected to
            bring on its day, and *got* what they brought.
    """

    won: Counter[Cell]
    opened: int
    fresh: int
    wins: int
    revenue: float
    squares: float
    hoped: float
    got: float


def age_class(days: int) -> int:
    """
    The position of an age among the classes of ``AGES``.
    """
    return bisect_left(AGES, days)


def ages_of(position: int) -> str:
    """
    A class of age in words, as in ``31-45 days``.
    """
    if position == len(AGES):
        return f"over {AGES[-1]} days"
    return f"{AGES[position - 1] + 1 if position else 0}-{AGES[position]} days"


def book_on(deals: Iterable[Deal], day: date) -> Book:
    """
    The deals that were open at the end of *day*, by what was known then.
    """
    open_, valued = Counter[Cell](), Counter[Cell]()
    value = defaultdict[Cell, Decimal](Decimal)
    for deal in deals:
        if not deal.open_on(day):
            continue
        cell = (deal.stage_on(day), age_class((day - deal.opened).days))
        open_[cell] += 1
        expected = deal.expected_on(day)
        if expected is not None:
            valued[cell] += 1
            value[cell] += expected
    return Book(
        in_order(open_),
        in_order(valued),
        {cell: float(amount) for cell, amount in value.items()},
    )


def in_order(counted: Counter[Cell]) -> Counter[Cell]:
    """
    The same counts in one order, whoever has counted: sums of floating-point numbers
    depend on it.
    """
    return Counter(dict(sorted(counted.items(), key=lambda each: str(each[0]))))


def outcome_of(won: Sequence[Deal], opened: Sequence[date], window: Window) -> Outcome:
    """
    What the window brought, from the won deals and the days on which deals were opened.
    """
    inside = [d for d in won if d.closed and window.start <= d.closed <= window.end]
    book = [deal for deal in inside if deal.opened <= window.on]
    cells = (
        (deal.stage_on(window.on), age_class((window.on - deal.opened).days))
        for deal in book
    )
    amounts = [deal.amount for deal in inside if deal.amount is not None]
    both = [
        (expected, deal.amount)
        for deal in book
        if (expected := deal.expected_on(window.on)) is not None
        and deal.amount is not None
    ]
    return Outcome(
        won=in_order(Counter(cells)),
        opened=sum(window.on < day <= window.end for day in opened),
        fresh=sum(deal.opened > window.on for deal in inside),
        wins=len(amounts),
        revenue=float(sum(amounts)),
        squares=float(sum(amount * amount for amount in amounts)),
        hoped=float(sum(hoped for hoped, _ in both)),
        got=float(sum(got for _, got in both)),
    )
