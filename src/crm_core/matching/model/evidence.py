"""
How probable it is to see what was seen, under each explanation of two records.

Two records are of the same person, or of relatives, colleagues, or strangers. For
companies: the same, of one group, neighbours, or strangers. Each comparison ends at a
level; each level has four probabilities. That is the model of Fellegi and Sunter with
the records that are not the same in three classes, because what they have in common is
not there by chance: relatives share a name and a house, colleagues a domain and a
switchboard.
"""

from collections.abc import Sequence
from math import exp, log

from attrs import frozen

Likelihoods = tuple[float, float, float, float]
"""
Of a level, if the records are the same; relatives (of one group); colleagues
(neighbours); strangers.
"""


@frozen
class Evidence:
    """
    What the comparison of one attribute shows, in words when it is worth telling.
    """

    seen: Likelihoods
    reason: str = ""


RELATIVES = 0.5
COLLEAGUES = 10.0
NEIGHBOURS = 0.1
_COMPANIES = 20
"""
How many records of relatives and colleagues a record has, on average, for each other
one of the same person; and how many of people in one house, with nothing said of work.
Colleagues are at most a twentieth of all.
"""


def probability_of_same(
    evidence: Sequence[Evidence],
    size: int,
    *,
    relatives: float = RELATIVES,
    working: bool = False,
) -> float:
    """
    How probable it is that two of *size* records are the same.

    Args:
        relatives: How many relatives a record has for each other one of the same.
        working: Whether both records say where their people work.
    """
    weights = [
        0.0,
        log(relatives),
        log(min(COLLEAGUES, size / _COMPANIES) if working else NEIGHBOURS),
        log(size),
    ]
    for each in evidence:
        for index, seen in enumerate(each.seen):
            weights[index] += log(seen)
    most = max(weights)
    odds = [exp(weight - most) for weight in weights]
    return odds[0] / sum(odds)
