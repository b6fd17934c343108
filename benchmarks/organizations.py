"""
Invented organizations whose deals behave in ways that forecasts stumble over.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from math import exp, log, pi, sin
from random import Random

from attrs import frozen

from crm_core.forecasting import Deal

BEGIN = date(2021, 1, 1)


@frozen
class Kind:
    """
    How an organization sells.

    Args:
        daily: Deals opened a day. *growth*: by a year, as a factor.
        cycle: The median days to close, *width* their spread in logarithms.
        dead: The share of deals that nobody ever closes.
        season: How far the year swings; *spike*: the share of closings that wait for
            the quarter's end.
        amounts: The spread of amounts in logarithms; *shock*: that of whole months.
        shift: In the middle of history openings change by this factor.
        closed_only: Deals still open are not in the file.
        blind: Days at the beginning whose closings are not in the file.
    """

    months: int = 24
    daily: float = 4.0
    growth: float = 1.0
    win: float = 0.5
    cycle: float = 45.0
    width: float = 0.8
    dead: float = 0.1
    season: float = 0.0
    spike: float = 0.0
    amounts: float = 0.7
    shock: float = 0.15
    shift: float = 1.0
    closed_only: bool = False
    blind: int = 0


KINDS = {
    "steady": Kind(),
    "growing": Kind(growth=1.8),
    "shrinking": Kind(growth=0.5),
    "seasonal": Kind(months=36, season=0.4),
    "quarter ends": Kind(spike=0.4),
    "quarter ends, young": Kind(months=10, spike=0.4, blind=90),
    "sparse": Kind(daily=0.06, months=30, amounts=1.0),
    "few deals": Kind(daily=0.25),
    "dead deals": Kind(dead=0.6),
    "closed only": Kind(closed_only=True),
    "heavy amounts": Kind(daily=1.0, amounts=1.4),
    "young": Kind(months=9, daily=6.0, blind=60),
    "shift": Kind(shift=2.0),
    "slow": Kind(cycle=150.0, width=0.6, growth=1.3),
    "at once": Kind(cycle=0.5, width=0.1),
    "restless": Kind(shock=0.5),
    "slow spikes": Kind(cycle=120.0, spike=0.6, season=0.2, months=36),
    "quick": Kind(cycle=8.0, shock=0.25),
    "busy": Kind(daily=20.0, growth=1.3, season=0.2, spike=0.2, months=30),
}


def deals_of(kind: Kind, seed: int) -> list[Deal]:
    """
    The deals of one such organization, as its file has them at the end.
    """
    random = Random(seed)
    end = _month_end(kind.months)
    found = []
    for opened in _openings(kind, random, end):
        deal = _deal(kind, random, opened, end)
        early = deal.closed and deal.closed < BEGIN + timedelta(days=kind.blind)
        if not early and not (kind.closed_only and deal.closed is None):
            found.append(deal)
    return found


def last_day(kind: Kind) -> date:
    """
    The day on which the file was written.
    """
    return _month_end(kind.months)


def _month_end(months: int) -> date:
    year, month = divmod(months, 12)
    return date(BEGIN.year + year, month + 1, 1) - timedelta(days=1)


def _openings(kind: Kind, random: Random, end: date) -> Iterator[date]:
    days = (end - BEGIN).days
    shock, month = 0.0, 0
    for number in range(days + 1):
        day = BEGIN + timedelta(days=number)
        if day.month != month:
            month, shock = day.month, random.gauss(0, kind.shock)
        rate = kind.daily * kind.growth ** (number / 365) * exp(shock)
        rate *= 1 + kind.season * sin(2 * pi * day.timetuple().tm_yday / 365)
        rate *= kind.shift if number > days / 2 else 1
        for _ in range(_poisson(rate, random)):
            yield day


def _poisson(rate: float, random: Random) -> int:
    count, product = 0, random.random()
    while product > exp(-rate):
        count += 1
        product *= random.random()
    return count


def _deal(kind: Kind, random: Random, opened: date, end: date) -> Deal:
    won = random.random() < kind.win
    days = int(random.lognormvariate(log(kind.cycle), kind.width))
    amount = round(random.lognormvariate(log(3000), kind.amounts), 2)
    closed = opened + timedelta(days=days)
    waits, dead = random.random() < kind.spike, random.random() < kind.dead
    if waits:
        closed = _quarter_end(closed) - timedelta(days=random.randrange(10))
        closed = max(closed, opened)
    if dead or closed > end:
        return Deal(opened)
    return Deal(opened, closed, won, Decimal(str(amount)) if won else None)


def _quarter_end(day: date) -> date:
    months = 12 * day.year + (day.month - 1) // 3 * 3 + 3
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)
