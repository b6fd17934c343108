"""
How many of what came in was won, by whatever groups it: figures with their sizes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import sqrt
from statistics import median

from attrs import frozen

from ...shared import Invalid, RecordRef

CENT = Decimal("0.01")
Z = 1.96
FEWEST = 5
SIZES = (1_000, 5_000, 10_000, 50_000, 100_000)


@frozen(kw_only=True)
class Outcome:
    """
    What became of one lead or opportunity.

    Args:
        record: Which one it is.
        came: The day it came in.
        closed: The day it was won or lost; None while it is open.
        won: Whether it was won; None while it is open.
        value: What it is worth in the base currency; None without a rate.
        traits: What it may be grouped by: name of the trait -> what it is there.
        reached: The stages it ever stood in.
    """

    record: RecordRef
    came: date
    closed: date | None
    won: bool | None
    value: Decimal | None
    traits: Mapping[str, str | None]
    reached: frozenset[str] = frozenset()


@frozen(kw_only=True)
class Rate:
    """
    How one group fared.

    Args:
        group: What its members share; None where they say nothing.
        count: How many there are.
        won: How many of them were won, or converted.
        lost: How many were lost, or disqualified.
        open: How many are still open.
        rate: Won of those that are decided; None while none is.
        low: The lower end of the range in which the rate lies in 95 of 100 cases.
        high: Its upper end.
        won_value: What those won come to in the base currency.
        lost_value: What those lost would have.
        days: The days from coming in to being won, for half of those won; None for
            none.
        certain: Whether at least five are decided: of fewer nothing follows.
    """

    group: str | None
    count: int
    won: int
    lost: int
    open: int
    rate: float | None
    low: float | None
    high: float | None
    won_value: Decimal
    lost_value: Decimal
    days: float | None
    certain: bool


@frozen(kw_only=True)
class Rates:
    """
    All groups of a question, the largest first, and the whole.

    Args:
        by: The trait that groups.
        since: The first day that counts, None for all.
        until: The last day that counts.
        currency: What values are in.
        unconverted: How many records have a value in a currency without a rate.
    """

    by: str
    since: date | None
    until: date | None
    currency: str
    unconverted: int
    whole: Rate
    groups: tuple[Rate, ...]


def wilson(won: int, of: int) -> tuple[float, float]:
    """
    The range in which a rate lies in 95 of 100 cases, when *won* of so many were
    (E. B. Wilson, 1927).
    """
    share, square = won / of, Z * Z
    middle = share + square / (2 * of)
    spread = Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def rate_of(group: str | None, outcomes: Iterable[Outcome]) -> Rate:
    """
    How a group of records fared.
    """
    members = list(outcomes)
    won = [each for each in members if each.won]
    lost = [each for each in members if each.won is False]
    decided = len(won) + len(lost)
    low, high = wilson(len(won), decided) if decided else (None, None)
    days = [(e.closed - e.came).days for e in won if e.closed is not None]
    return Rate(
        group=group,
        count=len(members),
        won=len(won),
        lost=len(lost),
        open=len(members) - decided,
        rate=len(won) / decided if decided else None,
        low=low,
        high=high,
        won_value=_sum(won),
        lost_value=_sum(lost),
        days=float(median(days)) if days else None,
        certain=decided >= FEWEST,
    )


def _sum(outcomes: Iterable[Outcome]) -> Decimal:
    values = (each.value for each in outcomes if each.value is not None)
    return sum(values, Decimal(0)).quantize(CENT)


def rates_by(
    by: str,
    outcomes: Sequence[Outcome],
    *,
    known: Iterable[str],
    currency: str,
    since: date | None = None,
    until: date | None = None,
) -> Rates:
    """
    How records fared in groups of one trait, each record in one group.

    Raises:
        Invalid: They are not grouped by that.
    """
    if by not in known:
        message = f"Must be one of: {', '.join(known)}."
        raise Invalid.of("by", "choice", message)
    groups: dict[str | None, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        groups[each.traits.get(by)].append(each)
    found = [rate_of(group, members) for group, members in groups.items()]
    dated = by in ("month", "size")
    return Rates(
        by=by,
        since=since,
        until=until,
        currency=currency,
        unconverted=sum(each.value is None for each in outcomes),
        whole=rate_of(None, outcomes),
        groups=tuple(sorted(found, key=_by_group if dated else _by_size)),
    )


def _by_size(rate: Rate) -> tuple[int, str]:
    return -rate.count, rate.group or ""


def _by_group(rate: Rate) -> tuple[int, str]:
    text = rate.group or ""
    number = text.split()[0].replace(",", "") if text[:1].isdigit() else "0"
    return (int(number) if number.isdigit() else 0), text


def size_of(value: Decimal | None) -> str | None:
    """
    The bracket that a value falls into, as ``5,000 to 10,000``.
    """
    if value is None:
        return None
    below = 0
    for above in SIZES:
        if value < above:
            return f"{below:,} to {above:,}"
        below = above
    return f"{below:,} and more"
