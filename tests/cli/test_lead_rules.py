"""
Routing and scoring on the command line.
"""

import json

import pytest

pytestmark = pytest.mark.postgres


@pytest.fixture
def ada(house) -> str:
    """
    Ada, who may get leads.
    """
    told = house("users", "invite", "ada@example.com", "--name", "Ada", "--json")
    return told.json["id"]


def test_rules_of_routing_from_first_to_last(house, ada, tmp_path):
    """
    A rule is added, listed, changed, tried and removed; leads follow it.
    """
    lead = house.add("leads", "title=Engine", "address.country=DE")
    added = house(
        "leads", "routing", "add", "name=Germany", "when=country:DE",
        "users=ada@example.com", "--json",
    ).json  # fmt: skip
    routed = house("leads", "route", "Engine")
    row = house("leads", "show", lead, "--json").json
    house("leads", "routing", "edit", "germany", "active=false", "position=3")
    [rule] = house("leads", "routing", "list", "--json").json["items"]
    file = tmp_path / "rules.json"
    file.write_text(json.dumps([{"name": "All", "users": [ada]}]))
    tried = house(
        "leads", "routing", "simulate", "--rules", str(file), "--days", "7", "--json"
    ).json
    house("leads", "routing", "remove", "Germany")

    assert ("Germany", [ada]) == (added["name"], added["users"])
    assert "Germany: Ada was chosen, the only one free." in routed.out
    assert ada == row["assigned_to"]
    assert (False, 3, 2) == (rule["active"], rule["position"], rule["version"])
    assert (1, 0, {"All": 1}) == (
        tried["leads"],
        tried["differing"] - 1,
        tried["by_rule"],
    )
    assert [] == house("leads", "routing", "list", "--json").json["items"]


def test_many_leads_are_routed_by_a_filter(house, ada):
    """
    All that a filter finds go at once, and come back at once.
    """
    for name in ("A", "B"):
        house.add("leads", f"title={name}", f"source={name}")
    house("leads", "routing", "add", "name=All", "users=ada@example.com")
    new = house("leads", "add", "title=C", "--route", "--json").json
    house("leads", "route", "--where", "source:A")
    owners = {
        each["title"]: each["assigned_to"]
        for each in house("leads", "list", "--json").json["items"]
    }

    assert (ada, ada, True) == (new["assigned_to"], owners["A"], owners["B"] != ada)
    assert 2 == house.run("leads", "route").code


def test_availability(house, ada):
    """
    What routing knows of somebody is shown and changed, one's own days too.
    """
    said = house(
        "users", "availability", "ada@example.com", "capacity=5",
        "absences=2026-12-24..2026-12-31,2027-01-06", "skills.language=de,en", "--json",
    ).json  # fmt: skip
    away = house(
        "users", "absent", "2026-12-24", "--as", "ada@example.com", "--json"
    ).json

    assert (5, {"language": ["de", "en"]}) == (said["capacity"], said["skills"])
    assert [
        {"first": "2026-12-24", "last": "2026-12-31"},
        {"first": "2027-01-06", "last": "2027-01-06"},
    ] == said["absences"]
    assert [{"first": "2026-12-24", "last": "2026-12-24"}] == away["absences"]
    assert 5 == away["capacity"]


def test_leads_are_scored(house):
    """
    Rules are added, listed, changed and removed; leads are scored anew, and the list
    says who is next.
    """
    lead = house.add("leads", "title=Engine", "employees=60")
    house(
        "leads", "score", "add-rule", "name=Large", "when=employees:>=50", "points=15"
    )
    again = house("leads", "score", "again", "--json").json
    house("leads", "score", "edit-rule", "large", "points=20")
    shown = house("leads", "score", "show", "Engine", "--json").json
    found = house("leads", "next", "--json").json["items"]
    listed = house("leads", "score", "rules", "--json").json["items"]
    house("leads", "score", "remove-rule", "Large")

    assert ({"scored": 1}, 20) == (again, shown["score"])
    assert "Large" == shown["reasons"][0]["name"]
    assert [(lead, 15)] == [(e["lead"]["id"], e["lead"]["score"]) for e in found]
    assert [("Large", 20)] == [(each["name"], each["points"]) for each in listed]
    assert [] == house("leads", "score", "rules", "--json").json["items"]


def test_learning_says_when_there_is_too_little(house):
    """
    Without closed leads nothing is learnt, and the report says so.
    """
    before = house("leads", "score", "report", "--json").json
    told = house("leads", "score", "train")
    after = house("leads", "score", "report", "--json").json["training"]

    assert {"training": None} == before
    assert "No model: 0 won and 0 lost" in told.out
    assert (0, 0, None) == (after["won"], after["lost"], after["model"])
    house("leads", "score", "train", "--later")


@pytest.mark.parametrize(
    "words",
    [
        ("leads", "routing", "add", "name=X", "users=nobody@example.com"),
        ("leads", "routing", "add", "name=X", "when=shoes:9"),
        ("leads", "routing", "edit", "None", "active=false"),
        ("leads", "score", "add-rule", "name=X", "points=many"),
        ("users", "availability", "me", "hours={"),
        ("users", "absent", "yesterday-ish"),
        ("leads", "next", "--limit", "0"),
        ("leads", "routing", "simulate", "--days", "0"),
    ],
)
def test_what_does_not_fit_is_refused(house, words):
    """
    A wrong value is refused by its name, without a trace.
    """
    said = house.run(*words)

    assert (1, "") == (said.code, said.out), said.err
