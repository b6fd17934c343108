"""
Stories of forecasts, in memory and on PostgreSQL.
"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core.changes import undo_change_set
from crm_core.currencies import set_base_currency, set_rate
from crm_core.forecasting import show_forecast
from crm_core.leads import change_sales_settings
from crm_core.opportunities import (
    add_opportunity,
    archive_opportunity,
    edit_opportunity,
    list_opportunities,
    move_opportunity,
    win_opportunity,
)
from crm_core.pipelines import add_pipeline
from crm_core.shared import Invalid, PageRequest, Query, Visibility
from tests.builders import a_colleague, a_team, an_actor
from tests.storage import unchanged

from .selling import on_day

TODAY = date(2026, 8, 14)
Q3 = "2026-Q3"


@pytest.fixture
def august(crm):
    """
    The CRM on the fourteenth of August 2026.
    """
    return on_day(crm, TODAY)


def a_deal(august, actor, **fields):
    known = {"name": "Deal", "value": "100", "expected_close_date": "2026-09-01"}
    return august.run(actor, add_opportunity, past_dates=True, **known | fields)


def lines(of):
    return {
        line.name: (line.deals, line.value, line.weighted) for line in of if line.deals
    }


def total(crm, actor, **asked):
    return crm.run(actor, show_forecast, **{"period": Q3, **asked}).weighted.total


def test_by_stage_and_by_category(august, actor):
    """
    Deals due in the quarter and those won in it count, each in its stage and category;
    what is lost, in the archive or due elsewhere does not.
    """
    a_deal(august, actor, value="1000.10")
    a_deal(august, actor, value="200", stage="proposal", forecast_category="commit")
    a_deal(august, actor, value="50", stage="proposal", forecast_category="omitted")
    a_deal(august, actor, value="7", stage="won", actual_close_date="2026-07-01")
    a_deal(august, actor, value="9", stage="won", actual_close_date="2026-06-30")
    a_deal(august, actor, value="4", stage="lost", lost_reason="Price")
    a_deal(august, actor, value="3", expected_close_date="2026-10-01")
    a_deal(august, actor, value="5", expected_close_date=None)
    a_deal(august, actor, value="6", expected_close_date="2026-05-05")
    gone = a_deal(august, actor, value="8")
    august.run(actor, archive_opportunity, gone.id)

    found = august.run(actor, show_forecast).weighted

    assert {
        "qualification": (2, Decimal("1006.10"), Decimal("100.61")),
        "proposal": (2, Decimal(250), Decimal(100)),
        "won": (1, Decimal(7), Decimal(7)),
    } == lines(found.by_stage)
    assert {
        "pipeline": (2, Decimal("1006.10"), Decimal("100.61")),
        "commit": (1, Decimal(200), Decimal(100)),
        "omitted": (1, Decimal(50), Decimal(0)),
        "closed": (1, Decimal(7), Decimal(7)),
    } == lines(found.by_category)
    assert (1, Decimal(6)) == (found.overdue.deals, found.overdue.value)
    assert (1, Decimal(5)) == (found.undated.deals, found.undated.value)


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(
    deals=st.lists(
        st.fixed_dictionaries(
            {
                "value": st.decimals(0, 10**6, places=2),
                "probability": st.integers(0, 100),
                "forecast_category": st.sampled_from(
                    ["pipeline", "best_case", "commit", "omitted"]
                ),
                "stage": st.sampled_from(["qualification", "proposal"]),
                "currency": st.sampled_from(["EUR", "USD", "CHF"]),
                "expected_close_date": st.none()
                | st.dates(TODAY - timedelta(99), TODAY + timedelta(99)).map(str),
            }
        ),
        max_size=8,
    )
)
def test_the_numbers_add_up(crm, deals):
    """
    Stages, categories and the values in the list come to the same, to the cent; each
    deal is in one quarter or among those without a day.
    """
    actor, august = an_actor(), on_day(crm, TODAY)
    august.run(actor, set_rate, currency="USD", rate="0.9137", day="2026-01-01")
    for deal in deals:
        a_deal(august, actor, **deal)
    rows = august.run(actor, list_opportunities, Query(), PageRequest(size=200)).items
    rate = {"EUR": Decimal(1), "USD": Decimal("0.9137")}
    worth = sum(
        round(r.value * rate[r.currency] + Decimal("1e-9"), 2)
        for r in rows
        if r.currency in rate
    )

    found = [
        august.run(actor, show_forecast, period=period).weighted
        for period in ("last_quarter", "quarter", "next_quarter")
    ]

    for weighted in found:
        for parts in (weighted.by_stage, weighted.by_category):
            for what in ("deals", "value", "weighted", "unvalued"):
                whole = getattr(weighted.total, what)
                assert whole == sum(getattr(line, what) for line in parts)
    undated = found[0].undated
    assert len(rows) == undated.deals + sum(w.total.deals for w in found)
    assert worth == undated.value + sum(w.total.value for w in found)
    foreign = sum(
        r.value for r in rows if r.currency == "CHF" and r.expected_close_date
    )
    undated_ = sum(
        r.value for r in rows if r.currency == "CHF" and not r.expected_close_date
    )
    told = sum(w.foreign.get("CHF", Decimal(0)) for w in found)
    assert foreign + len(found) * undated_ == told


def test_currencies(august, actor):
    """
    Open deals count at the rate of today, won ones at that of their day, and what has
    no rate is named.
    """
    for day, rate in (("2026-07-01", "0.5"), ("2026-08-01", "0.8")):
        august.run(actor, set_rate, currency="USD", rate=rate, day=day)
    a_deal(august, actor, currency="USD")
    a_deal(
        august, actor, currency="USD", stage="won", actual_close_date=date(2026, 7, 5)
    )
    a_deal(august, actor, currency="CHF", value="7")

    found = august.run(actor, show_forecast).weighted

    assert {
        "pipeline": (2, Decimal(80), Decimal(8)),
        "closed": (1, Decimal(50), Decimal(50)),
    } == lines(found.by_category)
    assert {"CHF": Decimal(7)} == found.foreign
    assert 1 == found.total.unvalued


def test_moves_change_the_forecast_and_undo_restores_it(august, actor):
    """
    A deal that moves on weighs more, one that is won counts in full; taking both back
    brings back the figures.
    """
    deal = a_deal(august, actor)
    sets = []

    def noted(use_case, **given):
        def act(work):
            use_case(work, deal.id, **given)
            sets.append(work.change_set_id)

        august.run(actor, act)
        return total(august, actor).weighted

    begun = total(august, actor).weighted
    moved = noted(move_opportunity, stage="proposal")
    won = noted(win_opportunity)
    later = noted(edit_opportunity, actual_close_date="2026-06-30")
    for change_set in reversed(sets):
        august.run(actor, undo_change_set, change_set)

    assert [Decimal(10), Decimal(50), Decimal(100), Decimal(0)] == [
        begun,
        moved,
        won,
        later,
    ]
    assert begun == total(august, actor).weighted


def test_each_sees_what_is_theirs(august, actor, other_actor):
    """
    A person's forecast has their own deals, that of a team those of its members and of
    nobody, and another organization has none of them.
    """
    team = a_team()
    rep = a_colleague(actor, visibility=Visibility.OWN, teams=frozenset({team}))
    boss = a_colleague(actor, visibility=Visibility.TEAM, teams=frozenset({team}))
    other = a_colleague(actor, visibility=Visibility.OWN)
    for person, value in ((rep, 1), (boss, 20), (other, 300)):
        a_deal(august, person, value=value)
    a_deal(august, actor, value=4000, assigned_to=None)

    def value(of, **asked):
        return int(total(august, of, **asked).value)

    assert [1, 4021, 300, 4321, 0] == [
        value(each) for each in (rep, boss, other, actor, other_actor)
    ]
    assert [1, 21, 21, 0] == [
        value(actor, owner=rep.user_id),
        value(actor, team=team),
        value(boss, team=team),
        value(rep, owner=boss.user_id),
    ]
    for asked in ({"owner": uuid4()}, {"team": uuid4()}, {"pipeline_id": uuid4()}):
        with unchanged(august.works), pytest.raises(Invalid) as refused:
            august.run(actor, show_forecast, **asked)
        [error] = refused.value.errors
        assert next(iter(asked)).removesuffix("_id") == error.field


def test_one_pipeline(august, actor):
    """
    Of one pipeline only its own deals count.
    """
    stages = [{"name": "Won", "kind": "won"}, {"name": "Lost", "kind": "lost"}]
    other = august.run(
        actor,
        add_pipeline,
        record="opportunity",
        name="Renewals",
        stages=[{"name": "Proposal"}, *stages],
    )
    a_deal(august, actor, value=1)
    a_deal(august, actor, value=2, pipeline_id=other.id)

    assert 2 == total(august, actor, pipeline_id=other.id).value
    assert 3 == total(august, actor).value


def test_the_fiscal_year(august, actor):
    """
    Quarters begin where the organization says.
    """
    with unchanged(august.works), pytest.raises(Invalid) as refused:
        august.run(actor, change_sales_settings, fiscal_year_start=13)
    august.run(actor, change_sales_settings, fiscal_year_start=2)
    found = august.run(actor, show_forecast).period

    assert ["fiscal_year_start"] == [each.field for each in refused.value.errors]
    assert ("2027-Q3", date(2026, 8, 1)) == (found.name, found.start)


def test_another_base_currency(august, actor):
    """
    Sums are in the currency that the organization counts in.
    """
    august.run(actor, add_opportunity, name="x")
    august.run(actor, set_base_currency, currency="USD")

    assert "USD" == august.run(actor, show_forecast).currency
