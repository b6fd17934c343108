"""
What the CRM announces about forms.
"""

from attrs import frozen

from ..leads import LeadId
from ..shared import Event
from .model import FormId, SubmissionId


@frozen(kw_only=True)
class FormChanged(Event):
    """
    A form is new or another one now.
    """

    form_id: FormId


@frozen(kw_only=True)
class ConfirmationWanted(Event):
    """
    Somebody has filled in a form and is to confirm it by a link in a mail.
    """

    submission_id: SubmissionId


@frozen(kw_only=True)
class FormCaptured(Event):
    """
    What came in through a form is a lead now, or joined one.
    """

    form_id: FormId
    submission_id: SubmissionId
    lead_id: LeadId
