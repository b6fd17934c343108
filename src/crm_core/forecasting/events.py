"""
What the CRM announces about forecasts.
"""

from uuid import UUID

from attrs import frozen

from ..shared import Event
from .model import SubmissionId


@frozen(kw_only=True)
class ForecastSubmitted(Event):
    """
    Somebody said what a period will bring; *adjusts* names what a manager changed.
    """

    submission_id: SubmissionId
    adjusts: UUID | None = None
