"""
Taking turns: fair at any time, whoever comes and goes.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from crm_core.routing import (
    Load,
    Loads,
    Member,
    Method,
    Router,
    RoutingRule,
)
from crm_core.shared import (
    Fields,
)

NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)  # a Wednesday
TEAM = UUID(int=77)


def member(number, **more):
    return Member(
        id=UUID(int=number), name=f"M{number}", **{"teams": frozenset({TEAM})} | more
    )


def rule(number=1, **more):
    return RoutingRule(
        id=UUID(int=1000 + number),
        name=f"R{number}",
        position=number,
        **({"teams": (TEAM,)} | more),
    )


def router(rules, members):
    return Router.of(rules, Fields.of([]), members)


def run(subject, count, *, loads=None):
    """
    So many leads one after the other: who got each, and the loads afterwards.
    """
    loads, got = loads or Loads(), []
    for _ in range(count):
        made = subject.assign({}, loads, NOON)
        loads = made.onto(loads, NOON)
        got.append(made.user)
    return got, loads


@given(people=st.integers(1, 9), count=st.integers(0, 60))
def test_round_robin_is_fair(people, count):
    """
    At any time two who take turns have had as many leads, give or take one.
    """
    subject = router([rule()], [member(i) for i in range(people)])

    got, _ = run(subject, count)

    for end in range(count + 1):
        counts = [Counter(got[:end])[UUID(int=i)] for i in range(people)]
        assert max(counts) - min(counts) <= 1


@given(
    weights=st.lists(st.integers(1, 100), min_size=1, max_size=9),
    count=st.integers(0, 120),
)
def test_weighted_shares(weights, count):
    """
    At any time everybody has had their share by weight, give or take less than one.
    """
    ids = [UUID(int=i + 1) for i in range(len(weights))]
    by_weight = rule(
        method=Method.WEIGHTED, weights=dict(zip(ids, weights, strict=True))
    )
    subject = router([by_weight], [member(i + 1) for i in range(len(weights))])

    got, _ = run(subject, count)

    for end in range(count + 1):
        counts = Counter(got[:end])
        for user, weight in zip(ids, weights, strict=True):
            assert abs(counts[user] - end * weight / sum(weights)) < 1


@given(
    opens=st.lists(st.integers(0, 10), min_size=1, max_size=8), count=st.integers(1, 60)
)
def test_least_load_fills_the_emptiest(opens, count):
    """
    Each lead goes to one who has no more open than any other.
    """
    loads = Loads({UUID(int=i): Load(each) for i, each in enumerate(opens)})
    subject = router(
        [rule(method=Method.LEAST_LOAD)], [member(i) for i in range(len(opens))]
    )

    for _ in range(count):
        made = subject.assign({}, loads, NOON)
        fewest = min(load.open for load in loads.by_user.values())
        assert fewest == loads.of(made.user).open
        loads = made.onto(loads, NOON)


def test_round_robin_with_people_who_come_and_go():
    """
    A newcomer has one turn at once and no more; who was away does not catch up; the
    others keep their order.
    """
    ada, ben, cem = (member(i) for i in (1, 2, 3))
    _, loads = run(router([rule()], [ada, ben]), 20)

    joined, loads = run(router([rule()], [ada, ben, cem]), 4, loads=loads)
    alone, loads = run(
        router([rule()], [evolve(ada, active=False), ben, cem]), 6, loads=loads
    )
    back, _ = run(router([rule()], [ada, ben, cem]), 4, loads=loads)

    assert [cem.id, ada.id, ben.id, cem.id] == joined
    assert [ben.id, cem.id] * 3 == alone
    assert [ada.id, ben.id, cem.id, ada.id] == back


@given(
    steps=st.lists(
        st.sets(st.integers(0, 4), min_size=1, max_size=5), min_size=1, max_size=150
    ),
    weights=st.lists(st.integers(1, 9), min_size=5, max_size=5),
)
def test_weighted_with_people_who_come_and_go(steps, weights):
    """
    However people come and go, each has what was due to them while they were there,
    give or take two: nobody is flooded on coming back.
    """
    ids = [UUID(int=i) for i in range(5)]
    by_weight = rule(
        method=Method.WEIGHTED, weights=dict(zip(ids, weights, strict=True))
    )
    loads, due, got = Loads(), Counter(), Counter()
    for present in steps:
        subject = router([by_weight], [member(i) for i in present])
        made = subject.assign({}, loads, NOON)
        loads = made.onto(loads, NOON)
        got[made.user] += 1
        for i in present:
            due[ids[i]] += weights[i] / sum(weights[j] for j in present)

    assert all(abs(got[each] - due[each]) < 2 for each in ids)


def test_capacity_counts_open_leads_only():
    """
    A limit is reached by open leads, and closing one makes room again.
    """
    ada, ben = member(1, capacity=2), member(2, capacity=1)
    subject = router([rule()], [ada, ben])

    got, loads = run(subject, 5)
    again, _ = run(subject, 2, loads=loads.released(ben.id))

    assert [ada.id, ben.id, ada.id, None, None] == got
    assert [ben.id, None] == again


def test_loads_of_leads_given_by_hand():
    """
    A lead given by hand weighs on a desk and takes no turn.
    """
    ada, ben = member(1), member(2)
    loads = Loads().given(ada.id, NOON - timedelta(hours=1))
    least, turn = rule(1, method=Method.LEAST_LOAD), rule(1)

    assert ben.id == router([least], [ada, ben]).assign({}, loads, NOON).user
    assert ada.id == router([turn], [ada, ben]).assign({}, loads, NOON).user
