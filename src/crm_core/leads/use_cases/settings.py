"""
How an organization works on its leads, and the answers to what it asks.
"""

from ...shared import FieldError, Invalid, Permission, use_case
from ..model import Lead, LeadId, SalesSettings
from ..ports import LeadWork
from .records import edit_lead


@use_case(requires=Permission.LEAD_READ)
def show_sales_settings(work: LeadWork) -> SalesSettings:
    """
    How fast leads are answered, when people work, and what is asked about a lead.
    """
    return work.sales_settings.get()


@use_case(requires=Permission.PIPELINE_WRITE)
def change_sales_settings(work: LeadWork, /, **fields: object) -> SalesSettings:
    """
    Change some of the settings; None brings back what is usual. Moments that first
    responses are due stay as they are, and so do answers to questions that go.

    Raises:
        Invalid: Naming every value that is wrong.
    """
    settings = work.sales_settings.get().edited(fields)
    work.sales_settings.save(settings)
    return settings


@use_case(requires=Permission.LEAD_WRITE)
def answer_lead(
    work: LeadWork,
    lead_id: LeadId,
    *,
    answers: object,
    version: int | None = None,
) -> Lead:
    """
    Note what was answered to the organization's questions; None takes an answer back.

    Raises:
        Invalid: Naming every question that there is not, or whose answer is wrong.
        LeadClosed: It is converted.
        Stale: It is no longer at *version*, the one that the actor saw.
    """
    if answers is None:
        raise Invalid(errors=[FieldError("answers", "required", "Required.")])
    return edit_lead(work, lead_id, version=version, answers=answers)
