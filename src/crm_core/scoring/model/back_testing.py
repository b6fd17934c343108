"""
What a model would have said of rows it had not seen.
"""

from collections.abc import Sequence

from attrs import frozen

from .evaluation import Bin, Figures, measure, reliability
from .folds import Split, dependence, forward_splits, stratified_folds
from .leaks import Suspect, find_suspects
from .learning import BY_CHANCE, Refusal, learn, too_few
from .learnt import Facts
from .training import tabulate

FIRST = 0.4


@frozen
class Part:
    """
    One part of a back-test: what was learnt from, and how the rest of it was foretold.
    """

    learnt: int
    figures: Figures
    refused: str = ""


@frozen
class BackTest:
    """
    A back-test: figures over all judged rows and part by part, or why there are none.

    Args:
        refused: Why nothing is foretold; empty when there is a signal.
        figures: What was measured, also when it is no signal.
    """

    refused: str
    figures: Figures | None = None
    parts: tuple[Part, ...] = ()
    reliability: tuple[Bin, ...] = ()
    suspects: tuple[Suspect, ...] = ()


def back_test(
    rows: Sequence[Facts],
    won: Sequence[bool],
    times: Sequence[float] | None = None,
    *,
    folds: int = 5,
) -> BackTest:
    """
    Learn from parts of the rows and judge the others: folds, or with *times* ever
    later stretches, each foretold from all rows before it.
    """
    refused = too_few(won)
    if refused:
        return BackTest(refused.told)
    if times is None:
        splits, alike = stratified_folds(won, folds), dependence(folds)
    else:
        order = sorted(range(len(rows)), key=times.__getitem__)
        rows, won = [rows[n] for n in order], [won[n] for n in order]
        times = [times[n] for n in order]
        splits, alike = forward_splits(times, folds, FIRST), 1.0
    if not splits:
        return BackTest("Nearly all rows are of one time: hardly any is later.")
    parts = [_part(rows, won, times, split) for split in splits]
    return _result(
        [part for part, _ in parts], [said for _, said in parts], rows, won, alike
    )


def judge_later(
    rows: Sequence[Facts],
    won: Sequence[bool],
    later: Sequence[Facts],
    later_won: Sequence[bool],
    times: Sequence[float] | None = None,
) -> BackTest:
    """
    Learn from all *rows*, and judge *later* ones.
    """
    model = learn(rows, won, times)
    if isinstance(model, Refusal):
        return BackTest(model.told, suspects=_suspects(rows, won))
    said = (model.probabilities(later), list(later_won))
    part = Part(len(rows), measure([said]))
    return _result([part], [said], rows, won)


def _part(
    rows: Sequence[Facts],
    won: Sequence[bool],
    times: Sequence[float] | None,
    split: Split,
) -> tuple[Part, tuple[list[float], list[bool]]]:
    """
    One part; where nothing can be learnt, every row has the usual share.
    """
    past = [won[n] for n in split.learn]
    model = learn(
        [rows[n] for n in split.learn],
        past,
        None if times is None else [times[n] for n in split.learn],
    )
    judged = [rows[n] for n in split.judge]
    refused = model.told if isinstance(model, Refusal) else ""
    if isinstance(model, Refusal):
        probabilities = [sum(past) / len(past)] * len(judged)
    else:
        probabilities = model.probabilities(judged)
    said = (probabilities, [won[n] for n in split.judge])
    return Part(len(past), measure([said]), refused), said


def _result(
    parts: Sequence[Part],
    said: Sequence[tuple[list[float], list[bool]]],
    rows: Sequence[Facts],
    won: Sequence[bool],
    alike: float = 1.0,
) -> BackTest:
    figures = measure(said, alike)
    refused = ""
    if figures.p_value > BY_CHANCE:
        refused = (
            f"{figures.rows} rows that were not learnt from were ordered no better than"
            f" chance would: AUC {figures.auc:.3f}, p = {figures.p_value:.2g}"
            f" (below {BY_CHANCE:g} is needed)."
        )
    probabilities = [each for part, _ in said for each in part]
    outcomes = [each for _, part in said for each in part]
    return BackTest(
        refused,
        figures,
        tuple(parts),
        tuple(reliability(probabilities, outcomes)),
        _suspects(rows, won),
    )


def _suspects(rows: Sequence[Facts], won: Sequence[bool]) -> tuple[Suspect, ...]:
    return find_suspects(tabulate(rows), won)
