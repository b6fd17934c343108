"""
Exchange rates in PostgreSQL.
"""

from crm_core.currencies import ExchangeRate, ExchangeRateId

from ..rows import EXCHANGE_RATE_ROWS
from .repository import PostgresRepository
from .schema import exchange_rates
from .statements import statement

_NAMES = [c.name for c in exchange_rates.c if c.name != "organization_id"]
_ALL = statement(
    f"SELECT {', '.join(_NAMES)} FROM crm.exchange_rates"
    " WHERE organization_id = $1::uuid ORDER BY currency, day",
    ("organization_id",),
)


class PostgresExchangeRates(PostgresRepository[ExchangeRateId, ExchangeRate]):
    """
    The exchange rates of the organization at work.
    """

    table = exchange_rates
    mapping = EXCHANGE_RATE_ROWS

    def all(self) -> list[ExchangeRate]:
        rows = self.transaction.ask(_ALL, self.context.values())
        return [
            self.mapping.from_row(dict(zip(_NAMES, row, strict=True))) for row in rows
        ]
