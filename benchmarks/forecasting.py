"""
Forecasts of invented organizations, made at each month's end as they were seen then.
"""

from collections.abc import Iterator
from statistics import fmean
from time import process_time

from attrs import evolve

from crm_core.forecasting import Backtest, backtest

from .organizations import KINDS, deals_of, last_day
from .report import Figure, at_least, told, under
from .stage import Stage

SEEDS = 20
FIRST = 9_000
NAIVE = "mean_of_last_three"


def measure(stage: Stage) -> Iterator[Figure]:
    """
    The errors of P50 beside those of the mean of three months, and how often P10 to
    P90 holds, for each kind of organization; seconds for a large one.
    """
    ratios, shares = [], []
    for name in KINDS:
        ratio, share = _kind(name, SEEDS // 4 if stage.quick else SEEDS)
        yield under(1.0, f"forecast, {name}, error over naive", ratio, "x")
        yield told(f"forecast, {name}, within P10 to P90", 100 * share, "%")
        ratios.append(ratio)
        shares.append(share)
    yield under(0.9, "forecast, all kinds, error over naive", fmean(ratios), "x")
    yield at_least(70, "forecast, least within P10 to P90", 100 * min(shares), "%")
    yield under(95, "forecast, all within P10 to P90", 100 * fmean(shares), "%")
    yield from _large()


def _kind(name: str, seeds: int) -> tuple[float, float]:
    kind = KINDS[name]
    found = [
        backtest(deals_of(kind, seed), last_day(kind))
        for seed in range(FIRST, FIRST + seeds)
    ]
    rows = [row for each in found if isinstance(each, Backtest) for row in each.origins]
    ours = sum(abs(row.p50 - row.actual) for row in rows)
    naive = sum(abs((row.naive[NAIVE] or 0.0) - row.actual) for row in rows)
    return ours / naive, fmean(row.covered for row in rows)


def _large() -> Iterator[Figure]:
    kind = evolve(KINDS["busy"], daily=45.0, months=36)
    deals = deals_of(kind, FIRST)
    start = process_time()
    backtest(deals, last_day(kind))
    name = f"forecast, back-test of {len(deals):,} deals"
    yield told(name, process_time() - start, "s of CPU")
