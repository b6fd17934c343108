"""
How a forecast learns from its own past: which way to trust, and how far it errs.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from .gamma import quantile

TRUST = {"pipeline": 3.0, "recent": 0.5, "level": 2.0, "trend": 0.25}
"""
What each way weighs before anything is known of its errors.
"""
DOUBT = 0.1
"""
The squared relative error that all are thought to have had in advance.
"""
FORGET = 0.5 ** (1 / 12)
BEFORE = 3.0
SPREAD = 0.03
"""
The variance of a whole month, relative, that is assumed: as if *BEFORE* months had it.
"""


@frozen
class Try:
    """
    A forecast that was made, and what came.

    Args:
        means: What each way expected; *mean* is the mixture.
        chance: The variance of the error that the luck of single deals explains.
    """

    means: Mapping[str, float]
    mean: float
    chance: float
    actual: float


def weigh(means: Mapping[str, float], tries: Sequence[Try]) -> dict[str, float]:
    """
    What each way weighs: the less, the larger its squared errors were (Bates and
    Granger), the later of them counting more.
    """
    scale = sum(each.actual for each in tries) / len(tries) if tries else 1.0
    loss = dict.fromkeys(means, DOUBT)
    for back, each in enumerate(reversed(tries)):
        for name, mean in each.means.items():
            error = (each.actual - mean) / scale if scale else 0.0
            loss[name] += FORGET**back * error * error
    raw = {name: TRUST[name] / loss[name] for name in means}
    total = sum(raw.values())
    return {name: each / total for name, each in raw.items()}


def spread_of(tries: Sequence[Try], months: int) -> float:
    """
    The relative variance of whole months beyond chance, from the errors made so far.

    With few *months* to learn from it is wider, as the variance of Student's
    distribution is: a young history has not shown its seasons yet.
    """
    seen = weight = 0.0
    for back, each in enumerate(reversed(tries)):
        if each.mean > 0:
            faded = FORGET**back
            excess = (each.actual - each.mean) ** 2 - each.chance
            seen += faded * min(4.0, excess / each.mean**2)
            weight += faded
    spread = max(0.25 * SPREAD, (BEFORE * SPREAD + seen) / (BEFORE + weight))
    return spread * months / (months - 2)


def quantiles(
    mean: float, *, wins: float, chance: float, spread: float
) -> tuple[float, float, float]:
    """
    P10, P50 and P90 of a sum of won deals whose number is Poisson around a month that
    differs itself.
    """
    variance = chance + spread * mean * mean
    nothing = (1 + spread * wins) ** (-1 / spread) if wins > 0 else 1.0
    low, middle, high = (
        quantile(share, mean=mean, variance=variance, nothing=nothing)
        for share in (0.1, 0.5, 0.9)
    )
    return low, middle, high
