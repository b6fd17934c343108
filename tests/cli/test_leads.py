"""
Leads on the command line: captured, worked on, converted.
"""

import pytest
from attrs import fields

from crm_core.leads import LeadRow

pytestmark = pytest.mark.postgres

ADA = [
    "title=Engine",
    "first_name=Ada",
    "email=ada@engines.example",
    "company_name=Engines",
    "value=1200.50",
    "answers.budget=approved",
    'capture={"utm_term": "engine"}',
]


@pytest.fixture
def ada(house) -> str:
    """
    A lead's id.
    """
    return house.add("leads", *ADA)


def test_json_has_the_keys_of_the_api(house, ada):
    """
    A lead has the fields of its row, and parts of answers can be given.
    """
    shown = house("leads", "show", "Engine", "--json").json
    house("leads", "edit", ada, "answers.need=Some", "answers.budget=")
    edited = house("leads", "show", ada, "--json").json

    assert {each.name for each in fields(LeadRow)} == shown.keys()
    assert ({"budget": "Approved"}, {"utm_term": "engine"}, 25) == (
        shown["answers"],
        shown["capture"],
        shown["qualified"],
    )
    assert {"need": "Some"} == edited["answers"]


def test_the_way_of_a_lead(house, ada):
    """
    It is moved, given up and taken up again; each step is in its way.
    """
    house("leads", "move", ada, "Proposal", "value=5", "--notes", "Demo")
    house("leads", "disqualify", ada, "--reason", "no need")
    house("leads", "reopen", "Engine")
    way = house("leads", "stages", ada, "--json").json["items"]
    board = house("leads", "board", "--json").json

    assert [
        ("new", None),
        ("proposal", "Demo"),
        ("disqualified", None),
        ("proposal", None),
    ] == [(each["to_stage"], each["notes"]) for each in way]
    assert {"new": 0, "contacted": 0, "qualification": 0, "proposal": 1} == {
        column["stage"]["key"]: column["count"] for column in board["columns"]
    }
    assert "Proposal" in house("leads", "board").out


def test_refusals_name_the_field(house, ada):
    """
    A stage that there is not, a reason that there is not: exit code 1, nothing done.
    """
    nowhere = house.run("leads", "move", ada, "nowhere")
    odd = house.run("leads", "disqualify", ada, "--reason", "Odd")
    won = house.run("leads", "move", ada, "converted")

    assert [1, 1, 1] == [said.code for said in (nowhere, odd, won)]
    assert "stage" in nowhere.err
    assert "lost_reason" in odd.err
    assert "convert" in won.err.casefold()
    assert 1 == house("leads", "show", ada, "--json").json["version"]


def test_convert_and_take_it_back(house, ada):
    """
    A lead is converted once, with values of the opportunity; undo brings it back.
    """
    first = house("leads", "convert", ada, "name=Deal", "value=7", "--json").json
    again = house("leads", "convert", ada, "--json").json
    deal = house("opportunities", "show", "Deal", "--json").json
    house("changes", "undo", latest(house))
    after = house("leads", "show", ada, "--json").json

    assert first == again
    assert (7, ada) == (float(deal["value"]), deal["lead_id"])
    assert ("new", None) == (after["status"], after["opportunity_id"])


def latest(house):
    sets = house("changes", "list", "--json").json["items"]
    return next(each["id"] for each in sets if each["label"].startswith("Convert"))


def test_first_responses(house, ada):
    """
    Leads are answered within the hours that the organization promises.
    """
    house("leads", "settings", "--set", "response_hours=2")
    said = house("leads", "settings", "--json").json
    house("leads", "respond", ada)
    overdue = house("leads", "overdue", "--json").json

    assert "2" == said["response_hours"]
    assert "budget" in house("leads", "settings").out
    assert house("leads", "show", ada, "--json").json["first_responded_at"] is not None
    assert [] == overdue["items"]
    bad = house.run("leads", "settings", "--set", "questions={")
    assert "questions" in bad.err
