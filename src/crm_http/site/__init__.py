"""
What is not the API: health, metrics, documentation, the page to sign in.
"""

from ..operations import Operation
from ..options import Options
from ..telemetry import Metrics
from .health import health_operations


def site_operations(options: Options, metrics: Metrics) -> list[Operation]:
    """
    What *options* switch on.
    """
    return [*health_operations(options, metrics)]


__all__ = ["site_operations"]
