"""
Pairs of columns that say more together than each says alone.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from attrs import frozen

from .fitting import Levels, surprise

MOST_PAIRS = 8
MOST_COLUMNS = 16
LEAST_IN_A_CELL = 10
LEAST_SURPRISE = 4.0


@frozen
class Pair:
    """
    The places of two columns, and the cells (a level of each) that come often enough.
    """

    left: int
    right: int
    cells: tuple[tuple[int, int], ...]

    def levels(self, left: Levels, right: Levels) -> list[int]:
        """
        The cell of each row by its place; 0 for those that are rare.
        """
        places = {cell: n for n, cell in enumerate(self.cells, 1)}
        return [places.get(cell, 0) for cell in zip(left, right, strict=True)]


def find_pairs(
    levels: Sequence[Levels],
    among: Sequence[tuple[int, str]],
    pull: Sequence[float],
    stiff: Sequence[float],
) -> list[Pair]:
    """
    The pairs whose cells still pull at a fitted model more than chance would.

    *among* are the places of the columns to look at with their fields. The measure is
    the score test of each cell, a chi-squared, as deviations from its mean.
    """
    found = []
    for (left, one), (right, other) in combinations(among[:MOST_COLUMNS], 2):
        if one == other:
            continue
        cells = list(zip(levels[left], levels[right], strict=True))
        kept = [c for c, n in Counter(cells).items() if n >= LEAST_IN_A_CELL]
        how_much = _surprise(cells, set(kept), pull, stiff)
        if how_much > LEAST_SURPRISE:
            found.append((how_much, Pair(left, right, tuple(sorted(kept)))))
    found.sort(key=lambda each: -each[0])
    return [pair for _, pair in found[:MOST_PAIRS]]


def _surprise(
    cells: Sequence[tuple[int, int]],
    kept: set[tuple[int, int]],
    pull: Sequence[float],
    stiff: Sequence[float],
) -> float:
    pulls = dict.fromkeys(kept, 0.0)
    tops = dict.fromkeys(kept, 1e-9)
    for cell, r, h in zip(cells, pull, stiff, strict=True):
        if cell in pulls:
            pulls[cell] += r
            tops[cell] += h
    return surprise(list(pulls.values()), list(tops.values()))
