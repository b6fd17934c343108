"""
What people say a period will bring, and how right they were.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import evolve

from ...currencies import base_currency, rates_of
from ...shared import (
    FieldError,
    Invalid,
    NotFound,
    Permission,
    TeamId,
    UserId,
    use_case,
)
from ..computing import figures_of, people_of, period_named, scope_of
from ..events import ForecastSubmitted
from ..model import (
    ADJUSTMENT_FIELDS,
    NOTHING,
    SUBMISSION_FIELDS,
    Actual,
    Forecast,
    Period,
    Record,
    Submission,
    SubmissionId,
    read,
    to_cents,
    track_record,
)
from ..ports import ForecastWork, Scope

_AMOUNTS = ("commit", "best_case", "pipeline")


@use_case(requires=Permission.FORECAST_SUBMIT)
def submit_forecast(work: ForecastWork, /, **fields: object) -> Submission:
    """
    Say what one's own deals will bring in a ``period``: ``commit`` in all, the won
    ones among it, then ``best_case`` and ``pipeline`` on top, in the base currency,
    with a ``note``. It is kept as it is, with what the deals said at that moment.

    Raises:
        Invalid: Naming every field that is wrong.
    """
    values = _read(work, fields)
    period, me = values.pop("period"), work.actor.user_id
    given = {name: values.get(name) or NOTHING for name in _AMOUNTS}
    return _said(work, me, period, given, note=values.get("note") or "")


@use_case(requires=Permission.FORECAST_ADJUST)
def adjust_forecast(
    work: ForecastWork, submission_id: SubmissionId, /, **fields: object
) -> Submission:
    """
    Say otherwise than somebody has: another ``commit``, ``best_case`` or ``pipeline``,
    and in a ``note`` why. What they said is kept.

    Raises:
        Invalid: Naming every field that is wrong, or the period is over.
        NotFound: No such submission, or of somebody whose figures one may not see.
    """
    before = work.submissions.get(submission_id)
    if not people_of(work).sees(before.owner):
        raise NotFound(id=submission_id)
    given = _adjusted(work, before, fields)
    note = given.pop("note")
    first = before.adjusts or before.id
    return _said(work, before.owner, before.period, given, note=note, adjusts=first)


def _adjusted(
    work: ForecastWork, before: Submission, fields: Mapping[str, object]
) -> dict[str, Any]:
    values, errors = read(ADJUSTMENT_FIELDS, fields)
    wrong = {each.field for each in errors}
    if not wrong.union(n for n in _AMOUNTS if values.get(n) is not None) & {*_AMOUNTS}:
        message = "Say another commit, best_case or pipeline."
        errors.append(FieldError("commit", "required", message))
    if "note" not in wrong and not values.get("note"):
        errors.append(FieldError("note", "required", "Say why."))
    if before.period.end < work.now.date():
        errors.append(FieldError("period", "past", f"{before.period.name} is over."))
    rate = rates_of(work).on(before.currency, work.now.date())
    for name in _AMOUNTS:
        if values.get(name) is None and rate is not None:
            values[name] = to_cents(getattr(before, name) * rate)
        elif values.get(name) is None and name not in wrong:
            message = f"It was said in {before.currency}, which has no rate."
            errors.append(FieldError(name, "required", message))
    if errors:
        raise Invalid(errors=errors)
    return values


def _read(work: ForecastWork, fields: Mapping[str, object]) -> dict[str, Any]:
    values, errors = read(SUBMISSION_FIELDS, fields)
    wrong = {each.field for each in errors}
    if "commit" not in wrong and values.get("commit") is None:
        errors.append(FieldError("commit", "required", "Say what will be won."))
    if "period" not in wrong:
        try:
            values["period"] = found = period_named(work, fields.get("period"))
            if found.end < work.now.date():
                errors.append(FieldError("period", "past", f"{found.name} is over."))
        except Invalid as error:
            errors += error.errors
    if errors:
        raise Invalid(errors=errors)
    return values


def _said(
    work: ForecastWork,
    owner: UserId,
    period: Period,
    given: Mapping[str, Decimal],
    *,
    note: str,
    adjusts: SubmissionId | None = None,
) -> Submission:
    submission = Submission(
        id=SubmissionId(work.new_id()),
        owner=owner,
        period=period,
        at=work.now,
        by=work.actor.user_id,
        currency=base_currency(work),
        computed=_computed(work, owner, period),
        expected=frozenset(work.deals.due(owner, period)),
        adjusts=adjusts,
        note=note,
        **given,
    )
    work.submissions.add(submission)
    work.emit(ForecastSubmitted(submission_id=submission.id, adjusts=adjusts))
    return submission


def _computed(work: ForecastWork, owner: UserId, period: Period) -> dict[str, Decimal]:
    found = figures_of(work, Scope(owner=owner), period, rates_of(work))
    computed = {line.name: line.value for line in found.weighted.by_category}
    computed["weighted"] = found.weighted.total.weighted
    if isinstance(found.calibrated, Forecast):
        for name in ("p10", "p50", "p90"):
            computed[name] = getattr(found.calibrated, name)
    return computed


@use_case(requires=Permission.OPPORTUNITY_READ)
def list_submissions(
    work: ForecastWork,
    *,
    period: str | None = None,
    team: TeamId | None = None,
    owner: UserId | None = None,
) -> list[Submission]:
    """
    All that was said of a period, or of all of them, in order; of the people whose
    figures the actor may see.

    Raises:
        Invalid: There is no such period, team or person.
    """
    people = people_of(work)
    scope = scope_of(work, people, owner=owner, team=team)
    asked = None if period is None else period_named(work, period)
    return [
        each
        for each in work.submissions.of(asked)
        if people.sees(each.owner) and scope.speaks(each.owner)
    ]


@use_case(requires=Permission.OPPORTUNITY_READ)
def forecast_accuracy(
    work: ForecastWork,
    *,
    period: str | None = None,
    team: TeamId | None = None,
    owner: UserId | None = None,
) -> list[Record]:
    """
    How right each person was: bias, error and slip of their first words on the periods
    that are over, or on one of them. What was said in another base currency counts at
    the rate of the period's last day; without one it is left out.

    Raises:
        Invalid: There is no such period, team or person.
    """
    said = list_submissions(work, period=period, team=team, owner=owner)
    rates = rates_of(work)
    over = []
    for each in said:
        rate = rates.on(each.currency, each.period.end)
        if each.period.end < work.now.date() and rate is not None:
            over.append(evolve(each, commit=to_cents(each.commit * rate)))
    periods = {each.period for each in over}
    won: dict[tuple[UserId | None, Period], Decimal] = {}
    for part in work.deals.won(periods, rates):
        key = part.owner, part.period
        won[key] = won.get(key, NOTHING) + part.amount
    expected = frozenset[UUID]().union(*(each.expected for each in over))
    closed = work.deals.closed(expected) if expected else {}
    actuals = [
        Actual(
            name,
            asked,
            won.get((name, asked), NOTHING),
            frozenset(id for id, day in closed.items() if day in asked),
        )
        for name, asked in sorted({(each.owner, each.period) for each in over})
    ]
    return track_record(over, actuals)
