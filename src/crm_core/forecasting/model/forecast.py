"""
The calibrated forecast as a person reads it: amounts to the cent, with reasons.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from attrs import frozen

from .calibrated import Made, TooLittle, make, rank, window_of
from .deals import Deal, as_seen_on
from .periods import Period
from .windows import Book, ages_of, book_on

CENT = Decimal("0.01")


@frozen
class Part:
    """
    One reason for the expected amount; all of them add up to it.

    Args:
        what: ``won`` so far in the period; ``open`` deals of one stage and age; ``new``
            deals that will be opened and won; ``season``; ``experience``: what the
            other ways to look at the past add to or take from that.
        deals: How many deals are meant, *wins* how many of them are expected to be won.
    """

    what: str
    revenue: Decimal
    stage: str | None = None
    age: str | None = None
    deals: int | None = None
    wins: float | None = None


@frozen
class Way:
    """
    One way to look at the past: what it expects, and what it weighs.
    """

    name: str
    expected: Decimal
    weight: float


@frozen
class Forecast:
    """
    What a period will bring, as known at the end of the day *on*.

    It is no more than *p10* in one of ten cases and no more than *p90* in nine of ten;
    *p50* is the point forecast. *expected*, the mean, is what the reasons add up to.

    Args:
        tries: How many earlier forecasts it has learnt from.
    """

    period: Period
    on: date
    won: Decimal
    p10: Decimal
    p50: Decimal
    p90: Decimal
    expected: Decimal
    reasons: tuple[Part, ...]
    ways: tuple[Way, ...] = ()
    tries: int = 0


def forecast(deals: Sequence[Deal], period: Period, on: date) -> Forecast | TooLittle:
    """
    P10, P50 and P90 of what is won in *period*, from the deals as seen on the day *on*.

    A period that is over, or begun, counts with what it has brought.
    """
    seen = as_seen_on(deals, on)
    inside = [deal for deal in seen if deal.won and deal.closed in period]
    won = sum((d.amount for d in inside if d.amount is not None), Decimal(0))
    sofar = won_so_far(won, len(inside))
    if on >= period.end:
        return ended(period, on, sofar)
    made = make(seen, window_of(period, on))
    if isinstance(made, TooLittle):
        return made
    book = book_on(sorted(seen, key=rank), on)
    return told(made, book, period, sofar)


def ended(period: Period, on: date, sofar: Part) -> Forecast:
    """
    The forecast of a period that is over: what it has brought.
    """
    won = sofar.revenue
    return Forecast(period, on, won, won, won, won, won, (sofar,))


def told(made: Made, book: Book, period: Period, sofar: Part) -> Forecast:
    """
    What *made* says of *period*, beside what it has brought *sofar*; *book* is open.
    """
    won, expected = sofar.revenue, cents(made.mean)
    parts = list(_parts(made, book))
    rest = expected - sum((part.revenue for part in parts), Decimal(0))
    reasons = (sofar, *parts, Part("experience", rest))
    ways = tuple(
        Way(name, cents(mean), round(made.weights[name], 4))
        for name, mean in made.view.means.items()
    )
    low, middle, high = (won + cents(each) for each in (made.p10, made.p50, made.p90))
    return Forecast(
        period,
        made.window.on,
        won,
        low,
        middle,
        high,
        won + expected,
        reasons,
        ways,
        made.tries,
    )


def won_so_far(revenue: Decimal, deals: int) -> Part:
    """
    The reason that a period has brought something already.
    """
    return Part("won", revenue, deals=deals, wins=float(deals))


def cents(amount: float) -> Decimal:
    """
    An amount to the cent.
    """
    return Decimal(str(amount)).quantize(CENT)


def _parts(made: Made, book: Book) -> Iterator[Part]:
    rates, window = made.view.rates, made.window
    worth = rates.worth(book)
    for cell, revenue in sorted(worth.items(), key=lambda each: -each[1]):
        stage, age = cell
        count = book.open[cell]
        yield Part(
            what="open",
            revenue=cents(revenue),
            stage=stage,
            age=ages_of(age),
            deals=count,
            wins=round(count * rates.chance(cell), 4),
        )
    new = rates.new(window)
    yield Part("new", cents(new * rates.amount), wins=round(new, 4))
    if made.view.season != 1:
        plain = rates.expected(window, book)
        yield Part("season", cents(plain * (made.view.season - 1)))
