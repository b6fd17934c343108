"""
Currencies: what one is worth in another, and since when.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar, NewType
from uuid import UUID

from attrs import field, frozen

from ..shared import Conflict, Currency, Date, Field, Fields, Number, refuse

ExchangeRateId = NewType("ExchangeRateId", UUID)
CENT = Decimal("0.01")
MOST = Decimal(10**9)


class RatesStand(Conflict):
    """
    There are exchange rates into the base currency; remove them before it changes.
    """


@frozen
class _Rate:
    """
    A rate: a number above 0, with places enough for the smallest unit of any currency.
    """

    empty: None = None
    name: ClassVar[str] = "number"

    def parse(self, raw: object, /) -> Decimal | None:
        value = Number(places=12).parse(raw)
        if value is not None and not 0 < value <= MOST:
            raise refuse("range", f"Must be more than 0, and at most {MOST:,}.")
        return value


RATE_FIELDS = Fields.of(
    [
        Field(name="currency", label="Currency", kind=Currency()),
        Field(name="rate", label="Rate", kind=_Rate()),
        Field(name="day", label="From", kind=Date()),
    ]
)


@frozen(kw_only=True)
class ExchangeRate:
    """
    What one unit of *currency* is worth in the organization's base currency, from a
    *day* on until a later rate.
    """

    id: ExchangeRateId
    currency: str
    day: date
    rate: Decimal
    created_at: datetime
    updated_at: datetime
    version: int = 1


@frozen
class Converted:
    """
    A sum over several currencies.

    Args:
        amount: What those come to that can be converted, to the cent.
        by_currency: The amounts as they are.
        unconverted: The currencies without a rate, which *amount* leaves out.
    """

    amount: Decimal
    by_currency: Mapping[str, Decimal]
    unconverted: tuple[str, ...]


@frozen
class Rates:
    """
    All rates into a *base* currency.
    """

    base: str
    rates: tuple[ExchangeRate, ...] = ()
    _days: Mapping[str, tuple[list[date], list[Decimal]]] = field(
        init=False, repr=False
    )

    @_days.default
    def _by_currency(self) -> Mapping[str, tuple[list[date], list[Decimal]]]:
        found: dict[str, tuple[list[date], list[Decimal]]] = {}
        for each in sorted(self.rates, key=lambda rate: rate.day):
            days, worth = found.setdefault(each.currency, ([], []))
            days.append(each.day)
            worth.append(each.rate)
        return found

    def on(self, currency: str, day: date) -> Decimal | None:
        """
        What one unit was worth on a day; before the first rate, that rate; None when
        there is no rate at all.
        """
        if currency == self.base:
            return Decimal(1)
        days, worth = self._days.get(currency, ([], []))
        if not days:
            return None
        return worth[max(0, bisect_right(days, day) - 1)]

    def total(self, amounts: Iterable[tuple[str, date, Decimal]]) -> Converted:
        """
        The sum of amounts, each in its currency at the rate of its day.
        """
        whole, by_currency = Decimal(0), dict[str, Decimal]()
        unconverted = set()
        for currency, day, amount in amounts:
            by_currency[currency] = by_currency.get(currency, Decimal(0)) + amount
            rate = self.on(currency, day)
            if rate is None:
                unconverted.add(currency)
            else:
                whole += amount * rate
        return Converted(
            whole.quantize(CENT, ROUND_HALF_UP),
            {
                currency: amount.quantize(CENT, ROUND_HALF_UP)
                for currency, amount in sorted(by_currency.items())
            },
            tuple(sorted(unconverted)),
        )
