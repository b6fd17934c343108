"""
Opportunities on the command line: added, moved, won, on the board.
"""

import pytest

pytestmark = pytest.mark.postgres


@pytest.fixture
def deal(house) -> str:
    """
    An opportunity's id.
    """
    return house.add("opportunities", "name=Big deal", "value=1000")


def test_a_deal_goes_its_way(house, deal):
    """
    Named by its name, moved with what is said, won; its way is told.
    """
    house.add("companies", "name=Acme")
    house.add("contacts", "first_name=Ada", "email=ada@example.com")
    house(
        "opportunities",
        "edit",
        "Big deal",
        "company_id=Acme",
        "contact_id=ada@example.com",
    )
    house("opportunities", "move", "Big deal", "Proposal", "--notes", "After demo")
    won = house("opportunities", "win", deal, "value=900", "--json").json
    way = house("opportunities", "stages", deal, "--json").json["items"]

    assert ("Acme", "Ada", "won", 900) == (
        won["company_name"],
        won["contact_name"],
        won["status"],
        float(won["value"]),
    )
    assert ["qualification", "proposal", "won"] == [move["to_stage"] for move in way]
    assert "After demo" == way[1]["notes"]
    assert "proposal" in house("opportunities", "stages", deal).out


def test_lost_and_reopened(house, deal):
    """
    A loss needs a reason that the pipeline knows.
    """
    refused = house.run("opportunities", "lose", deal, "--reason", "Weather")
    lost = house("opportunities", "lose", deal, "--reason", "price", "--json").json
    back = house("opportunities", "reopen", deal, "--json").json

    assert "lost_reason" in refused.err
    assert ("lost", "Price") == (lost["status"], lost["lost_reason"])
    assert ("open", "qualification") == (back["status"], back["stage"])


def test_the_board_and_what_needs_attention(house, deal):
    """
    Columns with counts and sums; cards below them.
    """
    house.add("opportunities", "name=Other", "value=5", "stage=proposal")
    board = house("opportunities", "board", "--json").json
    told = house("opportunities", "board", "--filter", "stage:proposal").out
    ranked = house("opportunities", "rank", "Other")

    assert [1, 0, 1, 0] == [column["count"] for column in board["columns"]]
    assert "Other" in told
    assert "Big deal" not in told
    assert "Ranked" in ranked.out
    assert [] == house("opportunities", "attention", "--json").json["items"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["value=-1"], "value"),
        (["value=NaN"], "value"),
        (["probability=101"], "probability"),
        (["currency=XYZ"], "currency"),
        (["stage=nowhere"], "stage"),
        (["expected_close_date=2020-01-01"], "expected_close_date"),
        (["company_id=Nobody"], "company_id"),
        (["nonsense=1"], "nonsense"),
    ],
)
def test_bad_values_are_named(house, words, said):
    """
    By their field, with exit code 1; nothing is added.
    """
    refused = house.run("opportunities", "add", "name=Bad", *words)

    assert 1 == refused.code
    assert said in refused.err
    assert 0 == house("opportunities", "list", "--json").json["total"]


def test_duplicates_are_no_matter_of_deals(house):
    """
    There is no merge of deals and no option to allow duplicates.
    """
    assert "merge" not in house.terminal("opportunities", "--help").out
    assert (
        "--allow-duplicates" not in house.terminal("opportunities", "add", "--help").out
    )
