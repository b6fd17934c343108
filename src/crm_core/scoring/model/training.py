"""
From rows to a fitted regression: the columns, their levels, the effects of levels.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from .columns import Column, Reading, columns_of
from .fitting import Block, Fit, Levels, summed, surprise
from .pairs import Pair, find_pairs

STEPS_WITH_PAIRS = 5
STEPS_IN_A_HURRY = 5
MOST_COLUMNS = 64
"""
Of more columns those are fitted that say most alone.
"""


@frozen
class Table:
    """
    Rows as levels of columns, and the fields that tell nothing, with the reason.
    """

    columns: tuple[Column, ...]
    levels: tuple[Levels, ...]
    left_out: Mapping[str, str]

    def part(self, rows: Sequence[int]) -> list[list[int]]:
        """
        The levels of some rows.
        """
        return [[levels[row] for row in rows] for levels in self.levels]


@frozen
class Trained:
    """
    What was fitted: the weights of each column's levels, and of each pair's cells.
    """

    intercept: float
    singles: tuple[tuple[float, ...], ...]
    pairs: tuple[tuple[Pair, tuple[float, ...]], ...]

    def log_odds(self, levels: Sequence[Levels]) -> list[float]:
        """
        The log-odds of rows, given as the levels of each column.
        """
        total = [self.intercept] * len(levels[0])
        for weights, column in zip(self.singles, levels, strict=True):
            if any(weights):
                total = [t + weights[at] for t, at in zip(total, column, strict=True)]
        for pair, weights in self.pairs:
            cells = pair.levels(levels[pair.left], levels[pair.right])
            total = [t + weights[at] for t, at in zip(total, cells, strict=True)]
        return total


def tabulate(rows: Sequence[Mapping[str, object]]) -> Table:
    """
    The levels of rows. Columns are made from values alone, never from outcomes.
    """
    fields = dict.fromkeys(name for row in rows for name in row)
    columns: list[Column] = []
    levels: list[Levels] = []
    left_out: dict[str, str] = {}
    for name in fields:
        values = [row.get(name) for row in rows]
        made, why = columns_of(name, values)
        seen = len(columns)
        for column in made:
            found = [column.level(value) for value in values]
            if len(set(found)) > 1:
                columns.append(column)
                levels.append(found)
        if len(columns) == seen:
            left_out[name] = why
    return Table(tuple(columns), tuple(levels), left_out)


def train(
    table: Table,
    rows: Sequence[int],
    won: Sequence[bool],
    importance: Sequence[float],
    *,
    pairs: bool = True,
) -> Trained:
    """
    Fit some rows of a table; *won* and *importance* are of these rows.
    """
    levels = table.part(rows)
    fit = Fit.begin([float(each) for each in won], importance)
    for column, found in zip(table.columns, levels, strict=True):
        fit.add(found, column.size)
    _give_up_dullest(fit)
    if not pairs:
        fit.run(STEPS_IN_A_HURRY)
        return Trained(fit.intercept, _weights(fit.blocks), ())
    fit.run()
    found_pairs = find_pairs(levels, _worth(table, fit.blocks), *fit.gradient())
    for pair in found_pairs:
        cells = pair.levels(levels[pair.left], levels[pair.right])
        fit.add(cells, len(pair.cells) + 1)
    if found_pairs:
        fit.run(STEPS_WITH_PAIRS)
    weights = _weights(fit.blocks)
    count = len(levels)
    joined = zip(found_pairs, weights[count:], strict=True)
    kept = tuple((pair, own) for pair, own in joined if any(own))
    return Trained(fit.intercept, weights[:count], kept)


def _give_up_dullest(fit: Fit) -> None:
    pull, stiff = fit.gradient()
    told = [
        surprise(summed(b.levels, pull, size), summed(b.levels, stiff, size))
        for b in fit.blocks
        if (size := len(b.weights))
    ]
    ranked = sorted(range(len(told)), key=lambda place: -told[place])
    for place in ranked[MOST_COLUMNS:]:
        fit.blocks[place].dead = True


def _weights(blocks: Sequence[Block]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(block.weights) for block in blocks)


def _worth(table: Table, blocks: Sequence[Block]) -> list[tuple[int, str]]:
    """
    The columns that may say more in pairs, those of the largest effects first; of a
    number's two columns the coarse one.
    """
    coarse: dict[str, int] = {}
    spread: dict[str, float] = {}
    for place, (column, block) in enumerate(zip(table.columns, blocks, strict=True)):
        if block.dead or column.reading is Reading.WORD:
            continue
        coarse.setdefault(column.field, place)
        own = _variance(block)
        spread[column.field] = max(spread.get(column.field, 0.0), own)
    ranked = sorted(coarse, key=lambda name: (-spread[name], coarse[name]))
    return [(coarse[name], name) for name in ranked]


def _variance(block: Block) -> float:
    effects = [block.weights[level] for level in block.levels]
    mean = sum(effects) / len(effects)
    return sum((each - mean) ** 2 for each in effects) / len(effects)
