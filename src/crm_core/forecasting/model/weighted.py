"""
The plain weighted forecast: what each deal is worth times its probability.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from attrs import evolve, frozen

from ...pipelines import Category, PipelineId
from .calibrated import LEAST_WINS
from .deals import Deal
from .lots import NOTHING, Due, Lot, lots_of, to_cents
from .periods import Period
from .pipeline import Rates


@frozen
class Line:
    """
    Deals of one stage or category.

    Args:
        value: What they are worth in full, and *weighted* times their probability.
        unvalued: How many of them have no amount in the base currency, and so count
            for nothing.
        pipeline_id: That of the stage.
    """

    name: str
    deals: int = 0
    value: Decimal = NOTHING
    weighted: Decimal = NOTHING
    unvalued: int = 0
    pipeline_id: PipelineId | None = None

    def with_lot(self, lot: Lot, weighted: Decimal) -> "Line":
        return evolve(
            self,
            deals=self.deals + lot.deals,
            value=self.value + lot.value,
            weighted=self.weighted + weighted,
            unvalued=self.unvalued + lot.unvalued,
        )


@frozen
class Weighted:
    """
    The weighted forecast of a period; stages and categories add up to the same total.

    Lost deals are not in it, and those that their owners *omitted* weigh nothing.
    *dead* deals are older than any that was ever won: they weigh no more than history
    gives them. They are in their stages and categories, and once more here.

    Args:
        overdue: Open deals that should have closed by now; they count in the period
            that is under way, and are told once more here.
        undated: Open deals that nobody gave a day; not counted.
        foreign: What deals are worth that are in currencies without a rate.
    """

    by_stage: tuple[Line, ...]
    by_category: tuple[Line, ...]
    total: Line
    dead: Line
    overdue: Line
    undated: Line
    foreign: Mapping[str, Decimal]


def weighted_forecast(
    deals: Iterable[Deal], period: Period, on: date, *, rates: Rates | None = None
) -> Weighted:
    """
    The deals won in the period so far, and those open on the day *on* that are due in
    it. *rates* are those of the calibrated forecast of the same period, when there is
    one.
    """
    known = [deal for deal in deals if deal.opened <= on]
    lots = lots_of(known, period, on, oldest=oldest_win(known))
    return weigh(lots, rates=rates)


def weigh(lots: Iterable[Lot], *, rates: Rates | None = None) -> Weighted:
    """
    The weighted forecast that *lots* add up to.
    """
    stages: dict[tuple[PipelineId | None, str], Line] = {}
    categories = {each.value: Line(each.value) for each in Category}
    apart = {name: Line(name) for name in ("total", "dead", "overdue", "undated")}
    foreign: dict[str, Decimal] = {}
    for lot in lots:
        weighted = _weight(lot, rates)
        if lot.currency is not None:
            known = foreign.get(lot.currency, NOTHING)
            foreign[lot.currency] = known + lot.foreign
        if lot.due is Due.UNDATED:
            apart["undated"] = apart["undated"].with_lot(lot, weighted)
            continue
        key = lot.pipeline, lot.stage
        line = stages.get(key, Line(lot.stage, pipeline_id=lot.pipeline))
        stages[key] = line.with_lot(lot, weighted)
        line = categories.get(lot.category, Line(lot.category))
        categories[lot.category] = line.with_lot(lot, weighted)
        apart["total"] = apart["total"].with_lot(lot, weighted)
        if lot.due is Due.OVERDUE:
            apart["overdue"] = apart["overdue"].with_lot(lot, weighted)
        if lot.age is not None:
            apart["dead"] = apart["dead"].with_lot(lot, weighted)
    return Weighted(
        by_stage=tuple(stages[key] for key in sorted(stages, key=str)),
        by_category=tuple(categories.values()),
        foreign=dict(sorted(foreign.items())),
        **apart,
    )


def oldest_win(deals: Iterable[Deal]) -> int | None:
    """
    How many days the slowest won deal took; None with too few of them to tell.
    """
    days = [(d.closed - d.opened).days for d in deals if d.won and d.closed]
    return slowest(len(days), max(days, default=None))


def slowest(wins: int, days: int | None) -> int | None:
    """
    The *days* that the slowest of so many won deals took, when these are enough to
    tell.
    """
    return days if wins >= LEAST_WINS else None


def _weight(lot: Lot, rates: Rates | None) -> Decimal:
    if lot.category == Category.OMITTED:
        return NOTHING
    if lot.age is None or rates is None:
        return lot.weighted
    given = Decimal(str(rates.chance((lot.stage, lot.age))))
    return to_cents(lot.value * min(lot.probability or Decimal(0), given))
