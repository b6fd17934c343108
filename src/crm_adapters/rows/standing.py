"""
What boards add up: amounts as whole cents, which a database sums fastest.
"""

from decimal import Decimal

from crm_core.opportunities import expected_value

from .mapping import Row

NOTHING = Decimal("0.00")
SUMMED = frozenset({"cents", "expected_cents"})


def in_cents(value: Decimal | None, probability: int) -> Row:
    """
    A value, and the same weighted by its probability in percent, in cents.
    """
    amount = value or NOTHING
    return {
        "cents": int(amount * 100),
        "expected_cents": int(expected_value(amount, probability) * 100),
    }
