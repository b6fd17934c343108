"""
Penalised logistic regression over levels: each column a block of coefficients of its
own variance, which the data tell (empirical Bayes).
"""

from collections.abc import Sequence
from math import exp, log, sqrt

from attrs import define

Levels = Sequence[int]

STEPS = 6
SWEEPS = 2
FARTHEST = 25.0
LARGEST_STEP = 3.0
LEAST_PENALTY = 0.1
MOST_PENALTY = 1e6
FIRST_PENALTY = 10.0
DEAD = 20.0
"""
How many times stiffer than its data a penalty is when the column is given up.
"""


def chance(log_odds: float) -> float:
    """
    The probability that has these log-odds.
    """
    if log_odds >= 0:
        return 1.0 / (1.0 + exp(-log_odds))
    odds = exp(log_odds)
    return odds / (1.0 + odds)


@define
class Block:
    """
    A column in fitting: the level of each row, the coefficient of each level, and the
    penalty, which is one over their variance.
    """

    levels: Levels
    weights: list[float]
    penalty: float = FIRST_PENALTY
    dead: bool = False


@define
class Fit:
    """
    A regression being fitted: rows' outcomes and importance, log-odds so far.
    """

    won: Sequence[float]
    importance: Sequence[float]
    blocks: list[Block]
    intercept: float
    log_odds: list[float]

    @classmethod
    def begin(cls, won: Sequence[float], importance: Sequence[float]) -> "Fit":
        total = sum(importance)
        share = sum(w * i for w, i in zip(won, importance, strict=True)) / total
        share = min(max(share, 0.5 / total), 1 - 0.5 / total)
        start = log(share / (1 - share))
        return cls(won, importance, [], start, [start] * len(won))

    def add(self, levels: Levels, size: int) -> None:
        """
        Give the regression one more column.
        """
        self.blocks.append(Block(levels, [0.0] * size))

    def gradient(self) -> tuple[list[float], list[float]]:
        """
        What each row still pulls, and how stiff it is (working residual and weight).
        """
        pull, stiff = [], []
        for f, w, i in zip(self.log_odds, self.won, self.importance, strict=True):
            p = 1.0 / (1.0 + exp(-f))
            pull.append(i * (w - p))
            stiff.append(i * p * (1.0 - p) + 1e-9)
        return pull, stiff

    def run(self, steps: int = STEPS, tolerance: float = 1e-3) -> None:
        """
        Fisher scoring; within a step the blocks are solved in turns.
        """
        for _ in range(steps):
            if self._step() < tolerance:
                break

    def _step(self) -> float:
        pull, stiff = self.gradient()
        live = [block for block in self.blocks if not block.dead]
        tops = [summed(b.levels, stiff, len(b.weights)) for b in live]
        moves = [[0.0] * len(block.weights) for block in live]
        whole, shift = sum(stiff), 0.0
        for _ in range(SWEEPS):
            move = sum(pull) / whole
            shift += move
            pull = [r - h * move for r, h in zip(pull, stiff, strict=True)]
            for block, top, moved in zip(live, tops, moves, strict=True):
                pull = _solve(block, top, moved, pull, stiff)
        for block, top, moved in zip(live, tops, moves, strict=True):
            _judge(block, top, moved)
        self._apply(live, moves, shift)
        return max((abs(m) for moved in moves for m in moved), default=0.0)

    def _apply(
        self, live: Sequence[Block], moves: Sequence[Sequence[float]], shift: float
    ) -> None:
        self.intercept += shift
        log_odds = [f + shift for f in self.log_odds]
        for block, moved in zip(live, moves, strict=True):
            log_odds = [
                f + moved[at] for f, at in zip(log_odds, block.levels, strict=True)
            ]
        self.log_odds = [min(max(f, -FARTHEST), FARTHEST) for f in log_odds]


def surprise(pulls: Sequence[float], tops: Sequence[float]) -> float:
    """
    How far the pulls of levels are from what chance would have them be: the score
    test's chi-squared, in deviations from its mean.
    """
    used = [(g, h) for g, h in zip(pulls, tops, strict=True) if h > 0]
    statistic = sum(g * g / h for g, h in used)
    return (statistic - len(used)) / sqrt(2 * len(used) + 1)


def summed(levels: Levels, values: Sequence[float], size: int) -> list[float]:
    """
    The sum of the values of the rows of each level.
    """
    sums = [0.0] * size
    for level, value in zip(levels, values, strict=True):
        sums[level] += value
    return sums


def _solve(
    block: Block,
    top: Sequence[float],
    moved: list[float],
    pull: list[float],
    stiff: Sequence[float],
) -> list[float]:
    """
    The best step of one block, the others as they are; what the rows still pull then.
    """
    penalty, weights = block.penalty, block.weights
    sums = summed(block.levels, pull, len(weights))
    steps = [
        min(max((g - penalty * b) / (h + penalty), -LARGEST_STEP), LARGEST_STEP)
        for g, b, h in zip(sums, weights, top, strict=True)
    ]
    for level, step in enumerate(steps):
        weights[level] += step
        moved[level] += step
    return [
        r - h * steps[level]
        for r, h, level in zip(pull, stiff, block.levels, strict=True)
    ]


def _judge(block: Block, top: Sequence[float], moved: list[float]) -> None:
    """
    The penalty under which the coefficients are most likely (MacKay 1992): their
    effective number over the sum of their squares.
    """
    known = sum(h / (h + block.penalty) for h in top if h > 0)
    squares = sum(b * b for b in block.weights)
    block.penalty = max(LEAST_PENALTY, min(known / (squares + 1e-12), MOST_PENALTY))
    if block.penalty > DEAD * max(top):
        for level, weight in enumerate(block.weights):
            moved[level] -= weight
            block.weights[level] = 0.0
        block.dead = True
