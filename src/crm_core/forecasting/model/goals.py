"""
What a person, a team or all are to bring in a period, and how far they have come.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NewType
from uuid import UUID

from attrs import field, frozen, validators

from ...currencies import Rates
from ...shared import TeamId, UserId
from .lots import NOTHING, to_cents
from .periods import Period

GoalId = NewType("GoalId", UUID)
SHARE = Decimal("0.0001")


@frozen(kw_only=True)
class Goal:
    """
    An amount to be won in a period: by *owner*, by *team*, or by all when neither is
    named.

    Args:
        currency: The base currency when the goal was set.
    """

    id: GoalId
    period: Period
    amount: Decimal = field(validator=validators.gt(Decimal(0)))
    currency: str
    owner: UserId | None = None
    team: TeamId | None = None
    created_at: datetime
    updated_at: datetime
    version: int = 1


@frozen
class Won:
    """
    What one owner has won in a period, in the base currency, for a team or for none of
    its own.
    """

    period: Period
    owner: UserId | None
    amount: Decimal
    team: TeamId | None = None


@frozen
class Attainment:
    """
    How far a goal is reached: *share* is 1 when it is, *missing* is never negative.
    Both are None when the goal is in a currency without a rate.

    Args:
        amount: The goal in the base currency.
    """

    goal: Goal
    won: Decimal
    amount: Decimal | None
    share: Decimal | None
    missing: Decimal | None


def attain(
    goal: Goal,
    won: Iterable[Won],
    teams: Mapping[UserId, Collection[TeamId]],
    rates: Rates,
) -> Attainment:
    """
    The attainment of a goal by what owners have won in its period; *teams* tells the
    teams of each: what was won for no team counts for those of its owner.
    """
    sums = [each.amount for each in won if _counts(goal, each, teams)]
    total = sum(sums, NOTHING)
    rate = rates.on(goal.currency, goal.period.end)
    if rate is None:
        return Attainment(goal, total, None, None, None)
    amount = to_cents(goal.amount * rate)
    share = (total / amount).quantize(SHARE) if amount else None
    return Attainment(goal, total, amount, share, max(NOTHING, amount - total))


def _counts(goal: Goal, won: Won, teams: Mapping[UserId, Collection[TeamId]]) -> bool:
    if won.period != goal.period:
        return False
    if goal.owner is not None:
        return won.owner == goal.owner
    if goal.team is not None:
        theirs = teams.get(won.owner, ()) if won.owner else ()
        return won.team == goal.team if won.team else goal.team in theirs
    return True
