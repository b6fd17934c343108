"""
The replay of past leads: it does what routing did, and counts right.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from crm_core.routing import (
    Arrival,
    Load,
    Loads,
    Member,
    Method,
    Router,
    RoutingRule,
    Spread,
    simulate,
)
from crm_core.shared import Field, Fields, Text, WorkingHours

LEADS = Fields.of([Field(name="country", label="Country", kind=Text())])
START = datetime(2026, 10, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEAM, LEAVER = UUID(int=77), UUID(int=66)
OFFICE = WorkingHours.read(
    {
        "time_zone": "UTC",
        "week": {day: ["09:00-17:00"] for day in ("mon", "thu", "fri")},
    }
)
MEMBERS = [
    Member(id=UUID(int=1), name="Ada", teams=frozenset({TEAM}), capacity=3),
    Member(id=UUID(int=2), name="Ben", teams=frozenset({TEAM}), hours=OFFICE),
    Member(id=UUID(int=3), name="Cem", teams=frozenset({TEAM}), capacity=5),
    Member(id=UUID(int=4), name="Dee", teams=frozenset({TEAM}), active=False),
]


def rules(method=Method.ROUND_ROBIN):
    return [
        RoutingRule(
            id=UUID(int=1001),
            name="Germany",
            position=1,
            when="country:DE",
            users=(MEMBERS[0].id, MEMBERS[1].id),
            method=method,
        ),
        RoutingRule(id=UUID(int=1002), name="All", position=2, teams=(TEAM,)),
    ]


def arrivals_of(hours, countries, lengths):
    return [
        Arrival(
            lead=UUID(int=5000 + index),
            at=START + hour * HOUR,
            facts={"country": country},
            closed_at=None if length is None else START + (hour + length) * HOUR,
        )
        for index, (hour, country, length) in enumerate(
            zip(hours, countries, lengths, strict=False)
        )
    ]


many = st.builds(
    arrivals_of,
    st.lists(st.integers(0, 24 * 30), min_size=1, max_size=60),
    st.lists(st.sampled_from(["DE", "FR"]), min_size=60, max_size=60),
    st.lists(st.none() | st.integers(0, 200), min_size=60, max_size=60),
)


@given(arrivals=many, method=st.sampled_from([*Method][:3]))
def test_the_rules_in_force_reproduce_what_they_did(arrivals, method):
    """
    Leads routed one by one as they came, with closings in between, are given to the
    same people by the replay, with the same reasons, in whatever order it gets them.
    """
    router = Router.of(rules(method), LEADS, MEMBERS)
    loads, routed, closing = Loads(), [], []
    for each in sorted(arrivals, key=lambda a: (a.at, a.lead)):
        for end in [end for end in closing if end[0] <= each.at]:
            loads = loads.released(end[1])
            closing.remove(end)
        afresh = Router.of(rules(method), LEADS, MEMBERS)
        made = afresh.assign(each.facts, loads, each.at)
        loads = made.onto(loads, each.at)
        if made.user and each.closed_at:
            closing.append((each.closed_at, made.user))
        routed.append((evolve(each, owner=made.user), made))

    replay = simulate(router, [each for each, _ in reversed(routed)], Loads())

    assert [made for _, made in routed] == [o.assignment for o in replay.outcomes]
    assert [] == replay.differing
    assert loads == replay.loads
    assert replay.unassigned_before == replay.unassigned_after
    assert all(each.before == each.after for each in replay.tallies)


@given(arrivals=many, owners=st.lists(st.sampled_from([None, 1, 3, 66]), min_size=60))
def test_counts(arrivals, owners):
    """
    Each lead is counted once before and once after; capacity holds at every moment.
    """
    truly = [
        evolve(each, owner=UUID(int=owner) if owner else None)
        for each, owner in zip(arrivals, owners, strict=False)
    ]

    found = simulate(Router.of(rules(), LEADS, MEMBERS), truly, Loads())

    total = len(truly)
    before, after = (
        sum(getattr(each, name) for each in found.tallies)
        for name in ("before", "after")
    )
    assert total == before + round(found.unassigned_before * total)
    assert total == after + round(found.unassigned_after * total)
    assert after == sum(found.by_rule.values())
    differ = sum(o.arrival.owner != o.assignment.user for o in found.outcomes)
    assert differ == len(found.differing)
    most = {each.name: each.most_open for each in found.tallies}
    assert most["Ada"] <= 3
    assert most["Cem"] <= 5
    assert 0 == most["Dee"]


def test_who_would_have_got_what():
    """
    Under a changed rule each lead that goes elsewhere is told with its reasons; people
    who have left are counted for what they got; open leads of before weigh until closed.
    """
    arrivals = [
        Arrival(
            lead=UUID(int=5000 + index),
            at=START + index * HOUR,
            facts={"country": "FR"},
            owner=owner,
        )
        for index, owner in enumerate([LEAVER, LEAVER, UUID(int=3), None])
    ]
    ada, _, cem, _ = MEMBERS
    rule = evolve(rules()[1], teams=(), users=(ada.id, cem.id))
    router = Router.of([rule], LEADS, MEMBERS)

    found = simulate(
        router,
        arrivals,
        Loads({ada.id: Load(3), cem.id: Load(4)}),
        closing=[(START + 2 * HOUR, ada.id)],
    )

    got = [o.assignment.user for o in found.outcomes]
    assert [cem.id, None, ada.id, None] == got
    assert [0, 1, 2] == [found.outcomes.index(each) for each in found.differing]
    assert "Ada is at capacity, 3 of 3 open." in found.differing[0].assignment.why
    tallies = {t.name: (t.before, t.after, t.most_open) for t in found.tallies}
    assert {"Ada": (0, 1, 3), "Cem": (1, 1, 5), str(LEAVER): (2, 0, 0)} == tallies
    assert (0.25, 0.5) == (found.unassigned_before, found.unassigned_after)
    assert Spread(least=0, most=1, evenness=0.5) == found.spread_before
    assert Spread(least=1, most=1, evenness=1.0) == found.spread_after


def test_nothing_came():
    """
    A month without leads has shares of nothing, not a division by zero.
    """
    found = simulate(Router.of(rules(), LEADS, MEMBERS), [], Loads())

    assert (0.0, 0.0, 0.0) == (
        found.unassigned_before,
        found.unassigned_after,
        found.outside_hours,
    )
    assert 1.0 == found.spread_after.evenness


@given(counts=st.lists(st.integers(0, 50), min_size=1, max_size=20))
def test_evenness(counts):
    """
    Evenness lies between one of n having all and all having the same.
    """
    found = Spread.of(counts)

    assert 1 / len(counts) - 1e-9 <= found.evenness <= 1 + 1e-9
    assert (len({*counts}) == 1) == (found.evenness == pytest.approx(1))


@pytest.mark.slow
def test_a_month_of_many_leads():
    """
    A hundred thousand leads are all replayed, and every one is accounted for.
    """
    arrivals = arrivals_of(
        [index * 720 // 100_000 for index in range(100_000)],
        ["DE", "FR"] * 50_000,
        [index % 300 for index in range(100_000)],
    )
    people = [
        evolve(MEMBERS[index % 3], id=UUID(int=index + 1), capacity=None)
        for index in range(20)
    ]

    found = simulate(Router.of(rules(), LEADS, people), arrivals, Loads())

    assert 100_000 == len(found.outcomes) == sum(t.after for t in found.tallies)
    assert Counter({UUID(int=1001): 50_000, UUID(int=1002): 50_000}) == found.by_rule
