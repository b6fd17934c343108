"""
Figures of probabilities, against their definitions.
"""

from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.scoring import auc, measure, reliability
from crm_core.scoring.model.evaluation import chance_of_order, lift
from crm_core.scoring.model.folds import forward_splits, stratified_folds

JUDGED = st.lists(
    st.tuples(st.integers(0, 10).map(lambda n: n / 10), st.booleans()), min_size=1
).map(lambda rows: tuple(map(list, zip(*rows, strict=True))))


@given(JUDGED)
def test_auc_is_the_share_of_pairs_in_order(judged):
    """
    AUC equals its definition over all pairs, ties counting half.
    """
    scores, won = judged
    winners = [s for s, w in zip(scores, won, strict=True) if w]
    losers = [s for s, w in zip(scores, won, strict=True) if not w]
    pairs = [(a > b) + (a == b) / 2 for a, b in product(winners, losers)]

    expected = sum(pairs) / len(pairs) if pairs else 0.5

    assert expected == pytest.approx(auc(scores, won))


@given(JUDGED)
def test_bins_hold_every_row_once_and_never_part_equals(judged):
    """
    Bins cover all rows in order; a probability stands in one bin only.
    """
    bins = reliability(*judged)

    assert len(judged[0]) == sum(each.rows for each in bins)
    assert all(a.high < b.low for a, b in pairwise(bins))


def test_figures_of_a_case_by_hand():
    """
    Calibration error, Brier score and lift are what one works out on paper.
    """
    said = [0.9] * 10 + [0.1] * 90
    won = [True] * 8 + [False] * 2 + [True] * 9 + [False] * 81

    figures = measure([(said, won)])

    assert 0.1 * 0.1 + 0.9 * 0.0 == pytest.approx(figures.ece)
    squares = 8 * 0.01 + 2 * 0.81 + 9 * 0.81 + 81 * 0.01
    assert squares / 100 == pytest.approx(figures.brier)
    assert (8 / 10) / (17 / 100) == pytest.approx(figures.lift)


def test_lift_shares_a_tie_at_the_edge():
    """
    When all scores are equal the top tenth is like all others.
    """
    assert 1.0 == pytest.approx(lift([0.5] * 30, [True, False, False] * 10))


def test_chance_compares_within_parts_only():
    """
    Parts of different level look ordered together, but not each by itself.
    """
    random = Random(1)
    parts = []
    for level in (0.1, 0.9):
        won = [random.random() < level for _ in range(500)]
        parts.append(([level + random.random() / 100 for _ in won], won))
    together = tuple([*one, *other] for one, other in zip(*parts, strict=True))

    assert chance_of_order(parts) > 0.01
    assert chance_of_order([together]) < 1e-9


@given(st.lists(st.booleans(), min_size=10), st.integers(2, 5))
def test_folds_judge_each_row_once(won, folds):
    """
    No row is judged by what was learnt from it, and outcomes are dealt evenly.
    """
    splits = stratified_folds(won, folds)

    assert [*range(len(won))] == sorted(n for each in splits for n in each.judge)
    assert all(not {*each.learn} & {*each.judge} for each in splits)
    wins = [sum(won[n] for n in each.judge) for each in splits]
    assert max(wins) - min(wins) <= 1


@given(st.lists(st.integers(0, 9), min_size=1).map(sorted), st.integers(1, 5))
def test_stretches_are_foretold_from_earlier_times(times, folds):
    """
    Everything learnt from is strictly earlier than everything judged.
    """
    for split in forward_splits(times, folds, 0.4):
        assert times[split.learn[-1]] < times[split.judge[0]]
