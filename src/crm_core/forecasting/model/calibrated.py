"""
The calibrated forecast: P10, P50 and P90 of what a period brings, from own history.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from attrs import frozen

from .deals import Deal, as_seen_on
from .history import Past, first_closing, past_windows, windows_back
from .members import View, see
from .mixing import Try, quantiles, spread_of, weigh
from .periods import Period
from .windows import Book, Window, book_on

LEAST_MONTHS, LEAST_WINS = 3, 5


@frozen
class TooLittle:
    """
    Why nothing is forecast: there is too little history to learn from.
    """

    months: int
    wins: int

    @property
    def reason(self) -> str:
        return (
            f"{self.months} complete months with {self.wins} won deals; at least"
            f" {LEAST_MONTHS} months and {LEAST_WINS} won deals are needed."
        )


@frozen
class Made:
    """
    A forecast of one window, as it could be made at the end of its day *on*.

    Args:
        weights: What each way of *view* weighs in *mean*.
        tries: How many earlier forecasts it has learnt from.
    """

    window: Window
    view: View
    weights: Mapping[str, float]
    mean: float
    p10: float
    p50: float
    p90: float
    tries: int


def window_of(period: Period, on: date) -> Window:
    """
    What is left of *period* behind the day *on*.
    """
    return Window(on, max(period.start, on + timedelta(days=1)), period.end)


def make(deals: Sequence[Deal], window: Window) -> Made | TooLittle:
    """
    The forecast of one window from the deals as seen on its day.
    """
    *_, last = walk(as_seen_on(deals, window.on), window)
    return last


def walk(deals: Sequence[Deal], window: Window) -> Iterator[Made | TooLittle]:
    """
    ``walk_past`` over the deals as seen on the day of *window*.
    """
    deals = sorted(deals, key=rank)
    closed = (d for d in deals if d.closed is not None and d.closed <= window.on)
    windows = windows_back(window, first_closing(closed))
    return walk_past(past_windows(deals, windows), window, book_on(deals, window.on))


def walk_past(
    past: Sequence[Past], window: Window, book: Book
) -> Iterator[Made | TooLittle]:
    """
    The forecasts that could have been made of the same window, month by month, and of
    the window itself, before which *book* is open, as the last. Each learns from the
    errors of those that were over by its day, and from nothing later.
    """
    made: list[tuple[Past, Made]] = []
    for each in past:
        found = _make(past, made, each.window, each.book)
        if isinstance(found, Made):
            made.append((each, found))
        yield found
    yield _make(past, made, window, book)


def rank(deal: Deal) -> tuple[object, ...]:
    """
    One order for the same deals: sums of floating-point numbers depend on it.
    """
    amounts = (deal.amount or Decimal(-1), deal.expected or Decimal(-1))
    return deal.opened, deal.closed or date.max, *amounts, deal.steps


def _make(
    past: Iterable[Past],
    made: Iterable[tuple[Past, Made]],
    window: Window,
    book: Book,
) -> Made | TooLittle:
    known = [each for each in past if each.window.end <= window.on]
    wins = sum(each.outcome.wins for each in known)
    if len(known) < LEAST_MONTHS or wins < LEAST_WINS:
        return TooLittle(len(known), wins)
    tries = [
        Try(one.view.means, one.mean, one.view.lump * one.mean, each.outcome.revenue)
        for each, one in made
        if each.window.end <= window.on
    ]
    view = see(known, window, book)
    weights = weigh(view.means, tries)
    mean = sum(weights[name] * each for name, each in view.means.items())
    amount = view.rates.amount
    low, middle, high = quantiles(
        mean,
        wins=mean / amount if amount > 0 else 0.0,
        chance=view.lump * mean,
        spread=spread_of(tries, len(known)),
    )
    return Made(window, view, weights, mean, low, middle, high, len(tries))
