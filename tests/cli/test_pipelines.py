"""
Pipelines and currencies on the command line.
"""

import json

import pytest

pytestmark = pytest.mark.postgres

STAGES = ["Talk:20", "Q1: plan : 50 %", "Won:won", "Lost:lost"]


def options(name, words):
    return [each for word in words for each in (name, word)]


@pytest.fixture
def partners(house):
    """
    A second pipeline for deals.
    """
    words = options("--stage", STAGES)
    return house("pipelines", "add", "opportunity", "Partners", *words, "--json").json


def keys(pipeline, *, retired=False):
    return [s["key"] for s in pipeline["stages"] if s["retired"] is retired]


def test_list_and_show(house, partners):
    """
    As a table and as JSON, by id and by name.
    """
    every = house("pipelines", "list", "--json").json["items"]
    deals = house("pipelines", "list", "opportunity").lines
    by_name = house("pipelines", "show", "partners", "--json").json
    by_id = house("pipelines", "show", partners["id"], "--json").json
    table = house("pipelines", "show", "opportunity:Sales").out

    assert ["Leads", "Sales", "Partners"] == [each["name"] for each in every]
    assert ["ID", "RECORD", "NAME", "STAGES", "DEFAULT"] == deals[0].split()
    assert 3 == len(deals)
    assert partners == by_name == by_id
    assert "21 days" in table
    assert "best_case" in table


def test_short_stages(partners):
    """
    A name, with a percentage or the way it ends behind a colon.
    """
    assert [
        ("talk", "Talk", "open", 20),
        ("q1-plan", "Q1: plan", "open", 50),
        ("won", "Won", "won", 100),
        ("lost", "Lost", "lost", 0),
    ] == [
        (s["key"], s["name"], s["kind"], s["probability"]) for s in partners["stages"]
    ]


def test_stages_of_a_file(house, tmp_path):
    """
    A JSON file says all of a stage, and what was shown can be read back.
    """
    file = tmp_path / "stages.json"
    shown = house("pipelines", "show", "Sales", "--json").json
    shown["stages"][2] |= {"required": ["value"], "roles": ["manager"]}
    file.write_text(json.dumps(shown["stages"]))
    edited = house("pipelines", "edit", "Sales", "--stages", file, "--json").json
    file.write_text("[oops")
    wrong = house.run("pipelines", "edit", "Sales", "--stages", file)
    twice = house.run("pipelines", "edit", "Sales", "--stages", file, "--stage", "Talk")

    assert shown["stages"] == edited["stages"]
    assert (1, 1) == (wrong.code, twice.code)
    assert "stages.json is not JSON" in wrong.err
    assert "not both" in twice.err


def test_all_that_is_wrong_is_told(house):
    """
    Every wrong member, in lines of its own.
    """
    refused = house.run(
        "pipelines", "add", "deal", "X", "--stage", "Talk:500", "--stage", "Won:won"
    )

    assert 1 == refused.code
    assert {"record", "stages.0.probability"} == {
        line.split(":")[0].strip() for line in refused.err.splitlines()[1:]
    }


def test_edit(house, partners):
    """
    Stages that are named go on with all that is known of them; an older version is
    refused with what changed.
    """
    house("pipelines", "edit", "Partners", "--name", "Resellers", "--reason", "Price")
    stale = house.run("pipelines", "edit", "Resellers", "--name", "x", "--version", 1)
    words = options("--stage", ["Q1: plan:60", "Won", "Lost"])
    edited = house("pipelines", "edit", "Resellers", *words, "--json").json
    house("pipelines", "edit", "Resellers", "--default")

    assert 1 == stale.code
    assert "Partners is now Resellers" in stale.err
    assert (["q1-plan", "won", "lost"], ["talk"]) == (
        keys(edited),
        keys(edited, retired=True),
    )
    assert (["Price"], 60, "won") == (
        edited["reasons"],
        edited["stages"][0]["probability"],
        edited["stages"][1]["kind"],
    )
    first = house("pipelines", "list", "opportunity", "--json").json["items"][0]
    assert "Resellers" == first["name"]


def test_records_of_what_goes(house, partners):
    """
    Counted with how to go on; moved when told where to; and taken back.
    """
    deal = house.add("opportunities", "name=Deal", f"pipeline_id={partners['id']}")
    words = options("--stage", STAGES[1:])
    edit = ("pipelines", "edit", "Partners", *words)

    refused = house.run(*edit)
    wrong = house.run(*edit, "--move", "talk")
    house(*edit, "--move", "talk=q1-plan")
    moved = house("opportunities", "show", deal, "--json").json["stage"]
    kept = house.run("pipelines", "remove", "Partners")
    removed = house("pipelines", "remove", "Partners", "--into", "Sales")
    placed = house("opportunities", "show", deal, "--json").json["stage"]
    house("changes", "undo", removed.out.split()[-1])

    assert (1, 1, 1) == (refused.code, wrong.code, kept.code)
    assert "1 in talk" in refused.err
    assert "--move" in refused.err
    assert "STAGE=STAGE" in wrong.err
    assert "--into" in kept.err
    assert ("q1-plan", "qualification") == (moved, placed)
    assert "q1-plan" == house("opportunities", "show", deal, "--json").json["stage"]


def test_names_that_name_nothing(house, other_house, partners):
    """
    Neither an unknown name nor a pipeline of another organization.
    """
    for text in ("nothing", partners["id"]):
        assert 1 == other_house.run("pipelines", "show", text).code
    assert 1 == house.run("pipelines", "remove", "Partners", "--into", "nothing").code


def test_currencies(house):
    """
    Rates with all their digits; the base stays while there are any.
    """
    house("currencies", "base", "chf")
    rate = house(
        "currencies", "rate", "usd", "0.00001234", "--day", "2026-01-31", "--json"
    )
    table = house("currencies", "show")
    refused = house.run("currencies", "base", "EUR")
    wrong = house.run("currencies", "rate", "XXX", "-", "--day", "x")
    shown = house("currencies", "show", "--json").json
    removed = house("currencies", "remove-rate", rate.json["id"])
    house("changes", "undo", removed.out.split()[-1])

    assert ("USD", "2026-01-31", 0.00001234) == tuple(
        rate.json[name] for name in ("currency", "day", "rate")
    )
    assert {"base": "CHF", "rates": [rate.json]} == shown
    assert "0.00001234" in table.out
    assert (1, 1) == (refused.code, wrong.code)
    assert {"currency", "rate", "day"} == {
        line.split(":")[0].strip() for line in wrong.err.splitlines()[1:]
    }
    assert 1 == len(house("currencies", "show", "--json").json["rates"])
    assert "CHF" in house("currencies", "show").err
