"""
Every example, by the name of its schema.
"""

from typing import Final

from .activity_examples import ACTIVITY_EXAMPLES
from .bookings import BOOKING_EXAMPLES
from .calendars import CALENDAR_EXAMPLES
from .duplicates import DUPLICATE_EXAMPLES
from .emails import EMAIL_EXAMPLES
from .examples import EXAMPLES
from .files import FILE_EXAMPLES
from .forecasts import FORECAST_EXAMPLES
from .forms import FORM_EXAMPLES
from .lead_rules import LEAD_RULE_EXAMPLES
from .leads import LEAD_EXAMPLES
from .mailboxes import MAILBOX_EXAMPLES
from .matching import MATCHING_EXAMPLES
from .pipelines import PIPELINE_EXAMPLES
from .sales_examples import SALES_EXAMPLES
from .timelines import TIMELINE_EXAMPLES
from .transfers import TRANSFER_EXAMPLES

ALL_EXAMPLES: Final[dict[str, object]] = {
    **EXAMPLES,
    **ACTIVITY_EXAMPLES,
    **BOOKING_EXAMPLES,
    **CALENDAR_EXAMPLES,
    **DUPLICATE_EXAMPLES,
    **EMAIL_EXAMPLES,
    **FILE_EXAMPLES,
    **FORECAST_EXAMPLES,
    **FORM_EXAMPLES,
    **LEAD_EXAMPLES,
    **LEAD_RULE_EXAMPLES,
    **MAILBOX_EXAMPLES,
    **MATCHING_EXAMPLES,
    **PIPELINE_EXAMPLES,
    **SALES_EXAMPLES,
    **TIMELINE_EXAMPLES,
    **TRANSFER_EXAMPLES,
}
