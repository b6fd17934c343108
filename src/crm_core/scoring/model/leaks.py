"""
Fields that tell the outcome so well that they were surely filled in after it.
"""

from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from .columns import Column
from .evaluation import auc
from .training import Table

NEARLY_PERFECT = 0.9
PURE = 0.99
LEAST_OF_A_VALUE = 50
LEAST_SHARE = 0.1
DOUBT = 2.0


@frozen
class Suspect:
    """
    A field that, alone, orders rows nearly perfectly, or has a value that nearly only
    won rows have. It was learnt from all the same: leave it out unless it is known
    before the outcome.
    """

    field: str
    auc: float
    why: str


def find_suspects(table: Table, won: Sequence[bool]) -> tuple[Suspect, ...]:
    """
    The suspects among the columns of a table.

    Each half of the rows is ordered by the shares won in the other half.
    """
    found: dict[str, Suspect] = {}
    for column, levels in zip(table.columns, table.levels, strict=True):
        alone = _alone(levels, won, column.size)
        why = _why(column, levels, won, alone)
        if why and alone > getattr(found.get(column.field), "auc", 0.0):
            found[column.field] = Suspect(column.field, alone, why)
    return tuple(sorted(found.values(), key=lambda each: (-each.auc, each.field)))


def _alone(levels: Sequence[int], won: Sequence[bool], size: int) -> float:
    areas = []
    for half in (0, 1):
        # Every other row of each outcome: halves stay alike however rows are sorted.
        learnt = _half(won, half)
        wins, rows = [0] * size, [0] * size
        for place in learnt:
            wins[levels[place]] += won[place]
            rows[levels[place]] += 1
        usual = sum(wins) / max(len(learnt), 1)
        shares = [
            (w + DOUBT * usual) / (n + DOUBT) for w, n in zip(wins, rows, strict=True)
        ]
        judged = _half(won, 1 - half)
        scores = [shares[levels[place]] for place in judged]
        areas.append(auc(scores, [won[place] for place in judged]))
    return sum(areas) / 2


def _half(won: Sequence[bool], half: int) -> list[int]:
    seen = Counter[bool]()
    chosen = []
    for place, outcome in enumerate(won):
        if seen[outcome] % 2 == half:
            chosen.append(place)
        seen[outcome] += 1
    return chosen


def _why(
    column: Column, levels: Sequence[int], won: Sequence[bool], alone: float
) -> str:
    if alone >= NEARLY_PERFECT:
        return f"alone it orders {alone:.1%} of all pairs rightly"
    rows = Counter(levels)
    wins = Counter(level for level, each in zip(levels, won, strict=True) if each)
    usual = sum(won) / len(won)
    for level, count in wins.most_common():
        share = count / rows[level]
        many = rows[level] >= LEAST_OF_A_VALUE and count >= LEAST_SHARE * sum(won)
        if many and share >= PURE and share > (1 + usual) / 2:
            name = column.level_name(level)
            return f"of {rows[level]} with {name!r}, {share:.1%} were won"
    return ""
