"""
Lead scoring: learning from closed leads, scoring many, and how good it is on a file.

Speed is measured on made-up leads; the quality on the real file of leads where it is.
"""

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import process_time

from crm_core.scoring import LearntModel, back_test, learn

from .report import Figure, at_least, told, under
from .stage import Stage

CLOSED, SCORED = 6_500, 100_000
FIELDS = 35
SECONDS = 10
AUC, CALIBRATION = 0.86, 0.05
REAL = Path(os.environ.get("CRM_SHARED", Path(__file__).parents[2] / "shared"))
LEADS = REAL / "data" / "leads_xeducation" / "leads_dev.csv"
AFTERWARDS = ("Tags", "Lead Quality", "Lead Profile", "Asymmetrique", "Last ")
"""
How the columns begin that sales people fill in when they know the lead.
"""


def measure(stage: Stage) -> Iterator[Figure]:
    """
    Seconds of CPU to learn and to score; AUC and calibration in five folds.
    """
    facts, won = _leads(CLOSED)
    start = process_time()
    model = learn(facts, won)
    name = f"scoring, learning from {CLOSED:,} leads x {FIELDS} fields"
    yield told(name, process_time() - start, "s of CPU")
    assert isinstance(model, LearntModel)
    many, _ = _leads(SCORED)
    start = process_time()
    model.probabilities(many)
    name = f"scoring, {SCORED:,} leads"
    yield under(SECONDS, name, process_time() - start, "s of CPU")
    if LEADS.exists():
        yield from _quality()


def _quality() -> Iterator[Figure]:
    with LEADS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    won = [row.pop("Converted") == "1" for row in rows]
    facts = [
        {name: row[name] for name in row if not name.startswith(AFTERWARDS)}
        for row in rows
    ]
    start = process_time()
    figures = back_test(facts, won).figures
    assert figures is not None
    yield told("scoring, five folds of real leads", process_time() - start, "s of CPU")
    yield at_least(AUC, "scoring, five folds of real leads, AUC", figures.auc, "")
    name = "scoring, five folds of real leads, calibration error"
    yield under(CALIBRATION, name, figures.ece, "")


def _leads(count: int) -> tuple[list[dict[str, object]], list[bool]]:
    """
    Leads of numbers and categories, some of which tell whether they are won.
    """
    random = Random(11)
    facts, won = [], []
    for _ in range(count):
        row: dict[str, object] = {
            f"field {n}": (
                random.choice("abcdefghijkl")
                if n % 3
                else round(random.gauss(50, 20), 2)
            )
            for n in range(FIELDS)
        }
        signs = sum(row[f"field {n}"] in "abc" for n in (1, 2, 4, 5))
        facts.append(row)
        won.append(random.random() < 0.1 + 0.15 * signs)
    return facts, won
