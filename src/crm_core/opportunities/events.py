"""
What the CRM announces about opportunities.
"""

from attrs import frozen

from ..shared import Event
from .model import OpportunityId


@frozen(kw_only=True)
class OpportunityAdded(Event):
    """
    An opportunity is new.
    """

    opportunity_id: OpportunityId


@frozen(kw_only=True)
class OpportunityEdited(Event):
    """
    Some fields of an opportunity have other values.
    """

    opportunity_id: OpportunityId
    fields: tuple[str, ...]


@frozen(kw_only=True)
class OpportunityMoved(Event):
    """
    An opportunity went from one stage to another; *status* is open, won or lost.
    """

    opportunity_id: OpportunityId
    from_stage: str
    to_stage: str
    status: str


@frozen(kw_only=True)
class OpportunityArchived(Event):
    """
    An opportunity went into the archive.
    """

    opportunity_id: OpportunityId


@frozen(kw_only=True)
class OpportunityRestored(Event):
    """
    An opportunity came back from the archive.
    """

    opportunity_id: OpportunityId


@frozen(kw_only=True)
class OpportunityPurged(Event):
    """
    An opportunity was deleted for good.
    """

    opportunity_id: OpportunityId


@frozen(kw_only=True)
class OpportunitiesEdited(Event):
    """
    Many opportunities were changed at once.
    """

    opportunity_ids: tuple[OpportunityId, ...]
