"""
Goals and submissions as rows.
"""

from decimal import Decimal

from crm_core.forecasting import Goal, Period, Submission

from .mapping import Row, RowMapping

_GOAL = ("id", "version", "created_at", "updated_at", "amount", "currency")
_SUBMISSION = (
    "id",
    "at",
    "by",
    "commit",
    "best_case",
    "pipeline",
    "currency",
    "adjusts",
    "note",
)


def _period(row: Row) -> Period:
    return Period(row["period_start"], row["period_end"], row["period"])


def _period_row(period: Period) -> Row:
    return {
        "period_start": period.start,
        "period_end": period.end,
        "period": period.name,
    }


def _goal_to_row(goal: Goal) -> Row:
    row: Row = {name: getattr(goal, name) for name in _GOAL}
    return row | {
        **_period_row(goal.period),
        "owner_id": goal.owner,
        "team_id": goal.team,
        "subject": str(goal.owner or goal.team or ""),
    }


def _goal_from_row(row: Row) -> Goal:
    return Goal(
        **{name: row[name] for name in _GOAL},
        period=_period(row),
        owner=row["owner_id"],
        team=row["team_id"],
    )


def submission_row(submission: Submission) -> Row:
    """
    A submission as a row; amounts in JSON are text.
    """
    row: Row = {name: getattr(submission, name) for name in _SUBMISSION}
    computed = submission.computed.items()
    return row | {
        **_period_row(submission.period),
        "owner_id": submission.owner,
        "computed": {name: format(amount, "f") for name, amount in computed},
        "expected": sorted(submission.expected),
    }


def submission_from(row: Row) -> Submission:
    """
    The submission that a row keeps.
    """
    computed = row["computed"].items()
    return Submission(
        **{name: row[name] for name in _SUBMISSION},
        period=_period(row),
        owner=row["owner_id"],
        computed={name: Decimal(amount) for name, amount in computed},
        expected=frozenset(row["expected"]),
    )


GOAL_ROWS = RowMapping(
    kind="goal",
    to_row=_goal_to_row,
    from_row=_goal_from_row,
    derived=frozenset({"subject"}),
    ids=frozenset({"id", "owner_id", "team_id"}),
    moments=frozenset({"created_at", "updated_at"}),
    days=frozenset({"period_start", "period_end"}),
    amounts=frozenset({"amount"}),
)
