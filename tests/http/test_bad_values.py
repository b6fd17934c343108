"""
Values as only HTTP brings them, and what they are to each other, by the ids of the
catalogue. What every door can bring is in ``tests/parity``.
"""

from decimal import Decimal

import pytest

from crm_core.contacts import add_contact
from crm_core.shared import Conflict

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        pytest.param("2.675", "2.675", id="VAL-15-exact"),
        pytest.param("0.1", "0.1", id="VAL-15-tenth"),
        pytest.param("1e3", "1000", id="VAL-15-exponent"),
        pytest.param("99999999999999.99", None, id="VAL-15-large"),
        pytest.param("1e400", None, id="VAL-15-very-large"),
        pytest.param("1e-400", None, id="VAL-15-very-small"),
        pytest.param("0.1234567", None, id="VAL-15-digits"),
        pytest.param("9" * 5000, None, id="VAL-15-5000-digits"),
    ],
)
def test_numbers(ours, raw, kept):
    """
    A number of JSON is taken digit by digit, never as a binary fraction.
    """
    ours.admin.post(
        "custom-fields/", json={"record": "contact", "name": "it", "kind": "number"}
    )
    body = f'{{"last_name":"x","custom":{{"it":{raw}}}}}'
    answer = ours.admin.send("contacts/", body.encode())

    if kept is None:
        assert 422 == answer.status_code
        assert ["custom.it"] == [each["field"] for each in answer.json()["errors"]]
    else:
        assert Decimal(kept) == Decimal(answer.json()["custom"]["it"])


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        pytest.param("A@B.example", "a@b.example", True, id="VAL-12-case"),
        pytest.param("u@Exämple.com", "U@xn--exmple-cua.com", True, id="VAL-12-idn"),
        pytest.param("a+x@b.example", "a@b.example", False, id="VAL-12-tag"),
        pytest.param("straße@b.example", "STRASSE@b.example", True, id="VAL-09-eszett"),
        pytest.param("é@b.example", "e\u0301@b.example", True, id="VAL-05-nfc"),
        pytest.param("a@b.example", "a@b.example.", True, id="final-dot"),
        pytest.param("a.b@c.example", "ab@c.example", False, id="dots-matter"),
    ],
)
def test_same_address(ours, door, first, second, same):
    """
    Addresses that reach the same person are one, by API and library alike.
    """
    ours.admin.add("contacts", email=first)
    answer = ours.admin.post("contacts/", json={"email": second})

    if same:
        assert 409 == answer.status_code
        with pytest.raises(Conflict):
            door.crm.run(ours.admin.actor, add_contact, email=second)
    else:
        assert 201 == answer.status_code


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        pytest.param("Zoé", "Zoe\u0301", id="VAL-05-nfc"),
        pytest.param("ﬁnn", "finn", id="VAL-05-ligature"),
        pytest.param("Åsa", "\u212bsa", id="VAL-05-angstrom"),
        pytest.param("İSTANBUL", "istanbul", id="VAL-09-turkish"),
        pytest.param("Groß", "GROSS", id="VAL-09-eszett"),
        pytest.param("\u212aelvin", "kelvin", id="VAL-09-kelvin"),
        pytest.param("Müller", "muller", id="accents"),
    ],
)
def test_same_word(ours, written, asked):
    """
    A name is found however its letters are spelled.
    """
    ours.admin.add("contacts", last_name=written)
    found = ours.admin.get("contacts/", params={"search": asked}).json()

    assert 1 == found["total"]
    assert "corrected" not in found


def test_tags_of_the_organization(ours):
    """
    VAL-25: the first spelling of a tag is everybody's.
    """
    ours.admin.add("contacts", last_name="x", tags=["VIP"])
    second = ours.admin.add("contacts", last_name="y", tags=["vip"])

    assert ["VIP"] == second["tags"]
    assert 2 == ours.admin.get("contacts/?tags=vIp").json()["total"]


def test_nothing_to_know_somebody_by(ours):
    """
    A contact has a name, an address or a number; an edit cannot take the last one.
    """
    assert 422 == ours.admin.post("contacts/", json={}).status_code
    assert 422 == ours.admin.post("contacts/", json={"title": "CEO"}).status_code
    contact = ours.admin.add("contacts", last_name="x")
    place = f"contacts/{contact['id']}/"
    assert 422 == ours.admin.patch(place, json={"last_name": None}).status_code
    assert 422 == ours.admin.post("companies/", json={"name": " "}).status_code
