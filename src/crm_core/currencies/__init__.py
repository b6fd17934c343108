"""
Currencies: the organization's own, and what others are worth in it.
"""

from .model import (
    RATE_FIELDS,
    Converted,
    ExchangeRate,
    ExchangeRateId,
    Rates,
    RatesStand,
)
from .ports import CurrencyWork, ExchangeRates
from .reading import base_currency, rates_of
from .use_cases import (
    list_rates,
    remove_rate,
    set_base_currency,
    set_rate,
)

__all__ = [
    "RATE_FIELDS",
    "Converted",
    "CurrencyWork",
    "ExchangeRate",
    "ExchangeRateId",
    "ExchangeRates",
    "Rates",
    "RatesStand",
    "base_currency",
    "list_rates",
    "rates_of",
    "remove_rate",
    "set_base_currency",
    "set_rate",
]
