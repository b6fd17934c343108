"""
What became of a lead.
"""

from datetime import datetime

from attrs import frozen

from ...companies import CompanyId
from ...contacts import ContactId
from ...opportunities import OpportunityId
from ...shared import UserId
from .lead import Lead, LeadId


@frozen(kw_only=True)
class Conversion:
    """
    What a converted lead became, and when and by whom it was converted.
    """

    lead_id: LeadId
    contact_id: ContactId | None
    company_id: CompanyId | None
    opportunity_id: OpportunityId | None
    converted_at: datetime | None
    converted_by: UserId | None

    @classmethod
    def of(cls, lead: Lead) -> "Conversion":
        return cls(
            lead_id=lead.id,
            contact_id=lead.contact_id,
            company_id=lead.company_id,
            opportunity_id=lead.opportunity_id,
            converted_at=lead.converted_at,
            converted_by=lead.converted_by,
        )
