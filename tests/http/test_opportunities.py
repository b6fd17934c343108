"""
Opportunities over HTTP: added as the requirements say, moved, looked at on the board.
"""

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]

SOON = (datetime.now(UTC).date() + timedelta(60)).isoformat()
STRANGER = "01900000-0000-7000-8000-00000000dead"


@pytest.fixture
def deal(ours):
    return ours.rep.add("opportunities", name="Deal", value=1000)


def place(deal, *more):
    return "/".join(["opportunities", deal["id"], *more, ""])


def refused(response):
    assert 422 == response.status_code, response.text
    return {error["field"] for error in response.json()["errors"]}


def test_add_as_required(ours):
    """
    The body of the requirements makes a deal; amounts are numbers, also in the answer.
    """
    contact = ours.rep.add("contacts", last_name="Doe")
    added = ours.rep.post(
        "opportunities/",
        json={
            "name": "Enterprise Software Deal",
            "contact_id": contact["id"],
            "value": 50000.00,
            "probability": 75,
            "expected_close_date": SOON,
            "stage": "negotiation",
        },
    )

    assert 201 == added.status_code
    record = added.json()
    assert (50000, 37500, 75, "hand", "negotiation", "open", "Doe") == (
        record["value"],
        record["expected_value"],
        record["probability"],
        record["probability_source"],
        record["stage"],
        record["status"],
        record["contact_name"],
    )
    assert record == ours.rep.get(added.headers["location"]).json()


PAST = {
    "name": "Enterprise Software Deal",
    "value": 50000.00,
    "probability": 75,
    "expected_close_date": "2024-03-15",
    "stage": "negotiation",
}


def test_an_example_of_years_ago(ours):
    """
    The very day of the requirements' body is past: the field is named, unless the body
    says that the record comes from elsewhere; what was said is kept with its stage.
    """
    assert {"expected_close_date"} == refused(
        ours.rep.post("opportunities/", json=PAST)
    )
    told = {**PAST, "past_dates": True, "notes": "From the old system"}
    added = ours.rep.post("opportunities/", json=told)

    assert (201, "2024-03-15") == (
        added.status_code,
        added.json()["expected_close_date"],
    )
    way = ours.rep.get(place(added.json(), "stages")).json()["items"]
    assert ["From the old system"] == [each["notes"] for each in way]


def test_what_is_said_beside_the_fields_is_read(ours, deal):
    """
    Notes and flags of the wrong kind are named with the wrong fields; past dates are
    for new records alone.
    """
    wrong = {"notes": 1, "past_dates": "yes", "value": -1, "x": 1}
    assert set(wrong) - {"name"} == refused(
        ours.rep.post("opportunities/", json={"name": "Deal", **wrong})
    )
    tag = {"if-match": '"1"'}
    for body in ({"past_dates": True}, {"notes": "x" * 5001}):
        edited = ours.rep.patch(place(deal), json=body, headers=tag)
        assert set(body) == refused(edited)
    edited = ours.rep.patch(
        place(deal), json={"stage": "proposal", "notes": "Met"}, headers=tag
    )
    way = ours.rep.get(place(deal, "stages")).json()["items"]
    assert (200, "Met") == (edited.status_code, way[-1]["notes"])


def test_the_team(ours):
    """
    A team that nobody is in is a wrong field; lists, boards and forecasts take one.
    """
    team = "01900000-0000-7000-8000-00000000abcd"
    body = {"name": "Deal", "team_id": team}
    assert {"team_id"} == refused(ours.rep.post("opportunities/", json=body))
    added = ours.rep.add("opportunities", name="Deal")

    assert added["team_id"] is None
    for path in (f"?team={team}", f"?team_id={team}", f"pipeline/?team={team}"):
        assert 200 == ours.rep.get(f"opportunities/{path}").status_code
    asked = ours.rep.get(f"opportunities/forecast/?period=quarter&team={team}")
    assert {"team"} == refused(asked)


def test_move(ours, deal):
    """
    A move is a PUT of the stage with notes; every move is told with its time.
    """
    moved = ours.rep.put(
        place(deal, "stage"),
        json={"stage": "proposal", "notes": "Moved to proposal stage after demo"},
    )
    way = ours.rep.get(place(deal, "stages")).json()["items"]

    assert (200, "proposal", 50) == (
        moved.status_code,
        moved.json()["stage"],
        moved.json()["probability"],
    )
    assert [(None, "qualification"), ("qualification", "proposal")] == [
        (move["from_stage"], move["to_stage"]) for move in way
    ]
    assert "Moved to proposal stage after demo" == way[1]["notes"]
    assert way[1]["seconds"] >= 0


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"stage"}),
        ({"stage": None}, {"stage"}),
        ({"stage": "nowhere"}, {"stage"}),
        ({"stage": 7}, {"stage"}),
        ({"stage": "lost"}, {"lost_reason"}),
        ({"stage": "lost", "lost_reason": "Weather"}, {"lost_reason"}),
        (
            {"stage": "proposal", "value": -1, "probability": 101},
            {"value", "probability"},
        ),
        ({"stage": "proposal", "notes": 7}, {"notes"}),
        ({"stage": "proposal", "nonsense": 1}, {"nonsense"}),
        ({"stage": "proposal", "version": 1}, {"version"}),
        ({"stage": "proposal", "opportunity_id": STRANGER}, {"opportunity_id"}),
    ],
)
def test_a_bad_move_names_its_fields(ours, deal, body, fields):
    """
    Whatever is wrong is named, and nothing moves.
    """
    assert fields == refused(ours.rep.put(place(deal, "stage"), json=body))
    assert deal == ours.rep.get(place(deal)).json()


def test_won_and_lost_and_open_again(ours, deal):
    """
    Closed ones refuse to move with 409, and go on when they are reopened.
    """
    won = ours.rep.post(place(deal, "win"))
    again = ours.rep.put(place(deal, "stage"), json={"stage": "proposal"})
    back = ours.rep.post(place(deal, "reopen"), json={"notes": "They called"})
    lost = ours.rep.post(place(deal, "lose"), json={"lost_reason": "price"})

    assert ("won", 100) == (won.json()["status"], won.json()["probability"])
    assert 409 == again.status_code
    assert "urn:crm:problem:opportunity-closed" == again.json()["type"]
    assert ("open", "qualification") == (back.json()["status"], back.json()["stage"])
    assert ("lost", "Price") == (lost.json()["status"], lost.json()["lost_reason"])


def test_a_stale_move_tells_what_changed(ours, deal):
    """
    412 with the fields that are others now.
    """
    seen = {"if-match": '"1"'}
    ours.admin.patch(place(deal), json={"value": 7}, headers=seen)
    stale = ours.rep.put(place(deal, "stage"), json={"stage": "won"}, headers=seen)

    assert 412 == stale.status_code
    changed = {each["field"]: each for each in stale.json()["changed"]}
    assert {"value": {"field": "value", "was": "1000.00", "is": "7.00"}} == changed


def test_the_board(ours, deal):
    """
    Columns in order with counts, sums and cards; narrowed like a list.
    """
    ours.rep.add("opportunities", name="Other", value=10, stage="proposal", tags=["x"])
    board = ours.rep.get("opportunities/pipeline/").json()
    narrowed = ours.rep.get("opportunities/pipeline/?tags=x&cards=1&closed=true").json()

    assert ["qualification", "discovery", "proposal", "negotiation"] == [
        column["stage"]["key"] for column in board["columns"]
    ]
    first = board["columns"][0]
    assert (1, 1000, 100, "EUR") == (
        first["count"],
        first["value"]["amount"],
        first["expected_value"]["amount"],
        board["currency"],
    )
    assert deal == first["cards"][0]["record"]
    assert [0, 0, 1, 0, 0, 0] == [column["count"] for column in narrowed["columns"]]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("cards=0", {"cards"}),
        ("cards=x", {"cards"}),
        ("closed=maybe", {"closed"}),
        ("pipeline=x", {"pipeline"}),
        (f"pipeline={STRANGER}", {"pipeline_id"}),
        ("cards=1&cards=2", {"cards"}),
        ("nonsense=1", {"nonsense"}),
    ],
)
def test_a_bad_board_names_its_parameters(ours, query, fields):
    """
    What is wrong in the address is named.
    """
    assert fields == refused(ours.rep.get(f"opportunities/pipeline/?{query}"))


def test_periods_as_people_write_them(ours, deal):
    """
    ``date_range=this_year`` narrows the board to what is expected to close then.
    """
    year = datetime.now(UTC).date().year
    ours.rep.add("opportunities", name="Now", expected_close_date=f"{year}-12-31")
    ours.rep.add("opportunities", name="Later", expected_close_date=f"{year + 1}-06-01")

    found = ours.rep.get("opportunities/pipeline/?date_range=this_year").json()

    assert 1 == found["columns"][0]["count"]


def test_ranks(ours):
    """
    A card is put between two others.
    """
    a, b, c = (ours.rep.add("opportunities", name=name) for name in "abc")
    ranked = ours.rep.put(place(a, "rank"), json={"after": c["id"], "before": b["id"]})
    board = ours.rep.get("opportunities/pipeline/").json()
    cards = board["columns"][0]["cards"]

    assert 200 == ranked.status_code
    assert ["c", "a", "b"] == [card["record"]["name"] for card in cards]
    assert {"after", "x"} == refused(
        ours.rep.put(place(a, "rank"), json={"after": "no id", "x": 1})
    )


def test_strangers_see_nothing(ours, door, deal):
    """
    Another organization's deal is not there: not to read, to move or to point at.
    """
    stranger = door.organization().admin
    moves = [
        (stranger.put, "stage", {"stage": "won"}),
        (stranger.put, "rank", {}),
        (stranger.post, "win", {}),
        (stranger.post, "lose", {"lost_reason": "Price"}),
        (stranger.post, "reopen", {}),
    ]

    assert 404 == stranger.get(place(deal)).status_code
    for method, path, body in moves:
        assert 404 == method(place(deal, path), json=body).status_code
    body = {"name": "x", "contact_id": STRANGER}
    assert {"contact_id"} == refused(ours.rep.post("opportunities/", json=body))


def test_undo_takes_a_move_back(ours, deal):
    """
    The change set of a move undoes it.
    """
    moved = ours.rep.put(place(deal, "stage"), json={"stage": "proposal"})
    undone = ours.rep.post(f"changes/{moved.headers['change-set']}/undo/")
    back = ours.rep.get(place(deal)).json()

    assert 200 == undone.status_code
    assert (deal["stage"], deal["stage_entered_at"]) == (
        back["stage"],
        back["stage_entered_at"],
    )
    assert 1 == len(ours.rep.get(place(deal, "stages")).json()["items"])
