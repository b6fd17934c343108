"""
Schemas and examples of forecasts, goals and submissions.
"""

from typing import Any, Final

from crm_core.forecasting import (
    ADJUSTMENT_FIELDS,
    GOAL_FIELDS,
    SUBMISSION_FIELDS,
    Attainment,
    Backtest,
    Forecast,
    Goal,
    Line,
    Outlook,
    Period,
    Record,
    Said,
    Submission,
    Weighted,
)

from .examples import USER_ID
from .kinds import input_schema
from .types import Schema, closed, listed, reference

FORECAST_TYPES: Final[dict[type, str]] = {
    Attainment: "Attainment",
    Backtest: "BackTest",
    Forecast: "CalibratedForecast",
    Goal: "Goal",
    Line: "ForecastLine",
    Outlook: "Outlook",
    Period: "Period",
    Record: "ForecastRecord",
    Said: "SaidForecast",
    Submission: "Submission",
    Weighted: "WeightedForecast",
}


def forecast_inputs() -> dict[str, Schema]:
    """
    The bodies that goals and submissions take.
    """
    goal = input_schema(GOAL_FIELDS, "What is to be won, of all without either of two.")
    said = input_schema(SUBMISSION_FIELDS, "What will be won, and what else may be.")
    other = input_schema(ADJUSTMENT_FIELDS, "What a manager says instead, and why.")
    return {
        "NewGoal": {**goal, "required": ["period", "amount"]},
        "NewSubmission": {**said, "required": ["period", "commit"]},
        "Adjustment": {**other, "required": ["note"]},
    }


def forecast_answers() -> dict[str, Schema]:
    """
    What forecasts answer in lists.
    """
    why: Schema = {
        "type": ["string", "null"],
        "description": "Why there is none: too little history.",
    }
    tested = {"anyOf": [reference("BackTest"), {"type": "null"}]}
    return {
        "BackTested": closed(
            "How good the forecast was.", {"back_test": tested, "silence": why}
        ),
        "ForecastRecords": _list("How right people were.", "ForecastRecord"),
        "GoalList": _list("Goals.", "Goal"),
        "SubmissionList": _list("What was said, in order.", "Submission"),
    }


def _list(says: str, of: str) -> Schema:
    return closed(says, {"items": listed(reference(of))})


_AT: Final = "2026-07-01T09:00:00.000000Z"
_PIPELINE_ID: Final = "0199f6a4-9a10-7b40-8c50-3e4f50617283"
_Q3: Final[dict[str, Any]] = {
    "start": "2026-07-01",
    "end": "2026-09-30",
    "name": "2026-Q3",
}
_GOAL: Final[dict[str, Any]] = {
    "id": "0199f6a4-9c30-7d60-8e70-506172839405",
    "period": _Q3,
    "amount": 100000,
    "currency": "EUR",
    "owner": USER_ID,
    "team": None,
    "created_at": _AT,
    "updated_at": _AT,
    "version": 1,
}
_WORDS: Final[dict[str, Any]] = {"commit": 80000, "best_case": 15000, "pipeline": 30000}
_SUBMISSION: Final[dict[str, Any]] = {
    "id": "0199f6a4-9d40-7e70-9f80-617283940516",
    "owner": USER_ID,
    "period": _Q3,
    "at": _AT,
    "by": USER_ID,
    **_WORDS,
    "currency": "EUR",
    "computed": {"commit": 64000, "closed": 12000, "weighted": 55000.5},
    "expected": ["0199f6a4-5b59-7b11-9c21-2d3e4f5a6b7c"],
    "adjusts": None,
    "note": "Two large ones are signed in August.",
}


def _line(name: str, value: float, chance: float, **more: object) -> dict[str, Any]:
    line = {"name": name, "deals": 3, "value": value, "weighted": value * chance}
    return {**line, "unvalued": 0, "pipeline_id": None, **more}


_EMPTY: Final[dict[str, Any]] = {"deals": 0}
_OUTLOOK: Final[dict[str, Any]] = {
    "period": _Q3,
    "on": "2026-08-14",
    "currency": "EUR",
    "weighted": {
        "by_stage": [
            _line("proposal", 110000, 0.5, pipeline_id=_PIPELINE_ID),
            _line("won", 12000, 1, pipeline_id=_PIPELINE_ID),
        ],
        "by_category": [
            _line("pipeline", 46000, 0.5),
            _line("commit", 64000, 0.5),
            _line("closed", 12000, 1),
        ],
        "total": _line("total", 122000, 67000 / 122000, deals=6),
        "dead": _line("dead", 0, 0, **_EMPTY),
        "overdue": _line("overdue", 8000, 0.5, deals=1),
        "undated": _line("undated", 0, 0, **_EMPTY),
        "foreign": {"CHF": 700},
    },
    "calibrated": {
        "period": _Q3,
        "on": "2026-08-14",
        "won": 12000,
        "p10": 31000,
        "p50": 52000,
        "p90": 81000,
        "expected": 54000,
        "reasons": [
            {
                "what": "won",
                "revenue": 12000,
                "stage": None,
                "age": None,
                "deals": 3,
                "wins": 3.0,
            },
            {
                "what": "open",
                "revenue": 42000,
                "stage": "proposal",
                "age": "31-45 days",
                "deals": 3,
                "wins": 1.2,
            },
        ],
        "ways": [{"name": "pipeline", "expected": 42000, "weight": 1.0}],
        "tries": 12,
    },
    "silence": None,
    "goals": [
        {
            "goal": _GOAL,
            "won": 12000,
            "amount": 100000,
            "share": 0.12,
            "missing": 88000,
        }
    ],
    "said": [
        {
            "owner": USER_ID,
            "last": _SUBMISSION,
            "own": None,
            "days": 44,
            "stale": True,
        }
    ],
    "silent": [],
}
_BACK_TEST: Final[dict[str, Any]] = {
    "origins": [
        {
            "on": "2026-06-30",
            "month": "2026-07",
            "actual": 21000.0,
            "p10": 9000.0,
            "p50": 18000.0,
            "p90": 30000.0,
            "naive": {
                "last_month": 25000.0,
                "mean_of_last_three": 20000.0,
                "same_month_last_year": None,
            },
        }
    ],
    "wape": 0.142857,
    "coverage": 1.0,
    "bias": -0.142857,
    "pinball": 0.12,
    "naive": {"last_month": 0.19, "mean_of_last_three": 0.05},
    "beside": {"last_month": 0.142857, "mean_of_last_three": 0.142857},
}
FORECAST_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "Adjustment": {"commit": 70000, "note": "One of the two is on holiday."},
    "BackTested": {"back_test": _BACK_TEST, "silence": None},
    "ForecastRecords": {
        "items": [
            {
                "owner": USER_ID,
                "periods": 4,
                "bias": 0.12,
                "error": 0.2,
                "slip": 0.31,
                "adjusted_error": 0.09,
            }
        ]
    },
    "Goal": _GOAL,
    "GoalList": {"items": [_GOAL]},
    "NewGoal": {"period": "next_quarter", "amount": 100000},
    "NewSubmission": {"period": "next_quarter", **_WORDS, "note": "Two large ones."},
    "Outlook": _OUTLOOK,
    "Submission": _SUBMISSION,
    "SubmissionList": {"items": [_SUBMISSION]},
}
