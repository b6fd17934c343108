"""
Pipelines: stages read from data, ranks, boards.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from crm_core.currencies import ExchangeRate, ExchangeRateId, Rates
from crm_core.pipelines import (
    Category,
    Stage,
    StageKind,
    Standings,
    make_board,
    newest_rank,
    rank_between,
    top_rank,
    usual_pipelines,
)
from crm_core.pipelines.model import Stages
from crm_core.shared import Invalid, OrganizationId

DEAL = UUID(int=1)
NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
SALES = usual_pipelines(OrganizationId(UUID(int=1)))[1]
WON = {"name": "Won", "kind": "won"}
LOST = {"name": "Lost", "kind": "lost"}


def read(*raw, **given):
    return Stages(**given).parse([*raw, WON, LOST])


def refused(raw, **given):
    """
    The places of what is wrong with stages.
    """
    with pytest.raises(Invalid) as found:
        Stages(**given).parse(raw)
    return sorted(error.field for error in found.value.errors)


def plain(stage):
    """
    A stage as JSON shows it.
    """
    kept = {each.name: getattr(stage, each.name) for each in Stage.__attrs_attrs__}
    return {**kept, "required": list(stage.required), "roles": list(stage.roles)}


# ---------------------------------------------------------------------------- stages


def test_usual_pipelines_are_sound():
    """
    What everybody begins with reads back as it is, and differs between organizations.
    """
    here, there = (usual_pipelines(OrganizationId(uuid4())) for _ in range(2))

    assert ["lead", "opportunity"] == [each.record for each in here]
    assert not {p.id for p in here} & {p.id for p in there}
    for pipeline in here:
        raw = [plain(stage) for stage in pipeline.stages]
        assert pipeline.stages == Stages().parse(raw)
        assert pipeline.stages == Stages(known=pipeline.stages).parse(raw)


def test_a_stage_needs_little():
    """
    A name is enough: the key follows from it, closed stages are certain.
    """
    first, won, lost = read({"name": "Vor-Ort Termin (Büro)"})

    assert ("vor-ort-termin-buro", StageKind.OPEN, 0, Category.PIPELINE) == (
        first.key,
        first.kind,
        first.probability,
        first.category,
    )
    assert [(100, Category.CLOSED), (0, Category.OMITTED)] == [
        (each.probability, each.category) for each in (won, lost)
    ]


def test_keys_of_other_scripts():
    """
    Names that give no key are told apart all the same.
    """
    keys = [
        each.key for each in read({"name": "提案"}, {"name": "交渉"}, {"name": "Won!"})
    ]

    assert ["stage", "stage-2", "won", "won-2", "lost"] == keys


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        ("Proposal", [""]),
        ({}, [""]),
        ([5], ["0"]),
        ([{}, WON, LOST], ["0.name"]),
        ([{"name": "  "}, WON, LOST], ["0.name"]),
        ([{"name": None}, WON, LOST], ["0.name"]),
        ([{"name": "x" * 101}], ["0.name"]),
        ([{"name": "A", "key": "Not A Key"}], ["0.key"]),
        ([{"name": "A", "colour": "red"}], ["0.colour"]),
        ([{"name": "A", "probability": 101}], ["0.probability"]),
        ([{"name": "A", "probability": "12.5"}], ["0.probability"]),
        ([{"name": "A", "stale_days": 0}], ["0.stale_days"]),
        ([{"name": "A", "kind": "done"}], ["0.kind"]),
        ([{"name": "A", "category": "closed"}], ["0.category"]),
        ([{**WON, "probability": 99}], ["0.probability"]),
        (
            [{**LOST, "probability": 1, "category": "commit"}],
            ["0.category", "0.probability"],
        ),
        ([{"name": "A", "required": ["nmae"]}], ["0.required.0"]),
        ([{"name": "A", "required": "name"}], ["0.required"]),
        ([{"name": "A", "roles": ["rep", "pilot"]}], ["0.roles.1"]),
        ([{"name": "A"}], ["", ""]),
        ([{"name": "A"}, {"name": "a"}, WON, LOST], ["1.name"]),
        ([{"name": "A", "key": "won"}, {**WON, "key": "won"}, LOST], ["1.key"]),
        ([WON] * 51, [""]),
        (
            [{"name": "A", "probability": -1, "stale_days": "x"}, {"kind": 5}],
            ["0.probability", "0.stale_days", "1.kind"],
        ),
    ],
)
def test_wrong_stages_are_named(raw, places):
    """
    Every wrong member is named by its place, all of them together.
    """
    assert places == refused(raw, fields={"name"}, roles={"rep"})


def test_known_stages_keep_what_is_left_out():
    """
    A stage is known by its key or its name; what is not said of it stays, null takes
    it back, its kind is fixed.
    """
    proposal = evolve(SALES.stages[2], required=("value",), roles=("rep",))
    renamed = read({"key": "proposal", "name": "Offer"}, known=[proposal])[0]
    by_name = read({"name": "PROPOSAL", "stale_days": None}, known=[proposal])[0]

    assert evolve(proposal, name="Offer") == renamed
    assert evolve(proposal, name="PROPOSAL", stale_days=None) == by_name
    assert ["0.kind"] == refused(
        [{"key": "proposal", "kind": "won"}, LOST], known=[proposal]
    )


def test_a_new_name_never_takes_the_key_of_another_stage():
    """
    A new stage with the old name of one that was renamed is another stage.
    """
    offer = evolve(SALES.stages[2], name="Offer")

    keys = [each.key for each in read({"name": "Proposal"}, known=[offer])]

    assert ["proposal-2", "won", "lost"] == keys


def test_restaged():
    """
    Stages left out are retired and still known, come back when they are named again,
    and keep the order that was given.
    """
    known = SALES.stages
    fewer = SALES.restaged(
        Stages(known=known).parse(
            [{"key": key} for key in ("negotiation", "proposal", "won", "lost")]
        )
    )
    again = fewer.restaged(
        Stages(known=fewer.stages).parse(
            [{"name": "discovery"}, *({"key": each.key} for each in fewer.live)]
        )
    )

    assert ["negotiation", "proposal", "won", "lost"] == [s.key for s in fewer.live]
    assert {"qualification", "discovery"} == {s.key for s in fewer.stages if s.retired}
    assert "Discovery" == fewer.known("discovery").name
    with pytest.raises(Invalid):
        fewer.stage("discovery")
    assert "negotiation" == fewer.first().key
    assert evolve(known[1], name="discovery") == again.first()
    assert ["qualification"] == [s.key for s in again.stages if s.retired]


def test_what_is_shown_can_be_sent_back():
    """
    The stages as they are read, retired ones included, change nothing.
    """
    live = Stages(known=SALES.stages).parse([{"key": s.key} for s in SALES.stages[1:]])
    pipeline = SALES.restaged(live)
    raw = [plain(stage) for stage in pipeline.stages]

    sent = pipeline.restaged(Stages(known=pipeline.stages).parse(raw))

    assert pipeline == sent


# --------------------------------------------------------------------------- ranking

ids = st.uuids(version=4)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_there_is_always_a_rank_between(places):
    """
    However cards are put between others, all ranks differ and keep the order.
    """
    ranks = [newest_rank(UUID(int=7))]
    for place in places:
        at = place % (len(ranks) + 1)
        above = ranks[at - 1] if at else ""
        below = ranks[at] if at < len(ranks) else None
        ranks.insert(at, rank_between(above, below))

    assert sorted(set(ranks)) == ranks


@given(ids, ids)
def test_newer_records_come_first(one, other):
    """
    Ranks of ids sort the other way round than the ids, as text of one length.
    """
    ranks = [newest_rank(each) for each in sorted([one, other])]

    assert sorted(ranks, reverse=True) == ranks
    assert len(ranks[0]) == len(ranks[1])


@given(ids, ids, st.integers(1, 10**9))
def test_who_enters_later_stands_on_top(one, other, milliseconds):
    """
    Whatever their ids.
    """
    later = NOW + timedelta(milliseconds=milliseconds)

    assert top_rank(other, later) < top_rank(one, NOW)
    assert rank_between("", top_rank(other, later)) < top_rank(other, later)


@given(ids, ids)
def test_cards_in_no_order(one, other):
    """
    Nothing lies between two ranks the wrong way round.
    """
    low, high = sorted([newest_rank(one), newest_rank(other)])
    with pytest.raises(Invalid):
        rank_between(high, low)


# ------------------------------------------------------------------ boards, attention


@frozen(kw_only=True)
class Deal:
    """
    What a board looks at.
    """

    id: UUID = DEAL
    stage_entered_at: datetime = NOW
    expected_close_date: date | None = None
    next_step_on: date | None = None


def rates(**worth):
    return Rates(
        "EUR",
        tuple(
            ExchangeRate(
                id=ExchangeRateId(uuid4()),
                currency=currency,
                day=day,
                rate=Decimal(rate),
                created_at=NOW,
                updated_at=NOW,
            )
            for currency, by_day in worth.items()
            for day, rate in by_day.items()
        ),
    )


def test_board_sums():
    """
    Open ones at today's rate, closed ones at that of their day; counts are of all,
    whatever the cards; what has no rate is named.
    """
    spring, winter = date(2026, 3, 1), date(2026, 1, 1)
    known = rates(USD={winter: "0.8", spring: "0.9"})
    money, half = Decimal("100.00"), Decimal("50.00")
    standings = {
        "proposal": Standings(
            [
                ("EUR", None, 2, money, half),
                ("USD", None, 1, money, half),
                ("CHF", None, 4, money, half),
            ],
            [(Deal(), "V")],
        ),
        "won": Standings(
            [
                ("USD", date(2026, 2, 1), 1, money, money),
                ("USD", date(2025, 1, 1), 1, money, money),
            ],
            [],
        ),
    }

    board = make_board(SALES, standings, known, plans={}, now=NOW, closed=True)
    open_only = make_board(SALES, standings, known, plans={}, now=NOW, closed=False)
    columns = {column.stage.key: column for column in board.columns}
    proposal, won = columns["proposal"], columns["won"]

    assert (7, Decimal("190.00"), Decimal("95.00"), ("CHF",)) == (
        proposal.count,
        proposal.value.amount,
        proposal.expected_value.amount,
        proposal.value.unconverted,
    )
    assert money == proposal.value.by_currency["CHF"]
    assert (2, Decimal("160.00"), ()) == (
        won.count,
        won.value.amount,
        won.value.unconverted,
    )
    assert 0 == columns["discovery"].count
    assert board.columns[:4] == open_only.columns


def test_rates_by_day():
    """
    A rate holds from its day until the next one; before the first, that one does.
    """
    first, second = date(2026, 1, 1), date(2026, 2, 1)
    known = rates(USD={second: "0.9", first: "0.8"})
    day = timedelta(1)

    assert [Decimal(each) for each in ("0.8", "0.8", "0.8", "0.9", "0.9")] == [
        known.on("USD", each)
        for each in (first - day, first, second - day, second, second + day)
    ]
    assert (Decimal(1), None) == (known.on("EUR", first), known.on("GBP", first))
