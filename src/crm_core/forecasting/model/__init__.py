"""
What a coming period will bring, from deals and days alone.
"""

from .backtest import (
    NAIVE,
    Backtest,
    Origin,
    backtest,
    backtest_past,
    last_whole_month,
    month_ahead,
)
from .calibrated import (
    LEAST_MONTHS,
    LEAST_WINS,
    Made,
    TooLittle,
    make,
    walk_past,
    window_of,
)
from .deals import Deal, Earlier, Foreign, Step, as_seen_on
from .fields import ADJUSTMENT_FIELDS, GOAL_FIELDS, SUBMISSION_FIELDS, read
from .forecast import Forecast, Part, Way, cents, ended, forecast, told, won_so_far
from .goals import Attainment, Goal, GoalId, Won, attain
from .history import Past, first_closing, past_windows, windows_back
from .lots import NOTHING, Due, Lot, lots_of, to_cents
from .outlook import STALE_DAYS, Outlook, Said
from .periods import Period, add_months, last_of, month_of, parse_period, period_of
from .pipeline import Rates
from .submissions import (
    Actual,
    Record,
    Submission,
    SubmissionId,
    standing,
    track_record,
)
from .weighted import Line, Weighted, oldest_win, slowest, weigh, weighted_forecast
from .windows import AGES, Book, Cell, Outcome, Window, in_order

__all__ = [
    "ADJUSTMENT_FIELDS",
    "AGES",
    "GOAL_FIELDS",
    "LEAST_MONTHS",
    "LEAST_WINS",
    "NAIVE",
    "NOTHING",
    "STALE_DAYS",
    "SUBMISSION_FIELDS",
    "Actual",
    "Attainment",
    "Backtest",
    "Book",
    "Cell",
    "Deal",
    "Due",
    "Earlier",
    "Forecast",
    "Foreign",
    "Goal",
    "GoalId",
    "Line",
    "Lot",
    "Made",
    "Origin",
    "Outcome",
    "Outlook",
    "Part",
    "Past",
    "Period",
    "Rates",
    "Record",
    "Said",
    "Step",
    "Submission",
    "SubmissionId",
    "TooLittle",
    "Way",
    "Weighted",
    "Window",
    "Won",
    "add_months",
    "as_seen_on",
    "attain",
    "backtest",
    "backtest_past",
    "cents",
    "ended",
    "first_closing",
    "forecast",
    "in_order",
    "last_of",
    "last_whole_month",
    "lots_of",
    "make",
    "month_ahead",
    "month_of",
    "oldest_win",
    "parse_period",
    "past_windows",
    "period_of",
    "read",
    "slowest",
    "standing",
    "to_cents",
    "told",
    "track_record",
    "walk_past",
    "weigh",
    "weighted_forecast",
    "window_of",
    "windows_back",
    "won_so_far",
]
