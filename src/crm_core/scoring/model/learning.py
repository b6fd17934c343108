"""
Learning from closed rows, or saying why nothing can be learnt.
"""

from collections.abc import Sequence
from math import isfinite

from attrs import frozen

from .calibrating import Line, fit_line
from .drift import (
    FIRST,
    STRETCHES,
    Judged,
    Memory,
    find_memory,
    judge,
    latest_line,
    steepness,
    train_at,
)
from .evaluation import auc, chance_of_order
from .folds import dependence, forward_splits, stratified_folds
from .leaks import find_suspects
from .learnt import Facts, LearntModel, effects_of
from .training import Table, tabulate

LEAST_OF_EACH = 40
"""
As few closed as won and as lost rows there must be.
"""
BY_CHANCE = 0.01
"""
How often pure noise may be taken for a signal.
"""
INNER_FOLDS = 5
MOST_ROWS = 20_000
"""
More rows are sampled: the latest when their order is known, else evenly spread ones.
"""


@frozen
class TooFewClosed:
    """
    There are not enough rows of both outcomes to learn from.
    """

    won: int
    lost: int

    @property
    def told(self) -> str:
        return (
            f"{self.won} won and {self.lost} lost: at least {LEAST_OF_EACH} of each"
            " are needed to learn from."
        )


@frozen
class NoSignal:
    """
    Rows that were not learnt from were ordered no better than chance would.
    """

    rows: int
    auc: float
    p_value: float

    @property
    def told(self) -> str:
        return (
            f"On {self.rows} rows that were not learnt from, the order was no better"
            f" than chance: AUC {self.auc:.3f}, p = {self.p_value:.2g}"
            f" (below {BY_CHANCE:g} is needed)."
        )


Refusal = TooFewClosed | NoSignal


def learn(
    rows: Sequence[Facts],
    won: Sequence[bool],
    times: Sequence[float] | None = None,
) -> LearntModel | Refusal:
    """
    A model of what makes rows be won, or why there is none.

    With *times*, later rows are foretold from earlier ones when the model is judged
    and corrected, and count more if that foretells better.
    """
    refused = too_few(won)
    if refused:
        return refused
    rows, won, times = _sampled(rows, won, times)
    if times is not None and len(forward_splits(times, STRETCHES, FIRST)) < 2:
        times = None  # nearly all are of one time
    table = tabulate(rows)
    if not table.columns:
        return NoSignal(len(rows), 0.5, 1.0)
    memory, judged, line = _judged(table, won, times)
    alike = dependence(INNER_FOLDS) if times is None else 1.0
    p_value = chance_of_order(judged, alike)
    if p_value > BY_CHANCE:
        return _no_signal(judged, p_value)
    trained = train_at(table, places := range(len(rows)), won, memory.effects)
    if times is not None:
        line = latest_line(table, trained, places, won, memory, line.slope)
    columns, effects, usual = effects_of(table, trained, places, line)
    return LearntModel(
        columns=columns,
        effects=effects,
        usual=usual,
        rows=len(rows),
        won=sum(won),
        auc=_mean_auc(judged),
        memory=memory,
        suspects=find_suspects(table, won),
        left_out=table.left_out,
    )


def too_few(won: Sequence[bool]) -> TooFewClosed | None:
    """
    The refusal of so few outcomes, if they are too few.
    """
    wins = sum(won)
    if min(wins, len(won) - wins) < LEAST_OF_EACH:
        return TooFewClosed(wins, len(won) - wins)
    return None


def _judged(
    table: Table, won: Sequence[bool], times: Sequence[float] | None
) -> tuple[Memory, Judged, Line]:
    if times is None:
        judged = judge(table, stratified_folds(won, INNER_FOLDS), won, Memory())
        log_odds = [z for part, _ in judged for z in part]
        outcomes = [outcome for _, part in judged for outcome in part]
        return Memory(), judged, fit_line(log_odds, outcomes, [1.0] * len(outcomes))
    memory = find_memory(table, times, won)
    splits = forward_splits(times, STRETCHES, FIRST)
    judged = judge(table, splits, won, memory)
    return memory, judged, Line(steepness(judged))


def _no_signal(judged: Judged, p_value: float) -> NoSignal:
    return NoSignal(sum(len(won) for _, won in judged), _mean_auc(judged), p_value)


def _mean_auc(judged: Judged) -> float:
    """
    The AUC of all parts, each by its number of pairs.
    """
    pairs = [sum(won) * (len(won) - sum(won)) for _, won in judged]
    areas = (auc(*part) * count for part, count in zip(judged, pairs, strict=True))
    return sum(areas) / max(sum(pairs), 1)


def _sampled(
    rows: Sequence[Facts], won: Sequence[bool], times: Sequence[float] | None
) -> tuple[Sequence[Facts], Sequence[bool], Sequence[float] | None]:
    """
    The rows to learn from, in the order of their times.
    """
    if times is not None:
        assert all(map(isfinite, times))
        kept = sorted(range(len(rows)), key=times.__getitem__)[-MOST_ROWS:]
        return (
            [rows[n] for n in kept],
            [won[n] for n in kept],
            [times[n] for n in kept],
        )
    if len(rows) <= MOST_ROWS:
        return rows, won, None
    kept = [n * len(rows) // MOST_ROWS for n in range(MOST_ROWS)]
    return [rows[n] for n in kept], [won[n] for n in kept], None
