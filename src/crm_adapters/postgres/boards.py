"""
Boards: what stands in the stages of a pipeline, counted, summed up, the first ones shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from attrs import evolve
from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    any_,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, DateTime, Integer, Numeric, Text, Uuid

from crm_core.pipelines import Attended, PipelineId, Standings
from crm_core.shared import MOST_AT_ONCE, Fields, Query, Visibility

from .conditions import Expression
from .listing import Listing, where
from .paging import Finder
from .plans import midnight, planned

Row = TypeVar("Row", bound=Attended)

OPEN = ("open", "new", "working")
"""
The states of opportunities and leads that are under way.
"""

_WHOLE: ColumnElement[Decimal] = literal_column("100", Numeric)
_STAGES = bindparam("stages", type_=ARRAY(Text))
_CARDS = bindparam("cards", type_=Integer)
_AMONG = bindparam("among", type_=ARRAY(Uuid))


def _standing(
    listing: Listing[Any], query: Query, fields: Fields, visibility: Visibility
) -> list[Expression]:
    found = bindparam("pipeline_id", type_=Uuid)
    met = where(listing, query, fields, visibility)
    here = [met, listing.table.c.pipeline_id == found]
    return [*here, listing.table.c.id == any_(_AMONG)] if query.search else here


def expected_value(table: Table) -> Expression:
    """
    The value weighted by the probability, to the cent.
    """
    return func.round(table.c.value * table.c.probability / _WHOLE, literal_column("2"))


def _sums(
    listing: Listing[Any], query: Query, fields: Fields, visibility: Visibility
) -> Select[Any]:
    table = listing.table
    closed_on = table.c.get("actual_close_date", cast(null(), Date))
    return (
        select(
            table.c.stage,
            table.c.currency,
            closed_on.label("day"),
            func.count(),
            func.sum(table.c.cents) / _WHOLE,
            func.sum(table.c.expected_cents) / _WHOLE,
        )
        .where(
            *_standing(listing, query, fields, visibility),
            table.c.stage == any_(_STAGES),
        )
        .group_by(table.c.stage, table.c.currency, closed_on)
    )


def _cards(
    listing: Listing[Any], query: Query, fields: Fields, visibility: Visibility
) -> Select[Any]:
    table = listing.table
    stages = func.unnest(_STAGES).table_valued("stage").render_derived("stages")
    first = (
        select(table.c.id)
        .where(
            *_standing(listing, query, fields, visibility),
            table.c.stage == stages.c.stage,
        )
        .order_by(table.c.rank, table.c.id)
        .limit(_CARDS)
        .lateral()
    )
    ids = select(first.c.id).select_from(stages.join(first, true()))
    own = table.c.organization_id == bindparam("organization_id")
    return (
        select(*listing.columns, table.c.rank)
        .select_from(listing.origin)
        .where(own, table.c.id == any_(func.array(ids.scalar_subquery())))
        .order_by(table.c.rank, table.c.id)
    )


def standings(
    finder: Finder[Row],
    *,
    pipeline_id: PipelineId,
    stages: Iterable[str],
    most: int,
) -> Mapping[str, Standings[Row]]:
    """
    What stands in some *stages* of a pipeline, of what *finder* finds: sums over all,
    and the first *most* cards of each stage.
    """
    searched = bool(finder.query.search)
    among = finder.ids(most=MOST_AT_ONCE) if searched else []
    plain = evolve(finder.query, order=(), search="found" if searched else "")
    finder = evolve(finder, query=plain)
    values = finder.values(
        pipeline_id=pipeline_id, stages=list(stages), cards=most, among=among
    )
    asked = [
        (finder.statement_for(f"{what} {plain.search}", build), values)
        for what, build in (("sums", _sums), ("cards", _cards))
    ]
    sums, cards = finder.context.transaction.ask_all(asked)
    summed: dict[str, list[Any]] = defaultdict(list)
    for stage, *rest in sums:
        summed[stage].append(tuple(rest))
    shown: dict[str, list[tuple[Row, str]]] = defaultdict(list)
    for *columns, rank in cards:
        row: Any = finder.listing.row(*columns)
        shown[row.stage].append((row, rank))
    return {stage: Standings(summed[stage], shown[stage]) for stage in summed}


def _unattended(
    listing: Listing[Any], query: Query, fields: Fields, visibility: Visibility
) -> Select[Any]:
    table = listing.table
    today = bindparam("today", type_=Date)
    stale = (
        func.unnest(
            bindparam("pipelines", type_=ARRAY(Uuid)),
            _STAGES,
            bindparam("days", type_=ARRAY(Integer)),
        )
        .table_valued("pipeline_id", "stage", "days")
        .render_derived("stale")
    )
    since = bindparam("now", type_=DateTime(timezone=True))
    entered = table.c.stage_entered_at
    neglected = exists().where(
        stale.c.pipeline_id == table.c.pipeline_id,
        stale.c.stage == table.c.stage,
        entered < since - stale.c.days * text("interval '1 day'"),
        func.coalesce(table.c.next_step_on < today, true()),
        ~planned(table),
    )
    return (
        select(*listing.columns)
        .select_from(listing.origin)
        .where(
            where(listing, query, fields, visibility),
            or_(*(table.c.status == each for each in OPEN)),
            or_(
                table.c.expected_close_date < today,
                table.c.next_step_on < today,
                neglected,
            ),
        )
        .order_by(entered, table.c.id)
        .limit(bindparam("limit", type_=Integer))
    )


def unattended(
    finder: Finder[Row], *, stale: Mapping[tuple[PipelineId, str], int], most: int
) -> list[Row]:
    """
    Open records whose close or next step is overdue, or that stand in a stage for
    more days than *stale* says, with nothing planned; oldest first.
    """
    now = finder.context.now
    values = finder.values(
        today=now.date(),
        now=now,
        midnight=midnight(now),
        pipelines=[pipeline_id for pipeline_id, _ in stale],
        stages=[stage for _, stage in stale],
        days=list(stale.values()),
        limit=most,
    )
    found = finder.statement_for("unattended", _unattended)
    row: Any = finder.listing.row
    return [row(*each) for each in finder.context.transaction.ask(found, values)]
