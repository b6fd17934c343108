"""
Rates, funnels and differences: pure figures that add up.
"""

from .differences import Difference, differences
from .funnels import Passage, funnel
from .rates import Outcome, Rate, Rates, rate_of, rates_by, size_of, wilson

__all__ = [
    "Difference",
    "Outcome",
    "Passage",
    "Rate",
    "Rates",
    "differences",
    "funnel",
    "rate_of",
    "rates_by",
    "size_of",
    "wilson",
]
