"""
Rates, funnels and differences: pure figures that add up.
"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.analytics import Outcome
from crm_core.analytics.model import differences, funnel, rates_by, size_of, wilson
from crm_core.shared import Invalid, RecordRef

DAY = date(2026, 1, 1)
STAGES = ("new", "talks", "offer")


def an_outcome(won=None, source=None, reached=("new",), value="10"):
    return Outcome(
        record=RecordRef("lead", UUID(int=1)),
        came=DAY,
        closed=None if won is None else DAY + timedelta(10),
        won=won,
        value=None if value is None else Decimal(value),
        traits={"source": source},
        reached=frozenset(reached),
    )


outcomes = st.lists(
    st.builds(
        an_outcome,
        won=st.sampled_from([None, True, False]),
        source=st.sampled_from([None, "Web", "Fair"]),
        reached=st.sets(st.sampled_from(STAGES), min_size=1),
        value=st.sampled_from([None, "0", "10", "99.99"]),
    ),
    max_size=40,
)


@given(outcomes)
def test_groups_add_up_to_the_whole(members):
    """
    Each record is in one group: counts and values of the groups are those of all.
    """
    found = rates_by("source", members, known=("source",), currency="EUR")

    for name in ("count", "won", "lost", "open", "won_value", "lost_value"):
        parts = sum(getattr(group, name) for group in found.groups)
        assert getattr(found.whole, name) == parts
    assert len(members) == found.whole.count
    assert all(rate.count == rate.won + rate.lost + rate.open for rate in found.groups)
    assert sum(each.value is None for each in members) == found.unconverted


@given(outcomes)
def test_a_funnel_counts_each_once(members):
    """
    Whoever entered a stage went on, was lost or is still open; nobody enters twice.
    """
    passages = funnel(STAGES, members)

    for passage in passages:
        assert passage.entered == passage.advanced + passage.lost + passage.open
        entered = sum(passage.stage in each.reached for each in members)
        assert entered == passage.entered
        assert passage.rate is None or 0 <= passage.rate <= 1


@pytest.mark.parametrize(
    ("won", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)],
)
def test_the_range_of_a_rate(won, of, low, high):
    """
    As tables of Wilson's interval have it.
    """
    assert (low, high) == tuple(round(each, 4) for each in wilson(won, of))


def test_few_say_nothing():
    """
    A rate of fewer than five decided records is not certain, and says so.
    """
    few = [an_outcome(won=True, source="Web") for _ in range(4)]
    found = rates_by("source", few, known=("source",), currency="EUR")

    assert (1.0, False) == (found.whole.rate, found.whole.certain)
    assert 10.0 == found.whole.days


def test_what_tells_won_from_lost():
    """
    A source that wins far more often than others is named, with how sure that is; one
    that hardly occurs is not.
    """
    members = [an_outcome(won=True, source="Fair") for _ in range(30)]
    members += [an_outcome(won=False, source="Fair") for _ in range(3)]
    members += [an_outcome(won=n % 5 == 0, source="Web") for n in range(60)]
    members += [an_outcome(won=True, source="Rare") for _ in range(4)]

    found = {each.value: each for each in differences(members, traits=("source",))}

    assert {"Fair", "Web"} == {*found}
    assert found["Fair"].sure
    assert found["Fair"].lift > 1 > found["Web"].lift
    assert [] == differences(members[:10], traits=("source",))


def test_groups_that_there_are_not():
    """
    An unknown group is refused, naming those that there are.
    """
    with pytest.raises(Invalid) as refused:
        rates_by("weather", [], known=("source", "owner"), currency="EUR")

    assert "source, owner" in refused.value.errors[0].message


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (None, None),
        ("0", "0 to 1,000"),
        ("999.99", "0 to 1,000"),
        ("1000", "1,000 to 5,000"),
        ("100000", "100,000 and more"),
    ],
)
def test_sizes(value, size):
    """
    Brackets begin with their lower end.
    """
    assert size == size_of(None if value is None else Decimal(value))
