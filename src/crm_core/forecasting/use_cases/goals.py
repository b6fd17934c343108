"""
What is to be won in a period, by whom.
"""

from collections.abc import Iterable
from typing import Any

from attrs import evolve

from ...currencies import base_currency
from ...shared import (
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    Permission,
    TeamId,
    UserId,
    Visibility,
    use_case,
)
from ..computing import People, people_of, period_named
from ..model import GOAL_FIELDS, Goal, GoalId, read
from ..ports import ForecastWork


@use_case(requires=Permission.OPPORTUNITY_READ)
def list_goals(work: ForecastWork, *, period: str | None = None) -> list[Goal]:
    """
    The goals of a period, or all, of those whose figures the actor may see.

    Raises:
        Invalid: There is no such period.
    """
    asked = None if period is None else period_named(work, period)
    return goals_within(work.goals.of(asked), people_of(work))


def goals_within(
    goals: Iterable[Goal],
    people: People,
    *,
    owner: UserId | None = None,
    team: TeamId | None = None,
) -> list[Goal]:
    """
    Those of the goals that may be seen: of *owner*, of *team* and its members, or else
    all.
    """
    among = None if team is None else people.members(team)

    def meant(goal: Goal) -> bool:
        if owner is not None:
            return goal.owner == owner
        return among is None or goal.team == team or goal.owner in among

    return [goal for goal in goals if meant(goal) and _may_see(goal, people)]


def _may_see(goal: Goal, people: People) -> bool:
    if goal.team is not None:
        return people.sees_team(goal.team)
    if goal.owner is not None:
        return people.sees(goal.owner)
    return people.actor.visibility is Visibility.ALL


@use_case(requires=Permission.GOAL_WRITE)
def set_goal(work: ForecastWork, /, **fields: object) -> Goal:
    """
    Say which ``amount``, in the base currency, is to be won in a ``period``: by an
    ``owner``, by a ``team``, or by all. A goal of the same period and people is
    replaced.

    Raises:
        Invalid: Naming every field that is wrong.
        Forbidden: It is about people whose figures the actor may not see.
    """
    people = people_of(work)
    values = _read(work, people, fields)
    goal = Goal(
        id=GoalId(work.new_id()),
        currency=base_currency(work),
        created_at=work.now,
        updated_at=work.now,
        **values,
    )
    if not _may_see(goal, people):
        message = "You set goals only for people and teams that you see."
        raise Forbidden(message)
    work.name(f"Set the goal of {goal.period.name}")
    for each in work.goals.of(goal.period):
        if (each.owner, each.team) == (goal.owner, goal.team):
            changed = {"amount": goal.amount, "currency": goal.currency}
            return work.goals.save(evolve(each, updated_at=work.now, **changed))  # type: ignore[arg-type]
    work.goals.add(goal)
    return goal


def _read(
    work: ForecastWork, people: People, fields: dict[str, object]
) -> dict[str, Any]:
    values, errors = read(GOAL_FIELDS, fields)
    wrong = {each.field for each in errors}
    if "amount" not in wrong and not values.get("amount"):
        message = "A goal is an amount above 0."
        errors.append(FieldError("amount", "required", message))
    if "period" not in wrong:
        try:
            values["period"] = period_named(work, fields.get("period"))
        except Invalid as error:
            errors += error.errors
    if values.get("owner") is not None and values.get("team") is not None:
        message = "A goal is of a person or of a team."
        errors.append(FieldError("team", "choice", message))
    errors += people.unknown(values.get("owner"), values.get("team"))
    if errors:
        raise Invalid(errors=errors)
    return values


@use_case(requires=Permission.GOAL_WRITE)
def remove_goal(work: ForecastWork, goal_id: GoalId) -> None:
    """
    Take back a goal.

    Raises:
        NotFound: There is no such goal, or it is of people that the actor may not see.
    """
    goal = work.goals.get(goal_id)
    if not _may_see(goal, people_of(work)):
        raise NotFound(id=goal_id)
    work.name(f"Remove the goal of {goal.period.name}")
    work.goals.remove(goal)
