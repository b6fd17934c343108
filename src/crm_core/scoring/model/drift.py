"""
What has changed with time: how much later rows count more, for effects and for the
level that they start from.
"""

from collections.abc import Iterator, Sequence
from math import log

from attrs import frozen

from .calibrating import Line, fit_line, surprise
from .fitting import chance
from .folds import Split, forward_splits
from .training import Table, Trained, train

STRETCHES = 5
FIRST = 0.4
EFFECTS = (None, 0.25, 0.0625)
LEVELS = (None, 0.125, 0.03125)
"""
Half-lives in shares of all rows; None lets every row count the same.
"""
FORGOTTEN = 7
"""
After so many half-lives a row is not looked at any more.
"""
GAIN = 0.001
"""
What each forgetting must gain, in nats a row: without drift it only loses rows.
"""
FARTHEST_SHIFT = log(50)

Judged = list[tuple[list[float], list[bool]]]


@frozen
class Memory:
    """
    After how many rows one counts half: for the effects of fields, and for the level.
    """

    effects: float | None = None
    level: float | None = None


def train_at(
    table: Table,
    places: Sequence[int],
    won: Sequence[bool],
    half_life: float | None,
    *,
    pairs: bool = True,
) -> Trained:
    """
    Fit rows that stand in time order.
    """
    kept, importance = _importance(places, half_life)
    return train(table, kept, [won[each] for each in kept], importance, pairs=pairs)


def latest_line(
    table: Table,
    trained: Trained,
    places: Sequence[int],
    won: Sequence[bool],
    memory: Memory,
    slope: float = 1.0,
) -> Line:
    """
    The line under which as many of the latest rows are won as were.
    """
    if memory.level is None and slope == 1.0:
        return Line()  # the fit itself has put the level right
    kept, importance = _importance(places, memory.level or memory.effects)
    log_odds = [slope * z for z in trained.log_odds(table.part(kept))]
    return Line(slope, _shift(log_odds, [won[each] for each in kept], importance))


def judge(
    table: Table, splits: Sequence[Split], won: Sequence[bool], memory: Memory
) -> Judged:
    """
    The log-odds, and the outcomes, of rows that were not learnt from.
    """
    judged = []
    for split in splits:
        trained = train_at(table, split.learn, won, memory.effects)
        line = latest_line(table, trained, split.learn, won, memory)
        log_odds = list(map(line.of, trained.log_odds(table.part(split.judge))))
        judged.append((log_odds, [won[place] for place in split.judge]))
    return judged


def find_memory(table: Table, times: Sequence[float], won: Sequence[bool]) -> Memory:
    """
    The memory with which each stretch was best foretold by those before it.
    """
    losses: dict[Memory, float] = {}
    for split in forward_splits(times, STRETCHES, FIRST):
        for memory, loss in _losses(table, split, won):
            losses[memory] = losses.get(memory, 0.0) + loss
    return min(losses, key=losses.__getitem__)


def _losses(
    table: Table, split: Split, won: Sequence[bool]
) -> Iterator[tuple[Memory, float]]:
    """
    How badly a stretch was foretold with each memory, and what forgetting must gain.
    """
    outcomes = [won[place] for place in split.judge]
    for share in EFFECTS:
        effects = _rows(share, len(won))
        trained = train_at(table, split.learn, won, effects, pairs=False)
        log_odds = trained.log_odds(table.part(split.judge))
        for part in LEVELS:
            memory = Memory(effects, _rows(part, len(won)))
            line = latest_line(table, trained, split.learn, won, memory)
            forgetting = (share is not None) + (part is not None)
            loss = surprise(line, log_odds, outcomes)
            yield memory, loss + GAIN * len(outcomes) * forgetting


def steepness(judged: Judged) -> float:
    """
    The slope that corrects best, whatever the level: that of each part is first put
    right, for a level that has moved says nothing of the one that comes. Each part
    counts twice the one before it, which was foretold from less and longer ago.
    """
    level: list[float] = []
    won: list[bool] = []
    importance: list[float] = []
    for back, (log_odds, outcomes) in enumerate(reversed(judged)):
        shift = _shift(log_odds, outcomes, [1.0] * len(outcomes))
        level += [z + shift for z in log_odds]
        won += outcomes
        importance += [0.5**back] * len(outcomes)
    return fit_line(level, won, importance).slope


def _rows(share: float | None, total: int) -> float | None:
    return None if share is None else share * total


def _importance(
    places: Sequence[int], half_life: float | None
) -> tuple[list[int], list[float]]:
    if half_life is None:
        return list(places), [1.0] * len(places)
    last = places[-1]
    kept = [each for each in places if last - each < FORGOTTEN * half_life]
    return kept, [0.5 ** ((last - each) / half_life) for each in kept]


def _shift(
    log_odds: Sequence[float], won: Sequence[bool], importance: Sequence[float]
) -> float:
    """
    The shift under which as many wins are foretold as there were, held towards 0 as
    by one more row.
    """
    shift = 0.0
    wins = sum(w * i for w, i in zip(won, importance, strict=True))
    for _ in range(8):
        said, stiff = 0.0, 0.25
        for z, weight in zip(log_odds, importance, strict=True):
            p = chance(z + shift)
            said += weight * p
            stiff += weight * p * (1 - p)
        shift += max(-1.0, min((wins - said - 0.25 * shift) / stiff, 1.0))
    return max(-FARTHEST_SHIFT, min(shift, FARTHEST_SHIFT))
