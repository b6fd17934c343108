"""
What all kinds of small records have in common over HTTP.
"""

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]

STAGES = [
    {"name": "Talk", "probability": 20},
    {"name": "Won", "kind": "won"},
    {"name": "Lost", "kind": "lost"},
]
KINDS = {
    "booking-pages": ({"name": "Intro", "durations": [15]}, {"page_id", "version"}),
    "email-templates": (
        {"name": "Hello", "subject": "Hello", "text": "Hello"},
        {"template_id", "version"},
    ),
    "forms": ({"name": "Contact us", "fields": ["email"]}, {"form_id", "version"}),
    "pipelines": (
        {"record": "opportunity", "name": "Partners", "stages": STAGES},
        {"version"},
    ),
    "scoring-rules": (
        {"name": "Near", "when": "country:DE", "points": 5},
        {"rule_id", "version"},
    ),
}
CUSTOM = {"record": "contact", "name": "shoe", "kind": "text"}


@pytest.mark.parametrize("plural", [*KINDS, "custom-fields"])
def test_one_is_sent_again_only_when_it_has_changed(ours, plural):
    """
    Its address answers 304 to the tag of its version, and 412 to a removal that saw
    another one.
    """
    new = KINDS[plural][0] if plural in KINDS else CUSTOM
    added = ours.admin.post(f"{plural}/", json=new)
    place, tag = added.headers["location"], added.headers["etag"]
    same = ours.admin.get(place, headers={"if-none-match": tag})
    other = ours.admin.get(place, headers={"if-none-match": '"7"'})
    stale = ours.admin.delete(place, headers={"if-match": '"7"'})

    assert (304, b"", tag) == (same.status_code, same.content, same.headers["etag"])
    assert (200, added.json()) == (other.status_code, other.json())
    assert 412 == stale.status_code
    listed = ours.admin.get(f"{plural}/").json()["items"]
    removed = ours.admin.delete(place, headers={"if-match": tag})
    left = ours.admin.get(f"{plural}/").json()["items"]

    assert added.json() in listed
    assert (204, b"") == (removed.status_code, removed.content)
    assert [each for each in listed if each != added.json()] == left


@pytest.mark.parametrize("plural", KINDS)
def test_one_is_edited_at_the_version_that_was_seen(ours, plural):
    """
    428 without If-Match, 412 at other versions, 422 naming every member that is no
    field; one of several versions will do.
    """
    new, reserved = KINDS[plural]
    added = ours.admin.post(f"{plural}/", json=new)
    place, named = added.headers["location"], {"name": "Another"}
    wrong = ours.admin.patch(place, json=dict.fromkeys(reserved, 1))
    seen = ['"7"', '"7", "8"', '"1", "7"', "*"]
    answers = [ours.admin.patch(place, match=each, json=named) for each in seen]

    assert 428 == ours.admin.request("PATCH", place, json=named).status_code
    assert reserved == {each["field"] for each in wrong.json()["errors"]}
    assert [412, 412, 200, 200] == [each.status_code for each in answers]
    assert "Another" == ours.admin.get(place).json()["name"]
