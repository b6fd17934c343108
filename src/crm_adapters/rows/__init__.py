"""
Records as flat rows, for every adapter that keeps rows.
"""

from .activities import (
    ACTIVITY_ROWS,
    SERIES_ROWS,
    notification_from,
    notification_row,
)
from .bookings import BOOKING_PAGE_ROWS, booking_from, booking_row
from .companies import COMPANY_ROWS
from .contacts import CONTACT_ROWS
from .currencies import EXCHANGE_RATE_ROWS
from .custom_fields import CUSTOM_FIELD_ROWS
from .duplicates import MERGE_ROWS, PAIR_ROWS
from .emails import EMAIL_ROWS, SUPPRESSION_ROWS, TEMPLATE_ROWS
from .files import FILE_ROWS
from .forecasting import GOAL_ROWS, submission_from, submission_row
from .forms import FORM_ROWS, form_submission_from, form_submission_row
from .leads import LEAD_ROWS, lead_before_closing
from .mailboxes import MAILBOX_ROWS
from .mapping import Row, RowMapping, differing
from .opportunities import OPPORTUNITY_ROWS
from .pipelines import PIPELINE_ROWS, STAGE_CHANGE_ROWS
from .stored_rules import ROUTING_RULE_ROWS, SCORING_RULE_ROWS
from .transfers import (
    ERASED_ROW,
    refusal_from,
    refusal_row,
    transfer_from,
    transfer_row,
)

__all__ = [
    "ACTIVITY_ROWS",
    "BOOKING_PAGE_ROWS",
    "COMPANY_ROWS",
    "CONTACT_ROWS",
    "CUSTOM_FIELD_ROWS",
    "EMAIL_ROWS",
    "ERASED_ROW",
    "EXCHANGE_RATE_ROWS",
    "FILE_ROWS",
    "FORM_ROWS",
    "GOAL_ROWS",
    "LEAD_ROWS",
    "MAILBOX_ROWS",
    "MERGE_ROWS",
    "OPPORTUNITY_ROWS",
    "PAIR_ROWS",
    "PIPELINE_ROWS",
    "ROUTING_RULE_ROWS",
    "SCORING_RULE_ROWS",
    "SERIES_ROWS",
    "STAGE_CHANGE_ROWS",
    "SUPPRESSION_ROWS",
    "TEMPLATE_ROWS",
    "Row",
    "RowMapping",
    "booking_from",
    "booking_row",
    "differing",
    "form_submission_from",
    "form_submission_row",
    "lead_before_closing",
    "notification_from",
    "notification_row",
    "refusal_from",
    "refusal_row",
    "submission_from",
    "submission_row",
    "transfer_from",
    "transfer_row",
]
