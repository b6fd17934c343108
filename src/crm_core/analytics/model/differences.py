"""
What tells those that were won from those that were lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from .rates import FEWEST, Outcome, wilson


@frozen(kw_only=True)
class Difference:
    """
    A trait that is more common among what is won than among what is lost, or less.

    Args:
        trait: Which one, as ``source``.
        value: What it is there, as ``Referral``.
        won: How many of those won have it, and the share of them.
        lost: How many of those lost have it, and the share of them.
        lift: The win rate of those that have it over that of all.
        sure: Whether chance alone would hardly make such a difference.
    """

    trait: str
    value: str
    won: int
    won_share: float
    lost: int
    lost_share: float
    lift: float
    sure: bool


def differences(
    outcomes: Sequence[Outcome], *, traits: Iterable[str]
) -> list[Difference]:
    """
    What tells those won from those lost, the surest first: values of traits that at
    least five decided records have.
    """
    won = [each for each in outcomes if each.won]
    lost = [each for each in outcomes if each.won is False]
    if not won or not lost:
        return []
    base = len(won) / (len(won) + len(lost))
    found = []
    for trait in traits:
        values = _counted(trait, won, lost)
        for value, (of_won, of_lost) in values.items():
            if of_won + of_lost < FEWEST:
                continue
            low, high = wilson(of_won, of_won + of_lost)
            found.append(
                Difference(
                    trait=trait,
                    value=value,
                    won=of_won,
                    won_share=of_won / len(won),
                    lost=of_lost,
                    lost_share=of_lost / len(lost),
                    lift=of_won / (of_won + of_lost) / base,
                    sure=not low <= base <= high,
                )
            )
    return sorted(found, key=_tells, reverse=True)


def _counted(
    trait: str, won: Iterable[Outcome], lost: Iterable[Outcome]
) -> Mapping[str, tuple[int, int]]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, members in enumerate((won, lost)):
        for each in members:
            value = each.traits.get(trait)
            if value is not None:
                counts[value][place] += 1
    return {value: (both[0], both[1]) for value, both in counts.items()}


def _tells(difference: Difference) -> tuple[bool, float, str]:
    apart = abs(difference.won_share - difference.lost_share)
    return difference.sure, apart, f"{difference.trait} {difference.value}"
