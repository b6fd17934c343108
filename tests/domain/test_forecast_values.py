"""
Periods, the weighted forecast, goals and submissions.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.currencies import Rates
from crm_core.forecasting import (
    Actual,
    Deal,
    Foreign,
    Goal,
    Step,
    Submission,
    Won,
    attain,
    forecast,
    make,
    month_of,
    parse_period,
    period_of,
    standing,
    track_record,
    weighted_forecast,
    window_of,
)
from crm_core.forecasting.model.periods import add_months
from crm_core.shared import Invalid

TODAY = date(2026, 8, 14)
Q3 = parse_period("2026-Q3", TODAY)


@pytest.mark.parametrize(
    ("said", "fiscal", "start", "end", "name"),
    [
        ("month", 1, "2026-08-01", "2026-08-31", "2026-08"),
        ("next_month", 1, "2026-09-01", "2026-09-30", "2026-09"),
        ("last_quarter", 1, "2026-04-01", "2026-06-30", "2026-Q2"),
        ("This_Quarter", 1, "2026-07-01", "2026-09-30", "2026-Q3"),
        ("next_quarter", 4, "2026-10-01", "2026-12-31", "2027-Q3"),
        ("year", 4, "2026-04-01", "2027-03-31", "2027"),
        ("2026-Q3", 1, "2026-07-01", "2026-09-30", "2026-Q3"),
        ("2027-q1", 4, "2026-04-01", "2026-06-30", "2027-Q1"),
        ("2024-02", 1, "2024-02-01", "2024-02-29", "2024-02"),
        ("2026", 1, "2026-01-01", "2026-12-31", "2026"),
    ],
)
def test_periods(said, fiscal, start, end, name):
    """
    Each way to name a period, in the calendar and in a fiscal year.
    """
    found = parse_period(said, TODAY, fiscal_start=fiscal)

    assert (start, end, name) == (str(found.start), str(found.end), found.name)


@pytest.mark.parametrize(
    "said",
    ["", "2026-13", "2026-Q5", "week", "0000", "0000-Q1", "9999-Q4", "next_", "٢٠٢٦"],
)
def test_no_such_period(said):
    """
    What is no period is refused by name, also beyond what the calendar has.
    """
    with pytest.raises(Invalid) as refused:
        parse_period(said, TODAY)

    assert ["period"] == [each.field for each in refused.value.errors]


def test_no_such_fiscal_year():
    """
    A fiscal year begins with a month that there is.
    """
    with pytest.raises(Invalid) as refused:
        parse_period("year", TODAY, fiscal_start=13)

    assert ["fiscal_start"] == [each.field for each in refused.value.errors]


@given(
    day=st.dates(date(1000, 1, 1), date(9000, 1, 1)),
    kind=st.sampled_from(["month", "quarter", "year"]),
    fiscal=st.integers(1, 12),
)
def test_periods_tile(day, kind, fiscal):
    """
    Every day lies in its period, the next one begins the day after, and the name leads
    back to it.
    """
    found = period_of(day, kind, fiscal_start=fiscal)
    following = period_of(found.end + timedelta(days=1), kind, fiscal_start=fiscal)

    assert day in found
    assert following.start == found.end + timedelta(days=1)
    assert found == parse_period(found.name, day, fiscal_start=fiscal)


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.integers(-200, 200))
def test_the_last_day_stays_the_last(day, months):
    """
    The end of a month moves to the end of another.
    """
    end = month_of(day).end

    assert month_of(add_months(end, months)).end == add_months(end, months)


# ---------------------------------------------------------------------------- weighted


def a_deal(**given_):
    return Deal(**{"opened": date(2026, 7, 1), "due": date(2026, 9, 1), **given_})


DEALS = [
    a_deal(expected=Decimal("100.10"), probability=Decimal("0.5"), category="commit"),
    a_deal(expected=Decimal("33.33"), probability=Decimal("0.333")),
    a_deal(expected=None, probability=Decimal("0.9"), category="best_case"),
    a_deal(closed=date(2026, 8, 1), won=True, amount=Decimal(7), expected=Decimal(9)),
    a_deal(closed=date(2026, 8, 1), won=False, expected=Decimal(1000)),
    a_deal(due=None, expected=Decimal(5), probability=Decimal(1)),
    a_deal(due=date(2026, 6, 30), expected=Decimal(6), probability=Decimal(1)),
    a_deal(due=date(2026, 8, 1), expected=Decimal(3), category="omitted"),
    a_deal(foreign=Foreign("CHF", Decimal(70)), probability=Decimal(1)),
    a_deal(due=date(2026, 10, 1), expected=Decimal(1000), probability=Decimal(1)),
]


def lines_of(lines):
    return {
        line.name: (line.deals, line.value, line.weighted, line.unvalued)
        for line in lines
    }


def test_the_weighted_forecast():
    """
    Open deals due in the period count times their probability, overdue ones in the one
    that is under way, won ones in full, lost ones and those due elsewhere not at all;
    nothing is left out unsaid.
    """
    found = weighted_forecast(DEALS, Q3, TODAY)

    assert {
        "pipeline": (3, Decimal("39.33"), Decimal("17.10"), 1),
        "best_case": (1, Decimal(0), Decimal(0), 1),
        "commit": (1, Decimal("100.10"), Decimal("50.05"), 0),
        "closed": (1, Decimal(7), Decimal(7), 0),
        "omitted": (1, Decimal(3), Decimal(0), 0),
    } == lines_of(found.by_category)
    assert Decimal("74.15") == found.total.weighted
    assert (2, Decimal(9)) == (found.overdue.deals, found.overdue.value)
    assert (1, Decimal(5)) == (found.undated.deals, found.undated.value)
    assert {"CHF": Decimal(70)} == found.foreign
    assert 0 == found.dead.deals


@pytest.mark.parametrize(
    ("said", "deals", "value"),
    [("2026-Q2", 0, 0), ("2026-Q4", 1, 1000), ("2027-Q1", 0, 0)],
)
def test_each_open_deal_counts_in_one_period(said, deals, value):
    """
    What is overdue counts today, so not in the period before nor in one to come.
    """
    found = weighted_forecast(DEALS, parse_period(said, TODAY), TODAY)

    assert (deals, Decimal(value)) == (found.total.deals, found.total.value)
    assert 0 == found.overdue.deals


@given(
    st.lists(
        st.builds(
            a_deal,
            expected=st.decimals(0, 10**6, places=2),
            probability=st.decimals(0, 1, places=3),
            category=st.sampled_from([None, "pipeline", "best_case", "commit", "odd"]),
            steps=st.sampled_from([(), (Step(TODAY, "a"),), (Step(TODAY, "b"),)]),
        )
    )
)
def test_weighted_sums_agree(deals):
    """
    Stages and categories add up to the same total, to the cent.
    """
    found = weighted_forecast(deals, Q3, TODAY)

    for lines in (found.by_stage, found.by_category):
        assert found.total.weighted == sum(line.weighted for line in lines)
        assert found.total.value == sum(line.value for line in lines)
        assert len(deals) == sum(line.deals for line in lines)


def test_dead_deals_do_not_count_in_full():
    """
    A deal older than any that was won counts by its history, not by its stage.
    """
    history = [
        Deal(day, day + timedelta(days=20), won=True, amount=Decimal(100))
        for day in (date(2025, 8, 1) + timedelta(days=n) for n in range(340))
    ]
    dead = Deal(
        date(2020, 1, 1),
        expected=Decimal(100_000),
        probability=Decimal("0.9"),
        due=date(2026, 9, 1),
    )
    deals = [*history, dead]

    rates = make(deals, window_of(Q3, TODAY)).view.rates
    found = weighted_forecast(deals, Q3, TODAY, rates=rates)

    assert (1, Decimal(100_000)) == (found.dead.deals, found.dead.value)
    assert found.dead.weighted < Decimal(20_000)
    assert found.dead.weighted < forecast(deals, Q3, TODAY).p90
    won = sum(d.amount for d in history if d.closed in Q3 and d.closed <= TODAY)
    assert won + found.dead.weighted == found.total.weighted
    assert found.dead.weighted > 0


# ------------------------------------------------------------------------------- goals


ANN, BOB, MEG, NORTH, SOUTH = (UUID(int=number) for number in range(1, 6))
NOW = datetime(2026, 7, 1, tzinfo=UTC)


def a_goal(amount, **given_):
    return Goal(
        id=UUID(int=9),
        period=Q3,
        amount=Decimal(amount),
        currency=given_.pop("currency", "EUR"),
        created_at=NOW,
        updated_at=NOW,
        **given_,
    )


def test_goals():
    """
    A person, a team and all: each goal counts what its own people won in its period.
    """
    won = [
        Won(Q3, ANN, Decimal(75)),
        Won(Q3, BOB, Decimal(50)),
        Won(Q3, None, Decimal(10)),
        Won(parse_period("2026-Q2", TODAY), ANN, Decimal(99)),
    ]
    teams = {ANN: {NORTH}, BOB: {NORTH, SOUTH}}
    goals = [
        a_goal(100, owner=ANN),
        a_goal(100, team=NORTH),
        a_goal(100, team=SOUTH),
        a_goal(400),
        a_goal(400, currency="CHF"),
    ]

    found = [attain(goal, won, teams, Rates("EUR")) for goal in goals]

    assert [
        (Decimal(75), Decimal("0.75"), Decimal(25)),
        (Decimal(125), Decimal("1.25"), Decimal(0)),
        (Decimal(50), Decimal("0.5"), Decimal(50)),
        (Decimal(135), Decimal("0.3375"), Decimal(265)),
        (Decimal(135), None, None),
    ] == [(each.won, each.share, each.missing) for each in found]


def test_a_goal_is_above_zero():
    """
    Nothing is no goal: no share of it can be told.
    """
    with pytest.raises(ValueError, match="amount"):
        a_goal(0)


# ------------------------------------------------------------------------- submissions


def said(number, day, commit, *, by=ANN, **more):
    return Submission(
        id=UUID(int=number),
        owner=ANN,
        period=Q3,
        at=datetime(2026, 7, day, tzinfo=UTC),
        by=by,
        commit=Decimal(commit),
        best_case=Decimal(0),
        pipeline=Decimal(0),
        currency="EUR",
        **more,
    )


def deals(*numbers):
    return frozenset(UUID(int=number) for number in numbers)


def test_the_record_of_a_person():
    """
    The first word counts for bias and slip, the manager's word beside it; the last word
    stands.
    """
    first = said(1, 1, 120, expected=deals(1, 2, 3, 4))
    manager = said(2, 2, 90, by=MEG, adjusts=first.id)
    later = said(3, 20, 101, expected=deals(1))
    actual = Actual(ANN, Q3, Decimal(100), closed=deals(1, 2, 3))

    [record] = track_record([later, manager, first], [actual])

    assert (ANN, 1) == (record.owner, record.periods)
    assert (Decimal("0.2"), Decimal("0.2")) == (record.bias, record.error)
    assert Decimal("0.25") == record.slip
    assert Decimal("0.1") == record.adjusted_error
    assert {(ANN, Q3): later} == standing([later, manager, first])


def test_a_record_of_nothing():
    """
    Where nothing came or nothing was expected, no share is told; who never said
    anything has no record.
    """
    actuals = [Actual(ANN, Q3, Decimal(0)), Actual(BOB, Q3, Decimal(5))]

    [record] = track_record([said(1, 1, 10)], actuals)

    assert (None, None, None) == (record.bias, record.error, record.slip)
