"""
Exchange rates as rows.
"""

from crm_core.currencies import ExchangeRate

from .mapping import Row, RowMapping

_SAME = ("id", "version", "created_at", "updated_at", "currency", "day", "rate")


def _to_row(rate: ExchangeRate) -> Row:
    return {name: getattr(rate, name) for name in _SAME}


def _from_row(row: Row) -> ExchangeRate:
    return ExchangeRate(**{name: row[name] for name in _SAME})


EXCHANGE_RATE_ROWS = RowMapping(
    kind="exchange_rate",
    to_row=_to_row,
    from_row=_from_row,
    derived=frozenset(),
    ids=frozenset({"id"}),
    moments=frozenset({"created_at", "updated_at"}),
    days=frozenset({"day"}),
    amounts=frozenset({"rate"}),
)
