"""
How good the forecast would have been: made at each month's end, as a user saw it then.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from statistics import fmean

from attrs import frozen

from ...shared import Invalid
from .calibrated import Made, TooLittle, walk, walk_past
from .deals import Deal, as_seen_on
from .history import Past, first_closing
from .periods import Period, add_months, first_of, last_of, month_of
from .windows import Window

NAIVE = ("last_month", "mean_of_last_three", "same_month_last_year")
"""
The same as the last known month, the mean of the last three, the same month last year.
"""


@frozen
class Origin:
    """
    A forecast made at the end of the day *on*, and what came.

    Args:
        naive: What plain methods say, None where the history is too short for one.
    """

    on: date
    month: str
    actual: float
    p10: float
    p50: float
    p90: float
    naive: Mapping[str, float | None]

    @property
    def covered(self) -> bool:
        return self.p10 <= self.actual <= self.p90


@frozen
class Backtest:
    """
    The measures over all origins.

    Args:
        wape: The sum of the absolute errors of P50 over the sum of what came; None
            when nothing came.
        coverage: The share of months that came out between P10 and P90.
        bias: The sum of P50 less what came, over what came.
        pinball: The mean quantile loss of P10, P50 and P90, over the mean month.
        naive: The WAPE of each plain method over the origins at which it can speak, and
            *beside* that of P50 over the same origins.
    """

    origins: tuple[Origin, ...]
    wape: float | None
    coverage: float
    bias: float | None
    pinball: float | None
    naive: Mapping[str, float | None]
    beside: Mapping[str, float | None]


def backtest(
    deals: Iterable[Deal],
    last: date,
    *,
    horizon: int = 1,
    since: date | None = None,
) -> Backtest | TooLittle:
    """
    Forecast each month up to that of the day *last* from the end of the month *horizon*
    months before it.

    Only whole months are judged: that of *last* is when it is the month's last day, and
    none of more than ten years ago.

    Raises:
        Invalid: No month from that of *since* on can be judged.
    """
    month = last_whole_month(last)
    seen = as_seen_on(deals, month.end)
    window = Window(add_months(month.end, -horizon), month.start, month.end)
    first = month_of(first_closing(seen) or date.max).name
    found = list(walk(seen, window))
    return _judged(found, _by_month(seen), first, horizon=horizon, since=since)


def backtest_past(
    past: Sequence[Past], first_closed: date | None
) -> Backtest | TooLittle:
    """
    ``backtest`` of the month ahead, from months of the past, the last of which is the
    last to be judged.
    """
    *before, last = past
    found = list(walk_past(before, last.window, last.book))
    revenue = {month_of(p.window.end).name: p.outcome.revenue for p in past}
    first = month_of(first_closed or date.max).name
    return _judged(found, revenue, first, horizon=1)


def last_whole_month(day: date) -> Period:
    """
    The month of *day* when it is the month's last day, else the month before.
    """
    return month_of(day if day == last_of(day) else first_of(day) - timedelta(days=1))


def month_ahead(month: Period) -> Window:
    """
    A forecast of *month* made at the end of the month before.
    """
    return Window(month.start - timedelta(days=1), month.start, month.end)


def _judged(
    found: Sequence[Made | TooLittle],
    revenue: Mapping[str, float],
    first: str,
    *,
    horizon: int,
    since: date | None = None,
) -> Backtest | TooLittle:
    made = [each for each in found if isinstance(each, Made)]
    if not made:
        return next(each for each in reversed(found) if isinstance(each, TooLittle))
    asked = [each for each in made if since is None or each.window.end >= since]
    if not asked:
        message = f"The last whole month is {month_of(made[-1].window.end).name}."
        raise Invalid.of("since", "range", message)
    return _measured([_origin(each, revenue, first, horizon) for each in asked])


def _by_month(deals: Iterable[Deal]) -> dict[str, float]:
    revenue: dict[str, float] = {}
    for deal in deals:
        if deal.won and deal.closed is not None and deal.amount is not None:
            name = month_of(deal.closed).name
            revenue[name] = revenue.get(name, 0.0) + float(deal.amount)
    return revenue


def _origin(
    made: Made, revenue: Mapping[str, float], first: str, horizon: int
) -> Origin:
    window = made.window

    def month(back: int) -> float | None:
        name = month_of(add_months(window.end, -back)).name
        return revenue.get(name, 0.0) if name >= first else None

    three = [month(back) for back in range(horizon, horizon + 3)]
    known = [each for each in three if each is not None]
    return Origin(
        on=window.on,
        month=month_of(window.end).name,
        actual=month(0) or 0.0,
        p10=made.p10,
        p50=made.p50,
        p90=made.p90,
        naive={
            "last_month": three[0],
            "mean_of_last_three": fmean(known) if len(known) == 3 else None,
            "same_month_last_year": month(12) if horizon <= 12 else None,
        },
    )


def _measured(origins: Sequence[Origin]) -> Backtest:
    came = sum(each.actual for each in origins)
    pairs = [(each.p50, each.actual) for each in origins]
    naive, beside = {}, {}
    for name in NAIVE:
        able = [each for each in origins if each.naive[name] is not None]
        naive[name] = _wape([(each.naive[name] or 0.0, each.actual) for each in able])
        beside[name] = _wape([(each.p50, each.actual) for each in able])
    losses = [
        _pinball(share, said, each.actual)
        for each in origins
        for share, said in ((0.1, each.p10), (0.5, each.p50), (0.9, each.p90))
    ]
    return Backtest(
        origins=tuple(origins),
        wape=_wape(pairs),
        coverage=fmean(each.covered for each in origins),
        bias=sum(said - got for said, got in pairs) / came if came else None,
        pinball=fmean(losses) * len(origins) / came if came else None,
        naive=naive,
        beside=beside,
    )


def _wape(pairs: Sequence[tuple[float, float]]) -> float | None:
    came = sum(actual for _, actual in pairs)
    return sum(abs(said - got) for said, got in pairs) / came if came else None


def _pinball(share: float, said: float, actual: float) -> float:
    return max(share * (actual - said), (share - 1) * (actual - said))
