"""
What the open deals and those not yet opened will bring, by what such deals brought.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from attrs import frozen

from .history import Past
from .windows import AGES, Book, Cell, Window

FADE = 0.5 ** (1 / 12)
"""
What a month weighs beside the one after it: half of it after a year.
"""
QUICK_FADE = 0.5 ** (1 / 3)
"""
The same for how many deals are opened, which changes faster than how they end.
"""
BORROWED = 5.0
"""
As many deals of the neighbouring class of age count with those of the class itself.
"""


@frozen
class Rates:
    """
    What past windows say of deals: the share that is won inside the window by class of
    age, how much more or less of it in a stage, and what a won deal brings.

    Args:
        opened: How many deals are opened a day.
        fresh: The share of those that is won inside the same window.
        realised: What a won deal brings of what was expected of it.
    """

    by_age: tuple[float, ...]
    by_stage: Mapping[str | None, float]
    opened: float
    fresh: float
    amount: float
    realised: float

    def chance(self, cell: Cell) -> float:
        """
        The probability that an open deal is won inside the window.
        """
        stage, age = cell
        return min(1.0, self.by_age[age] * self.by_stage.get(stage, 1.0))

    def worth(self, book: Book) -> dict[Cell, float]:
        """
        What the open deals of each cell are expected to bring inside the window.
        """
        return {
            cell: self.chance(cell)
            * (
                book.value.get(cell, 0.0) * self.realised
                + (count - book.valued[cell]) * self.amount
            )
            for cell, count in book.open.items()
        }

    def new(self, window: Window) -> float:
        """
        How many deals are expected to be both opened and won by the window's end.
        """
        return self.opened * (window.end - window.on).days * self.fresh

    def expected(self, window: Window, book: Book) -> float:
        """
        What open and new deals together are expected to bring.
        """
        return sum(self.worth(book).values()) + self.new(window) * self.amount


def learn_rates(past: Sequence[Past]) -> Rates:
    """
    The rates that past windows show; the later ones weigh more.
    """
    weighted = [(FADE**back, each) for back, each in enumerate(reversed(past))]
    open_: defaultdict[Cell, float] = defaultdict(float)
    won: defaultdict[Cell, float] = defaultdict(float)
    for weight, each in weighted:
        _add(open_, each.book.open, weight)
        _add(won, each.outcome.won, weight)
    by_age = _chances(open_, won)
    opened = sum(weight * each.outcome.opened for weight, each in weighted)
    fresh = sum(weight * each.outcome.fresh for weight, each in weighted)
    wins = sum(weight * each.outcome.wins for weight, each in weighted)
    revenue = sum(weight * each.outcome.revenue for weight, each in weighted)
    amount = revenue / wins if wins else 0.0
    hoped = sum(weight * each.outcome.hoped for weight, each in weighted)
    got = sum(weight * each.outcome.got for weight, each in weighted)
    lent = BORROWED * amount
    return Rates(
        by_age=by_age,
        by_stage=_leanings(open_, won, by_age),
        opened=_opened_daily(past),
        fresh=fresh / opened if opened else 0.0,
        amount=amount,
        realised=(got + lent) / (hoped + lent) if lent else 1.0,
    )


def _add(
    total: defaultdict[Cell, float], counted: Counter[Cell], weight: float
) -> None:
    for cell, count in counted.items():
        total[cell] += weight * count


def _chances(
    open_: Mapping[Cell, float], won: Mapping[Cell, float]
) -> tuple[float, ...]:
    """
    The share won by class of age. Each class borrows from the one before it; those older
    than any that was ever won borrow half of that, so that what is far beyond the oldest
    win, and was never seen before, is next to nothing.
    """
    there = [0.0] * (len(AGES) + 1)
    of_those = [0.0] * (len(AGES) + 1)
    for (_, age), count in open_.items():
        there[age] += count
    for (_, age), count in won.items():
        of_those[age] += count
    chance = sum(of_those) / sum(there) if sum(there) else 0.0
    oldest = max((age for age, wins in enumerate(of_those) if wins), default=-1)
    chances = []
    for age, (count, wins) in enumerate(zip(there, of_those, strict=True)):
        chance = chance / 2 if age > oldest else chance
        chance = (wins + BORROWED * chance) / (count + BORROWED)
        chances.append(chance)
    return tuple(chances)


def _leanings(
    open_: Mapping[Cell, float], won: Mapping[Cell, float], by_age: Sequence[float]
) -> dict[str | None, float]:
    """
    How many more deals of a stage are won than their age alone would say.
    """
    expected: defaultdict[str | None, float] = defaultdict(float)
    got: defaultdict[str | None, float] = defaultdict(float)
    for cell, count in open_.items():
        expected[cell[0]] += count * by_age[cell[1]]
        got[cell[0]] += won.get(cell, 0.0)
    return {
        stage: (got[stage] + BORROWED) / (hoped + BORROWED)
        for stage, hoped in expected.items()
    }


def _opened_daily(past: Sequence[Past]) -> float:
    days = opened = 0.0
    for back, each in enumerate(reversed(past)):
        weight = QUICK_FADE**back
        days += weight * (each.window.end - each.window.on).days
        opened += weight * each.outcome.opened
    return opened / days if days else 0.0
