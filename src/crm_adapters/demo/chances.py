"""
Skewed choices that cost one random number each: what is common comes often.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")

BITS = 16
SLOTS = 1 << BITS
STEEPNESS = 1.25


def ranked(items: Sequence[Item], *, flatness: int = 4) -> list[Item]:
    """
    *items* repeated over all slots as Zipf's law has it, each at least once.

    A larger *flatness* takes the first ones some of their lead.
    """
    weights = [(rank + flatness) ** -STEEPNESS for rank in range(len(items))]
    return _spread(items, weights)


def weighted(shares: Mapping[Item, float]) -> list[Item]:
    """
    The items of *shares* repeated over all slots by their share.
    """
    return _spread(list(shares), list(shares.values()))


def subsets(shares: Mapping[str, float], random: Random) -> list[list[str]]:
    """
    A subset of the items for each slot; each item is in *share* of the subsets.
    """
    return [
        [item for item, share in shares.items() if random.random() < share]
        for _ in range(SLOTS)
    ]


def _spread(items: Sequence[Item], weights: Sequence[float]) -> list[Item]:
    rest = SLOTS - len(items)
    total = sum(weights)
    found: list[Item] = []
    due = 0.0
    for item, weight in zip(items, weights, strict=True):
        due += 1 + rest * weight / total
        found += [item] * (round(due) - len(found))
    return found
