"""
The board of a pipeline: a column for each stage, with counts, sums and cards.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar
from uuid import UUID

from attrs import frozen

from ...currencies import Converted, Rates
from .attention import Attended, is_stale, needs_attention
from .pipeline import Pipeline
from .stages import Stage, StageKind

Row = TypeVar("Row", bound=Attended)


@frozen
class Standings(Generic[Row]):
    """
    What stands in one stage, as storage knows it.

    Args:
        sums: Of each currency and day of closing (None while open): how many records,
            their value, and their expected value.
        cards: The first ones with their ranks.
    """

    sums: Sequence[tuple[str, date | None, int, Decimal, Decimal]]
    cards: Sequence[tuple[Row, str]]


@frozen
class Card(Generic[Row]):
    """
    A record on a board: *rank* is its place, *attention* why somebody should look,
    *planned_at* the moment of the next activity about it, from today on.
    """

    record: Row
    rank: str
    stale: bool
    attention: tuple[str, ...]
    planned_at: datetime | None = None


@frozen(kw_only=True)
class Column(Generic[Row]):
    """
    A stage with all that stands in it: true counts, whatever the number of *cards*.

    Args:
        stage: The stage.
        count: How many records stand here.
        value: What they come to.
        expected_value: The same, weighted by each one's probability.
        cards: The first ones, by rank.
    """

    stage: Stage
    count: int
    value: Converted
    expected_value: Converted
    cards: list[Card[Row]]


@frozen(kw_only=True)
class Board(Generic[Row]):
    """
    A pipeline with what stands in it. Sums are in *currency*: of open records at
    today's rates, of closed ones at those of the day they closed.
    """

    pipeline: Pipeline
    currency: str
    columns: list[Column[Row]]


def make_board(
    pipeline: Pipeline,
    standings: Mapping[str, Standings[Row]],
    rates: Rates,
    *,
    plans: Mapping[UUID, datetime],
    now: datetime,
    closed: bool,
) -> Board[Row]:
    """
    The board of a pipeline from what stands in its stages.

    Args:
        pipeline: The pipeline.
        standings: By key of the stage; none where nothing stands.
        rates: What other currencies are worth.
        plans: When the next activity about each record is planned.
        now: The moment at work.
        closed: Whether the columns of won and lost records are shown too.
    """
    nothing: Standings[Row] = Standings((), ())
    return Board(
        pipeline=pipeline,
        currency=rates.base,
        columns=[
            _column(stage, standings.get(stage.key, nothing), rates, plans, now)
            for stage in pipeline.live
            if closed or stage.kind is StageKind.OPEN
        ],
    )


def make_card(
    record: Row, rank: str, stage: Stage, now: datetime, planned_at: datetime | None
) -> Card[Row]:
    """
    An open record with what there is to say about it.
    """
    stale = is_stale(record, stage, now, planned_at)
    reasons = needs_attention(record, stage, now, planned_at)
    return Card(record, rank, stale, reasons, planned_at)


def _column(
    stage: Stage,
    standings: Standings[Row],
    rates: Rates,
    plans: Mapping[UUID, datetime],
    now: datetime,
) -> Column[Row]:
    today = now.date()
    sums = [
        (currency, day or today, value) for currency, day, _, value, _ in standings.sums
    ]
    weighted = [
        (currency, day or today, expected)
        for currency, day, _, _, expected in standings.sums
    ]
    cards = []
    for record, rank in standings.cards:
        planned = plans.get(record.id)
        if stage.kind is StageKind.OPEN:
            cards.append(make_card(record, rank, stage, now, planned))
        else:
            cards.append(Card(record, rank, stale=False, attention=()))
    return Column(
        stage=stage,
        count=sum(count for _, _, count, _, _ in standings.sums),
        value=rates.total(sums),
        expected_value=rates.total(weighted),
        cards=cards,
    )
