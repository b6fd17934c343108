"""
What people ask about leads and opportunities as a whole.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from ..currencies import rates_of
from ..pipelines import PipelineId, StageKind, pipeline_of
from ..shared import (
    Date,
    FieldError,
    Invalid,
    Permission,
    RecordRef,
    TeamId,
    UserId,
    use_case,
)
from .model import (
    Difference,
    Outcome,
    Passage,
    Rates,
    differences,
    funnel,
    rates_by,
    size_of,
)
from .ports import AnalyticsWork, History

LEAD_TRAITS: Final = ("source", "owner", "stage", "month", "campaign", "product")
"""
What conversion is told by; ``stage`` is the one that a lead was closed from, or is in,
``month`` the one it came in: its cohort.
"""
DEAL_TRAITS: Final = (
    "stage",
    "owner",
    "source",
    "competitor",
    "reason",
    "size",
    "month",
)
"""
What wins and losses are told by; ``stage`` is the one that a deal was closed from,
``month`` the one it was closed in.
"""
_TELLING: Final = ("source", "owner", "size", "competitor", "roles")


@use_case(requires=Permission.LEAD_READ)
def lead_conversion(
    work: AnalyticsWork,
    *,
    by: str = "source",
    since: object = None,
    until: object = None,
    owner: UserId | None = None,
    team: TeamId | None = None,
) -> Rates:
    """
    How many of the leads that came in from *since* to *until* (days, both included)
    were converted, in groups of one of ``LEAD_TRAITS``. A lead counts on the day it
    came in, whenever it was converted, and in one group only.

    Raises:
        Invalid: An unknown group, or no days.
    """
    first, last = _days(since, until)
    found = work.histories.leads(since=_begin(first), until=_end(last))
    outcomes = _outcomes(work, "lead", found, owner, team)
    return rates_by(
        by,
        outcomes,
        known=LEAD_TRAITS,
        currency=rates_of(work).base,
        since=first,
        until=last,
    )


@use_case(requires=Permission.LEAD_READ)
def lead_funnel(
    work: AnalyticsWork,
    *,
    pipeline_id: PipelineId | None = None,
    since: object = None,
    until: object = None,
) -> list[Passage]:
    """
    How far the leads came that came in on those days: each stage with how many ever
    stood there and went on, each lead once.
    """
    first, last = _days(since, until)
    found = work.histories.leads(since=_begin(first), until=_end(last))
    return _funnel(work, "lead", found, pipeline_id)


@use_case(requires=Permission.OPPORTUNITY_READ)
def opportunity_funnel(
    work: AnalyticsWork,
    *,
    pipeline_id: PipelineId | None = None,
    since: object = None,
    until: object = None,
) -> list[Passage]:
    """
    The same for the opportunities that were added on those days.
    """
    first, last = _days(since, until)
    found = work.histories.opportunities(since=first, until=last, closed=False)
    return _funnel(work, "opportunity", found, pipeline_id)


@use_case(requires=Permission.OPPORTUNITY_READ)
def win_loss(
    work: AnalyticsWork,
    *,
    by: str = "reason",
    since: object = None,
    until: object = None,
    owner: UserId | None = None,
    team: TeamId | None = None,
) -> Rates:
    """
    How many of the opportunities that were closed from *since* to *until* (days, both
    included) were won, in groups of one of ``DEAL_TRAITS``.

    Raises:
        Invalid: An unknown group, or no days.
    """
    first, last = _days(since, until)
    found = work.histories.opportunities(since=first, until=last, closed=True)
    return rates_by(
        by,
        _outcomes(work, "opportunity", found, owner, team),
        known=DEAL_TRAITS,
        currency=rates_of(work).base,
        since=first,
        until=last,
    )


@use_case(requires=Permission.OPPORTUNITY_READ)
def win_differences(
    work: AnalyticsWork, *, since: object = None, until: object = None
) -> list[Difference]:
    """
    What tells the opportunities won on those days from those lost.
    """
    first, last = _days(since, until)
    found = work.histories.opportunities(since=first, until=last, closed=True)
    outcomes = _outcomes(work, "opportunity", found, None, None)
    return differences(outcomes, traits=_TELLING)


def _days(since: object, until: object) -> tuple[date | None, date | None]:
    errors: list[FieldError] = []
    days: list[date | None] = []
    for name, raw in (("since", since), ("until", until)):
        try:
            days.append(None if raw is None else Date().parse(raw))
        except Invalid as error:
            errors += error.under(name)
    if errors:
        raise Invalid(errors=errors)
    first, last = days
    if first is not None and last is not None and last < first:
        raise Invalid.of("until", "order", "The last day is before the first.")
    return first, last


def _begin(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


def _end(day: date | None) -> datetime | None:
    return _begin(None if day is None or day == date.max else day + timedelta(days=1))


def _outcomes(
    work: AnalyticsWork,
    kind: str,
    histories: Iterable[History],
    owner: UserId | None,
    team: TeamId | None,
) -> list[Outcome]:
    rates, today = rates_of(work), work.now.date()
    people = {user.id: user for user in work.users.all()}
    members = {u.id for u in people.values() if team is not None and team in u.teams}
    found = []
    for each in histories:
        if owner is not None and each.assigned_to != owner:
            continue
        # What counts for no team counts for those of its owner.
        theirs = each.team_id == team if each.team_id else each.assigned_to in members
        if team is not None and not theirs:
            continue
        rate = rates.on(each.currency, each.closed_on or today)
        known = each.value is not None and rate is not None
        value = each.value * rate if known else None  # type: ignore[operator]
        person = people.get(each.assigned_to) if each.assigned_to else None
        name = (person.name or person.email) if person else None
        found.append(_outcome(kind, each, value, name))
    return found


def _outcome(
    kind: str, history: History, value: Decimal | None, owner: str | None
) -> Outcome:
    won = _WON.get(history.status)
    dated = history.closed_on if kind == "opportunity" else history.created_at
    return Outcome(
        record=RecordRef(kind, history.id),
        came=history.created_at.date(),
        closed=history.closed_on,
        won=won,
        value=value,
        traits={
            "campaign": history.campaign,
            "competitor": history.competitor,
            "month": f"{dated:%Y-%m}" if dated else None,
            "owner": owner,
            "product": history.product,
            "reason": history.reason,
            "roles": "several people" if history.roles > 1 else "one person or none",
            "size": size_of(value),
            "source": history.source,
            "stage": history.before,
        },
        reached=history.stages,
    )


def _funnel(
    work: AnalyticsWork,
    kind: str,
    histories: Iterable[History],
    pipeline_id: PipelineId | None,
) -> list[Passage]:
    pipeline = pipeline_of(work, kind, pipeline_id)
    stages = [stage.key for stage in pipeline.live if stage.kind is StageKind.OPEN]
    mine = (each for each in histories if each.pipeline_id == pipeline.id)
    return funnel(stages, _outcomes(work, kind, mine, None, None))


_WON: Mapping[str, bool] = {
    "converted": True,
    "disqualified": False,
    "lost": False,
    "won": True,
}
