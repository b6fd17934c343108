"""
What currencies ask of storage.
"""

from typing import Protocol

from ..access import AccessWork
from ..shared import Repository
from .model import ExchangeRate, ExchangeRateId


class ExchangeRates(Repository[ExchangeRateId, ExchangeRate], Protocol):
    """
    The exchange rates of the organization at work.
    """

    def all(self) -> list[ExchangeRate]:
        """
        By currency, then by day.
        """
        ...


class CurrencyWork(AccessWork, Protocol):
    """
    What the use cases of currencies need.
    """

    @property
    def exchange_rates(self) -> ExchangeRates: ...
