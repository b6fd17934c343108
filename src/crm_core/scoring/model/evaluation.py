"""
How good probabilities are, measured on rows that were not learnt from.
"""

from collections.abc import Sequence
from itertools import groupby, pairwise
from math import erfc, log, sqrt
from statistics import fmean

from attrs import frozen

BINS = 10
SURE = 1.96


@frozen
class Bin:
    """
    Rows of about the same probability: the mean of it, and the share that was won.
    """

    rows: int
    low: float
    high: float
    predicted: float
    won: float


@frozen
class Figures:
    """
    The quality of probabilities.

    Args:
        auc: The chance that a won row has a higher one than a lost row (ties half).
        auc_low: The lower end of its 95 % interval (Hanley and McNeil 1982).
        auc_high: The upper end.
        ece: Expected calibration error: the mean distance between probability and
            share won over ten bins of about as many rows, equal ones never parted.
        brier: The mean squared distance to the outcome.
        log_loss: The mean surprise at the outcome, in nats.
        lift: The share won of the tenth with the highest, over that of all.
        p_value: How likely such an order is by chance alone.
    """

    rows: int
    won: int
    auc: float
    auc_low: float
    auc_high: float
    ece: float
    brier: float
    log_loss: float
    lift: float
    p_value: float


def rank_sum(scores: Sequence[float], won: Sequence[bool]) -> tuple[float, float]:
    """
    Mann and Whitney's U of the won rows (pairs in the right order, ties half), and its
    variance by chance, corrected for ties.
    """
    winners = sum(won)
    losers = len(won) - winners
    total = len(won)
    below, statistic, tied = 0, 0.0, 0.0
    for _, group in groupby(sorted(zip(scores, won, strict=True)), lambda e: e[0]):
        outcomes = [outcome for _, outcome in group]
        size, wins = len(outcomes), sum(outcomes)
        statistic += wins * (below + (size - wins) / 2)
        below += size - wins
        tied += size**3 - size
    if total < 2:
        return statistic, 0.0
    variance = winners * losers / 12 * (total + 1 - tied / (total * (total - 1)))
    return statistic, max(variance, 0.0)


def auc(scores: Sequence[float], won: Sequence[bool]) -> float:
    """
    The chance that a won row scores higher than a lost one; ties count half.
    """
    pairs = sum(won) * (len(won) - sum(won))
    return rank_sum(scores, won)[0] / pairs if pairs else 0.5


def chance_of_order(
    parts: Sequence[tuple[Sequence[float], Sequence[bool]]], dependence: float = 1.0
) -> float:
    """
    How likely it is that scores without any meaning order rows this well, one-sided;
    rows are compared only within their part (van Elteren 1960). *dependence* is by how
    much parts that share what was learnt from vary more together than alone.
    """
    excess, variance = 0.0, 0.0
    for scores, won in parts:
        statistic, own = rank_sum(scores, won)
        excess += statistic - sum(won) * (len(won) - sum(won)) / 2
        variance += own * dependence
    return erfc(excess / sqrt(variance) / sqrt(2)) / 2 if variance > 0 else 1.0


def reliability(
    probabilities: Sequence[float], won: Sequence[bool], bins: int = BINS
) -> list[Bin]:
    """
    Bins of about as many rows in the order of their probability; rows of the same
    probability stay together.
    """
    ordered = sorted(zip(probabilities, won, strict=True))
    cuts = [0]
    for number in range(1, bins + 1):
        cut = len(ordered) * number // bins
        while 0 < cut < len(ordered) and ordered[cut][0] == ordered[cut - 1][0]:
            cut += 1
        if cut > cuts[-1]:
            cuts.append(cut)
    return [_bin(ordered[start:end]) for start, end in pairwise(cuts)]


def _bin(rows: Sequence[tuple[float, bool]]) -> Bin:
    predicted = fmean(probability for probability, _ in rows)
    share = fmean(outcome for _, outcome in rows)
    return Bin(len(rows), rows[0][0], rows[-1][0], predicted, share)


def calibration_error(bins: Sequence[Bin]) -> float:
    """
    The mean distance between what was said and what came, over all rows.
    """
    rows = sum(each.rows for each in bins)
    return sum(each.rows * abs(each.predicted - each.won) for each in bins) / rows


def lift(scores: Sequence[float], won: Sequence[bool], share: float = 0.1) -> float:
    """
    How many times as many of the best-scored *share* were won as of all; rows tied at
    its edge count in proportion.
    """
    wanted = len(won) * share
    room, wins = wanted, 0.0
    ordered = sorted(zip(scores, won, strict=True), reverse=True)
    for _, group in groupby(ordered, lambda each: each[0]):
        outcomes = [outcome for _, outcome in group]
        taken = min(room, len(outcomes))
        wins += sum(outcomes) * taken / len(outcomes)
        room -= taken
        if room <= 0:
            break
    usual = sum(won) / len(won)
    return wins / wanted / usual if usual else 1.0


def measure(
    parts: Sequence[tuple[Sequence[float], Sequence[bool]]], dependence: float = 1.0
) -> Figures:
    """
    The figures of probabilities, part by part as they were made.

    Order (AUC and its chance) is judged within parts, all else over all rows;
    *dependence* as for ``chance_of_order``.
    """
    probabilities = [each for part, _ in parts for each in part]
    won = [each for _, part in parts for each in part]
    right = sum(rank_sum(*part)[0] for part in parts)
    pairs = sum(sum(part) * (len(part) - sum(part)) for _, part in parts)
    area = right / pairs if pairs else 0.5
    wide = SURE * _deviation(area, sum(won), len(won) - sum(won))
    return Figures(
        rows=len(won),
        won=sum(won),
        auc=area,
        auc_low=max(0.0, area - wide),
        auc_high=min(1.0, area + wide),
        ece=calibration_error(reliability(probabilities, won)),
        brier=fmean((p - w) ** 2 for p, w in zip(probabilities, won, strict=True)),
        log_loss=log_loss(probabilities, won),
        lift=lift(probabilities, won),
        p_value=chance_of_order(parts, dependence),
    )


def log_loss(probabilities: Sequence[float], won: Sequence[bool]) -> float:
    """
    The mean surprise at the outcomes.
    """
    return -fmean(
        log(max(p if outcome else 1 - p, 1e-12))
        for p, outcome in zip(probabilities, won, strict=True)
    )


def _deviation(area: float, winners: int, losers: int) -> float:
    if not winners or not losers:
        return 0.5
    both_won, both_lost = area / (2 - area), 2 * area**2 / (1 + area)
    variance = (
        area * (1 - area)
        + (winners - 1) * (both_won - area**2)
        + (losers - 1) * (both_lost - area**2)
    ) / (winners * losers)
    return sqrt(max(variance, 0.0))
