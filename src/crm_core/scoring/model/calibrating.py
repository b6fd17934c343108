"""
From log-odds to probabilities that come true: a line fitted to rows not learnt from.
"""

from collections.abc import Sequence
from math import log

from attrs import frozen

from .fitting import chance

STIFFNESS = 4.0
"""
How many rows' worth of doubt there is that anything must be corrected.
"""
FLATTEST, STEEPEST = 0.05, 3.0


@frozen
class Line:
    """
    Corrected log-odds are ``slope * log_odds + shift`` (Platt 1999).
    """

    slope: float = 1.0
    shift: float = 0.0

    def of(self, log_odds: float) -> float:
        """
        The corrected log-odds.
        """
        return self.slope * log_odds + self.shift


def fit_line(
    log_odds: Sequence[float], won: Sequence[bool], importance: Sequence[float]
) -> Line:
    """
    The line under which the outcomes are likeliest, held near no correction at all.
    """
    slope, shift = 1.0, 0.0
    rows = list(zip(log_odds, won, importance, strict=True))
    for _ in range(25):
        by_slope, by_shift = STIFFNESS * (1.0 - slope), -0.25 * shift
        aa, ab, bb = STIFFNESS, 0.0, 0.25
        for z, outcome, weight in rows:
            p = chance(slope * z + shift)
            pull, stiff = weight * (outcome - p), weight * p * (1.0 - p)
            by_slope += pull * z
            by_shift += pull
            aa += stiff * z * z
            ab += stiff * z
            bb += stiff
        whole = aa * bb - ab * ab
        moved = (bb * by_slope - ab * by_shift) / whole
        slope += max(-0.5, min(moved, 0.5))
        shift += max(-1.0, min((aa * by_shift - ab * by_slope) / whole, 1.0))
        if abs(moved) < 1e-7:
            break
    return Line(min(max(slope, FLATTEST), STEEPEST), shift)


def surprise(line: Line, log_odds: Sequence[float], won: Sequence[bool]) -> float:
    """
    The summed log loss of corrected log-odds.
    """
    return -sum(
        log(max(chance(line.of(z) if outcome else -line.of(z)), 1e-12))
        for z, outcome in zip(log_odds, won, strict=True)
    )
