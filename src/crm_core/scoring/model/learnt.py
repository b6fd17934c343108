"""
A learnt model: a plain value that gives each row a probability, with reasons.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum

from attrs import field, frozen

from .calibrating import Line
from .columns import Column, Reading
from .drift import Memory
from .fitting import chance
from .leaks import Suspect
from .training import Table, Trained
from .values import text_of

MOST_KEPT = 20_000
LONGEST_SHOWN = 60

Cell = tuple[int, ...]
Facts = Mapping[str, object]


@frozen
class Effect:
    """
    What levels of one column, or cells of two, add to the log-odds; *rest* is for the
    cells that are not listed.
    """

    columns: tuple[int, ...]
    weights: Mapping[Cell, float]
    rest: float = 0.0


@frozen
class Reason:
    """
    What one field, or two together, add to the log-odds of a row against the usual row.
    """

    fields: tuple[str, ...]
    told: str
    effect: float


@frozen
class Scored:
    """
    The probability of a row. Its log-odds are *usual* and the effects of all reasons
    together; those that move it most stand first.
    """

    probability: float
    log_odds: float
    usual: float
    reasons: tuple[Reason, ...]


@frozen(kw_only=True)
class LearntModel:
    """
    What was learnt of closed rows: enough to judge others without them.

    Args:
        rows: How many rows were learnt from.
        won: How many of them were won.
        auc: How well rows were ordered that were not learnt from.
        memory: After how many rows one counts half, if later ones count more.
        suspects: Fields that tell the outcome too well to have been known before it.
        left_out: Fields that tell nothing, with the reason.
    """

    columns: tuple[Column, ...]
    effects: tuple[Effect, ...]
    usual: float
    rows: int
    won: int
    auc: float
    memory: Memory = field(factory=Memory)
    suspects: tuple[Suspect, ...] = ()
    left_out: Mapping[str, str] = field(factory=dict)

    def probabilities(self, rows: Iterable[Facts]) -> list[float]:
        """
        The probability of each row.
        """
        seen: list[dict[object, int]] = [{} for _ in self.columns]
        return [chance(self._log_odds(self._levels(row, seen))) for row in rows]

    def score(self, facts: Facts) -> Scored:
        """
        The probability of one row, with reasons.
        """
        levels = [each.level(facts.get(each.field)) for each in self.columns]
        reasons: dict[str, tuple[tuple[str, ...], list[float]]] = {}
        for effect in self.effects:
            fields, told = self._told(effect, facts, levels)
            own = _weight(effect, levels)
            reasons.setdefault(told, (fields, []))[1].append(own)
        log_odds = self._log_odds(levels)
        found = [
            Reason(fields, told, fsum(effects))
            for told, (fields, effects) in reasons.items()
        ]
        found.sort(key=lambda each: -abs(each.effect))
        return Scored(chance(log_odds), log_odds, self.usual, tuple(found))

    def _log_odds(self, levels: Sequence[int]) -> float:
        return self.usual + fsum(_weight(each, levels) for each in self.effects)

    def _levels(self, row: Facts, seen: list[dict[object, int]]) -> list[int]:
        """
        The level of each column; values that come again are not read again.
        """
        levels = []
        for column, known in zip(self.columns, seen, strict=True):
            value = row.get(column.field)
            if not isinstance(value, str):
                levels.append(column.level(value))
                continue
            level = known.get(value)
            if level is None:
                level = column.level(value)
                if len(known) < MOST_KEPT:
                    known[value] = level
            levels.append(level)
        return levels

    def _told(
        self, effect: Effect, facts: Facts, levels: Sequence[int]
    ) -> tuple[tuple[str, ...], str]:
        fields, said = [], []
        for place in effect.columns:
            column = self.columns[place]
            fields.append(column.field)
            said.append(_said(column, facts.get(column.field), levels[place]))
        return tuple(dict.fromkeys(fields)), " and ".join(said)


def _weight(effect: Effect, levels: Sequence[int]) -> float:
    columns = effect.columns
    cell = (
        (levels[columns[0]],)
        if len(columns) == 1
        else (levels[columns[0]], levels[columns[1]])
    )
    return effect.weights.get(cell, effect.rest)


def _said(column: Column, value: object, level: int) -> str:
    if column.reading is Reading.WORD:
        has = "has" if level > 1 else "lacks"
        return f"{column.field} {has} {column.names[0]}"
    text = text_of(value) or "unknown"
    if len(text) > LONGEST_SHOWN:
        text = text[: LONGEST_SHOWN - 1] + "…"
    return f"{column.field} is {text}"


def effects_of(
    table: Table, trained: Trained, rows: Sequence[int], line: Line
) -> tuple[tuple[Column, ...], tuple[Effect, ...], float]:
    """
    A fitted regression as columns in use and effects around the usual row, with the
    log-odds of that; *line* corrects all of them.
    """
    used = sorted(
        {n for n, weights in enumerate(trained.singles) if any(weights)}
        | {place for pair, _ in trained.pairs for place in (pair.left, pair.right)}
    )
    place_of = {old: new for new, old in enumerate(used)}
    usual = trained.intercept
    effects = []
    for old, weights in enumerate(trained.singles):
        if any(weights):
            mean = _mean(weights, [table.levels[old][row] for row in rows])
            usual += mean
            cells: dict[Cell, float] = {
                (n,): line.slope * (w - mean) for n, w in enumerate(weights)
            }
            effects.append(Effect((place_of[old],), cells, -line.slope * mean))
    for pair, weights in trained.pairs:
        left, right = (
            [table.levels[old][row] for row in rows] for old in (pair.left, pair.right)
        )
        mean = _mean(weights, pair.levels(left, right))
        usual += mean
        pairs: dict[Cell, float] = {
            cell: line.slope * (weights[n] - mean)
            for n, cell in enumerate(pair.cells, 1)
        }
        rest = line.slope * (weights[0] - mean)
        effects.append(Effect((place_of[pair.left], place_of[pair.right]), pairs, rest))
    columns = tuple(table.columns[old] for old in used)
    return columns, tuple(effects), line.of(usual)


def _mean(weights: Sequence[float], levels: Sequence[int]) -> float:
    return fsum(weights[level] for level in levels) / len(levels)
