"""
Working on leads: answers that qualify them, first responses, boards.
"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from crm_adapters.memory import MemoryWorks
from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.leads import (
    SalesSettings,
    add_lead,
    answer_lead,
    change_sales_settings,
    disqualify_lead,
    get_lead,
    lead_board,
    list_overdue_leads,
    move_lead,
    rank_lead,
    respond_to_lead,
    show_sales_settings,
)
from crm_core.shared import Invalid
from tests.builders import ticking


def fields_refused(refused):
    return {error.field: error.code for error in refused.value.errors}


def test_answers_qualify_a_lead(crm, actor):
    """
    Answers are laid over earlier ones, null takes one back, and they add up to how
    qualified the lead is.
    """
    lead = crm.run(actor, add_lead, title="Boat", answers={"budget": "approved"})
    more = crm.run(actor, answer_lead, lead.id, answers={"need": "Some"})
    less = crm.run(actor, answer_lead, lead.id, answers={"budget": None})

    assert ({"budget": "Approved"}, 25) == (dict(lead.answers), lead.qualified)
    assert ({"budget": "Approved", "need": "Some"}, 37) == (
        dict(more.answers),
        more.qualified,
    )
    assert ({"need": "Some"}, 12) == (dict(less.answers), less.qualified)


def test_questions_are_data(crm, actor):
    """
    An organization asks questions of its own, of every kind; wrong ones are refused
    with each member that is wrong.
    """
    questions = [
        {"key": "fleet", "label": "How many boats?", "kind": "number", "points": 3},
        {"key": "harbour", "label": "Own harbour?", "kind": "flag"},
        {"key": "wish", "label": "What for?", "kind": "text", "points": 0},
        {"key": "size", "label": "Size?", "kind": "choice", "options": ["L", "S"]},
    ]
    crm.run(actor, change_sales_settings, questions=questions)
    lead = crm.run(
        actor, add_lead, title="Boat", answers={"fleet": "2.50", "harbour": False}
    )

    assert {"fleet": "2.50", "harbour": False} == dict(lead.answers)
    assert 60 == lead.qualified
    assert {"L": 1, "S": 0} == dict(
        crm.run(actor, show_sales_settings).questions[3].options
    )
    with pytest.raises(Invalid) as refused:
        crm.run(
            actor,
            change_sales_settings,
            questions=[{"key": "a", "label": "A", "kind": "choice"}, {"kind": "odd"}],
            response_hours=-1,
            working_hours={"time_zone": "Nowhere", "week": {}},
        )
    assert {
        "questions.0.options",
        "questions.1.kind",
        "response_hours",
        "working_hours.time_zone",
        "working_hours.week",
    } == set(fields_refused(refused))


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def crm_in_time(request):
    """
    A CRM whose clock moves on by a second with each transaction.
    """
    if request.param == "memory":
        return Crm(MemoryWorks(ticking()))
    return Crm(PostgresWorks(request.getfixturevalue("engine"), ticking()))


def test_what_nobody_answered_in_time_is_listed(crm_in_time, actor):
    """
    Overdue are open leads past their moment that nobody answered, longest first.
    """
    crm = crm_in_time
    week = {
        day: ["00:00-24:00"]
        for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    }
    hours = {"time_zone": "UTC", "week": week}
    crm.run(
        actor, change_sales_settings, response_hours="0.000001", working_hours=hours
    )
    late = [crm.run(actor, add_lead, title=f"Late {n}") for n in range(4)]
    crm.run(actor, respond_to_lead, late[1].id)
    crm.run(actor, disqualify_lead, late[2].id, lost_reason="Other")
    crm.run(actor, change_sales_settings, response_hours=0)
    crm.run(actor, add_lead, title="In time")

    overdue = crm.run(actor, list_overdue_leads)
    assert ["Late 0", "Late 3"] == [row.title for row in overdue.items]
    usual = crm.run(actor, change_sales_settings, response_hours=None)
    assert Decimal(8) == usual.response_hours


def test_answering_twice_changes_nothing(crm, actor):
    """
    Only the first response counts.
    """
    lead = crm.run(actor, add_lead, title="Boat")
    first = crm.run(actor, respond_to_lead, lead.id)
    again = crm.run(actor, respond_to_lead, lead.id)

    assert first == again


def test_the_board_counts_and_sums(crm, actor):
    """
    Each open stage is a column with true counts and sums, whatever the number of cards.
    """
    leads = [crm.run(actor, add_lead, title=f"L{n}", value=100) for n in range(3)]
    crm.run(actor, move_lead, leads[0].id, stage="contacted")
    crm.run(actor, add_lead, title="L3")
    board = crm.run(actor, lead_board, cards=2)
    new, contacted = board.columns[0], board.columns[1]

    assert (3, Decimal("200.00"), 2) == (new.count, new.value.amount, len(new.cards))
    assert (1, Decimal("100.00")) == (contacted.count, contacted.value.amount)
    assert ["new", "contacted", "qualification", "proposal"] == [
        column.stage.key for column in board.columns
    ]


def test_ranking_a_card_changes_it_alone(crm, actor):
    """
    A card goes right behind another one or on top; the others stay as they are.
    """

    def cards():
        return [c.record.id for c in crm.run(actor, lead_board).columns[0].cards]

    low, card, high = (crm.run(actor, add_lead, title=f"L{n}").id for n in range(3))
    crm.run(actor, rank_lead, card, after=low)
    behind = cards()
    crm.run(actor, rank_lead, card, before=behind[0])
    on_top = cards()

    assert behind.index(low) + 1 == behind.index(card)
    assert card == on_top[0]
    assert [1, 1] == [crm.run(actor, get_lead, id).version for id in (low, high)]
    with pytest.raises(Invalid):
        crm.run(actor, rank_lead, high, after=low, before=card)


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("fleet", {"questions.0": "type"}),
        ({}, {"questions.0." + name: "required" for name in ("key", "label", "kind")}),
        ({"key": "a", "label": "A", "kind": "odd"}, {"questions.0.kind": "choice"}),
        (
            {"key": "a", "label": "A", "kind": "text", "options": ["x", "y"]},
            {"questions.0.options": "kind"},
        ),
        (
            {"key": "a", "label": "A", "kind": "choice", "options": [{}, "y"]},
            {"questions.0.options": "type"},
        ),
        (
            {"key": "a", "label": "A", "kind": "choice", "options": ["x", "x "]},
            {"questions.0.options": "repeated"},
        ),
        (
            {"key": "a", "label": "A", "kind": "choice", "options": {"x": -1, "y": 1}},
            {"questions.0.options": "range"},
        ),
        (
            {"key": "a", "label": "A", "kind": "choice", "options": ["x"]},
            {"questions.0.options": "length"},
        ),
        (
            {"key": "a", "label": "A", "kind": "flag", "points": "NaN", "odd": 1},
            {"questions.0.points": "range", "questions.0.odd": "unknown"},
        ),
    ],
)
def test_a_question_that_is_none(question, wrong):
    """
    Each member that is wrong is named with the place of its question.
    """
    with pytest.raises(Invalid) as refused:
        SalesSettings().edited({"questions": [question]})

    assert wrong == fields_refused(refused)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"questions": "all"}, {"questions": "type"}),
        ({"questions": [{}] * 51}, {"questions": "length"}),
        ({"response_hours": "Infinity"}, {"response_hours": "range"}),
        ({"response_hours": ""}, {"response_hours": "range"}),
        ({"to_json": None}, {"to_json": "unknown"}),
        ({"working_hours": []}, {"working_hours": "type"}),
    ],
)
def test_settings_that_are_none(fields, wrong):
    """
    Each setting that is wrong is named.
    """
    with pytest.raises(Invalid) as refused:
        SalesSettings().edited(fields)

    assert wrong == fields_refused(refused)


def test_settings_are_read_as_they_are_written():
    """
    What is stored is what comes back.
    """
    settings = SalesSettings().edited({"response_hours": "0.5"})

    assert settings == SalesSettings().edited(settings.to_json())


def test_an_answer_is_due_within_working_hours():
    """
    Eight working hours from Friday noon end on Monday noon, a holiday later on Tuesday.
    """
    friday = datetime(2026, 3, 13, 12, tzinfo=UTC)
    usual = SalesSettings()
    hours = usual.working_hours.to_json()
    free = {**hours, "holidays": [{"first": "2026-03-16"}]}
    closed = usual.edited({"working_hours": free})

    assert datetime(2026, 3, 16, 12, tzinfo=UTC) == usual.response_due(friday)
    assert datetime(2026, 3, 17, 12, tzinfo=UTC) == closed.response_due(friday)
