"""
Quantiles of an amount that may be nothing at all: a gamma distribution beside a zero.
"""

from math import exp, lgamma, log, sqrt
from statistics import NormalDist

_TERMS = 10_000
_EXACT = 1e-12
_LARGE_SHAPE = 1e4


def quantile(share: float, *, mean: float, variance: float, nothing: float) -> float:
    """
    The amount that is not exceeded with the probability *share*.

    *nothing* is the probability of zero; *mean* and *variance* are of the whole.
    """
    if share <= nothing or mean <= 0:
        return 0.0
    rest = 1 - nothing
    inner = mean / rest
    squares = (variance + mean * mean) / rest
    spread = max(squares - inner * inner, 1e-9 * inner * inner)
    return gamma_quantile((share - nothing) / rest, inner * inner / spread) * (
        spread / inner
    )


def gamma_quantile(share: float, shape: float) -> float:
    """
    The quantile of the gamma distribution with scale 1.
    """
    z = NormalDist().inv_cdf(min(max(share, 1e-12), 1 - 1e-12))
    third = 1 / (9 * shape)
    guess: float = shape * max(0.0, 1 - third + z * sqrt(third)) ** 3
    if shape >= _LARGE_SHAPE:
        return guess  # Wilson and Hilferty: exact to many digits here
    low, high = 0.0, max(1.0, 2 * guess, 2 * shape)
    while gamma_share(high, shape) < share:
        high *= 2
    while high - low > 1e-10 * max(high, 1e-300):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if gamma_share(middle, shape) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def gamma_share(amount: float, shape: float) -> float:
    """
    The probability that a gamma variable of scale 1 is at most *amount*.
    """
    if amount <= 0:
        return 0.0
    scale = exp(shape * log(amount) - amount - lgamma(shape))
    if amount < shape + 1:
        term = total = 1 / shape
        for step in range(1, _TERMS):
            term *= amount / (shape + step)
            total += term
            if term < total * _EXACT:
                break
        return min(1.0, total * scale)
    # The continued fraction of the upper part, by Lentz.
    b = amount + 1 - shape
    c, d = 1e300, 1 / b
    fraction = d
    for step in range(1, _TERMS):
        a = -step * (step - shape)
        b += 2
        d = 1 / (a * d + b or 1e-300)
        c = b + a / c or 1e-300
        fraction *= d * c
        if abs(d * c - 1) < _EXACT:
            break
    return max(0.0, 1 - fraction * scale)
