"""
What a forecast knows of an opportunity, and what it knew on an earlier day.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from attrs import evolve, frozen

from ...pipelines import PipelineId
from ...shared import UserId


@frozen(order=True)
class Step:
    """
    The day on which a deal entered a stage.
    """

    day: date
    stage: str


@frozen(order=True)
class Earlier:
    """
    What a deal was thought to bring until a day, on which somebody thought again.
    """

    until: date
    expected: Decimal | None


@frozen
class Foreign:
    """
    An amount that cannot be told in the base currency.
    """

    currency: str
    amount: Decimal


@frozen
class Deal:
    """
    An opportunity, as far as a forecast looks at it.

    Args:
        won: Whether it was won; None as long as it is open.
        amount: What it brought; None when it is open or nobody knows.
        expected: What it was thought to bring while it was open.
        earlier: What it was thought to bring before that, the first one first.
        steps: The stages it has been in, the first one first.
        probability: The chance that its stage or its owner gives it, 0 to 1.
        category: What its owner says of it: pipeline, best_case, commit or omitted.
        due: The day on which its owner expects it to close.
        foreign: What it is worth in a currency that nobody gave a rate of.
    """

    opened: date
    closed: date | None = None
    won: bool | None = None
    amount: Decimal | None = None
    expected: Decimal | None = None
    earlier: tuple[Earlier, ...] = ()
    steps: tuple[Step, ...] = ()
    probability: Decimal | None = None
    category: str | None = None
    owner: UserId | None = None
    due: date | None = None
    pipeline: PipelineId | None = None
    foreign: Foreign | None = None

    @property
    def stage(self) -> str | None:
        return self.steps[-1].stage if self.steps else None

    def stage_on(self, day: date) -> str | None:
        """
        The stage it was in at the end of that day.
        """
        if self.steps and self.steps[-1].day <= day:
            return self.steps[-1].stage
        return next((s.stage for s in reversed(self.steps) if s.day <= day), None)

    def expected_on(self, day: date) -> Decimal | None:
        """
        What it was thought to bring at the end of that day.
        """
        known = (each.expected for each in self.earlier if day < each.until)
        return next(known, self.expected)

    def open_on(self, day: date) -> bool:
        """
        Whether it was open at the end of that day.
        """
        return self.opened <= day and (self.closed is None or self.closed > day)


def as_seen_on(deals: Iterable[Deal], day: date) -> list[Deal]:
    """
    The deals as a user saw them at the end of *day*.

    Deals opened later are not there; those closed later are open, and what they brought
    is not known. The probability, category and due day of a deal that closed later are
    of a later day, so they are not known either.
    """
    return [_seen(deal, day) for deal in deals if deal.opened <= day]


def _seen(deal: Deal, day: date) -> Deal:
    if deal.closed is not None and deal.closed <= day:
        return deal
    steps = tuple(step for step in deal.steps if step.day <= day)
    later = deal.closed is not None or len(steps) < len(deal.steps)
    if not later:
        return deal
    return evolve(
        deal,
        closed=None,
        won=None,
        amount=None,
        steps=steps,
        probability=None,
        category=None,
        due=None,
    )
