"""
Showing forecasts, and keeping what people promise.
"""

from .goals import list_goals, remove_goal, set_goal
from .showing import back_test_forecast, show_forecast
from .submitting import (
    adjust_forecast,
    forecast_accuracy,
    list_submissions,
    submit_forecast,
)

__all__ = [
    "adjust_forecast",
    "back_test_forecast",
    "forecast_accuracy",
    "list_goals",
    "list_submissions",
    "remove_goal",
    "set_goal",
    "show_forecast",
    "submit_forecast",
]
