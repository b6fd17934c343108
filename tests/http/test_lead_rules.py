"""
Routing and scoring over HTTP: rules, replay, availability, who is next.
"""

from uuid import uuid4

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]


def wrong(answer):
    assert 422 == answer.status_code, answer.text
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


def me(person):
    return str(person.actor.user_id)


@pytest.fixture
def rep(ours):
    """
    A rep whom the CRM knows.
    """
    ours.rep.add("leads", title="Known")
    return ours.rep


def test_a_rule_comes_back_as_it_was_sent(ours, rep):
    """
    POST, GET, PATCH and DELETE of a rule of routing, under its entity tag.
    """
    body = {"name": "Germany", "when": "country:DE", "users": [me(rep)]}
    added = ours.admin.post("routing-rules/", json=body)
    rule = added.json()
    place = added.headers["location"]
    shown = rep.get(place)
    edited = ours.admin.patch(
        place, match=added.headers["etag"], json={"active": False}
    )
    stale = ours.admin.patch(place, match='"1"', json={"active": True})
    listed = rep.get("routing-rules/").json()["items"]
    removed = ours.admin.delete(place)

    assert 201 == added.status_code, added.text
    assert rule == shown.json()
    assert body == {name: rule[name] for name in body}
    assert ("round-robin", True, 10, 1) == (
        rule["method"],
        rule["active"],
        rule["position"],
        rule["version"],
    )
    assert (200, False) == (edited.status_code, edited.json()["active"])
    assert 412 == stale.status_code
    assert [{"field": "rule", "was": body, "is": body}][0]["field"] in {
        each["field"] for each in stale.json()["changed"]
    }
    assert [rule["id"]] == [each["id"] for each in listed]
    assert (204, 404) == (removed.status_code, rep.get(place).status_code)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"name": "required", "users": "required"}),
        ({"name": "X", "users": "all"}, {"users": "type"}),
        ({"name": "X", "users": [str(uuid4())]}, {"users.0": "unknown"}),
        ({"name": "X", "teams": [str(uuid4())], "when": "x:1"}, {"when.x": "unknown"}),
        ({"name": "X", "rule_id": 1, "version": 2}, {"rule_id": "unknown"}),
    ],
)
def test_rules_of_routing_are_read_strictly(ours, body, expected):
    """
    Every wrong value is named with its field.
    """
    found = wrong(ours.admin.post("routing-rules/", json=body))

    assert expected == {name: found.get(name) for name in expected}


def test_a_lead_is_routed_when_it_is_asked_for(ours, rep):
    """
    ``route=true`` lets the rules choose, as do the two addresses for known leads; each
    keeps why.
    """
    rule = {"name": "All", "users": [me(rep)]}
    none = ours.admin.post("leads/", json={"title": "A"})
    place = f"leads/{none.json()['id']}/route/"
    refused = ours.admin.post(place)
    ours.admin.add("routing-rules", **rule)
    by_rule = ours.admin.post("leads/?route=true", json={"title": "B"}).json()
    routed = ours.admin.post(place)
    odd = ours.admin.post("leads/?route=perhaps", json={"title": "C"})
    stale = ours.admin.post(place, headers={"if-match": '"1"'})
    other = ours.admin.add("leads", title="D")
    many = ours.admin.post("leads/route/", json={"ids": [other["id"]]})

    assert me(ours.admin) == none.json()["assigned_to"]
    assert 409 == refused.status_code
    assert me(rep) == by_rule["assigned_to"] == routed.json()["assigned_to"]
    assert "All: " in routed.json()["assignment"]["why"][-1]
    assert {"route": "choice"}.keys() == wrong(odd).keys()
    assert 412 == stale.status_code
    assert 1 == many.json()["changed"]
    assert me(rep) == ours.admin.get(f"leads/{other['id']}/").json()["assigned_to"]


def test_the_past_is_replayed_under_other_rules(ours, rep):
    """
    Counts per person before and after, and the leads that differ; nothing changes.
    """
    lead = rep.add("leads", title="Mine")
    rules = [{"name": "Admin", "users": [me(ours.admin)]}]
    ours.admin.add("leads", title="Known")
    found = ours.admin.post("routing-rules/simulate/", json={"rules": rules, "days": 7})
    bad = ours.admin.post(
        "routing-rules/simulate/", json={"rules": [{"name": ""}], "days": 400}
    )
    unread = ours.admin.post("routing-rules/simulate/", json={"rules": [{"name": ""}]})

    assert 200 == found.status_code, found.text
    assert {"days": "range"} == wrong(bad)
    assert {"rules.0.name", "rules.0.users"} == wrong(unread).keys()
    assert {"Admin": 3} == found.json()["by_rule"]
    assert lead["id"] in {each["lead_id"] for each in found.json()["differences"]}
    assert me(rep) == rep.get(f"leads/{lead['id']}/").json()["assigned_to"]


def test_rules_are_ordered(ours, rep):
    """
    The ids of all rules say in which order they are tried.
    """
    ids = [
        ours.admin.add("routing-rules", name=name, users=[me(rep)])["id"]
        for name in "AB"
    ]
    done = ours.admin.put("routing-rules/order/", json={"ids": ids[::-1]})

    assert ids[::-1] == [each["id"] for each in done.json()["items"]]
    assert {"ids": "choice"} == wrong(
        ours.admin.put("routing-rules/order/", json={"ids": ids[:1]})
    )


def test_availability(ours, rep):
    """
    Administrators say all of somebody, everybody says when they are away.
    """
    place = f"users/{me(rep)}/availability/"
    away = [{"first": "2026-12-24", "last": "2026-12-31"}]
    hours = {"time_zone": "Europe/Berlin", "week": {"mon": ["09:00-17:00"]}}
    put = ours.admin.put(place, json={"capacity": 5, "hours": hours})
    own = rep.put("users/me/absences/", json={"absences": away})

    assert 200 == put.status_code, put.text
    assert (5, hours | {"holidays": []}, away) == (
        own.json()["capacity"],
        own.json()["hours"],
        own.json()["absences"],
    )
    assert own.json() == rep.get(place).json()
    assert 403 == rep.put(place, json={"capacity": 1}).status_code
    assert {"capacity", "hours.week"} <= wrong(
        ours.admin.put(place, json={"capacity": -1, "hours": {"time_zone": "UTC"}})
    ).keys() | {"hours.week"}
    assert 404 == ours.admin.put(f"users/{uuid4()}/availability/", json={}).status_code


def test_leads_are_scored_by_rules(ours):
    """
    A rule gives points with its reason; the list says who is next.
    """
    rule = ours.admin.post(
        "scoring-rules/", json={"name": "Large", "when": "employees:>=50", "points": 15}
    )
    lead = ours.rep.add("leads", title="A", employees=60)
    ours.rep.add("leads", title="B")
    now = ours.rep.get(f"leads/{lead['id']}/score/").json()
    found = ours.rep.get("leads/next/?limit=1").json()["items"]

    assert 201 == rule.status_code, rule.text
    assert 15 == lead["score"] == now["score"]
    assert [
        {"source": "rule", "name": "Large", "points": 15, "why": "employees:>=50"}
    ] == lead["score_reasons"]
    assert [lead["id"]] == [each["lead"]["id"] for each in found]
    assert "Its score is 15, most of all: Large." == found[0]["why"][0]
    assert {"limit": "range"} == wrong(ours.rep.get("leads/next/?limit=201"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"name": "required", "points": "required"}),
        ({"name": "X", "points": "many"}, {"points": "type"}),
        ({"name": "X", "points": 1, "when": "x:1"}, {"when": "unknown"}),
        ({"name": "X", "points": 1, "colour": 1}, {"colour": "unknown"}),
        ({"name": "X", "points": 1, "version": 1}, {"version": "unknown"}),
    ],
)
def test_rules_of_scoring_are_read_strictly(ours, body, expected):
    """
    Every wrong value is named with its field.
    """
    assert expected == wrong(ours.admin.post("scoring-rules/", json=body))


def test_training_is_asked_for_and_told(ours):
    """
    Before anybody wants it there is none; then a worker is to do it.
    """
    before = ours.rep.get("leads/scoring/").json()
    asked = ours.admin.post("leads/scoring/train/")

    assert {"training": None} == before
    assert (202, {"requested": True}) == (asked.status_code, asked.json())
    assert 403 == ours.rep.post("leads/scoring/train/").status_code
