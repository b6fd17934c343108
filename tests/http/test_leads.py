"""
Leads over HTTP: from capture to conversion.
"""

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]

ADA = {
    "title": "A difference engine",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@engines.example",
    "company_name": "Engines",
    "value": 1200.5,
    "employees": 12,
    "capture": {"utm_term": "engine"},
    "answers": {"budget": "approved"},
    "source": "web",
}


def wrong(answer):
    assert 422 == answer.status_code, answer.text
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


def test_a_lead_comes_back_as_it_was_sent(ours):
    """
    POST and GET show the same: what was sent, and what follows from it.
    """
    answer = ours.rep.post("leads/", json=ADA)
    lead = answer.json()
    shown = ours.rep.get(answer.headers["location"])

    assert 201 == answer.status_code, answer.text
    assert lead == shown.json()
    assert answer.headers["etag"] == shown.headers["etag"] == '"1"'
    assert {**ADA, "answers": {"budget": "Approved"}} == {n: lead[n] for n in ADA}
    assert ("new", "new", 25, 5, "EUR", str(ours.rep.actor.user_id)) == (
        lead["stage"],
        lead["status"],
        lead["qualified"],
        lead["probability"],
        lead["currency"],
        lead["assigned_to"],
    )


def test_every_wrong_field_is_named(ours):
    """
    All wrong fields are told at once, those that are parameters of use cases too.
    """
    answer = ours.rep.post(
        "leads/",
        json={
            "title": "X",
            "value": -1,
            "probability": 101,
            "currency": "QQQ",
            "email": "nobody",
            "attach": True,
            "past_dates": True,
            "version": 3,
            "lead_id": None,
        },
    )

    assert {
        "value": "range",
        "probability": "range",
        "currency": "currency",
        "email": "email",
        "attach": "unknown",
        "past_dates": "unknown",
        "version": "unknown",
        "lead_id": "unknown",
    } == wrong(answer)


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_stage_is_put(ours, slash):
    """
    The body of the requirement moves the lead and is kept with its move.
    """
    lead = ours.rep.add("leads", **ADA)
    notes = "Moved to proposal stage after demo"
    moved = ours.rep.put(
        f"leads/{lead['id']}/stage{slash}", json={"stage": "proposal", "notes": notes}
    )
    way = ours.rep.get(f"leads/{lead['id']}/stages{slash}").json()["items"]

    assert 200 == moved.status_code, moved.text
    assert ("proposal", "working", 40) == (
        moved.json()["stage"],
        moved.json()["status"],
        moved.json()["probability"],
    )
    assert '"2"' == moved.headers["etag"]
    assert [(None, "new", None), ("new", "proposal", notes)] == [
        (each["from_stage"], each["to_stage"], each["notes"]) for each in way
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"stage": "required"}),
        ({"stage": None}, {"stage": "required"}),
        ({"stage": "nowhere"}, {"stage": "unknown"}),
        ({"stage": "converted"}, {"stage": "convert"}),
        ({"stage": "disqualified"}, {"lost_reason": "required"}),
        ({"stage": "proposal", "value": "NaN"}, {"value": "range"}),
        ({"stage": "proposal", "lead_id": 1}, {"lead_id": "unknown"}),
        ({"stage": "proposal", "attach": 1}, {"attach": "unknown"}),
        ({"stage": "proposal", "notes": 1}, {"notes": "type"}),
    ],
)
def test_a_move_that_does_not_fit(ours, body, expected):
    """
    Each contradiction is a named problem with the field, and nothing is moved.
    """
    lead = ours.rep.add("leads", **ADA)
    answer = ours.rep.put(f"leads/{lead['id']}/stage/", json=body)

    assert expected == wrong(answer)
    assert lead == ours.rep.get(f"leads/{lead['id']}/").json()


def test_a_stale_move_tells_what_changed(ours):
    """
    412 names the fields that somebody else has changed, from what to what.
    """
    lead = ours.rep.add("leads", **ADA)
    ours.rep.patch(f"leads/{lead['id']}/", json={"product": "Engine"})
    answer = ours.rep.put(
        f"leads/{lead['id']}/stage/",
        json={"stage": "proposal"},
        headers={"if-match": '"1"'},
    )

    assert 412 == answer.status_code
    assert {"field": "product", "was": None, "is": "Engine"} in answer.json()["changed"]


def test_the_board_is_narrowed(ours):
    """
    The parameters of the requirement narrow the board: owner, stage, period.
    """
    mine = ours.rep.add("leads", **ADA)
    ours.admin.add("leads", title="Another", value=3)
    ours.rep.put(f"leads/{mine['id']}/stage/", json={"stage": "qualification"})

    def counts(who, **parameters):
        answer = who.get("leads/pipeline/", params=parameters)
        assert 200 == answer.status_code, answer.text
        return {
            column["stage"]["key"]: (column["count"], column["value"]["amount"])
            for column in answer.json()["columns"]
        }

    both = {
        "new": (1, 3),
        "contacted": (0, 0),
        "qualification": (1, 1200.5),
        "proposal": (0, 0),
    }
    assert both == counts(ours.admin)
    assert both == counts(ours.admin, date_range="this_month")
    assert {**both, "new": (0, 0)} == counts(
        ours.admin, stage="qualification", assigned_to=mine["assigned_to"]
    )
    assert {"new", "converted", "disqualified"} <= set(
        counts(ours.admin, closed="true")
    )


def test_give_up_and_take_up_again(ours):
    """
    A reason is needed; reopened, the lead stands where it stood.
    """
    lead = ours.rep.add("leads", **ADA)
    place = f"leads/{lead['id']}"
    assert {"lost_reason": "required"} == wrong(
        ours.rep.post(f"{place}/disqualify/", json={})
    )
    given_up = ours.rep.post(f"{place}/disqualify/", json={"lost_reason": "no need"})
    assert ("disqualified", "No need") == (
        given_up.json()["status"],
        given_up.json()["lost_reason"],
    )
    reopened = ours.rep.post(f"{place}/reopen/")
    assert ("new", None) == (reopened.json()["status"], reopened.json()["lost_reason"])
    assert 409 == ours.rep.post(f"{place}/reopen/").status_code


def test_convert_twice_is_once(ours):
    """
    A repetition answers the same, with or without an idempotency key; undo brings the
    lead back.
    """
    lead = ours.admin.add("leads", **ADA)
    place = f"leads/{lead['id']}/convert/"
    first = ours.admin.post(place, json={"value": 7}, headers={"if-match": '"1"'})
    again = ours.admin.post(place, json={"value": 7}, headers={"if-match": '"1"'})
    done = first.json()

    assert 200 == first.status_code, first.text
    assert done == again.json()
    deal = ours.admin.get(f"opportunities/{done['opportunity_id']}/").json()
    assert (7, lead["id"], done["contact_id"]) == (
        deal["value"],
        deal["lead_id"],
        deal["contact_id"],
    )
    assert (
        409 == ours.admin.patch(f"leads/{lead['id']}/", json={"title": "X"}).status_code
    )
    undone = ours.admin.post(f"changes/{first.headers['change-set']}/undo/")
    assert 200 == undone.status_code, undone.text
    after = ours.admin.get(f"leads/{lead['id']}/").json()
    own = {"version": 0, "updated_at": 0}
    assert {**lead, **own} == {**after, **own}
    assert 404 == ours.admin.get(f"contacts/{done['contact_id']}/").status_code


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"contact_id": "x"}, {"contact_id": "id"}),
        (
            {"company_id": "018f0000-0000-7000-8000-00000000dead"},
            {"company_id": "unknown"},
        ),
        ({"opportunity": "perhaps"}, {"opportunity": "type"}),
        (
            {"past_dates": True, "allow": 1},
            {"past_dates": "unknown", "allow": "unknown"},
        ),
        ({"lead_id": "x"}, {"lead_id": "unknown"}),
        ({"value": -1}, {"value": "range"}),
        ({"opportunity": False, "value": 1}, {"value": "unused"}),
    ],
)
def test_a_conversion_that_does_not_fit(ours, body, expected):
    """
    Each contradiction is a named problem, and nothing is made.
    """
    lead = ours.admin.add("leads", **ADA)
    answer = ours.admin.post(f"leads/{lead['id']}/convert/", json=body)

    assert expected == wrong(answer)
    assert lead == ours.admin.get(f"leads/{lead['id']}/").json()


def test_how_leads_are_worked_on_is_data(ours):
    """
    Response time, hours and questions are read and changed; a new lead follows them.
    """
    usual = ours.admin.get("sales-settings/").json()
    questions = [{"key": "fleet", "label": "Boats?", "kind": "number", "points": 2}]
    changed = ours.admin.patch(
        "sales-settings/", json={"response_hours": 0, "questions": questions}
    )
    lead = ours.rep.add("leads", title="Boat", answers={"fleet": 2})

    assert (8, 4) == (usual["response_hours"], len(usual["questions"]))
    assert 200 == changed.status_code, changed.text
    assert 0 == changed.json()["response_hours"]
    assert usual["working_hours"] == changed.json()["working_hours"]
    assert ("2", 100, None) == (
        lead["answers"]["fleet"],
        lead["qualified"],
        lead["first_response_due_at"],
    )
    assert {"questions.0.kind": "choice", "colour": "unknown"} == wrong(
        ours.admin.patch(
            "sales-settings/",
            json={
                "questions": [{"key": "a", "label": "A", "kind": "odd"}],
                "colour": 1,
            },
        )
    )
    assert 403 == ours.rep.patch("sales-settings/", json={}).status_code


def test_answering_marks_the_first_response(ours):
    """
    The first response is noted once; nothing overdue is left.
    """
    lead = ours.rep.add("leads", **ADA)
    first = ours.rep.post(f"leads/{lead['id']}/respond/").json()
    again = ours.rep.post(f"leads/{lead['id']}/respond/").json()

    assert first["first_responded_at"] is not None
    assert first == again
    assert 0 == ours.rep.get("leads/overdue/").json()["total"]
