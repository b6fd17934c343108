"""
What is learnt from closed rows, and when nothing is.
"""

import json
from datetime import UTC, date, datetime
from math import exp
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.scoring import (
    LearntModel,
    NoSignal,
    TooFewClosed,
    back_test,
    judge_later,
    learn,
    measure,
    model_from_data,
    model_to_data,
)
from crm_core.shared import Invalid


def world(rows, *, seed=1, level=lambda _: -1.0, steep=lambda _: 1.0):
    """
    Rows of which the chance to be won is known: facts, outcomes, chances.
    """
    random = Random(seed)
    facts, won, chances = [], [], []
    for n in range(rows):
        size, source = random.gauss(0, 1), random.choice(["web", "fair", "call"])
        z = level(n / rows) + steep(n / rows) * (size + 1.5 * (source == "fair"))
        chance = 1 / (1 + exp(-z))
        facts.append(
            {
                "size": round(size, 3),
                "source": source if random.random() < 0.9 else None,
                "noise": random.choice("abcdefg"),
                "number": 1000 + n,
            }
        )
        won.append(random.random() < chance)
        chances.append(chance)
    return facts, won, chances


def noise(seed, rows=250):
    """
    Rows whose outcome nothing tells.
    """
    random = Random(seed)
    facts = [
        {
            "a": random.choice("abcdef"),
            "b": random.gauss(0, 1),
            "c": random.random() < 0.3,
        }
        for _ in range(rows)
    ]
    return facts, [random.random() < 0.35 for _ in range(rows)]


@pytest.fixture(scope="module")
def model():
    """
    A model of a world with a signal.
    """
    return learn(*world(2000)[:2])


def test_probabilities_come_true_on_rows_not_seen(model):
    """
    In a world of known chances the model orders almost as well as these do, and says
    about what comes.
    """
    facts, won, chances = world(3000, seed=2)

    learnt = measure([(model.probabilities(facts), won)])
    best = measure([(chances, won)])

    assert learnt.auc > best.auc - 0.02
    assert learnt.ece < 0.05
    assert learnt.log_loss < best.log_loss + 0.02


def test_reasons_add_up(model):
    """
    The usual log-odds and the effects of all reasons are the log-odds; alone and in
    bulk a row has the same probability.
    """
    facts = [*world(50, seed=3)[0], {}, {"size": "many", "source": "new"}]

    scored = list(map(model.score, facts))

    assert [each.log_odds for each in scored] == pytest.approx(
        [each.usual + sum(r.effect for r in each.reasons) for each in scored]
    )
    assert [each.probability for each in scored] == model.probabilities(facts)
    assert ("source is fair", True) in {
        (reason.told, reason.effect > 0) for each in scored for reason in each.reasons
    }


def test_what_tells_nothing_is_named_and_not_used(model):
    """
    A running number is left out with the reason; pure noise gives no reasons of weight.
    """
    assert "an identifier" == model.left_out["number"]
    for facts in world(50, seed=4)[0]:
        for reason in model.score(facts).reasons:
            assert reason.fields != ("noise",) or abs(reason.effect) < 0.3


def test_learning_is_deterministic(model):
    """
    The same rows make the same model.
    """
    assert model == learn(*world(2000)[:2])


def test_a_model_survives_json(model):
    """
    Through JSON a model stays equal, and scores equally.
    """
    again = model_from_data(json.loads(json.dumps(model_to_data(model))))

    facts = world(20, seed=5)[0]
    assert model == again
    assert model.probabilities(facts) == again.probabilities(facts)


@pytest.mark.parametrize("data", [{}, {"format": 99}, {"format": 1, "columns": 3}])
def test_what_is_no_model_is_refused(data):
    """
    Data of another version, or none at all, are refused by name.
    """
    with pytest.raises(Invalid):
        model_from_data(data)


def test_noise_is_refused_at_the_stated_level():
    """
    Of a hundred files without any signal about one may speak, in folds and in order.
    """
    tried = [learn(*noise(seed)) for seed in range(100)]
    ordered = [learn(*noise(seed), range(250)) for seed in range(100, 130)]

    spoke = [each for each in tried + ordered if isinstance(each, LearntModel)]
    assert len(spoke) <= 5
    assert all(isinstance(each, NoSignal | LearntModel) for each in tried)


def test_many_fields_of_noise_are_no_signal():
    """
    Two hundred columns that say nothing are seen through.
    """
    random = Random(9)
    facts = [{f"c{n}": random.choice("abcd") for n in range(200)} for _ in range(300)]
    won = [random.random() < 0.4 for _ in facts]

    result = back_test(facts, won)

    assert "no better than chance" in result.refused


@pytest.mark.parametrize("wins", [0, 39, 161, 200])
def test_too_few_of_an_outcome(wins):
    """
    With fewer than forty won or lost rows nothing is learnt, and why is told.
    """
    facts = [{"a": n % 3} for n in range(200)]

    refused = learn(facts, [n < wins for n in range(200)])

    assert TooFewClosed(wins, 200 - wins) == refused
    assert f"{wins} won" in refused.told


def test_a_field_filled_in_afterwards_is_suspected():
    """
    A perfect column, and a value that only won rows have, are named with the reason.
    """
    facts, won, _ = world(1000)
    for n, (row, outcome) in enumerate(zip(facts, won, strict=True)):
        row["paid"] = "yes" if outcome else None
        row["tag"] = "closed by Ann" if outcome and n % 3 == 0 else "other"

    model = learn(facts, won)

    assert ["paid", "tag"] == [each.field for each in model.suspects]
    assert "closed by Ann" in model.suspects[1].why


@pytest.mark.parametrize(
    ("change", "most"),
    [
        ({"level": lambda t: -2.0 if t < 0.6 else 0.5}, 0.06),
        ({"steep": lambda t: 1.0 if t < 0.5 else -1.0}, 0.1),
    ],
    ids=["level", "meaning"],
)
def test_later_rows_are_calibrated_after_a_change(change, most):
    """
    When the level or the meaning of fields has changed, a model that knows the order
    says what comes, where one that does not is far off.
    """
    facts, won, _ = world(4000, seed=6, **change)
    past, later = slice(3200), slice(3200, None)
    rows = (facts[past], won[past], facts[later], won[later])

    knowing = judge_later(*rows, range(3200)).figures
    ignorant = judge_later(*rows).figures

    assert knowing.ece < most < ignorant.ece
    assert knowing.log_loss < ignorant.log_loss


def test_order_without_a_change_costs_little():
    """
    Where nothing drifts, all rows go on counting.
    """
    facts, won, _ = world(2000)

    assert learn(facts, won, range(2000)).memory.effects is None


def test_every_kind_of_value_is_read():
    """
    Typed values, lists, days, mails and texts are learnt from as what they are.
    """
    random = Random(8)
    facts, won = [], []
    for n in range(800):
        outcome = random.random() < 0.4
        big = random.random() < (0.8 if outcome else 0.2)
        known = random.random() < (0.7 if outcome else 0.4)
        facts.append(
            {
                "tags": ["vip", "old"] if big else ["old"],
                "day": date(2026, 1, 5 if known else 6),
                "at": datetime(2026, 1, 5, 9 if known else 20, n % 60, tzinfo=UTC),
                "mail": f"p{n}@{'firm.example' if known else 'free.example'}",
                "note": f"{n} asks for a {'quote' if big else 'rebate'} in case {n * 7}",
                "flag": known,
            }
        )
        won.append(outcome)

    model = learn(facts, won)
    told = {reason.told for row in facts for reason in model.score(row).reasons}

    assert "tags has vip" in told or "note has quote" in told
    assert {"day", "at", "mail", "flag"} & {each.field for each in model.columns}
    assert model.auc > 0.8


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from("abc"),
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats()
            | st.text(max_size=5)
            | st.lists(st.text(max_size=3), max_size=3)
            | st.dates()
            | st.datetimes(),
            max_size=3,
        ),
        min_size=1,
        max_size=30,
    )
)
def test_no_value_breaks_learning_or_scoring(kinds):
    """
    Whatever fields hold, learning answers and each probability is one.
    """
    rows = [kinds[n % len(kinds)] for n in range(120)]
    won = [n % 2 == 0 if "a" in row else n % 3 == 0 for n, row in enumerate(rows)]

    model = learn(rows, won)

    if isinstance(model, LearntModel):
        assert all(0 <= p <= 1 for p in model.probabilities(kinds))
