"""
Stories of goals and of what people say a period will bring, in memory and on
PostgreSQL.
"""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from crm_core.access import save_user
from crm_core.changes import undo_change_set
from crm_core.forecasting import (
    adjust_forecast,
    forecast_accuracy,
    list_goals,
    list_submissions,
    remove_goal,
    set_goal,
    show_forecast,
    submit_forecast,
)
from crm_core.opportunities import add_opportunity, edit_opportunity, win_opportunity
from crm_core.shared import Forbidden, Invalid, NotFound, Visibility
from tests.builders import a_colleague, a_team
from tests.storage import unchanged

from .selling import on_day

TODAY = date(2026, 8, 14)
OVER = date(2026, 10, 5)
Q3 = "2026-Q3"


@pytest.fixture
def august(crm):
    """
    The CRM on the fourteenth of August 2026.
    """
    return on_day(crm, TODAY)


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def rep(august, actor, team):
    """
    Somebody who sees their own deals.
    """
    found = a_colleague(actor, visibility=Visibility.OWN, teams=frozenset({team}))
    august.run(actor, save_user, found.user_id, teams=[team])
    return found


@pytest.fixture
def boss(august, actor, team):
    """
    Who leads the team of the rep.
    """
    found = a_colleague(actor, visibility=Visibility.TEAM, teams=frozenset({team}))
    august.run(actor, save_user, found.user_id, teams=[team])
    return found


def a_deal(crm, actor, **fields):
    known = {"name": "Deal", "value": "100", "expected_close_date": "2026-09-01"}
    return crm.run(actor, add_opportunity, **known | fields)


def fields_refused(refused):
    return sorted(error.field for error in refused.value.errors)


# ------------------------------------------------------------------------------- goals


def test_goals_are_reached(august, actor, rep, boss, team):
    """
    A person, a team and all have goals; each counts what its people have won, and
    everybody sees the goals of those whose figures they see.
    """
    a_deal(august, rep, stage="won", value="75")
    a_deal(august, boss, stage="won", value="50")
    a_deal(august, actor, stage="won", value="10", assigned_to=None)
    august.run(actor, set_goal, period=Q3, amount=300)
    for whose in ({}, {"owner": rep.user_id}, {"team": team}):
        august.run(actor, set_goal, period=Q3, amount="100", **whose)
    august.run(actor, set_goal, period="2026-08", amount=1)

    def shares(of, **asked):
        found = august.run(of, show_forecast, period=Q3, **asked).goals
        return [(each.won, each.share) for each in found]

    all_, own, ours = (
        (Decimal(135), Decimal("1.35")),
        (Decimal(75), Decimal("0.75")),
        (Decimal(125), Decimal("1.25")),
    )
    assert [all_, own, ours] == shares(actor)
    assert [own, ours] == shares(boss)
    assert [own] == shares(rep) == shares(actor, owner=rep.user_id)
    assert [own, ours] == shares(actor, team=team)
    assert 4 == len(august.run(actor, list_goals))
    assert 3 == len(august.run(actor, list_goals, period=Q3))


def test_goals_are_taken_back(august, actor, other_actor):
    """
    A goal can be removed, and so can its change; of another organization it is not
    there.
    """
    sets = []

    def setting(work):
        sets.append(work.change_set_id)
        return set_goal(work, period=Q3, amount=7)

    goal = august.run(actor, setting)
    august.run(actor, set_goal, period=Q3, amount=9)
    with pytest.raises(NotFound):
        august.run(other_actor, remove_goal, goal.id)
    assert [Decimal(9)] == [g.amount for g in august.run(actor, list_goals)]
    assert [] == august.run(other_actor, list_goals)
    august.run(actor, remove_goal, goal.id)
    assert [] == august.run(actor, list_goals)
    again = august.run(actor, setting)
    august.run(actor, undo_change_set, sets[-1])
    with pytest.raises(NotFound):
        august.run(actor, remove_goal, again.id)


@pytest.mark.parametrize(
    ("wrong", "given"),
    [
        (["amount"], {"amount": None}),
        (["amount"], {"amount": 0}),
        (["amount"], {"amount": -1}),
        (["amount"], {"amount": "NaN"}),
        (["amount"], {"amount": "1.005"}),
        (["amount"], {"amount": 10**10}),
        (["period"], {"period": "2026-Q5"}),
        (["period"], {"period": None}),
        (["owner"], {"owner": str(uuid4())}),
        (["team"], {"team": str(uuid4())}),
        (["owner"], {"owner": "x"}),
        (["colour"], {"colour": "red"}),
        (["amount", "period", "team"], {"amount": "x", "period": "x", "team": "x"}),
    ],
)
def test_wrong_goals(august, actor, wrong, given):
    """
    Every field that is wrong is named, and nothing is written.
    """
    a_deal(august, actor)
    with unchanged(august.works), pytest.raises(Invalid) as refused:
        august.run(actor, set_goal, **{"period": Q3, "amount": 5} | given)

    assert wrong == fields_refused(refused)


def test_goals_of_others(august, actor, boss, rep):
    """
    Who leads a team sets its goals, and not those of all or of strangers.
    """
    stranger = a_colleague(actor)
    august.run(actor, save_user, stranger.user_id)
    august.run(boss, set_goal, period=Q3, amount=5, owner=rep.user_id)
    everyones = august.run(actor, set_goal, period=Q3, amount=5)

    for whose in ({}, {"owner": stranger.user_id}):
        with unchanged(august.works), pytest.raises(Forbidden):
            august.run(boss, set_goal, period=Q3, amount=5, **whose)
    with unchanged(august.works), pytest.raises(NotFound):
        august.run(boss, remove_goal, everyones.id)


# ------------------------------------------------------------------------- submissions


def test_what_is_said_stays_as_it_was(august, actor, rep, boss):
    """
    A submission keeps what was said and what the deals said then, whatever is said or
    happens later; the manager's word stands beside it.
    """
    open_ = a_deal(august, rep, stage="proposal", forecast_category="commit")
    a_deal(august, rep, stage="won", value="40")
    a_deal(august, rep, value="7", expected_close_date="2026-10-01")
    first = august.run(rep, submit_forecast, period=Q3, commit=120, note="Sure")
    august.run(rep, edit_opportunity, open_.id, value=5000)
    adjusted = august.run(boss, adjust_forecast, first.id, commit=90, note="Not so")
    second = august.run(rep, submit_forecast, period=Q3, commit="130", best_case=20)

    kept = august.run(rep, list_submissions, period=Q3)
    [said] = august.run(boss, show_forecast, period=Q3).said

    assert [first, adjusted, second] == kept == august.run(boss, list_submissions)
    assert (Decimal(120), Decimal(0), Decimal(0), "Sure") == (
        first.commit,
        first.best_case,
        first.pipeline,
        first.note,
    )
    assert (Decimal(100), Decimal(40), Decimal(90)) == tuple(
        first.computed[name] for name in ("commit", "closed", "weighted")
    )
    assert {open_.id} == first.expected
    assert (rep.user_id, boss.user_id, first.id, Decimal(90)) == (
        adjusted.owner,
        adjusted.by,
        adjusted.adjusts,
        adjusted.commit,
    )
    assert Decimal(5000) == adjusted.computed["commit"]
    assert (second, None, 0, False) == (said.last, said.own, said.days, said.stale)


def test_who_says_nothing_and_whose_word_is_old(crm, august, actor, rep, boss):
    """
    A word gets stale after a week, and who has deals and says nothing is named.
    """
    a_deal(august, rep)
    a_deal(august, boss)
    first = august.run(rep, submit_forecast, period=Q3, commit=1)
    august.run(boss, adjust_forecast, first.id, commit=2, note="More")
    later = on_day(crm, date(2026, 8, 22))

    found = later.run(actor, show_forecast, period=Q3)

    [said] = found.said
    assert (8, True, first) == (said.days, said.stale, said.own)
    assert (boss.user_id,) == found.silent


@pytest.mark.parametrize(
    ("wrong", "given"),
    [
        (["commit"], {"commit": None}),
        (["commit"], {"commit": -1}),
        (["best_case"], {"best_case": "x"}),
        (["pipeline"], {"pipeline": 10**10}),
        (["period"], {"period": "2026-Q2"}),
        (["period"], {"period": "soon"}),
        (["commit", "note", "period"], {"commit": "", "note": 5, "period": "2026-Q2"}),
        (["owner"], {"owner": str(uuid4())}),
    ],
)
def test_wrong_submissions(august, rep, wrong, given):
    """
    Every field that is wrong is named, and nothing is kept.
    """
    with unchanged(august.works), pytest.raises(Invalid) as refused:
        august.run(rep, submit_forecast, **{"period": Q3, "commit": 5} | given)

    assert wrong == fields_refused(refused)


def test_wrong_adjustments(crm, august, actor, rep, boss, other_actor):
    """
    An adjustment says what and why, while the period lasts, of somebody one sees.
    """
    said = august.run(rep, submit_forecast, period=Q3, commit=5)
    stranger = a_colleague(actor, visibility=Visibility.TEAM)

    for given, wrong in (
        ({}, ["commit", "note"]),
        ({"commit": 5}, ["note"]),
        ({"note": "x"}, ["commit"]),
        ({"commit": -5, "note": "x"}, ["commit"]),
    ):
        with unchanged(august.works), pytest.raises(Invalid) as refused:
            august.run(boss, adjust_forecast, said.id, **given)
        assert wrong == fields_refused(refused)
    with unchanged(august.works), pytest.raises(Invalid) as refused:
        on_day(crm, OVER).run(boss, adjust_forecast, said.id, commit=5, note="x")
    assert ["period"] == fields_refused(refused)
    for nobody in (stranger, other_actor):
        with unchanged(august.works), pytest.raises(NotFound):
            august.run(nobody, adjust_forecast, said.id, commit=5, note="x")


def test_how_right_people_were(crm, august, actor, rep, boss):
    """
    The first word on a period that is over is judged: bias and error by what was won,
    slip by the deals that did not close; the manager's word beside it.
    """
    deals = [a_deal(august, rep) for _ in range(4)]
    first = august.run(rep, submit_forecast, period=Q3, commit=300)
    august.run(boss, adjust_forecast, first.id, commit=150, note="No")
    august.run(rep, submit_forecast, period="2026-Q4", commit=1)
    for deal in deals[:2]:
        on_day(crm, date(2026, 9, 20)).run(rep, win_opportunity, deal.id)
    on_day(crm, date(2026, 9, 30)).run(rep, submit_forecast, period=Q3, commit=200)
    october = on_day(crm, OVER)
    october.run(rep, win_opportunity, deals[2].id)

    [record] = october.run(boss, forecast_accuracy)

    assert (rep.user_id, 1) == (record.owner, record.periods)
    assert (Decimal("0.5"), Decimal("0.5")) == (record.bias, record.error)
    assert (Decimal("0.5"), Decimal("0.25")) == (record.slip, record.adjusted_error)
    assert [record] == october.run(rep, forecast_accuracy, period=Q3)
    assert [] == october.run(rep, forecast_accuracy, period="2026-Q4")
    assert [] == august.run(rep, forecast_accuracy)
