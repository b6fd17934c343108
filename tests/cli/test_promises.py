"""
Forecasts, goals and promises on the command line.
"""

from datetime import UTC, datetime

import pytest

FORECAST = ("opportunities", "forecast")


@pytest.fixture
def deals(house):
    """
    An open deal that is due today, and one that was won today.
    """
    due = f"expected_close_date={datetime.now(UTC).date()}"
    house.add("opportunities", "name=A", "value=100.10", "stage=proposal", due)
    house.add("opportunities", "name=B", "value=50", "stage=won")


def test_show(house, deals):
    """
    The forecast as a table and as JSON, and what cannot be asked.
    """
    shown = house(*FORECAST, "show")
    said = house(*FORECAST, "show", "next_year", "--json").json
    wrong = house.run(*FORECAST, "show", "soon")

    assert any(
        line.split() == ["best_case", "1", "100.10", "50.05"] for line in shown.lines
    )
    assert any(
        line.split() == ["total", "2", "150.10", "100.05"] for line in shown.lines
    )
    assert "History says nothing yet" in shown.out
    assert 0 == said["weighted"]["total"]["value"]
    assert 1 == wrong.code
    assert "period: Use month" in wrong.err
    tested = house(*FORECAST, "back-test")
    assert "Too little history" in tested.out
    assert 0 == house(*FORECAST, "back-test", "--json").json["n_origins"]


def test_goals(house, deals):
    """
    A goal is set for all and for a person, shown, listed and removed.
    """
    ann = house.user(f"ann@{house.id}.example", "rep")
    house(*FORECAST, "set-goal", "quarter", "200")
    goal = house(*FORECAST, "set-goal", "quarter", "70", "--owner", ann, "--json").json

    shown = house(*FORECAST, "show")
    listed = house(*FORECAST, "goals", "--period", "quarter")

    assert "Goal of all: 200.00 EUR, won 50.00 (25.0%)." in shown.lines
    assert "Goal of Ann: 70.00 EUR, won 0.00 (0.0%)." in shown.lines
    assert 3 == len(listed.lines)
    house(*FORECAST, "remove-goal", goal["id"])
    assert 1 == len(house(*FORECAST, "goals", "--json").json["items"])
    wrong = house.run(*FORECAST, "set-goal", "soon", "x")
    assert 1 == wrong.code
    assert all(f"  {field}: " in wrong.err for field in ("amount", "period"))


def test_promises(house, deals):
    """
    Somebody submits, somebody adjusts, and the list shows both.
    """
    bob = house.user(f"bob@{house.id}.example", "rep")
    said = house(
        *FORECAST, "submit", "quarter", "--commit", "120", "--as", bob, "--json"
    ).json
    done = house(*FORECAST, "adjust", said["id"], "--commit", "90", "--note", "No")
    listed = house(*FORECAST, "submissions", "--json").json["items"]
    shown = house(*FORECAST, "show")

    assert "commit 90" in done.out
    assert [120, 90] == [each["commit"] for each in listed]
    assert any("Bob says: commit 90.00" in line for line in shown.lines)
    assert [] == house(*FORECAST, "accuracy", "--json").json["items"]
    wrong = house.run(*FORECAST, "submit", "quarter", "--best-case", "x")
    assert 1 == wrong.code
    assert "commit: Say what will be won." in wrong.err
    assert "best_case: " in wrong.err
