"""
Goals and submissions in PostgreSQL.
"""

from attrs import frozen

from crm_core.forecasting import Goal, GoalId, Period, Submission, SubmissionId
from crm_core.shared import NotFound

from ..rows import GOAL_ROWS, submission_from, submission_row
from .context import Context
from .repository import PostgresRepository
from .schema import forecast_submissions, goals
from .statements import json, statement

_GOAL = [c.name for c in goals.c if c.name != "organization_id"]
_SAID = [c.name for c in forecast_submissions.c if c.name != "organization_id"]
_QUOTED = ", ".join(map('"{}"'.format, _SAID))
_PERIOD = (
    "organization_id = $1::uuid AND ($2::date IS NULL"
    " OR (period_start = $2::date AND period_end = $3::date))"
)
_ASKED = ("organization_id", "start", "end")
_GOALS = statement(
    f"SELECT {', '.join(_GOAL)} FROM crm.goals WHERE {_PERIOD}"
    " ORDER BY period_start, period_end, id",
    _ASKED,
)
_SUBMISSIONS = statement(
    f"SELECT {_QUOTED} FROM crm.forecast_submissions WHERE {_PERIOD} ORDER BY id",
    _ASKED,
)
_SUBMISSION = statement(
    f"SELECT {_QUOTED} FROM crm.forecast_submissions"
    " WHERE organization_id = $1::uuid AND id = $2::uuid",
    ("organization_id", "id"),
)
_SAY = statement(
    f"INSERT INTO crm.forecast_submissions (organization_id, {_QUOTED})"
    f" VALUES ({', '.join(f'${n}' for n in range(1, len(_SAID) + 2))})",
    ("organization_id", *_SAID),
)


def _asked(context: Context, period: Period | None) -> dict[str, object]:
    return context.values(
        start=period.start if period else None, end=period.end if period else None
    )


class PostgresGoals(PostgresRepository[GoalId, Goal]):
    """
    The goals of the organization at work.
    """

    table = goals
    mapping = GOAL_ROWS

    def of(self, period: Period | None, /) -> list[Goal]:
        rows = self.transaction.ask(_GOALS, _asked(self.context, period))
        found = (dict(zip(_GOAL, row, strict=True)) for row in rows)
        return [self.mapping.from_row(row) for row in found]


@frozen
class PostgresSubmissions:
    """
    What people said of periods.
    """

    context: Context

    def get(self, id: SubmissionId, /) -> Submission:
        values = self.context.values(id=id)
        rows = self.context.transaction.ask(_SUBMISSION, values)
        if not rows:
            raise NotFound(id=id)
        return submission_from(dict(zip(_SAID, rows[0], strict=True)))

    def add(self, submission: Submission, /) -> None:
        self.context.introduce()
        row = submission_row(submission)
        values = self.context.values(**{**row, "computed": json(row["computed"])})
        self.context.transaction.tell(_SAY, values)

    def of(self, period: Period | None, /) -> list[Submission]:
        rows = self.context.transaction.ask(_SUBMISSIONS, _asked(self.context, period))
        return [submission_from(dict(zip(_SAID, row, strict=True))) for row in rows]
