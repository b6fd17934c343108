"""
What a forecast adds up: deals that stand alike, counted and summed.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from attrs import evolve, frozen

from ...pipelines import Category, PipelineId
from ...shared import UserId
from .deals import Deal
from .periods import Period
from .windows import age_class

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
UNSAID = Category.PIPELINE.value


class Due(StrEnum):
    """
    Why deals are in the forecast of a period: they were won in it, are expected to
    close in it, should have closed by now, or have no day.
    """

    CLOSED = "closed"
    DUE = "due"
    OVERDUE = "overdue"
    UNDATED = "undated"


@frozen(kw_only=True)
class Lot:
    """
    Deals that stand alike in one period.

    Args:
        probability: The chance that their stage or owner gives them, and *age* their
            class of age; known of dead ones only, which are older than any that was
            won.
        currency: Theirs, when it has no rate; *foreign* is then what they are worth.
        unvalued: How many of them have no amount in the base currency.
    """

    due: Due
    pipeline: PipelineId | None
    stage: str
    category: str
    owner: UserId | None
    probability: Decimal | None = None
    age: int | None = None
    currency: str | None = None
    deals: int = 0
    unvalued: int = 0
    value: Decimal = NOTHING
    weighted: Decimal = NOTHING
    foreign: Decimal = NOTHING


def lots_of(
    deals: Iterable[Deal], period: Period, on: date, *, oldest: int | None
) -> list[Lot]:
    """
    The deals won in *period*, the open ones due in it, and those without a day.

    An overdue deal is due on the day *on*. Deals older than *oldest* days are dead.
    """
    found: dict[Lot, Lot] = {}
    for deal in deals:
        due = _due(deal, period, on)
        if due is None:
            continue
        kind = _kind(deal, due, on, oldest)
        found[kind] = _added(found.get(kind, kind), deal, due)
    return list(found.values())


def _due(deal: Deal, period: Period, on: date) -> Due | None:
    if deal.opened > on:
        return None
    if not deal.open_on(on):
        return Due.CLOSED if deal.won and deal.closed in period else None
    if deal.due is None:
        return Due.UNDATED
    if max(deal.due, on) not in period:
        return None
    return Due.OVERDUE if deal.due < on else Due.DUE


def _kind(deal: Deal, due: Due, on: date, oldest: int | None) -> Lot:
    age = (on - deal.opened).days
    won = due is Due.CLOSED
    dead = not won and oldest is not None and age > oldest
    return Lot(
        due=due,
        pipeline=deal.pipeline,
        stage=deal.stage or "",
        category=Category.CLOSED.value if won else deal.category or UNSAID,
        owner=deal.owner,
        probability=deal.probability if dead else None,
        age=age_class(age) if dead else None,
        currency=deal.foreign.currency if deal.foreign else None,
    )


def _added(lot: Lot, deal: Deal, due: Due) -> Lot:
    value = deal.amount if due is Due.CLOSED else deal.expected
    chance = Decimal(1) if due is Due.CLOSED else deal.probability or Decimal(0)
    return evolve(
        lot,
        deals=lot.deals + 1,
        unvalued=lot.unvalued + (value is None),
        value=lot.value + (value or 0),
        weighted=lot.weighted + to_cents((value or Decimal(0)) * chance),
        foreign=lot.foreign + (deal.foreign.amount if deal.foreign else 0),
    )


def to_cents(amount: Decimal) -> Decimal:
    """
    An amount to the cent, halves upwards, as values of opportunities are rounded.
    """
    return amount.quantize(CENT, ROUND_HALF_UP)
