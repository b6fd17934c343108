"""
Stories of opportunities, in memory and on PostgreSQL.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from crm_core.changes import undo_change_set
from crm_core.companies import add_company, edit_company
from crm_core.contacts import add_contact, edit_contact
from crm_core.opportunities import (
    OPPORTUNITY_FIELDS,
    OpportunityClosed,
    add_opportunity,
    archive_opportunity,
    edit_opportunities,
    edit_opportunity,
    get_opportunity,
    list_opportunities,
    lose_opportunity,
    move_opportunity,
    opportunity_board,
    purge_opportunity,
    reopen_opportunity,
    restore_opportunity,
    show_opportunity,
    win_opportunity,
)
from crm_core.pipelines import stage_history
from crm_core.shared import Conflict, Invalid, NotFound, RecordRef, Stale, parse_text
from tests.storage import unchanged

SOON = datetime.now(UTC).date() + timedelta(30)
NOBODY = "018f0000-0000-7000-8000-00000000dead"


@pytest.fixture
def deal(crm, actor):
    return crm.run(actor, add_opportunity, name="Deal", value="1000.00")


def names(crm, actor, text=""):
    query = parse_text(text, OPPORTUNITY_FIELDS)
    return [row.name for row in crm.run(actor, list_opportunities, query).items]


def way(crm, actor, opportunity):
    record = RecordRef("opportunity", opportunity.id)
    moves = crm.run(actor, stage_history, record)
    return [(move.from_stage, move.to_stage, move.notes) for move in moves]


def stood(crm, actor, stage):
    board = crm.run(actor, opportunity_board)
    return next(c.count for c in board.columns if c.stage.key == stage)


def fields_refused(refused):
    return sorted(error.field for error in refused.value.errors)


def test_round_trip(crm, actor):
    """
    What is added is what is read, with the names of whom it points at.
    """
    company = crm.run(actor, add_company, name="Blue Harbor")
    person = crm.run(actor, add_contact, first_name="Ada", last_name="Lee")

    added = crm.run(
        actor,
        add_opportunity,
        name="Enterprise Software Deal",
        description="Two\nlines",
        contact_id=str(person.id),
        company_id=str(company.id),
        value=50000.00,
        currency="usd",
        probability=75,
        expected_close_date=SOON.isoformat(),
        stage="Negotiation",
        source="Web",
        competitor="Them",
        contact_roles=[{"contact_id": str(person.id), "role": "Decides"}],
        line_items=[{"product": "Seat", "quantity": 3, "unit_price": "19.99"}],
        recurring_value="10",
        recurring_period="Monthly",
        next_step="Call",
        next_step_on=SOON.isoformat(),
        tags=["VIP"],
    )
    row = crm.run(actor, show_opportunity, added.id)

    assert added == crm.run(actor, get_opportunity, added.id)
    assert ("Ada Lee", "Blue Harbor") == (row.contact_name, row.company_name)
    assert ("negotiation", "open", "hand") == (
        row.stage,
        row.status,
        row.probability_source,
    )
    assert (Decimal("50000.00"), "USD", 75, Decimal("37500.00")) == (
        row.value,
        row.currency,
        row.probability,
        row.expected_value,
    )


def test_a_new_one_stands_in_the_first_stage(crm, actor, deal):
    """
    Stage, probability, forecast and currency are the usual ones; its way is noted.
    """
    assert ("qualification", 10, "stage", "EUR", "pipeline") == (
        deal.stage,
        deal.probability,
        deal.probability_source,
        deal.currency,
        deal.forecast_category,
    )
    assert [(None, "qualification", None)] == way(crm, actor, deal)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", -1),
        ("value", "NaN"),
        ("value", float("inf")),
        ("value", "1234567890123"),
        ("value", "1.005"),
        ("value", "12,50"),
        ("probability", 101),
        ("probability", -1),
        ("probability", "12.5"),
        ("currency", "XYZ"),
        ("currency", "EURO"),
        ("stage", "no such stage"),
        ("pipeline_id", NOBODY),
        ("contact_id", NOBODY),
        ("company_id", NOBODY),
        ("assigned_to", NOBODY),
        ("expected_close_date", "2020-01-01"),
        ("expected_close_date", "2026-02-30"),
        ("actual_close_date", SOON.isoformat()),
        ("lost_reason", "Price"),
        ("forecast_category", "certain"),
        ("forecast_category", "closed"),
        ("line_items.0.unit_price", [{"product": "A", "unit_price": -1}]),
        ("line_items.0.product", [{"quantity": 1}]),
        ("line_items.0.quantity", [{"product": "A", "quantity": 0}]),
        ("line_items.0.discount", [{"product": "A", "discount": 101}]),
        ("line_items", [{"product": "A", "quantity": 10**8, "unit_price": 10**5}]),
        ("contact_roles", [{"contact_id": NOBODY}]),
        ("recurring_period", "weekly"),
        ("name", ""),
        ("status", "won"),
    ],
)
def test_bad_values_are_named(crm, works, actor, deal, field, value):
    """
    A value that does not fit is refused by the name of its field, when a deal is added
    and when it is edited, and nothing changes.
    """
    given = {"name": "Bad", field.split(".")[0]: value}

    with unchanged(works):
        with pytest.raises(Invalid) as refused:
            crm.run(actor, add_opportunity, **given)
        assert [field] == fields_refused(refused)
        with pytest.raises(Invalid) as refused:
            crm.run(actor, edit_opportunity, deal.id, **given)
        assert [field] == fields_refused(refused)


def test_line_items_make_the_value(crm, actor, deal):
    """
    Lines add up to the value, unless one is given.
    """
    lines = [
        {"product": "Seat", "quantity": 3, "unit_price": "19.99", "discount": 10},
        {"product": "Setup", "unit_price": 500},
    ]

    by_lines = crm.run(actor, edit_opportunity, deal.id, line_items=lines)
    by_hand = crm.run(actor, edit_opportunity, deal.id, line_items=lines, value=600)

    assert (Decimal("553.97"), Decimal("600.00")) == (by_lines.value, by_hand.value)


def test_probability_follows_the_stage_unless_set_by_hand(crm, actor, deal):
    """
    A move changes an automatic probability and never a manual one; None gives it back
    to the stage.
    """
    moved = crm.run(actor, move_opportunity, deal.id, stage="proposal")
    by_hand = crm.run(actor, edit_opportunity, deal.id, probability=0)
    kept = crm.run(actor, move_opportunity, deal.id, stage="negotiation")
    again = crm.run(actor, edit_opportunity, deal.id, probability=None)

    assert [(50, "stage"), (0, "hand"), (0, "hand"), (75, "stage")] == [
        (each.probability, each.probability_source)
        for each in (moved, by_hand, kept, again)
    ]


def test_every_move_is_noted(crm, actor, deal):
    """
    Where from, where to, with which words, and how long it stood there.
    """
    crm.run(actor, move_opportunity, deal.id, stage="Proposal", notes="After demo")
    crm.run(actor, edit_opportunity, deal.id, stage="negotiation")
    won = crm.run(actor, win_opportunity, deal.id)
    moves = crm.run(actor, stage_history, RecordRef("opportunity", deal.id))

    assert [
        (None, "qualification", None),
        ("qualification", "proposal", "After demo"),
        ("proposal", "negotiation", None),
        ("negotiation", "won", None),
    ] == way(crm, actor, deal)
    assert all(move.seconds is not None and move.seconds >= 0 for move in moves[1:])
    assert ("won", 100, "closed") == (
        won.status,
        won.probability,
        won.forecast_category,
    )
    assert won.actual_close_date == won.stage_entered_at.date()


def test_a_loss_needs_a_reason(crm, works, actor, deal):
    """
    One that the pipeline knows; reopening forgets it and goes back to the stage before.
    """
    crm.run(actor, move_opportunity, deal.id, stage="proposal")
    with unchanged(works):
        for wrong in (None, "", "Bad weather"):
            with pytest.raises(Invalid) as refused:
                crm.run(actor, lose_opportunity, deal.id, lost_reason=wrong)
            assert ["lost_reason"] == fields_refused(refused)

    lost = crm.run(
        actor, lose_opportunity, deal.id, lost_reason="price", lost_note="Too dear"
    )
    reopened = crm.run(actor, reopen_opportunity, deal.id)

    assert ("lost", "Price", "Too dear", 0) == (
        lost.status,
        lost.lost_reason,
        lost.lost_note,
        lost.probability,
    )
    assert ("open", "proposal", None, None, 50, None) == (
        reopened.status,
        reopened.stage,
        reopened.lost_reason,
        reopened.lost_note,
        reopened.probability,
        reopened.actual_close_date,
    )


def test_a_closed_one_moves_only_when_reopened(crm, works, actor, deal):
    """
    Won deals stay where they are, other fields can still be mended.
    """
    crm.run(actor, win_opportunity, deal.id)

    with unchanged(works), pytest.raises(OpportunityClosed):
        crm.run(actor, move_opportunity, deal.id, stage="proposal")
    with unchanged(works), pytest.raises(Invalid) as refused:
        crm.run(actor, edit_opportunity, deal.id, probability=50)
    mended = crm.run(actor, edit_opportunity, deal.id, value="5")
    crm.run(actor, reopen_opportunity, deal.id)
    with pytest.raises(Conflict):
        crm.run(actor, reopen_opportunity, deal.id)

    assert ["probability"] == fields_refused(refused)
    assert ("won", Decimal("5.00")) == (mended.status, mended.value)


def test_a_version_that_is_no_more(crm, works, actor, deal):
    """
    Who saw an older version is told what has changed since.
    """
    crm.run(actor, edit_opportunity, deal.id, value="7", name="Other")
    crm.run(actor, move_opportunity, deal.id, stage="proposal")

    with unchanged(works), pytest.raises(Stale) as refused:
        crm.run(actor, edit_opportunity, deal.id, version=deal.version, name="Mine")
    changed = {each["field"]: each for each in refused.value.details["changed"]}

    assert ("Deal", "Other") == (changed["name"]["was"], changed["name"]["is"])
    assert ("qualification", "proposal") == (
        changed["stage"]["was"],
        changed["stage"]["is"],
    )
    assert "description" not in changed


def test_undo_takes_a_move_back_with_its_note(crm, actor, deal):
    """
    Record and stage history agree after an undo.
    """
    with crm.works.open(actor) as work:
        change_set = work.change_set_id
        move_opportunity(work, deal.id, stage="proposal")
    crm.run(actor, undo_change_set, change_set)
    back = crm.run(actor, get_opportunity, deal.id)

    assert (deal.stage, deal.probability, deal.stage_entered_at) == (
        back.stage,
        back.probability,
        back.stage_entered_at,
    )
    assert [(None, "qualification", None)] == way(crm, actor, deal)


def test_found_by_the_names_of_company_and_contact(crm, actor, deal):
    """
    Those that they have now, also after they are renamed; visible to the actor or not.
    """
    company = crm.run(actor, add_company, name="Blue Harbor")
    person = crm.run(actor, add_contact, first_name="Ada", last_name="Lee-Smith")
    both = {"company_id": company.id, "contact_id": person.id}
    crm.run(actor, edit_opportunity, deal.id, **both)

    for text in ("harbor", "ada deal", "smith blue"):
        assert ["Deal"] == names(crm, actor, text)
    crm.run(actor, edit_company, company.id, name="Red Cliff")
    crm.run(actor, edit_contact, person.id, last_name="Jones")
    assert ["Deal"] == names(crm, actor, "cliff jones deal")
    assert [] == names(crm, actor, "harbor") + names(crm, actor, "smith")


def test_archive_and_purge(crm, actor, deal):
    """
    Archived ones are gone from lists and boards, and come back; purged ones do not.
    """
    crm.run(actor, archive_opportunity, deal.id)
    assert ([], 0) == (names(crm, actor), stood(crm, actor, "qualification"))
    crm.run(actor, restore_opportunity, deal.id)
    assert ["Deal"] == names(crm, actor)
    crm.run(actor, archive_opportunity, deal.id)
    crm.run(actor, purge_opportunity, deal.id)
    with pytest.raises(NotFound):
        crm.run(actor, restore_opportunity, deal.id)


def test_lists_are_filtered_and_sorted(crm, actor):
    """
    By amounts, dates, stages and states; money sorts as numbers do.
    """
    for name, value, stage in (
        ("a", 9, "won"),
        ("b", 100, "proposal"),
        ("c", 20, None),
    ):
        crm.run(actor, add_opportunity, name=name, value=value, stage=stage)

    def found(text):
        return "".join(names(crm, actor, text))

    assert "bca" == found("sort:-value")
    assert "acb" == found("sort:value")
    assert "b" == found("stage:proposal")
    assert "a" == found("status:won")
    assert "bc" == found("value:>=20 sort:-value")
    assert "cb" == found("status:open sort:value")


def test_many_at_once(crm, works, actor):
    """
    A bulk edit moves and tags all, or nothing when one cannot.
    """
    a, b = (crm.run(actor, add_opportunity, name=name) for name in "ab")

    crm.run(
        actor, edit_opportunities, ids=[a.id, b.id], stage="proposal", add_tags=["x"]
    )
    assert 2 == stood(crm, actor, "proposal")
    crm.run(actor, win_opportunity, b.id)
    with unchanged(works), pytest.raises(OpportunityClosed):
        crm.run(actor, edit_opportunities, ids=[a.id, b.id], stage="discovery")
