"""
What the CRM announces about leads.
"""

from attrs import frozen

from ..companies import CompanyId
from ..contacts import ContactId
from ..opportunities import OpportunityId
from ..shared import Event, UserId
from .model import LeadId


@frozen(kw_only=True)
class LeadAdded(Event):
    """
    A lead is new.
    """

    lead_id: LeadId


@frozen(kw_only=True)
class LeadEdited(Event):
    """
    Some fields of a lead have other values.
    """

    lead_id: LeadId
    fields: tuple[str, ...]


@frozen(kw_only=True)
class LeadAssigned(Event):
    """
    A lead has another owner; None for nobody.
    """

    lead_id: LeadId
    assigned_to: UserId | None


@frozen(kw_only=True)
class LeadMoved(Event):
    """
    A lead went from one stage to another; *status* is what it is now.
    """

    lead_id: LeadId
    from_stage: str
    to_stage: str
    status: str


@frozen(kw_only=True)
class LeadDisqualified(Event):
    """
    A lead is not worth pursuing.
    """

    lead_id: LeadId
    reason: str


@frozen(kw_only=True)
class LeadConverted(Event):
    """
    A lead became a contact, a company or an opportunity.
    """

    lead_id: LeadId
    contact_id: ContactId | None
    company_id: CompanyId | None
    opportunity_id: OpportunityId | None


@frozen(kw_only=True)
class LeadArchived(Event):
    """
    A lead went into the archive.
    """

    lead_id: LeadId


@frozen(kw_only=True)
class LeadRestored(Event):
    """
    A lead came back from the archive.
    """

    lead_id: LeadId


@frozen(kw_only=True)
class LeadPurged(Event):
    """
    A lead was deleted for good.
    """

    lead_id: LeadId


@frozen(kw_only=True)
class LeadsEdited(Event):
    """
    Many leads were changed at once.
    """

    lead_ids: tuple[LeadId, ...]


@frozen(kw_only=True)
class ScoringChanged(Event):
    """
    Leads are scored by other rules, or by another model.
    """


@frozen(kw_only=True)
class TrainingRequested(Event):
    """
    Somebody wants the organization's closed leads to be learnt from.
    """
