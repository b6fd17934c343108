"""
Analytics: what became of leads and opportunities, in figures that add up.
"""

from .model import Difference, Outcome, Passage, Rate, Rates
from .ports import AnalyticsWork, Histories, History
from .use_cases import (
    DEAL_TRAITS,
    LEAD_TRAITS,
    lead_conversion,
    lead_funnel,
    opportunity_funnel,
    win_differences,
    win_loss,
)

__all__ = [
    "DEAL_TRAITS",
    "LEAD_TRAITS",
    "AnalyticsWork",
    "Difference",
    "Histories",
    "History",
    "Outcome",
    "Passage",
    "Rate",
    "Rates",
    "lead_conversion",
    "lead_funnel",
    "opportunity_funnel",
    "win_differences",
    "win_loss",
]
