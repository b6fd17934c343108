"""
What money is worth in the organization at work.
"""

from ..access import USUAL_CURRENCY
from ..shared import NotFound
from .model import Rates
from .ports import CurrencyWork


def base_currency(work: CurrencyWork) -> str:
    """
    The currency that sums of the organization at work are shown in.
    """
    try:
        return work.organizations.get().base_currency
    except NotFound:  # nothing was ever written
        return USUAL_CURRENCY


def rates_of(work: CurrencyWork) -> Rates:
    """
    The rates of the organization at work.
    """
    return Rates(base_currency(work), tuple(work.exchange_rates.all()))
