"""
What became of leads and deals, asked in memory and on PostgreSQL.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from crm_core.access import save_user
from crm_core.analytics import (
    lead_conversion,
    lead_funnel,
    opportunity_funnel,
    win_differences,
    win_loss,
)
from crm_core.currencies import set_rate
from crm_core.leads import add_lead, convert_lead, disqualify_lead, move_lead
from crm_core.opportunities import (
    add_opportunity,
    archive_opportunity,
    edit_opportunity,
    lose_opportunity,
    move_opportunity,
    reopen_opportunity,
    win_opportunity,
)
from crm_core.shared import Invalid, Visibility
from tests.builders import a_colleague

TODAY = datetime.now(UTC).date()


@pytest.fixture
def deals(crm, actor):
    """
    Two won, two lost, one open; one in another currency, one in one without a rate.
    """
    crm.run(actor, set_rate, currency="USD", rate="0.5")
    made = {}
    for name, value, currency, source in (
        ("a", 100, "EUR", "Web"),
        ("b", 400, "USD", "Web"),
        ("c", 7000, "EUR", "Fair"),
        ("d", 50, "CHF", "Fair"),
        ("e", 9, "EUR", None),
    ):
        made[name] = crm.run(
            actor,
            add_opportunity,
            name=name,
            value=value,
            currency=currency,
            source=source,
        ).id
    crm.run(actor, move_opportunity, made["a"], stage="proposal")
    crm.run(actor, win_opportunity, made["a"])
    crm.run(actor, win_opportunity, made["b"])
    crm.run(
        actor, lose_opportunity, made["c"], lost_reason="Competitor", competitor="Them"
    )
    crm.run(actor, lose_opportunity, made["d"], lost_reason="Price")
    return made


def told(rates):
    return {rate.group: (rate.won, rate.lost, rate.open) for rate in rates.groups}


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("source", {"Web": (2, 0, 0), "Fair": (0, 2, 0)}),
        ("reason", {None: (2, 0, 0), "Competitor": (0, 1, 0), "Price": (0, 1, 0)}),
        ("competitor", {None: (2, 1, 0), "Them": (0, 1, 0)}),
        ("stage", {"qualification": (1, 2, 0), "proposal": (1, 0, 0)}),
        (
            "size",
            {"0 to 1,000": (2, 0, 0), "5,000 to 10,000": (0, 1, 0), None: (0, 1, 0)},
        ),
        ("month", {f"{TODAY:%Y-%m}": (2, 2, 0)}),
    ],
)
def test_wins_and_losses(crm, actor, deals, by, groups):
    """
    Closed deals in groups, each in one; values in the base currency, and those without
    a rate are counted and named.
    """
    found = crm.run(actor, win_loss, by=by)

    assert groups == told(found)
    assert (2, 2, 0, 0.5) == (
        found.whole.won,
        found.whole.lost,
        found.whole.open,
        found.whole.rate,
    )
    assert (Decimal("300.00"), Decimal("7000.00"), 1) == (
        found.whole.won_value,
        found.whole.lost_value,
        found.unconverted,
    )


def test_an_edit_counts_nothing_twice(crm, actor, deals):
    """
    A deal counts on the day it closed, however often it is edited; one that is
    reopened or archived does not count.
    """
    crm.run(actor, edit_opportunity, deals["a"], value=150)
    assert Decimal("350.00") == crm.run(actor, win_loss).whole.won_value
    crm.run(actor, reopen_opportunity, deals["a"])
    crm.run(actor, archive_opportunity, deals["c"])
    assert (1, 1) == (
        (whole := crm.run(actor, win_loss).whole).won,
        whole.lost,
    )


def test_days(crm, actor, deals):
    """
    Both ends count; days that are none are refused by their names.
    """
    yesterday = (TODAY - timedelta(1)).isoformat()
    today = TODAY.isoformat()

    assert 4 == crm.run(actor, win_loss, since=today, until=today).whole.count
    assert 0 == crm.run(actor, win_loss, until=yesterday).whole.count
    for given, names in (
        ({"since": "soon", "until": 7}, {"since", "until"}),
        ({"since": today, "until": yesterday}, {"until"}),
        ({"by": "weather"}, {"by"}),
    ):
        with pytest.raises(Invalid) as refused:
            crm.run(actor, win_loss, **given)
        assert names == {error.field for error in refused.value.errors}


def test_what_one_may_not_see_does_not_count(crm, actor, deals):
    """
    A rep's figures hold the rep's deals; filters by owner and team hold theirs.
    """
    colleague = a_colleague(actor)
    crm.run(actor, save_user, colleague.user_id)
    crm.run(actor, edit_opportunity, deals["a"], assigned_to=str(colleague.user_id))
    rep = evolve(actor, visibility=Visibility.OWN)

    assert 1 == crm.run(rep, win_loss).whole.won
    assert 1 == crm.run(actor, win_loss, owner=colleague.user_id).whole.won
    assert 2 == crm.run(actor, win_loss).whole.won


def test_the_funnel_of_deals(crm, actor, deals):
    """
    Each stage with who entered, went on, was lost, is open.
    """
    first, _, proposal, _ = crm.run(actor, opportunity_funnel)

    assert ("qualification", 5, 2, 2, 1) == (
        first.stage,
        first.entered,
        first.advanced,
        first.lost,
        first.open,
    )
    assert (1, 1) == (proposal.entered, proposal.advanced)
    assert [] == crm.run(actor, win_differences)


def test_conversion_of_leads(crm, actor):
    """
    By source, stage and cohort; the funnel agrees.
    """
    ids = [
        crm.run(
            actor,
            add_lead,
            title=f"Lead {n}",
            last_name=f"Person {n}",
            email=f"lead{n}@example{n}.com",
            source=source,
        ).id
        for n, source in enumerate(("Web", "Web", "Fair"))
    ]
    crm.run(actor, move_lead, ids[0], stage="contacted")
    crm.run(actor, convert_lead, ids[0])
    crm.run(actor, disqualify_lead, ids[1], lost_reason="No budget")

    by_source = crm.run(actor, lead_conversion)
    by_stage = crm.run(actor, lead_conversion, by="stage")
    by_month = crm.run(actor, lead_conversion, by="month")
    new, contacted, *_ = crm.run(actor, lead_funnel)

    assert {"Web": (1, 1, 0), "Fair": (0, 0, 1)} == told(by_source)
    assert {"contacted": (1, 0, 0), "new": (0, 1, 1)} == told(by_stage)
    assert {f"{TODAY:%Y-%m}": (1, 1, 1)} == told(by_month)
    assert (3, 1, 1, 1) == (new.entered, new.advanced, new.lost, new.open)
    assert (1, 1) == (contacted.entered, contacted.advanced)
