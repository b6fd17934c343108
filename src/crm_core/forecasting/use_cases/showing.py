"""
What a period will bring, and how good such forecasts were.
"""

from collections.abc import Iterable
from datetime import timedelta

from ...currencies import rates_of
from ...pipelines import PipelineId
from ...shared import Permission, TeamId, UserId, use_case
from ..computing import (
    HISTORY_MONTHS,
    Figures,
    People,
    figures_of,
    past_of,
    people_of,
    period_named,
    scope_of,
)
from ..model import (
    STALE_DAYS,
    Attainment,
    Backtest,
    Due,
    Outlook,
    Period,
    Said,
    TooLittle,
    add_months,
    attain,
    backtest_past,
    last_whole_month,
    month_ahead,
    standing,
    windows_back,
)
from ..ports import ForecastWork, Scope
from .goals import goals_within


@use_case(requires=Permission.OPPORTUNITY_READ)
def show_forecast(
    work: ForecastWork,
    *,
    period: str = "quarter",
    team: TeamId | None = None,
    owner: UserId | None = None,
    pipeline_id: PipelineId | None = None,
) -> Outlook:
    """
    What a period will bring: the deals by stage and by category, the calibrated
    forecast, goals, and what people say; all of what the actor may see.

    Args:
        work: The unit of work.
        period: ``month``, ``next_quarter``, ``2026-Q3``, ``2026-07`` and the like.
        team: Only the deals that count for it: those that say so, and those of its
            members that name no team.
        owner: Only the deals of this person.
        pipeline_id: Only the deals in this pipeline. Goals count all pipelines.

    Raises:
        Invalid: Naming each of these that there is not.
    """
    asked = period_named(work, period)
    people = people_of(work)
    scope = scope_of(work, people, owner=owner, team=team, pipeline_id=pipeline_id)
    rates = rates_of(work)
    found = figures_of(work, scope, asked, rates)
    past = found.calibrated
    said = _said(work, people, scope, asked)
    return Outlook(
        period=asked,
        on=work.now.date(),
        currency=rates.base,
        weighted=found.weighted,
        calibrated=None if isinstance(past, TooLittle) else past,
        silence=past.reason if isinstance(past, TooLittle) else None,
        goals=_attained(work, people, asked, owner=owner, team=team),
        said=said,
        silent=_silent(found, people, said),
    )


def _attained(
    work: ForecastWork,
    people: People,
    period: Period,
    *,
    owner: UserId | None,
    team: TeamId | None,
) -> tuple[Attainment, ...]:
    goals = goals_within(work.goals.of(period), people, owner=owner, team=team)
    if not goals:
        return ()
    rates = rates_of(work)
    won = work.deals.won([period], rates)
    return tuple(attain(goal, won, people.teams, rates) for goal in goals)


def _said(
    work: ForecastWork, people: People, scope: Scope, period: Period
) -> tuple[Said, ...]:
    known = [
        each
        for each in work.submissions.of(period)
        if people.sees(each.owner) and scope.speaks(each.owner)
    ]
    own = standing(each for each in known if each.adjusts is None)
    found = []
    for (owner, _), last in standing(known).items():
        days = (work.now.date() - last.at.date()).days
        theirs = own.get((owner, period))
        found.append(
            Said(
                owner=owner,
                last=last,
                own=None if theirs == last else theirs,
                days=days,
                stale=days > STALE_DAYS,
            )
        )
    return tuple(sorted(found, key=lambda each: each.owner))


def _silent(found: Figures, people: People, said: Iterable[Said]) -> tuple[UserId, ...]:
    spoken = {each.owner for each in said}
    owners = {lot.owner for lot in found.lots if lot.due is not Due.UNDATED}
    return tuple(
        sorted(
            owner
            for owner in owners
            if owner is not None and owner not in spoken and people.sees(owner)
        )
    )


@use_case(requires=Permission.OPPORTUNITY_READ)
def back_test_forecast(
    work: ForecastWork,
    *,
    team: TeamId | None = None,
    owner: UserId | None = None,
    pipeline_id: PipelineId | None = None,
) -> Backtest | TooLittle:
    """
    How good the calibrated forecast of the next month would have been at the end of
    each month of the last three years, from what was known then.

    Raises:
        Invalid: There is no such team, person or pipeline.
    """
    people = people_of(work)
    scope = scope_of(work, people, owner=owner, team=team, pipeline_id=pipeline_id)
    yesterday = work.now.date() - timedelta(days=1)
    window = month_ahead(last_whole_month(yesterday))
    since = add_months(window.on, -HISTORY_MONTHS)
    closings = work.deals.closings(scope, since=since)
    windows = windows_back(window, closings.first, months=HISTORY_MONTHS)
    past = past_of(work, scope, [*windows, window], rates_of(work), closings)
    return backtest_past(past, closings.first)
