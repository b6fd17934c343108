"""
What history says of a period, in memory and on PostgreSQL.
"""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_adapters.memory import MemoryWorks
from crm_core import Crm
from crm_core.access import save_user
from crm_core.currencies import Rates, set_rate
from crm_core.forecasting import Scope, Window, back_test_forecast, show_forecast
from crm_core.opportunities import (
    add_opportunity,
    edit_opportunity,
    list_opportunities,
    win_opportunity,
)
from crm_core.shared import PageRequest, Query, Visibility
from tests.builders import a_colleague, an_actor

from .selling import on_day, sell

TODAY = date(2026, 8, 14)


def history(crm, actor):
    """
    Fourteen months in which one deal a week is opened; two of three are won after a
    month, one is lost after half a year.
    """
    for week in range(60):
        opened = date(2025, 6, 2) + timedelta(weeks=week)
        lost = week % 3 == 0
        closed = opened + timedelta(180 if lost else 30)
        sell(
            crm,
            actor,
            opened,
            moved=opened + timedelta(10),
            closed=closed if closed < TODAY else None,
            lost=lost,
            value=100 + week,
            expected_close_date=str(max(closed, TODAY + timedelta(20))),
        )
    sell(crm, actor, date(2024, 6, 1), value=50_000, expected_close_date="2026-09-09")


def test_history_speaks(crm, actor):
    """
    With a year of history the calibrated forecast speaks, its reasons add up, a dead
    deal weighs next to nothing, and the back-test tells how good it was.
    """
    history(crm, actor)
    august = on_day(crm, TODAY)

    found = august.run(actor, show_forecast)
    tested = august.run(actor, back_test_forecast)

    assert found.silence is None
    assert found.calibrated.p10 < found.calibrated.p50 < found.calibrated.p90
    parts = sum(part.revenue for part in found.calibrated.reasons)
    assert found.calibrated.expected == parts
    closed = next(x for x in found.weighted.by_category if x.name == "closed")
    assert found.calibrated.won == closed.value > 0
    assert (3, Decimal(50_281)) == (
        found.weighted.dead.deals,
        found.weighted.dead.value,
    )
    assert 0 < found.weighted.dead.weighted < 5000
    assert ("2025-11", "2026-07") == (
        tested.origins[0].month,
        tested.origins[-1].month,
    )
    won = [row.actual for row in tested.origins]
    assert all(each > 0 for each in won)
    assert tested.wape < 0.5


def test_values_are_those_of_the_day(crm, actor):
    """
    What was open on an earlier day counts with what it was thought to bring then, at
    the end of that day, not with what came of it; and what deals brought of their
    hopes is learnt.
    """
    deals = [
        sell(crm, actor, date(2026, 3, 2), value=100),
        sell(crm, actor, date(2026, 3, 3), value=1),
    ]
    for day, deal, value in (
        (date(2026, 4, 10), deals[0], 500),
        (date(2026, 4, 10), deals[0], 700),
        (date(2026, 5, 20), deals[0], 40),
        (date(2026, 5, 4), deals[1], 3),
    ):
        on_day(crm, day).run(actor, edit_opportunity, deal.id, value=value)
    on_day(crm, date(2026, 6, 5)).run(actor, win_opportunity, deals[0].id)
    ends = [date(2026, 3, 31), date(2026, 4, 9), date(2026, 4, 10), date(2026, 5, 31)]
    windows = [Window(day, day + timedelta(1), date(2026, 6, 30)) for day in ends]

    def past(work):
        return work.deals.past(Scope(), windows, Rates("EUR"))

    found = on_day(crm, TODAY).run(actor, past)

    assert [101, 101, 701, 43] == [sum(each.book.value.values()) for each in found]
    assert [2, 2, 2, 2] == [each.book.open.total() for each in found]
    assert [1, 1, 1, 1] == [each.outcome.won.total() for each in found]
    assert [(100, 40), (100, 40), (700, 40), (40, 40)] == [
        (each.outcome.hoped, each.outcome.got) for each in found
    ]
    assert {40} == {each.outcome.revenue for each in found}


def test_too_little_history(crm, actor):
    """
    Without history the calibrated forecast says why it does not speak.
    """
    august = on_day(crm, TODAY)
    august.run(actor, add_opportunity, name="Deal", stage="won")

    found = august.run(actor, show_forecast)

    assert found.calibrated is None
    assert "at least 3 months" in found.silence
    assert "at least 3 months" in august.run(actor, back_test_forecast).reason


@pytest.mark.postgres
@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_both_databases_say_the_same(postgres_works, data):
    """
    PostgreSQL adds up what memory adds up deal by deal: forecasts and back-tests are
    the same to the last digit, for each period and person.
    """
    actor = an_actor()
    rep = a_colleague(actor, visibility=Visibility.OWN)
    crms = [Crm(MemoryWorks()), Crm(postgres_works)]
    offsets = st.integers(0, 400)
    deals = data.draw(
        st.lists(
            st.tuples(offsets, st.integers(0, 60), offsets, st.booleans(), offsets),
            min_size=20,
            max_size=40,
        )
    )
    for crm in crms:
        on_day(crm, TODAY - timedelta(500)).run(
            actor, set_rate, currency="USD", rate="0.87"
        )
        on_day(crm, TODAY - timedelta(500)).run(actor, save_user, rep.user_id)
        for number, (age, move, length, lost, due) in enumerate(deals):
            opened = TODAY - timedelta(age)
            closed = opened + timedelta(length // 4)
            moved = opened + timedelta(min(move, length // 4))
            sell(
                crm,
                actor,
                opened,
                moved=moved if moved < TODAY else None,
                closed=closed if closed < TODAY and closed >= moved else None,
                lost=lost and number % 3 == 0,
                value=f"{number * 7}.13",
                currency=("EUR", "USD", "CHF")[number % 3],
                assigned_to=(actor, rep)[number % 2].user_id,
                expected_close_date=str(TODAY + timedelta(due - 200)),
            )

        page = on_day(crm, TODAY).run(
            actor, list_opportunities, Query(), PageRequest(size=200)
        )
        for row, (age, _, _, _, due) in zip(
            sorted(page.items, key=lambda row: row.value), deals, strict=True
        ):
            again = TODAY - timedelta(min(age, due) // 2)
            on_day(crm, again).run(
                actor, edit_opportunity, row.id, value=row.value + due
            )

    for person in (actor, rep):
        for period in ("month", "quarter", "next_month", "next_year", "last_quarter"):
            one, other = (
                on_day(crm, TODAY).run(person, show_forecast, period=period)
                for crm in crms
            )
            assert one == other
        one, other = (on_day(c, TODAY).run(person, back_test_forecast) for c in crms)
        assert one == other


@pytest.mark.postgres
def test_each_second_deal_tells_as_much(postgres_works, actor):
    """
    Of many deals each second one tells what was open before today, counted twice; what
    is open today, what was won and what was opened is told from all.
    """
    ids = count(1 << 64)
    crm = Crm(evolve(postgres_works, new_id=lambda: UUID(int=next(ids))))
    history(crm, actor)
    window = Window(TODAY, TODAY + timedelta(1), date(2026, 9, 30))
    windows = [window.back(back) for back in (4, 3, 2, 0)]

    def past(work, every):
        return work.deals.past(Scope(), windows, Rates("EUR"), every=every)

    august = on_day(crm, TODAY)
    whole, half = (august.run(actor, past, every) for every in (1, 2))
    ids_ = august.run(actor, list_opportunities, Query(), PageRequest(size=200)).items
    odd = sum(row.id.int % 2 for row in ids_)

    assert 0 < odd < len(ids_)
    assert whole[-1].book == half[-1].book
    for one, other in zip(whole[:-1], half[:-1], strict=True):
        assert 0 < one.book.open.total()
        assert {0} == {each % 2 for each in other.book.open.values()}
        assert one.outcome.revenue == other.outcome.revenue > 0
        assert one.outcome.opened == other.outcome.opened
    opened = {
        (row.created_at.date(), row.actual_close_date or date.max)
        for row in ids_
        if row.id.int % 2 == 0
    }
    assert [2 * sum(a <= w.on < b for a, b in opened) for w in windows[:-1]] == [
        each.book.open.total() for each in half[:-1]
    ]
