"""
What is not the API: health, metrics, documentation, start page, signing in, web forms, booking pages.
"""

from ..operations import Operation
from ..options import Options
from ..telemetry import Metrics
from .bookings import booking_operations
from .calendars import calendar_operations
from .documentation import documentation_operations
from .forms import form_operations
from .health import health_operations
from .letters import letter_operations
from .pages import asset_operations
from .welcome import welcome_operations


def site_operations(options: Options, metrics: Metrics) -> list[Operation]:
    """
    What *options* switch on.
    """
    return [
        *health_operations(options, metrics),
        *welcome_operations(options),
        *asset_operations(),
        *form_operations(options),
        *letter_operations(),
        *booking_operations(options),
        *calendar_operations(),
        *(documentation_operations() if options.docs else []),
    ]


__all__ = ["site_operations"]
