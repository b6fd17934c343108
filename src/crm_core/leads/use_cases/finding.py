"""
Leads as they are found and shown.
"""

from ...shared import (
    Condition,
    NotFound,
    Operator,
    Order,
    Page,
    PageRequest,
    Permission,
    Query,
    Term,
    use_case,
)
from ..model import OPEN, Lead, LeadId, LeadRow
from ..ports import LeadWork


@use_case(requires=Permission.LEAD_READ)
def show_lead(work: LeadWork, lead_id: LeadId) -> LeadRow:
    """
    A live lead as a record shows it.

    Raises:
        NotFound: No such lead, not visible, or in the archive.
    """
    return work.leads.row(lead_id)


@use_case(requires=Permission.LEAD_READ)
def get_lead(work: LeadWork, lead_id: LeadId) -> Lead:
    """
    A live lead.

    Raises:
        NotFound: No such lead, not visible, or in the archive.
    """
    lead = work.leads.get(lead_id)
    if lead.archived_at is not None:
        raise NotFound(id=lead_id)
    return lead


@use_case(requires=Permission.LEAD_READ)
def list_leads(
    work: LeadWork, query: Query | None = None, page: PageRequest | None = None
) -> Page[LeadRow]:
    """
    A page of the leads that *query* finds, latest change first by default.
    """
    return work.leads.page(query or Query(), page or PageRequest())


@use_case(requires=Permission.LEAD_READ)
def list_overdue_leads(
    work: LeadWork, page: PageRequest | None = None
) -> Page[LeadRow]:
    """
    Open leads that nobody has answered in time, the longest overdue first.
    """
    conditions = (
        Condition("status", tuple(Term(Operator.IS, each.value) for each in OPEN)),
        Condition("first_responded_at", (Term(Operator.NONE),)),
        Condition("first_response_due_at", (Term(Operator.LT, work.now),)),
    )
    query = Query(conditions=conditions, order=(Order("first_response_due_at"),))
    return work.leads.page(query, page or PageRequest())
