"""
The team that an opportunity counts for.
"""

from decimal import Decimal

import pytest

from crm_core.access import save_user
from crm_core.analytics import win_loss
from crm_core.changes import undo_change_set
from crm_core.forecasting import set_goal, show_forecast
from crm_core.opportunities import (
    OPPORTUNITY_FIELDS,
    add_opportunity,
    edit_opportunities,
    edit_opportunity,
    list_opportunities,
    opportunity_board,
    win_opportunity,
)
from crm_core.shared import Invalid, parse_text
from tests.builders import a_colleague, a_team
from tests.storage import unchanged

from .sales import in_change_set, places

NORTH, SOUTH = a_team(), a_team()


def member(crm, actor, *teams):
    """
    Somebody of these teams.
    """
    person = a_colleague(actor, teams=frozenset(teams))
    crm.run(actor, save_user, person.user_id, teams=teams)
    return person.user_id


@pytest.fixture
def people(crm, actor):
    """
    One of each team, one of both, one of none.
    """
    return {
        "ned": member(crm, actor, NORTH),
        "sue": member(crm, actor, SOUTH),
        "bea": member(crm, actor, NORTH, SOUTH),
        "una": member(crm, actor),
    }


def a_deal(crm, actor, **fields):
    return crm.run(actor, add_opportunity, **{"name": "Deal", "value": 100} | fields)


def test_a_new_one_counts_for_the_only_team_of_its_owner(crm, actor, people):
    """
    Whose owner is in several teams or none, or nobody, counts for none of its own;
    what is said counts.
    """
    found = [a_deal(crm, actor, assigned_to=owner).team_id for owner in people.values()]
    assert [NORTH, SOUTH, None, None] == found
    assert a_deal(crm, actor, assigned_to=None).team_id is None
    said = {"assigned_to": people["ned"], "team_id": str(SOUTH)}
    assert a_deal(crm, actor, **said).team_id == SOUTH
    assert a_deal(crm, actor, **said | {"team_id": None}).team_id is None


def test_a_new_owner_brings_their_team(crm, actor, people):
    """
    Unless they are in the team that has it, or another one is said; undo gives it back.
    """
    deal = a_deal(crm, actor, assigned_to=people["ned"])

    def given(owner, **fields):
        edited = crm.run(
            actor, edit_opportunity, deal.id, assigned_to=people[owner], **fields
        )
        return edited.team_id

    assert [NORTH, SOUTH, SOUTH, None] == list(map(given, ("bea", "sue", "bea", "una")))
    assert NORTH == given("sue", team_id=str(NORTH))
    with crm.works.open(actor) as work:
        edit_opportunities(work, ids=[deal.id], assigned_to=people["sue"])
    assert NORTH == given("sue"), "she has it already"
    _, change_set = in_change_set(
        crm, actor, edit_opportunities, ids=[deal.id], assigned_to=people["una"]
    )
    crm.run(actor, undo_change_set, change_set)
    assert [deal.name] == found(crm, actor, f"team:{NORTH}")


def found(crm, actor, text):
    query = parse_text(text, OPPORTUNITY_FIELDS)
    return [row.name for row in crm.run(actor, list_opportunities, query).items]


def test_an_unknown_team_is_refused(crm, actor, people):
    """
    For a new one, an edit and a bulk edit; nothing is changed.
    """
    deal = a_deal(crm, actor, assigned_to=people["ned"])
    nowhere = {"team_id": str(a_team())}
    for ask in (
        lambda: a_deal(crm, actor, **nowhere),
        lambda: crm.run(actor, edit_opportunity, deal.id, **nowhere),
        lambda: crm.run(actor, edit_opportunities, ids=[deal.id], **nowhere),
    ):
        with unchanged(crm.works), pytest.raises(Invalid) as refused:
            ask()
        assert ["team_id"] == places(refused)


def test_all_that_is_wrong_is_told(crm, actor, people):
    """
    A team, a day and half a recurring value that are wrong are named together.
    """
    wrong = {"expected_close_date": "2020-01-01", "recurring_value": 5}
    with unchanged(crm.works), pytest.raises(Invalid) as refused:
        a_deal(crm, actor, team_id=str(a_team()), **wrong)
    fields = ["expected_close_date", "recurring_period", "team_id"]
    assert fields == places(refused)
    with pytest.raises(Invalid) as refused:
        a_deal(crm, actor, team_id=str(a_team()), stage="nowhere")
    assert ["stage", "team_id"] == places(refused)


def test_lists_boards_and_figures_of_a_team(crm, actor, people):
    """
    Lists and boards filter by the team of a deal; forecasts, goals and win/loss count
    for a team what names it, and what names none by its owner.
    """
    ned, bea = people["ned"], people["bea"]
    a_deal(crm, actor, name="own", value=1, assigned_to=ned)
    a_deal(crm, actor, name="lent", value=10, assigned_to=ned, team_id=str(SOUTH))
    a_deal(crm, actor, name="both", value=100, assigned_to=bea)
    a_deal(crm, actor, name="none", value=1000, assigned_to=people["una"])
    for team, text in ((NORTH, "own"), (SOUTH, "lent")):
        assert [text] == found(crm, actor, f"team:{team}")
        query = parse_text(f"team_id:{team}", OPPORTUNITY_FIELDS)
        board = crm.run(actor, opportunity_board, query=query)
        assert 1 == sum(column.count for column in board.columns)
        crm.run(actor, set_goal, period="quarter", amount=1000, team=team)

    for row in crm.run(actor, list_opportunities).items:
        crm.run(actor, win_opportunity, row.id)

    def total(**asked):
        return crm.run(actor, show_forecast, **asked).weighted.total.value

    assert [101, 110, 1111] == [total(team=NORTH), total(team=SOUTH), total()]
    assert [0, 11] == [total(team=NORTH, owner=people["sue"]), total(owner=ned)]
    assert 10 == total(team=SOUTH, owner=ned)
    goals = crm.run(actor, show_forecast).goals
    reached = {each.goal.team: each.won for each in goals}
    assert {NORTH: Decimal(101), SOUTH: Decimal(110)} == reached
    rates = [crm.run(actor, win_loss, team=team) for team in (NORTH, SOUTH)]
    assert [101, 110] == [each.whole.won_value for each in rates]
