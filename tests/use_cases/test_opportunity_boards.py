"""
Opportunities on their board, in memory and on PostgreSQL.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from crm_core.currencies import set_rate
from crm_core.opportunities import (
    OPPORTUNITY_FIELDS,
    add_opportunity,
    archive_opportunity,
    get_opportunity,
    move_opportunity,
    opportunity_board,
    rank_opportunity,
    unattended_opportunities,
)
from crm_core.shared import Invalid, parse_text

SOON = datetime.now(UTC).date() + timedelta(30)


@pytest.fixture
def deal(crm, actor):
    return crm.run(actor, add_opportunity, name="Deal", value="1000.00")


def fields_refused(refused):
    return sorted(error.field for error in refused.value.errors)


def columns(crm, actor, **given):
    board = crm.run(actor, opportunity_board, **given)
    return {
        column.stage.key: (
            column.count,
            column.value.amount,
            column.expected_value.amount,
            [card.record.name for card in column.cards],
        )
        for column in board.columns
    }


def test_the_board(crm, actor, deal):
    """
    Each column counts and sums up all that stands in it, whatever the number of cards,
    in the base currency; new cards come first.
    """
    crm.run(actor, set_rate, currency="USD", rate="0.5")
    crm.run(actor, add_opportunity, name="Second", value="100", currency="USD")
    crm.run(actor, add_opportunity, name="Third", value="5", currency="CHF")
    crm.run(actor, add_opportunity, name="Further", value="10", stage="proposal")
    crm.run(actor, add_opportunity, name="Done", value="9", stage="won")
    gone = crm.run(actor, add_opportunity, name="Gone", value="10")
    crm.run(actor, archive_opportunity, gone.id)

    board = columns(crm, actor, cards=2)
    whole = crm.run(actor, opportunity_board, closed=True)

    assert {
        "qualification": (
            3,
            Decimal("1050.00"),
            Decimal("105.00"),
            ["Third", "Second"],
        ),
        "discovery": (0, Decimal("0.00"), Decimal("0.00"), []),
        "proposal": (1, Decimal("10.00"), Decimal("5.00"), ["Further"]),
        "negotiation": (0, Decimal("0.00"), Decimal("0.00"), []),
    } == board
    assert ("CHF",) == whole.columns[0].value.unconverted
    assert {
        "CHF": Decimal("5.00"),
        "EUR": Decimal("1000.00"),
        "USD": Decimal("100.00"),
    } == whole.columns[0].value.by_currency
    assert ["won", "lost"] == [c.stage.key for c in whole.columns[-2:]]
    assert Decimal("9.00") == whole.columns[-2].value.amount


def test_the_board_is_narrowed_like_a_list(crm, actor, deal):
    """
    By filters and by words.
    """
    crm.run(actor, add_opportunity, name="Big ship", value="7", tags=["VIP"])

    by_tag = columns(crm, actor, query=parse_text("tag:vip", OPPORTUNITY_FIELDS))
    by_word = columns(crm, actor, query=parse_text("ship", OPPORTUNITY_FIELDS))
    nothing = columns(crm, actor, query=parse_text("nosuchword", OPPORTUNITY_FIELDS))

    expected = (1, Decimal("7.00"), Decimal("0.70"), ["Big ship"])
    assert expected == by_tag["qualification"]
    assert expected == by_word["qualification"]
    assert 0 == nothing["qualification"][0]


def test_cards_are_ranked_by_hand(crm, actor):
    """
    A card goes between two others, or on top; only its own record changes.
    """
    a, b, c = (crm.run(actor, add_opportunity, name=name) for name in "abc")

    def order():
        return "".join(columns(crm, actor)["qualification"][3])

    assert "cba" == order()
    crm.run(actor, rank_opportunity, a.id, after=c.id, before=b.id)
    assert "cab" == order()
    crm.run(actor, rank_opportunity, c.id, after=b.id)
    assert "abc" == order()
    crm.run(actor, rank_opportunity, c.id)
    assert "cab" == order()
    assert 1 == crm.run(actor, get_opportunity, b.id).version
    moved = crm.run(actor, move_opportunity, b.id, stage="proposal")
    with pytest.raises(Invalid) as refused:
        crm.run(actor, rank_opportunity, a.id, after=moved.id)
    assert ["after"] == fields_refused(refused)


def test_attention_respects_what_is_planned(crm, works, actor, deal):
    """
    Overdue and stale deals are listed with why, the longest neglected first; a planned
    next step keeps one from being stale.
    """
    late = works.clock() + timedelta(60)
    planned = crm.run(
        actor,
        add_opportunity,
        name="Planned",
        next_step_on=(late.date() + timedelta(1)).isoformat(),
    )
    overdue = crm.run(
        actor, add_opportunity, name="Overdue", expected_close_date=SOON.isoformat()
    )
    later = type(crm)(evolve(works, clock=lambda: late))

    cards = later.run(actor, unattended_opportunities)
    reasons = {card.record.name: card.attention for card in cards}

    assert ["Deal", "Overdue"] == [card.record.name for card in cards]
    assert "60 days" in reasons["Deal"][0]
    assert str(SOON) in reasons["Overdue"][0]
    assert all(card.stale for card in cards)
    assert (planned.id, overdue.id) == (planned.id, overdue.id)
