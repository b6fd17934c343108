"""
Duplicates over HTTP: the refusal with its candidates, going on, the rules.
"""

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]

BOB = {"first_name": "Robert", "last_name": "Miller", "phone": "+1 555 010 0200"}
SAME = {"first_name": "Bob", "last_name": "miller", "phone": "(555) 010-0200"}
RULES = "matching-rules/"


def test_a_likely_duplicate(ours):
    """
    409 with the candidates and why; ``allow_duplicates=true`` goes on.
    """
    bob = ours.rep.add("contacts", **BOB)

    refused = ours.rep.post("contacts/", json={**BOB, "title": "CEO"})
    allowed = ours.rep.post("contacts/?allow_duplicates=true", json=BOB)

    assert 409 == refused.status_code
    problem = refused.json()
    assert "urn:crm:problem:likely-duplicate" == problem["type"]
    (likely,) = problem["candidates"]
    assert (bob["id"], "Robert Miller") == (likely["id"], likely["name"])
    assert "same phone number" in likely["reasons"]
    assert 0 == problem["hidden"]
    assert 201 == allowed.status_code
    assert "duplicates" not in allowed.headers


def test_edited_into_a_duplicate(ours):
    """
    PATCH is refused and let through in the same way.
    """
    ours.rep.add("contacts", **BOB)
    ann = ours.rep.add("contacts", first_name="Ann")
    place = f"contacts/{ann['id']}/"

    refused = ours.rep.patch(place, json=BOB)
    allowed = ours.rep.patch(f"{place}?allow_duplicates=true", json=BOB)

    assert [409, 200] == [refused.status_code, allowed.status_code]


def test_a_repeated_request_is_no_duplicate(ours):
    """
    The same idempotency key answers the record that is there already.
    """
    once = {"idempotency-key": "2c0f0e9d-matching"}

    first, again = (
        ours.rep.post("contacts/", json=BOB, headers=once) for _ in range(2)
    )

    assert [201, 201] == [first.status_code, again.status_code]
    assert first.json()["id"] == again.json()["id"]


def test_warned(ours):
    """
    Where the rules warn, the answer names those that are alike.
    """
    bob = ours.rep.add("contacts", **BOB)
    ours.admin.patch(RULES, json={"on_create": "warn"})

    added = ours.rep.post("contacts/", json=SAME)

    assert 201 == added.status_code
    assert added.headers["duplicates"].startswith(f"{bob['id']};score=0.9")


@pytest.mark.parametrize("value", ["", "maybe", "1"])
def test_neither_true_nor_false(ours, value):
    """
    A wrong value is named, and nothing is stored.
    """
    answer = ours.rep.post(f"contacts/?allow_duplicates={value}", json=BOB)

    assert 422 == answer.status_code
    assert ["allow_duplicates"] == [each["field"] for each in answer.json()["errors"]]


def test_rules(ours):
    """
    Rules are shown and changed by name; wrong ones are all named; null brings back the
    usual; who does not administer only sees them.
    """
    usual = ours.rep.get(RULES).json()

    changed = ours.admin.patch(RULES, json={"contact_certain": 0.995})
    wrong = ours.admin.patch(RULES, json={"on_create": "no", "contact_review": 2})
    back = ours.admin.patch(RULES, json={"contact_certain": None})
    weak = ours.rep.patch(RULES, json={"contact_certain": 0.995})

    assert "block" == usual["on_create"]
    assert 0.995 == changed.json()["contact_certain"]
    assert 422 == wrong.status_code
    assert {"on_create", "contact_review"} == {
        each["field"] for each in wrong.json()["errors"]
    }
    assert usual == back.json()
    assert 403 == weak.status_code
