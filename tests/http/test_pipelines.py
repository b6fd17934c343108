"""
Pipelines and currencies over HTTP.
"""

from uuid import uuid4

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]

NEW = {
    "record": "opportunity",
    "name": "Partners",
    "stages": [
        {"name": "Talk", "probability": 20},
        {"name": "Proposal", "probability": 50},
        {"name": "Won", "kind": "won"},
        {"name": "Lost", "kind": "lost"},
    ],
}
WITHOUT_TALK = [{"key": key} for key in ("proposal", "won", "lost")]


@pytest.fixture
def partners(ours):
    """
    A pipeline of our own, and where it is.
    """
    pipeline = ours.admin.add("pipelines", **NEW)
    return f"pipelines/{pipeline['id']}/", pipeline


def fields(answer):
    assert 422 == answer.status_code, answer.text
    return sorted(each["field"] for each in answer.json()["errors"])


def kind(answer):
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def test_usual_pipelines(ours):
    """
    Everybody reads those of both kinds, or of one; 304 while one is as it was.
    """
    both = ours.viewer.get("pipelines/").json()["items"]
    leads = ours.viewer.get("pipelines/?record=lead").json()["items"]
    first = ours.viewer.get(f"pipelines/{both[1]['id']}/")
    tag = {"if-none-match": first.headers["etag"]}

    assert ["Leads", "Sales"] == [each["name"] for each in both]
    assert both[:1] == leads
    assert both[1] == first.json()
    assert (
        304 == ours.viewer.get(f"pipelines/{both[1]['id']}/", headers=tag).status_code
    )
    assert ["record"] == fields(ours.viewer.get("pipelines/?record=contact"))
    assert ["kind"] == fields(ours.viewer.get("pipelines/?kind=lead"))


def test_add(ours):
    """
    201 with its place; every member that is wrong is named; a name is taken once.
    """
    added = ours.admin.post("pipelines/", json=NEW)
    place = added.headers["location"]
    stages = [{"name": "A", "probability": 101}, {"kind": "done"}]
    wrong = {"record": "deal", "name": "", "stages": stages, "colour": "red"}

    assert 201 == added.status_code
    assert added.json() == ours.admin.get(place).json()
    assert ["talk", "proposal", "won", "lost"] == [
        each["key"] for each in added.json()["stages"]
    ]
    assert [
        "colour",
        "name",
        "record",
        "stages.0.probability",
        "stages.1.kind",
    ] == fields(ours.admin.post("pipelines/", json=wrong))
    assert ["name", "record", "stages"] == fields(
        ours.admin.post("pipelines/", json={})
    )
    assert (409, "conflict") == kind(ours.admin.post("pipelines/", json=NEW))
    assert 403 == ours.manager.post("pipelines/", json=NEW).status_code


def test_edit(ours, partners):
    """
    With If-Match; an older version is refused with what changed; what was read can be
    sent back.
    """
    place, pipeline = partners
    renamed = ours.admin.patch(place, match='"1"', json={"name": "Resellers"})
    late = ours.admin.patch(place, match='"1"', json={"name": "Mine"})
    several = ours.admin.patch(place, match='"1", "7"', json={"name": "Mine"})
    both = ours.admin.patch(
        place, match='"1", "2"', json={"stages": pipeline["stages"], "moves": None}
    )

    assert (200, '"2"') == (renamed.status_code, renamed.headers["etag"])
    assert (412, "stale") == kind(late) == kind(several)
    assert [{"field": "name", "was": "Partners", "is": "Resellers"}] == late.json()[
        "changed"
    ]
    assert (200, pipeline["stages"]) == (both.status_code, both.json()["stages"])
    assert 428 == ours.admin.request("PATCH", place, json={"name": "x"}).status_code
    assert ["version"] == fields(ours.admin.patch(place, json={"version": 3}))
    assert ["pipeline_id"] == fields(ours.admin.patch(place, json={"pipeline_id": 3}))
    assert ["record"] == fields(ours.admin.patch(place, json={"record": "lead"}))


def test_stages_that_go(ours, partners):
    """
    409 counts the records in the way; with ``moves`` they go where it says, as their
    way tells; one undo takes all of it back.
    """
    place, pipeline = partners
    deal = ours.rep.add("opportunities", name="Deal", pipeline_id=pipeline["id"])
    at = f"opportunities/{deal['id']}/"

    refused = ours.admin.patch(place, json={"stages": WITHOUT_TALK})
    wrong = ours.admin.patch(
        place, json={"stages": WITHOUT_TALK, "moves": {"talk": "won", "x": "won"}}
    )
    done = ours.admin.patch(
        place, json={"stages": WITHOUT_TALK, "moves": {"talk": "Proposal"}}
    )
    moved, way = ours.rep.get(at).json(), ours.rep.get(f"{at}stages/").json()["items"]
    undone = ours.admin.post(f"changes/{done.headers['change-set']}/undo/")

    assert (409, "stage-in-use") == kind(refused)
    assert {"talk": 1} == refused.json()["stages"]
    assert ["moves.talk", "moves.x"] == fields(wrong)
    assert ("proposal", 50) == (moved["stage"], moved["probability"])
    assert [(None, "talk"), ("talk", "proposal")] == [
        (each["from_stage"], each["to_stage"]) for each in way
    ]
    assert ["talk"] == [s["key"] for s in done.json()["stages"] if s["retired"]]
    assert 200 == undone.status_code
    assert "talk" == ours.rep.get(at).json()["stage"]
    assert pipeline["stages"] == ours.rep.get(place).json()["stages"]


def test_undo_into_a_stage_that_is_gone(ours, partners):
    """
    It is refused with 409, and nothing is half undone.
    """
    place, pipeline = partners
    deal = ours.rep.add("opportunities", name="Deal", pipeline_id=pipeline["id"])
    at = f"opportunities/{deal['id']}/"
    move = ours.rep.put(f"{at}stage/", json={"stage": "proposal"})
    ours.admin.patch(place, json={"stages": WITHOUT_TALK})

    undone = ours.admin.post(f"changes/{move.headers['change-set']}/undo/")

    assert (409, "stage-gone") == kind(undone)
    assert "proposal" == ours.rep.get(at).json()["stage"]


def test_remove(ours, partners):
    """
    Records go into another pipeline, or it stays; so does the default one.
    """
    place, pipeline = partners
    deal = ours.rep.add("opportunities", name="Deal", pipeline_id=pipeline["id"])
    usual = ours.rep.get("pipelines/?record=opportunity").json()["items"][0]["id"]

    refused = ours.admin.delete(place)
    stale = ours.admin.delete(f"{place}?into={usual}", headers={"if-match": '"9"'})
    wrong = [
        ours.admin.delete(f"{place}?into={x}") for x in ("x", uuid4(), pipeline["id"])
    ]
    default = ours.admin.delete(f"pipelines/{usual}/?into={pipeline['id']}")
    done = ours.admin.delete(f"{place}?into={usual}", headers={"if-match": '"1"'})

    assert (409, "pipeline-in-use") == kind(refused) == kind(default)
    assert {"talk": 1} == refused.json()["stages"]
    assert (412, "stale") == kind(stale)
    assert [["into"]] * 3 == [fields(each) for each in wrong]
    assert 204 == done.status_code
    assert 404 == ours.admin.get(place).status_code
    assert usual == ours.rep.get(f"opportunities/{deal['id']}/").json()["pipeline_id"]


def test_foreign_pipelines(ours, theirs):
    """
    Those of another organization are not there, for the administrator neither.
    """
    place = f"pipelines/{theirs.admin.get('pipelines/').json()['items'][0]['id']}/"

    assert [404] * 3 == [
        each.status_code
        for each in (
            ours.admin.get(place),
            ours.admin.patch(place, json={"name": "x"}),
            ours.admin.delete(place),
        )
    ]


def test_currencies(ours):
    """
    Rates are numbers with all their digits; the base stays while there are any.
    """
    first = ours.viewer.get("currencies/").json()
    base = ours.admin.put("currencies/base/", json={"currency": "chf"}).json()
    rate = {"currency": "USD", "rate": 0.000012345678, "day": "2026-01-31"}
    made = ours.admin.post("currencies/rates/", json=rate)
    again = ours.admin.post("currencies/rates/", json={**rate, "rate": "0.5"})
    wrong = ours.admin.post("currencies/rates/", json={"rate": 0, "day": "x", "y": 1})
    stands = ours.admin.put("currencies/base/", json={"currency": "EUR"})
    shown = ours.viewer.get("currencies/")
    gone = [
        ours.admin.delete(f"currencies/rates/{made.json()['id']}/").status_code
        for _ in range(2)
    ]

    assert {"base": "EUR", "rates": []} == first
    assert {"base": "CHF", "rates": []} == base
    assert rate == {name: made.json()[name] for name in rate}
    assert made.json()["id"] == again.json()["id"]
    assert ["day", "rate", "y"] == fields(wrong)
    assert (409, "rates-stand") == kind(stands)
    assert '"rate":0.5,' in shown.text.replace(" ", "")
    assert [204, 404] == gone
    assert ["currency"] == fields(ours.admin.put("currencies/base/", json={}))
    assert ["base"] == fields(ours.admin.put("currencies/base/", json={"base": "EUR"}))
    assert 403 == ours.manager.post("currencies/rates/", json=rate).status_code
    assert (
        403
        == ours.manager.put("currencies/base/", json={"currency": "USD"}).status_code
    )


def test_numbers_of_their_own_stay_text(ours):
    """
    Amounts are numbers with all their digits; custom numbers stay the text that they
    are stored as, in what is written and what is read.
    """
    field = {"record": "opportunity", "name": "seats", "kind": "number"}
    ours.admin.post("custom-fields/", json=field)
    deal = ours.rep.post(
        "opportunities/",
        json={"name": "Deal", "value": "1234567890.10", "custom": {"seats": 1.50}},
    )
    read = ours.rep.get(f"opportunities/{deal.json()['id']}/")

    for answer in (deal, read):
        assert '"value":1234567890.10,' in answer.text
        assert {"seats": "1.5"} == answer.json()["custom"]
