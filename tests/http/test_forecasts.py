"""
Forecasts over HTTP.
"""

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]
PLACE = "opportunities/forecast"
TODAY = datetime.now(UTC).date()


@pytest.fixture
def deals(ours):
    """
    Two open deals due today and one that was won today.
    """
    due = {"expected_close_date": TODAY.isoformat()}
    ours.rep.add("opportunities", name="A", value=100.1, stage="proposal", **due)
    ours.admin.add("opportunities", name="B", value=200, **due)
    ours.admin.add("opportunities", name="C", value=50, stage="won")


def test_the_forecast(ours, deals):
    """
    What a period will bring, as numbers, of what one may see; the trailing slash is
    allowed.
    """
    whole = ours.admin.get(f"{PLACE}/?period=quarter").json()
    own = ours.rep.get(PLACE).json()

    lines = {each["name"]: each["value"] for each in whole["weighted"]["by_category"]}
    assert {
        "pipeline": 200,
        "best_case": 100.1,
        "commit": 0,
        "closed": 50,
        "omitted": 0,
    } == lines
    assert 350.1 == whole["weighted"]["total"]["value"]
    assert 50.05 == own["weighted"]["total"]["weighted"]
    assert ("EUR", None) == (whole["currency"], whole["calibrated"])
    assert "at least 3 months" in whole["silence"]
    tested = ours.admin.get(f"{PLACE}/back-test/").json()
    assert (None, whole["silence"]) == (tested["back_test"], tested["silence"])


def test_wrong_questions(ours):
    """
    Every parameter that is wrong is named.
    """
    nobody = "018f0000-0000-7000-8000-00000000dead"
    for query, fields in (
        ("period=soon", ["period"]),
        ("period=quarter&period=month", ["period"]),
        ("team=x&owner=y&pipeline=z", ["team", "owner", "pipeline"]),
        (f"team={nobody}&owner={nobody}", ["owner", "team"]),
        (f"pipeline={nobody}", ["pipeline"]),
        ("colour=red", ["colour"]),
    ):
        answer = ours.admin.get(f"{PLACE}/?{query}")
        assert 422 == answer.status_code
        assert fields == [each["field"] for each in answer.json()["errors"]]


def test_goals(ours, theirs, deals):
    """
    A goal is set, replaced, listed with how far it is reached, and removed; a rep may
    not set one.
    """
    goal = {"period": "quarter", "amount": 100}
    assert 403 == ours.rep.put(f"{PLACE}/goals/", json=goal).status_code
    first = ours.admin.put(f"{PLACE}/goals/", json=goal)
    again = ours.admin.put(f"{PLACE}/goals/", json={**goal, "amount": "200.00"})
    shown = ours.admin.get(f"{PLACE}/").json()["goals"]

    assert [(200, 50, 0.25)] == [
        (each["amount"], each["won"], each["share"]) for each in shown
    ]
    assert first.json()["id"] == again.json()["id"]
    assert "change-set" in again.headers
    listed = ours.admin.get(f"{PLACE}/goals/?period=quarter").json()["items"]
    assert [again.json()] == listed
    assert [] == ours.rep.get(f"{PLACE}/goals/").json()["items"]
    place = f"{PLACE}/goals/{listed[0]['id']}/"
    assert 404 == theirs.admin.delete(place).status_code
    assert 204 == ours.admin.delete(place).status_code
    assert 404 == ours.admin.delete(place).status_code


def test_what_people_say(ours, deals):
    """
    A rep submits, a boss adjusts and says why; both are kept, and a repetition under
    one key says it once.
    """
    key = {"idempotency-key": "once"}
    said = {"period": "quarter", "commit": 120, "note": "Sure"}
    first = ours.rep.post(f"{PLACE}/submissions/", json=said, headers=key)
    again = ours.rep.post(f"{PLACE}/submissions/", json=said, headers=key)
    place = f"{PLACE}/submissions/{first.json()['id']}/adjust/"
    refused = ours.rep.post(place, json={"commit": 90, "note": "No"})
    wrong = ours.admin.post(place, json={"commit": "x"})
    adjusted = ours.admin.post(place, json={"commit": 90, "note": "No"})

    assert (201, first.json()) == (first.status_code, again.json())
    assert (100.1, 120) == (first.json()["computed"]["best_case"], said["commit"])
    assert 1 == len(first.json()["expected"])
    assert (403, 422, 201) == (
        refused.status_code,
        wrong.status_code,
        adjusted.status_code,
    )
    assert ["commit", "note"] == [each["field"] for each in wrong.json()["errors"]]
    listed = ours.admin.get(f"{PLACE}/submissions/?period=quarter").json()["items"]
    assert [120, 90] == [each["commit"] for each in listed]
    [shown] = ours.admin.get(f"{PLACE}/").json()["said"]
    assert (90, 120) == (shown["last"]["commit"], shown["own"]["commit"])
    assert [] == ours.admin.get(f"{PLACE}/accuracy/").json()["items"]
    over = {"period": (TODAY - timedelta(400)).strftime("%Y-%m"), "commit": 1}
    late = ours.rep.post(f"{PLACE}/submissions/", json=over)
    assert ["period"] == [each["field"] for each in late.json()["errors"]]


def test_the_fiscal_year(ours):
    """
    The organization says with which month its years begin.
    """
    begins = TODAY.month
    changed = ours.admin.patch("sales-settings/", json={"fiscal_year_start": begins})

    assert begins == changed.json()["fiscal_year_start"]
    year = ours.admin.get(f"{PLACE}/?period=year").json()["period"]
    assert f"{TODAY:%Y-%m}-01" == year["start"]
