"""
Several ways to see what a window will bring; a forecast is a mixture of them.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean

from attrs import frozen

from .history import Past
from .periods import months_between
from .pipeline import Rates, learn_rates
from .seasons import Seasons, learn_seasons
from .windows import Book, Window

LEVEL_FADE = 0.5 ** (1 / 4)
DAMPING = 0.85
NOISE = 0.04
"""
The variance of a month beyond chance that is assumed before any is seen.
"""


@frozen
class View:
    """
    What each way expects of a window, and what the first of them is made of.

    Args:
        means: The expected revenue by name: ``pipeline`` from open and new deals,
            ``recent`` the mean of three windows, ``level`` and ``trend`` of the past.
        lump: What one won deal adds to the variance per unit of revenue: the mean of
            squared amounts over the mean amount.
        rates: What the first of them was made with.
        season: The factor of the season in ``pipeline``.
    """

    means: Mapping[str, float]
    rates: Rates
    lump: float
    season: float


def see(past: Sequence[Past], window: Window, book: Book) -> View:
    """
    What each way expects of *window*, from what is over and what is open.
    """
    rates = learn_rates(past)
    revenue = [each.outcome.revenue for each in past]
    squares = sum(each.outcome.squares for each in past)
    lump = squares / sum(revenue) if sum(revenue) > 0 else 0.0
    line, _ = _line(revenue)
    overall = _seasons(past, revenue, line, lump)
    usual = [rates.expected(each.window, each.book) for each in past]
    season = _seasons(past, revenue, usual, lump).of(window.end)
    factor = overall.of(window.end)
    calm = [
        each / overall.of(one.window.end)
        for each, one in zip(revenue, past, strict=True)
    ]
    ahead = max(1, months_between(past[-1].window.end, window.end))
    means = {
        "pipeline": rates.expected(window, book) * season,
        "recent": fmean(revenue[-3:]),
        "level": _level(calm) * factor,
        "trend": _trend(calm, ahead) * factor,
    }
    return View(
        {name: max(0.0, mean) for name, mean in means.items()}, rates, lump, season
    )


def _seasons(
    past: Sequence[Past],
    revenue: Sequence[float],
    usual: Sequence[float],
    lump: float,
) -> Seasons:
    known = [
        (each.window.end, got / base)
        for each, got, base in zip(past, revenue, usual, strict=True)
        if base > 0
    ]
    mean = fmean(revenue)
    noise = NOISE + (lump / mean if mean else 0.0)
    return learn_seasons([end for end, _ in known], [r for _, r in known], noise)


def _line(values: Sequence[float]) -> tuple[list[float], float]:
    """
    The straight line through the values, never under a tenth of their mean.
    """
    count, mean = len(values), fmean(values)
    middle = (count - 1) / 2
    spread = sum((at - middle) ** 2 for at in range(count))
    slope = (
        sum((at - middle) * (each - mean) for at, each in enumerate(values)) / spread
        if count >= 6
        else 0.0
    )
    line = [max(0.1 * mean, mean + slope * (at - middle)) for at in range(count)]
    return line, slope


def _level(values: Sequence[float]) -> float:
    weights = [LEVEL_FADE**back for back in range(len(values))]
    total = sum(w * each for w, each in zip(weights, reversed(values), strict=True))
    return total / sum(weights)


def _trend(values: Sequence[float], ahead: int) -> float:
    """
    The line of the last year carried on, each step less steep than the one before.
    """
    line, slope = _line(values[-12:])
    return line[-1] + slope * sum(DAMPING**step for step in range(1, ahead + 1))
