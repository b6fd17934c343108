"""
G10: one value, one verdict, by whichever door it comes; and the invariants after each.
"""

import pytest

from tests.value_cases import CASES, Refused

from .doors import DOORS

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(
    ("case", "door"),
    [
        pytest.param(case, door, id=f"{case.id}-{door.name}")
        for case in CASES
        for door in DOORS
        if door.carries(case)
    ],
)
def test_verdict(cleared, case, door):
    """
    The value is kept as expected, or refused with its field and code, and then
    nothing is written; nothing ever is in another organization.
    """
    world, expected = cleared, door.expected(case)
    id = world.record(case) if door.edits else None

    most = 0 if isinstance(expected, Refused) else 1
    with world.ledger.written_at_most(most, beside=door.keeps):
        assert expected == door.give(world, case, id)
