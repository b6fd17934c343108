"""
Whose figures an actor may see, which period is meant, and what its deals come to.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from attrs import define, frozen

from ..access import User
from ..currencies import Rates
from ..pipelines import PipelineId, pipeline_of
from ..shared import Actor, FieldError, Invalid, TeamId, UserId, Visibility
from .model import (
    NOTHING,
    Due,
    Forecast,
    Lot,
    Made,
    Past,
    Period,
    TooLittle,
    Weighted,
    Window,
    add_months,
    ended,
    parse_period,
    slowest,
    told,
    walk_past,
    weigh,
    window_of,
    windows_back,
    won_so_far,
)
from .ports import Closings, ForecastWork, Scope

WAYS = 20_000
"""
The ways of so many closed deals tell how deals move on; of more, each second or third
is looked at.
"""
HISTORY_MONTHS = 36
"""
How far back forecasts of an organization look.
"""


@define(slots=False)
class People:
    """
    The people of the organization, and whom of them the actor may see.
    """

    users: list[User]
    actor: Actor

    @cached_property
    def teams(self) -> Mapping[UserId, frozenset[TeamId]]:
        return {user.id: frozenset(user.teams) for user in self.users}

    def sees(self, owner: UserId | None) -> bool:
        """
        Whether the figures of a person, or those of all when None, may be seen.
        """
        match self.actor.visibility:
            case Visibility.ALL:
                return True
            case Visibility.TEAM if owner is not None:
                shared = self.actor.teams & self.teams.get(owner, frozenset())
                return owner == self.actor.user_id or bool(shared)
        return owner == self.actor.user_id

    def sees_team(self, team: TeamId) -> bool:
        """
        Whether the figures of a whole team may be seen.
        """
        everything = self.actor.visibility is Visibility.ALL
        own = self.actor.visibility is Visibility.TEAM and team in self.actor.teams
        return everything or own

    def members(self, team: TeamId) -> frozenset[UserId]:
        return frozenset(id for id, teams in self.teams.items() if team in teams)

    def unknown(self, owner: UserId | None, team: TeamId | None) -> list[FieldError]:
        """
        What is wrong with a person and a team that somebody named.
        """
        errors = []
        if owner is not None and owner not in self.teams:
            message = "No such user in this organization."
            errors.append(FieldError("owner", "unknown", message))
        if team is not None and not self.members(team):
            message = "No such team in this organization."
            errors.append(FieldError("team", "unknown", message))
        return errors


def people_of(work: ForecastWork) -> People:
    """
    The people of the organization at work.
    """
    return People(work.users.all(), work.actor)


def scope_of(
    work: ForecastWork,
    people: People,
    *,
    owner: UserId | None,
    team: TeamId | None,
    pipeline_id: PipelineId | None = None,
) -> Scope:
    """
    The deals of a person, of a team, or of both, and of one pipeline.

    Raises:
        Invalid: Naming those that there are not.
    """
    errors = people.unknown(owner, team)
    if pipeline_id is not None:
        try:
            pipeline_of(work, "opportunity", pipeline_id)
        except Invalid:
            message = "No such pipeline for opportunities in this organization."
            errors.append(FieldError("pipeline", "unknown", message))
    if errors:
        raise Invalid(errors=errors)
    members = frozenset[UserId]() if team is None else people.members(team)
    return Scope(owner=owner, team=team, members=members, pipeline_id=pipeline_id)


def period_named(work: ForecastWork, said: Any) -> Period:
    """
    The period that *said* names, in the organization's fiscal year.

    Raises:
        Invalid: There is no such period.
    """
    begins = work.sales_settings.get().fiscal_year_start
    return parse_period(str(said or ""), work.now.date(), fiscal_start=begins)


@frozen
class Figures:
    """
    What the deals of a scope say of a period.
    """

    lots: list[Lot]
    weighted: Weighted
    calibrated: Forecast | TooLittle


def past_of(
    work: ForecastWork,
    scope: Scope,
    windows: Sequence[Window],
    rates: Rates,
    closings: Closings,
) -> list[Past]:
    """
    What was open before each window, and what it brought, from as many deals as it
    takes.
    """
    every = max(1, -(-closings.deals // WAYS))
    return work.deals.past(scope, windows, rates, every=every)


def figures_of(
    work: ForecastWork, scope: Scope, period: Period, rates: Rates
) -> Figures:
    """
    The weighted and the calibrated forecast of a period, from one look at its deals
    and one at the past.
    """
    on = work.now.date()
    since = add_months(on, -HISTORY_MONTHS)
    closings = work.deals.closings(scope, since=since)
    oldest = slowest(closings.wins, closings.slowest)
    lots = work.deals.lots(scope, period, rates, oldest=oldest)
    won = [lot for lot in lots if lot.due is Due.CLOSED]
    sofar = won_so_far(
        sum((lot.value for lot in won), NOTHING), sum(lot.deals for lot in won)
    )
    if on >= period.end:
        return Figures(lots, weigh(lots), ended(period, on, sofar))
    window = window_of(period, on)
    windows = windows_back(window, closings.first, months=HISTORY_MONTHS)
    *past, now = past_of(work, scope, [*windows, window], rates, closings)
    *_, made = walk_past(past, window, now.book)
    if not isinstance(made, Made):
        return Figures(lots, weigh(lots), made)
    forecast = told(made, now.book, period, sofar)
    return Figures(lots, weigh(lots, rates=made.view.rates), forecast)
