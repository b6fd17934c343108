"""
Stories of currencies and their rates, in memory and on PostgreSQL.
"""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from crm_core.changes import undo_change_set
from crm_core.contacts import add_contact
from crm_core.currencies import (
    ExchangeRateId,
    RatesStand,
    list_rates,
    remove_rate,
    set_base_currency,
    set_rate,
)
from crm_core.opportunities import add_opportunity, edit_opportunity
from crm_core.shared import Conflict, Forbidden, Invalid, NotFound
from tests.builders import a_colleague
from tests.storage import unchanged

from .sales import in_change_set, places

DAY = "2026-01-31"


def known(crm, actor):
    """
    The rates, as text.
    """
    rates = crm.run(actor, list_rates).rates
    return [(each.currency, str(each.day), str(each.rate)) for each in rates]


def test_rates(crm, actor, works):
    """
    A rate holds from its day on, today unless said; one of the same day replaces it.
    They are listed by currency and day, with all their digits.
    """
    today = works.clock().date()
    crm.run(actor, set_rate, currency="usd", rate=0.9)
    first = crm.run(actor, set_rate, currency="USD", rate="0.8", day=DAY)
    crm.run(actor, set_rate, currency="VND", rate="0.000034567891", day=DAY)
    again = crm.run(actor, set_rate, currency="USD", rate="0.85", day=DAY)

    assert [
        ("USD", DAY, "0.85"),
        ("USD", str(today), "0.9"),
        ("VND", DAY, "0.000034567891"),
    ] == known(crm, actor)
    assert (first.id, 1, 2) == (again.id, first.version, again.version)
    assert Decimal("0.85") == crm.run(actor, list_rates).on("USD", date(2026, 2, 1))


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, ["currency", "rate"]),
        ({"currency": "EUR", "rate": 1}, ["currency"]),
        ({"currency": "eur", "rate": None}, ["currency", "rate"]),
        (
            {"currency": "XXX", "rate": -1, "day": "tomorrow"},
            ["currency", "day", "rate"],
        ),
        ({"currency": "USD", "rate": 0}, ["rate"]),
        ({"currency": "USD", "rate": "NaN"}, ["rate"]),
        ({"currency": "USD", "rate": "1e9999999"}, ["rate"]),
        ({"currency": "USD", "rate": 10**9 + 1}, ["rate"]),
        ({"currency": "USD", "rate": "0.0000000000001"}, ["rate"]),
        ({"currency": "USD", "rate": True}, ["rate"]),
        ({"currency": ["USD"], "rate": 1}, ["currency"]),
        ({"currency": "USD", "rate": 1, "base": "CHF"}, ["base"]),
    ],
)
def test_wrong_rates(crm, works, actor, given, wrong):
    """
    Every field that is wrong is named, and nothing is stored.
    """
    with unchanged(works), pytest.raises(Invalid) as refused:
        crm.run(actor, set_rate, **given)

    assert wrong == places(refused)


def test_remove(crm, actor):
    """
    A rate is taken back once; undo brings it back, unless another has its day by then.
    """
    rate = crm.run(actor, set_rate, currency="USD", rate="0.8", day=DAY)
    _, change_set = in_change_set(crm, actor, remove_rate, rate.id)
    assert [] == known(crm, actor)
    with pytest.raises(NotFound):
        crm.run(actor, remove_rate, rate.id)
    with pytest.raises(NotFound):
        crm.run(actor, remove_rate, ExchangeRateId(uuid4()))
    crm.run(actor, undo_change_set, change_set)
    assert [("USD", DAY, "0.8")] == known(crm, actor)
    _, change_set = in_change_set(crm, actor, remove_rate, rate.id)
    crm.run(actor, set_rate, currency="USD", rate="0.7", day=DAY)
    with pytest.raises(Conflict):
        crm.run(actor, undo_change_set, change_set)

    assert [("USD", DAY, "0.7")] == known(crm, actor)


def test_base_currency(crm, works, actor):
    """
    It is EUR until another is chosen, by the very first write too; new deals are in it,
    and those that are there keep theirs.
    """
    assert "EUR" == crm.run(actor, list_rates).base
    chosen = crm.run(actor, set_base_currency, currency="chf")
    deal = crm.run(actor, add_opportunity, name="Deal")
    crm.run(actor, set_base_currency, currency="USD")

    assert ("CHF", actor.organization_id) == (chosen.base_currency, chosen.id)
    assert "USD" == crm.run(actor, list_rates).base
    assert "CHF" == deal.currency
    assert "CHF" == crm.run(actor, edit_opportunity, deal.id, name="x").currency
    with unchanged(works):
        for wrong in ("XXX", "", None, 5):
            with pytest.raises(Invalid) as refused:
                crm.run(actor, set_base_currency, currency=wrong)
            assert ["currency"] == places(refused)


def test_the_base_stays_while_there_are_rates(crm, works, actor):
    """
    They would mean something else; the same currency again is no change.
    """
    rate = crm.run(actor, set_rate, currency="USD", rate="0.8")
    with unchanged(works), pytest.raises(RatesStand):
        crm.run(actor, set_base_currency, currency="USD")
    same = crm.run(actor, set_base_currency, currency="EUR")
    crm.run(actor, remove_rate, rate.id)

    assert "EUR" == same.base_currency
    assert "USD" == crm.run(actor, set_base_currency, currency="USD").base_currency


def test_who_may(crm, works, actor, other_actor):
    """
    Everybody who reads the organization sees rates; changing them is a right of its
    own; another organization has its own.
    """
    rate = crm.run(actor, set_rate, currency="USD", rate="0.8", day=DAY)
    crm.run(other_actor, add_contact, first_name="Other")
    reader = a_colleague(actor, without=["currency:write"])

    assert [("USD", DAY, "0.8")] == known(crm, reader)
    assert [] == known(crm, other_actor)
    with unchanged(works):
        for what in (
            lambda work: set_rate(work, currency="USD", rate=1),
            lambda work: remove_rate(work, rate.id),
            lambda work: set_base_currency(work, currency="USD"),
        ):
            with pytest.raises(Forbidden):
                crm.run(reader, what)
        with pytest.raises(NotFound):
            crm.run(other_actor, remove_rate, rate.id)
        with pytest.raises(Forbidden):
            crm.run(a_colleague(actor, permissions=frozenset()), list_rates)
