"""
Opportunities, their parts.
"""

from .closing import check_fitting
from .fields import OPPORTUNITY_FIELDS
from .opportunity import (
    LeadRef,
    Opportunity,
    OpportunityClosed,
    OpportunityId,
    OpportunityInUse,
    OpportunityRow,
    expected_value,
)
from .parts import ContactRole, ItemList, LineItem, total_of

__all__ = [
    "OPPORTUNITY_FIELDS",
    "ContactRole",
    "ItemList",
    "LeadRef",
    "LineItem",
    "Opportunity",
    "OpportunityClosed",
    "OpportunityId",
    "OpportunityInUse",
    "OpportunityRow",
    "check_fitting",
    "expected_value",
    "total_of",
]
