"""
What is not the API: health, metrics, documentation, start page, signing in, web forms.
"""

from ..operations import Operation
from ..options import Options
from ..telemetry import Metrics
from .documentation import documentation_operations
from .forms import form_operations
from .health import health_operations
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
        *(documentation_operations() if options.docs else []),
    ]


__all__ = ["site_operations"]
