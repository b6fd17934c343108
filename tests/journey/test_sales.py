"""
From a web form to a won deal, and back again by undo: every door tells the same.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from tests.cli.terminal import SECRET, House, Terminal
from tests.http.form_visits import Shown

pytestmark = pytest.mark.postgres


@pytest.fixture
def visitor(server):
    """
    A browser without scripts, in front of the server.
    """
    with httpx.Client(base_url=server, timeout=20) as client:
        yield client


@pytest.fixture
def house(ours, database_url, tmp_path):
    """
    The command line of the same organization.
    """
    settings = {"CRM_DATABASE_URL": database_url, "CRM_TOKEN_SECRET": SECRET}
    return House(Terminal(tmp_path, settings), str(ours.id), "Ours")


def captured(ours, visitor):
    """
    The lead of somebody who filled in a form, routed and scored by rules of ours.
    """
    admin, rep = ours.admin, str(ours.rep.actor.user_id)
    ours.rep.get("users/me/")
    admin.add("routing-rules", name="Large ones", when="employees:>=50", users=[rep])
    admin.add("scoring-rules", name="Large", when="employees:>=50", points=40)
    form = admin.add(
        "forms",
        name="Offer",
        fields=[
            "first_name",
            "last_name",
            {"name": "email", "required": True},
            "company_name",
            "employees",
        ],
        minimum_seconds=0,
    )
    snippets = admin.get(f"forms/{form['id']}/snippets/").json()
    address = urlsplit(snippets["address"]).path
    page = visitor.get(address, params={"utm_source": "fair"})
    given = {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@engines.example",
        "company_name": "Engines",
        "employees": "120",
    }
    visitor.post(address, data={**Shown(page.text).along(), **given})
    [lead] = admin.get("leads/").json()["items"]
    return lead


def moved(person, path, **body):
    """
    What a change of one record answers, and the change set that takes it back.
    """
    answer = person.post(path, json=body)
    assert 200 == answer.status_code, answer.text
    return answer.json(), answer.headers["change-set"]


def outlook(ours):
    """
    What this year's forecast says: open deals weighted, and what is won.
    """
    told = ours.admin.get("opportunities/forecast/?period=year").json()
    lines = {line["name"]: line for line in told["weighted"]["by_category"]}
    won = lines.pop("closed")
    return sum(line["weighted"] for line in lines.values()), won["value"]


def test_from_a_web_form_to_a_won_deal(ours, visitor, house):
    """
    A post becomes a routed, scored lead, is qualified, converted twice and once, moved
    through stages and won; forecast, history and undo agree at each step.
    """
    lead = captured(ours, visitor)
    place, rep = f"leads/{lead['id']}", ours.rep

    assert ("fair", 40, "new") == (lead["source"], lead["score"], lead["status"])
    assert str(rep.actor.user_id) == lead["assigned_to"]
    assert "Large ones" in str(lead["assignment"])
    assert lead["id"] in house("leads", "list").out

    for stage in ("contacted", "qualification"):
        assert 200 == rep.put(f"{place}/stage/", json={"stage": stage}).status_code
    rep.patch(f"{place}/", json={"value": 9000}, headers={"if-match": "*"})

    once, conversion = moved(rep, f"{place}/convert/")
    twice = rep.post(f"{place}/convert/", json={}).json()
    told = house("leads", "show", lead["id"], "--json").json

    assert once == twice
    assert ("converted", once["opportunity_id"]) == (
        told["status"],
        told["opportunity_id"],
    )
    contact = rep.get(f"contacts/{once['contact_id']}/").json()
    assert ("ada@engines.example", "Engines") == (
        contact["email"],
        contact["company_name"],
    )

    deal = f"opportunities/{once['opportunity_id']}"
    closes = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    rep.patch(
        f"{deal}/", json={"expected_close_date": closes}, headers={"if-match": "*"}
    )
    house("opportunities", "move", once["opportunity_id"], "proposal")
    expected, won = outlook(ours)
    assert (9000 * 50 / 100, 0) == (expected, won)

    closed, winning = moved(rep, f"{deal}/win/")
    assert ("won", 100) == (closed["status"], closed["probability"])
    assert (0, 9000) == outlook(ours)
    way = house("opportunities", "stages", once["opportunity_id"], "--json").json
    assert ["qualification", "proposal", "won"] == [
        move["to_stage"] for move in way["items"]
    ]

    moved(rep, f"changes/{winning}/undo/")
    assert (4500, 0) == outlook(ours)
    assert 2 == len(rep.get(f"{deal}/stages/").json()["items"])

    undone = house.run("changes", "undo", conversion, "--keep-changed", "--json")
    assert 3 == undone.code  # the deal was changed since: it stays, with its people
    assert {"opportunity", "contact", "company"} == {
        each["record"]["kind"] for each in undone.json["kept"]
    }
    again = rep.get(f"{place}/").json()
    assert ("working", "qualification", None) == (
        again["status"],
        again["stage"],
        again["opportunity_id"],
    )
