"""
How much a month of the year, and a month of the quarter, differs from others.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from statistics import fmean

from attrs import frozen

YEAR, QUARTER = 12, 3
LEAST_YEAR, LEAST_QUARTER = 15, 4
"""
How many months there must be before a season of the year, or quarter, is looked for.
"""


@frozen
class Seasons:
    """
    What the months of the quarter and of the year bring, 1.0 being the usual.
    """

    quarter: tuple[float, ...]
    year: tuple[float, ...]

    def of(self, day: date) -> float:
        """
        The factor of the month that *day* lies in.
        """
        return self.quarter[day.month % QUARTER] * self.year[day.month % YEAR]


def learn_seasons(
    ends: Sequence[date], ratios: Sequence[float], noise: float
) -> Seasons:
    """
    The seasons that show in *ratios*: what came over what was usual then.

    *noise* is the variance that a ratio has without any season. Each factor is drawn
    towards 1 by as much as noise explains of the differences (James and Stein), so that
    a short or an even history has none.
    """
    months = [day.month for day in ends]
    quarter = (1.0,) * QUARTER
    if len(ratios) >= LEAST_QUARTER:
        quarter = _factors([m % QUARTER for m in months], ratios, noise, QUARTER)
    year = (1.0,) * YEAR
    if len(ratios) >= LEAST_YEAR:
        left = [
            ratio / quarter[month % QUARTER]
            for month, ratio in zip(months, ratios, strict=True)
        ]
        year = _factors([m % YEAR for m in months], left, noise, YEAR)
    return Seasons(quarter, year)


def _factors(
    positions: Sequence[int], ratios: Sequence[float], noise: float, length: int
) -> tuple[float, ...]:
    groups: defaultdict[int, list[float]] = defaultdict(list)
    for position, ratio in zip(positions, ratios, strict=True):
        groups[position].append(ratio)
    means = {position: fmean(each) for position, each in groups.items()}
    middle = fmean(means.values())
    if len(groups) < 2 or not middle:
        return (1.0,) * length
    noise = max(noise, _within(groups.values(), means.values()))
    of_means = noise * fmean(1 / len(each) for each in groups.values())
    between = sum((mean - middle) ** 2 for mean in means.values()) / (len(groups) - 1)
    kept = max(0.0, 1 - of_means / between) if between else 0.0
    return tuple(
        max(0.05, 1 + kept * (means.get(position, middle) / middle - 1))
        for position in range(length)
    )


def _within(groups: Iterable[Sequence[float]], means: Iterable[float]) -> float:
    """
    The variance inside the groups, as far as they have more than one member.
    """
    squares, freedom = 0.0, 0
    for group, mean in zip(groups, means, strict=True):
        squares += sum((each - mean) ** 2 for each in group)
        freedom += len(group) - 1
    return squares / freedom if freedom else 0.0
