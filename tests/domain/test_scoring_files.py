"""
Scoring on real files of leads and calls, where they are.
"""

import csv
import os
from pathlib import Path

import pytest

from crm_core.scoring import back_test, judge_later

REAL = Path(os.environ.get("CRM_SHARED", Path(__file__).parents[3] / "shared"), "data")
LEAKS = {
    "Tags",
    "Lead Quality",
    "Lead Profile",
    "Last Activity",
    "Last Notable Activity",
}


def rows_of(path, delimiter=","):
    path = REAL / path
    if not path.exists():
        pytest.skip(f"no real file here: {path}")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.mark.slow
def test_leads_of_a_school():
    """
    Without what sales people fill in afterwards, leads are ordered well and the
    probabilities come true.
    """
    rows = rows_of("leads_xeducation/leads_dev.csv")
    won = [row.pop("Converted") == "1" for row in rows]
    facts = [
        {k: v for k, v in row.items() if k not in LEAKS and not k.startswith("Asymm")}
        for row in rows
    ]

    figures = back_test(facts, won).figures

    assert figures.auc >= 0.86
    assert figures.ece <= 0.05


@pytest.mark.slow
def test_calls_that_drift():
    """
    Knowing the order, later calls are ordered better, and about as many are won as is
    said.
    """
    rows = rows_of("bank_marketing/bank_dev.csv", ";")
    won = [row.pop("y") == "yes" for row in rows]
    facts = [{k: v for k, v in row.items() if k != "duration"} for row in rows]
    cut = len(rows) * 7 // 10
    parts = (facts[:cut], won[:cut], facts[cut:], won[cut:])

    knowing = judge_later(*parts, range(cut)).figures
    ignorant = judge_later(*parts).figures

    assert knowing.auc > ignorant.auc
    assert knowing.ece <= 0.05
