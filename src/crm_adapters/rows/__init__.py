"""
Records as flat rows, for every adapter that keeps rows.
"""

from .companies import COMPANY_ROWS
from .contacts import CONTACT_ROWS
from .currencies import EXCHANGE_RATE_ROWS
from .custom_fields import CUSTOM_FIELD_ROWS
from .duplicates import MERGE_ROWS, PAIR_ROWS
from .forecasting import GOAL_ROWS, submission_from, submission_row
from .forms import FORM_ROWS, form_submission_from, form_submission_row
from .leads import LEAD_ROWS, lead_before_closing
from .mapping import Row, RowMapping, differing
from .opportunities import OPPORTUNITY_ROWS
from .pipelines import PIPELINE_ROWS, STAGE_CHANGE_ROWS
from .stored_rules import ROUTING_RULE_ROWS, SCORING_RULE_ROWS
from .transfers import refusal_from, refusal_row, transfer_from, transfer_row

__all__ = [
    "COMPANY_ROWS",
    "CONTACT_ROWS",
    "CUSTOM_FIELD_ROWS",
    "EXCHANGE_RATE_ROWS",
    "FORM_ROWS",
    "GOAL_ROWS",
    "LEAD_ROWS",
    "MERGE_ROWS",
    "OPPORTUNITY_ROWS",
    "PAIR_ROWS",
    "PIPELINE_ROWS",
    "ROUTING_RULE_ROWS",
    "SCORING_RULE_ROWS",
    "STAGE_CHANGE_ROWS",
    "Row",
    "RowMapping",
    "differing",
    "form_submission_from",
    "form_submission_row",
    "lead_before_closing",
    "refusal_from",
    "refusal_row",
    "submission_from",
    "submission_row",
    "transfer_from",
    "transfer_row",
]
