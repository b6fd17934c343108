"""
Exchange rates in memory.
"""

from crm_core.currencies import ExchangeRate, ExchangeRateId
from crm_core.shared import Conflict

from ..rows import EXCHANGE_RATE_ROWS
from .repository import MemoryRepository


class MemoryExchangeRates(MemoryRepository[ExchangeRateId, ExchangeRate]):
    """
    The exchange rates of the organization at work.
    """

    mapping = EXCHANGE_RATE_ROWS

    def all(self) -> list[ExchangeRate]:
        rows = sorted(self.rows.values(), key=lambda row: (row["currency"], row["day"]))
        return [self._entity(row) for row in rows]

    def check(self, rate: ExchangeRate, /) -> None:
        for other in self.all():
            same = (other.currency, other.day) == (rate.currency, rate.day)
            if same and other.id != rate.id:
                raise Conflict("There is a rate of that day already.", field="day")
