"""
Which rows are learnt from and which are judged: folds, or ever later stretches of time.
"""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

from attrs import frozen

SEED = 20_240_229


@frozen
class Split:
    """
    Rows to learn from and rows to judge, by their places.
    """

    learn: tuple[int, ...]
    judge: tuple[int, ...]


def stratified_folds(won: Sequence[bool], folds: int) -> list[Split]:
    """
    Folds that each hold their share of won and lost rows; the same for the same rows.
    """
    random = Random(SEED)  # noqa: S311
    fold_of = [0] * len(won)
    dealt = 0
    for outcome in (True, False):
        places = [place for place, each in enumerate(won) if each is outcome]
        random.shuffle(places)
        for place in places:
            fold_of[place] = dealt % folds
            dealt += 1
    return [
        Split(
            tuple(place for place, each in enumerate(fold_of) if each != fold),
            tuple(place for place, each in enumerate(fold_of) if each == fold),
        )
        for fold in range(folds)
    ]


def forward_splits(times: Sequence[float], folds: int, first: float) -> list[Split]:
    """
    Stretches of rows that stand in time order, each judged by all rows before it.

    The first *first* of the rows are only learnt from. Rows of the same time are never
    parted.
    """
    total = len(times)
    cuts = [_cut(times, total * first + total * (1 - first) * n / folds)
            for n in range(folds)]  # fmt: skip
    ends = sorted({cut for cut in cuts if 0 < cut < total} | {total})
    return [
        Split(tuple(range(start)), tuple(range(start, end)))
        for start, end in pairwise(ends)
    ]


def _cut(times: Sequence[float], wanted: float) -> int:
    cut = round(wanted)
    while 0 < cut < len(times) and times[cut] == times[cut - 1]:
        cut += 1
    return cut


def dependence(folds: int) -> float:
    """
    How much more the mean of folds varies than that of unrelated samples, for each
    row that is judged is learnt from in all other folds (Nadeau and Bengio 2003).
    """
    return 1 + folds / (folds - 1)
