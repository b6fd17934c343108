"""
Moving records between stages, and what stands where.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from crm_core import CrmWork
from crm_core.pipelines import (
    Board,
    Card,
    PipelineId,
    StageChange,
    list_pipelines,
    stage_history,
)
from crm_core.shared import NotFound, RecordRef, fold

from .assignments import raw_values, split_assignments
from .output import Column, note, print_json, print_table, say
from .reading import query_of
from .session import Session, Written

DAY = 24 * 60 * 60


def act(
    session: Session,
    use_case: Callable[..., Any] | None,
    which: str,
    *,
    fields: Sequence[str] = (),
    **given: Any,
) -> Written:
    """
    Do what *use_case* does to the record that *which* names, with ``field=value``
    words; what is None is left out.
    """
    kind = session.kind
    words = split_assignments(fields)
    options = {name: value for name, value in given.items() if value is not None}

    def write(work: CrmWork) -> Any:
        id = kind.find(work, which)
        before = kind.repository(work).get(id)
        values = raw_values(work, kind, words, before=before)
        assert use_case is not None
        return use_case(work, id, **options, **values)

    return session.write(write)


def pipeline_named(work: CrmWork, record: str, text: str) -> PipelineId:
    """
    The id of the pipeline that *text* names, by id or name.

    Raises:
        NotFound: There is none.
    """
    known = list_pipelines(work, record)
    for pipeline in known:
        if fold(text) in (fold(pipeline.name), str(pipeline.id)):
            return pipeline.id
    names = ", ".join(pipeline.name for pipeline in known)
    raise NotFound(f"No pipeline is called {text}. There are: {names}.")


def print_board(
    session: Session,
    *,
    filters: str,
    pipeline: str | None,
    cards: int | None,
    closed: bool,
) -> None:
    """
    The board of a pipeline.
    """
    kind = session.kind

    def look(work: CrmWork) -> Board[Any]:
        assert kind.board is not None
        return kind.board(  # type: ignore[no-any-return]
            work,
            query=query_of(work, kind, filters),
            pipeline_id=pipeline and pipeline_named(work, kind.noun, pipeline),
            closed=closed,
            **({} if cards is None else {"cards": cards}),
        )

    found = session.run(look)
    if session.as_json:
        print_json(found)
        return
    print_table(
        (
            Column("STAGE", lambda column: column.stage.name),
            Column("COUNT", lambda column: f"{column.count:,}"),
            Column(f"VALUE {found.currency}", lambda c: f"{c.value.amount:,}"),
            Column("EXPECTED", lambda c: f"{c.expected_value.amount:,}"),
        ),
        found.columns,
    )
    for column in found.columns:
        if column.value.unconverted:
            missing = ", ".join(column.value.unconverted)
            note(f"{column.stage.name}: no rate for {missing}, which is left out.")
        if column.cards:
            say("")
            say(column.stage.name)
            print_cards(session, column.cards)


def print_cards(session: Session, cards: Iterable[Card[Any]]) -> None:
    """
    Records with what somebody should look at.
    """
    columns = tuple(
        Column(title, partial(_of_record, text)) for title, text in session.kind.columns
    )
    more = (
        Column("PLANNED", lambda card: card.planned_at),
        Column("ATTENTION", lambda card: " ".join(card.attention)),
    )
    print_table((*columns, *more), list(cards))


def _of_record(text: Callable[[Any], object], card: Card[Any]) -> object:
    return text(card.record)


def print_way(session: Session, which: str) -> None:
    """
    The way of a record through its stages.
    """
    kind = session.kind

    def look(work: CrmWork) -> list[StageChange]:
        return stage_history(work, RecordRef(kind.noun, kind.find(work, which)))

    found = session.run(look)
    if session.as_json:
        print_json({"items": found})
        return
    names = session.names
    print_table(
        (
            Column("AT", lambda move: move.created_at),
            Column("FROM", lambda move: move.from_stage),
            Column("TO", lambda move: move.to_stage),
            Column("STOOD", lambda move: _days(move.seconds)),
            Column("BY", lambda move: names.get(move.created_by, move.created_by)),
            Column("NOTES", lambda move: move.notes),
        ),
        found,
    )


def _days(seconds: int | None) -> str | None:
    return None if seconds is None else f"{seconds / DAY:.1f} days"
