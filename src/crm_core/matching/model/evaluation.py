"""
How good matching is, measured on records of which it is known who is the same.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from attrs import frozen

from .comparison import CERTAIN, REVIEW
from .pairing import Found


@frozen
class Quality:
    """
    Pairs found and pairs that are so: precision is the share of those found that are
    right, recall the share of those there are that were found, *f1* the harmonic mean.
    """

    pairs: int
    right: int
    precision: float
    recall: float
    f1: float


@frozen
class Evaluation:
    """
    The quality of what a person is shown, and of what is merged without asking.

    Args:
        truth: How many pairs there are.
        compared: How many pairs were looked at.
        crowded: How many blocks were compared in part.
        shown: From the score *review* on.
        merged: From the score *certain* on.
    """

    records: int
    truth: int
    compared: int
    crowded: int
    review: float
    certain: float
    shown: Quality
    merged: Quality


def evaluate(
    found: Found,
    truth: Sequence[Hashable],
    *,
    review: float = REVIEW,
    certain: float = CERTAIN,
) -> Evaluation:
    """
    The quality of *found*, where records with equal *truth* are the same.

    Two records count as found when a chain of pairs joins them: merging one pair after
    the other makes all of them one record.
    """
    there_are = _pairs(Counter(truth).values())
    return Evaluation(
        records=len(truth),
        truth=there_are,
        compared=found.compared,
        crowded=found.crowded,
        review=review,
        certain=certain,
        shown=_quality(found.groups(review), truth, there_are),
        merged=_quality(found.groups(certain), truth, there_are),
    )


def _quality(
    groups: Sequence[Sequence[int]], truth: Sequence[Hashable], there_are: int
) -> Quality:
    said = _pairs(len(group) for group in groups)
    right = sum(
        _pairs(Counter(truth[position] for position in group).values())
        for group in groups
    )
    precision = right / said if said else 1.0
    recall = right / there_are if there_are else 1.0
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return Quality(said, right, *(round(each, 6) for each in (precision, recall, f1)))


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)
