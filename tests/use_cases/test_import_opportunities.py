"""
Opportunities from files, in memory and on PostgreSQL.
"""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from crm_core.access import save_user
from crm_core.companies import add_company, list_companies
from crm_core.contacts import add_contact
from crm_core.opportunities import (
    add_opportunity,
    get_opportunity,
    list_opportunities,
)
from crm_core.pipelines import add_pipeline, stage_history
from crm_core.shared import Forbidden, PageRequest, Permission, Query, RecordRef
from crm_core.transfers import Noun, undo_transfer
from tests.builders import a_colleague
from tests.taking_in import Crash, crashing, driven, options_of, refused_lines

DEALS = Noun.OPPORTUNITIES
FILE = (
    "Deal Name,Company,Amount,Stage,Close Date,Lost reason\n"
    'Alpha,Acme,"$1,200.50",Proposal,2030-05-01,\n'
    "Beta,Acme,300,Closed Won,2020-02-03,\n"
    "Gamma,Zeta,40,closedlost,2020-02-04,Price\n"
    "Delta,,7,Nowhere,,\n"
)


@pytest.fixture
def run(crm, actor):
    """
    Runs a use case for somebody who may do everything.
    """
    return partial(crm.run, actor)


@pytest.fixture
def take(run):
    """
    Takes in a file of opportunities.
    """

    def take(text, *, size=100, **options):
        return driven(run, text, DEALS, options_of(**options), size=size)

    return take


def deals(run):
    """
    Every opportunity by its name.
    """
    found = run(list_opportunities, Query(), PageRequest(size=200)).items
    assert len({row.name for row in found}) == len(found)
    return {row.name: row for row in found}


def figures(done):
    """
    Rows created, updated, unchanged and repeated, and refused.
    """
    told = done.figures
    return (told.created, told.updated, told.unchanged, told.repeated, done.refused)


@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_file_of_deals(run, take, size):
    """
    Stages by name or by a word for won and lost, amounts with signs, the closing day
    where the stage has it; companies are made once; an unknown stage is refused, naming
    its column, and leaves nothing.
    """
    done = take(FILE, size=size)
    found = deals(run)

    assert (3, 0, 0, 0, 1) == figures(done)
    ((line, told),) = refused_lines(run, done)
    assert 5 == line
    assert told.startswith("Stage: The pipeline Sales has no stage 'Nowhere'.")
    assert {
        "Alpha": ("Acme", Decimal("1200.50"), "USD", "proposal", date(2030, 5, 1), None),
        "Beta": ("Acme", Decimal("300.00"), "EUR", "won", None, date(2020, 2, 3)),
        "Gamma": ("Zeta", Decimal("40.00"), "EUR", "lost", None, date(2020, 2, 4)),
    } == {
        name: (
            row.company_name, row.value, row.currency, row.stage,
            row.expected_close_date, row.actual_close_date,
        )
        for name, row in found.items()
    }  # fmt: skip
    assert ("Price", None) == (found["Gamma"].lost_reason, found["Gamma"].lost_note)
    assert {"Acme", "Zeta"} == {row.name for row in run(list_companies).items}


def test_each_new_deal_has_entered_its_stage(run, take):
    """
    Its way begins with the import, by whoever imported it.
    """
    take(FILE)
    beta = deals(run)["Beta"]
    (entry,) = run(stage_history, RecordRef("opportunity", beta.id))

    assert (None, "won") == (entry.from_stage, entry.to_stage)


@pytest.mark.parametrize("size", [1, 2, 100])
def test_twice_changes_nothing(run, take, size):
    """
    The same file again is known, row by row.
    """
    take(FILE, size=size)
    before = deals(run)

    assert (0, 0, 3, 0, 1) == figures(take(FILE, size=size))
    assert before == deals(run)


@pytest.mark.parametrize("size", [1, 2, 100])
def test_deals_of_one_name_stay_apart(run, take, size):
    """
    Several rows of one name and company are as many opportunities, which the same
    rows find again in their order.
    """
    text = "Deal,Company,Amount\nRenewal,Acme,1\nRenewal,Acme,2\nRenewal,Other,3\n"
    first = take(text, size=size)
    again = take(text.replace(",3", ",4"), size=size)
    rows = run(list_opportunities, Query(), PageRequest(size=200)).items

    assert (3, 0, 0, 0, 0) == figures(first)
    assert (0, 1, 2, 0, 0) == figures(again)
    assert [1, 2, 4] == sorted(row.value for row in rows)


def test_a_deal_moves_with_the_file(run, take):
    """
    Another stage is a move with its way; back from lost it is open again; blank cells
    change nothing.
    """
    take("Deal,Stage,Amount\nAlpha,Discovery,5\n")
    take("Deal,Status,Close date\nAlpha,Lost,2021-01-02\n")
    lost = deals(run)["Alpha"]
    take("Deal,Stage,Amount\nAlpha,Negotiation,\n")
    again = deals(run)["Alpha"]

    assert ("lost", date(2021, 1, 2)) == (lost.stage, lost.actual_close_date)
    assert ("negotiation", None, Decimal(5)) == (
        again.stage, again.actual_close_date, again.value,
    )  # fmt: skip
    way = run(stage_history, RecordRef("opportunity", again.id))
    assert ["discovery", "lost", "negotiation"] == [each.to_stage for each in way]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("price", ("Price", None)),
        ("Too dear", ("Other", "Too dear")),
        ("", ("Other", None)),
    ],
)
def test_why_a_deal_was_lost(run, take, said, kept):
    """
    A known reason is taken, another kept as the note beside the reason for all others;
    so is none. The same file again changes nothing.
    """
    text = f"Deal,Stage,Lost reason\nAlpha,Lost,{said}\n"
    first, again = take(text), take(text)
    deal = deals(run)["Alpha"]

    assert kept == (deal.lost_reason, deal.lost_note)
    assert [(1, 0, 0, 0, 0), (0, 0, 1, 0, 0)] == [figures(first), figures(again)]


def test_what_only_other_stages_have_is_told(run, take):
    """
    A lost reason of an open deal and a chance of a won one find no place; their
    columns are counted.
    """
    done = take("Deal,Stage,Probability,Lost reason\nA,Proposal,,Price\nB,Won,30%,\n")

    assert {"Lost reason": 1, "Probability": 1} == done.unused
    assert [100, 50] == sorted(
        (d.probability for d in deals(run).values()), reverse=True
    )


def test_chances_set_by_hand(run, take):
    """
    A probability that is the stage's own follows the stage; another one is by hand.
    """
    take("Deal,Stage,Probability\nA,Proposal,50\nB,Proposal,35 %\n")

    assert {"A": (50, "stage"), "B": (35, "hand")} == {
        name: (deal.probability, deal.probability_source)
        for name, deal in deals(run).items()
    }


def test_cells_are_read_as_somebody_said(run, take):
    """
    A stage that has another name here is named by its column and cell.
    """
    values = {"Stage: Contract SENT": "negotiation", "Pipeline:Old": "Sales"}
    text = "Deal,Stage,Pipeline\nA,Contract sent,Old\nB,Proposal,New\n"
    done = take(text, values=values)

    assert "negotiation" == deals(run)["A"].stage
    ((_, told),) = refused_lines(run, done)
    assert "Pipeline: No pipeline is called 'New'. There is: Sales." == told


def test_several_pipelines(run, take):
    """
    A pipeline is named; a stage is one of that pipeline.
    """
    stages = [
        {"name": "Talk"},
        {"name": "Yes", "kind": "won"},
        {"name": "No", "kind": "lost"},
    ]
    run(add_pipeline, record="opportunity", name="Renewals", stages=stages)
    text = "Deal,Pipeline,Stage\nA,renewals,Talk\nB,Renewals,Proposal\nC,,Proposal\n"
    done = take(text)

    assert {"A": "talk", "C": "proposal"} == {
        name: deal.stage for name, deal in deals(run).items()
    }
    assert [3] == [line for line, _ in refused_lines(run, done)]


def test_what_a_stage_requires(run, take):
    """
    A row without a field that its stage requires is refused, naming the field.
    """
    stages = [
        {"name": "Talk"},
        {"name": "Offer", "required": ["competitor"]},
        {"name": "Yes", "kind": "won"},
        {"name": "No", "kind": "lost"},
    ]
    run(
        add_pipeline,
        record="opportunity",
        name="Strict",
        stages=stages,
        default=True,
    )
    done = take("Deal,Company,Stage\nA,New firm,Offer\n")

    assert [(2, "competitor: Required to enter Offer.")] == refused_lines(run, done)
    assert [] == run(list_companies).items


def test_people_and_owners_are_found(run, actor, take):
    """
    The contact by e-mail, further ones as roles, or by name; the owner by e-mail; the
    unknown are told, and refused where somebody chose the column.
    """
    mate = a_colleague(actor)
    run(save_user, mate.user_id, name="Mate", email="mate@x.example")
    ada = run(add_contact, first_name="Ada", last_name="Lee", email="ada@b.example")
    bob = run(add_contact, first_name="Bob", last_name="Ray", email="bob@b.example")
    text = (
        "Deal,Contact,Contact email,Deal owner\n"
        "A,,ada@b.example;BOB@b.example,mate@x.example\n"
        "B,Bob Ray,,Nobody\nC,No One,no@b.example,\n"
    )
    done = take(text)
    found = deals(run)

    assert (ada.id, mate.user_id) == (found["A"].contact_id, found["A"].assigned_to)
    roles = found["A"].contact_roles
    assert [str(bob.id)] == [str(each["contact_id"]) for each in roles]
    assert bob.id == found["B"].contact_id
    assert found["C"].contact_id is None
    assert {"Contact": 1, "Contact email": 1, "Deal owner": 1} == done.unused
    chosen = take(text, **{"Contact email": "contact_email"})
    assert [4] == [line for line, _ in refused_lines(run, chosen)]


def test_a_key_of_the_other_program(run, take):
    """
    Rows are known by a custom field that somebody names; without a name of its own a
    deal is called by its company and product, and is never known by that.
    """
    text = "ID,Account,Product,Close value\nx1,Acme,Thing,5\nx2,Acme,Thing,6\n"
    key = {"match": ("custom.id",), "ID": "new:text"}
    first = take(text, **key)
    again = take(text.replace(",6", ",7"), **key)
    rows = run(list_opportunities, Query(), PageRequest(size=200)).items

    assert [(2, 0, 0, 0, 0), (0, 1, 1, 0, 0)] == [figures(first), figures(again)]
    assert {"Acme: Thing"} == {row.name for row in rows}
    assert [(5, 5), (7, 7)] == sorted(
        (row.value, Decimal(str(row.line_items[0]["unit_price"]))) for row in rows
    )


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("A,-5,", "Amount: An amount is never negative."),
        ("A,12.3456,", "Amount: At most two digits after the point."),
        ("A,99999999999,", "Amount: At most 9,999,999,999.99."),
        ("A,five,", "Amount: Not a number."),
        ("A,5,soon", "Expected close date: Not a day."),
        (",5,", "name: An opportunity needs a name."),
    ],
)
def test_bad_cells(run, take, cells, told):
    """
    A cell that is no value of its field refuses the row, naming the column.
    """
    done = take(f"Deal,Amount,Expected close date\n{cells}\n", size=1)

    assert [(2, told)] == refused_lines(run, done)
    assert {} == deals(run)


@pytest.mark.parametrize("known", ["fill", "skip", "ask", "create"])
def test_policies(run, take, known):
    """
    What becomes of a row about a known opportunity is chosen.
    """
    run(add_opportunity, name="A", stage="proposal", value="5")
    done = take("Deal,Stage,Amount,Source\nA,Won,9,Fair\n", known=known)
    rows = run(list_opportunities, Query(), PageRequest(size=200)).items
    told = sorted((row.stage, row.value, row.source) for row in rows)
    before = ("proposal", Decimal(5), None)

    expected = {
        "fill": [("proposal", Decimal(5), "Fair")],
        "skip": [before],
        "ask": [before],
        "create": [before, ("won", Decimal(9), "Fair")],
    }
    assert expected[known] == told
    assert (known == "ask") == (done.refused == 1)


def test_an_import_is_taken_back(run, take):
    """
    What it made goes, what it changed and moved is as it was.
    """
    kept = run(add_opportunity, name="Alpha", value="5")
    done = take(FILE.replace(",Acme,", ",,"))
    run(undo_transfer, done.id)

    assert {"Alpha"} == deals(run).keys()
    deal = run(get_opportunity, kept.id)
    assert ("qualification", Decimal(5)) == (deal.stage, deal.value)
    assert [] == run(list_companies).items


@pytest.mark.parametrize("at", range(3, 8))
@pytest.mark.parametrize("after", [False, True])
def test_killed_at_any_moment(run, at, after):
    """
    The same import goes on to the same end, wherever it stopped.
    """
    text = FILE.replace("Beta", "Alpha")
    with suppress(Crash):
        driven(crashing(run, at, after=after), text, DEALS, size=1)
    done = driven(run, text, DEALS, size=1)
    rows = run(list_opportunities, Query(), PageRequest(size=200)).items

    assert ["Alpha", "Alpha", "Gamma"] == sorted(row.name for row in rows)
    assert 1 == done.refused or at > 6


def test_only_who_may(crm, actor, run):
    """
    Importing needs the right to, and making companies that one too.
    """
    for missing in (Permission.OPPORTUNITY_IMPORT, Permission.COMPANY_WRITE):
        other = a_colleague(actor, without={missing})
        with pytest.raises(Forbidden):
            driven(partial(crm.run, other), FILE, DEALS)
    assert {} == deals(run)


def test_others_companies_are_not_told(run, take, crm, other_actor):
    """
    Ids of another organization are nobody's here.
    """
    theirs = crm.run(other_actor, add_company, name="Theirs")
    deal = crm.run(other_actor, add_opportunity, name="A")
    done = take(f"id,name,company_id\n{deal.id},A,{theirs.id}\n{deal.id},B,\n")

    assert [(2, "company_id: No such company here.")] == refused_lines(run, done)
    assert {"B"} == deals(run).keys()
    assert "A" == crm.run(other_actor, get_opportunity, deal.id).name
