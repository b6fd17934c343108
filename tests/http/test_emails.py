"""
Messages over HTTP: written, read, sent to many.
"""

from uuid import uuid4

import pytest

from .letter_boxes import deliver

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]
MESSAGE = {"to": ["Bob <bob@example.com>"], "subject": "Hi", "text": "Hello"}


def fields(answer):
    assert 422 == answer.status_code, answer.text
    return {error["field"] for error in answer.json()["errors"]}


def test_the_life_of_a_message(door, ours):
    """
    Written, listed, shown with its envelopes, delivered, put away and brought back;
    what went out can neither be cancelled nor changed.
    """
    written = ours.rep.post("emails/", json=MESSAGE)
    assert 201 == written.status_code
    place = written.headers["location"]
    email = ours.rep.get(place).json()
    assert "queued" == email["state"]
    assert ["bob@example.com"] == [d["address"] for d in email["deliveries"]]
    listed = ours.rep.get("emails/?state=queued&address=BOB@example.com").json()
    assert [email["id"]] == [each["id"] for each in listed["items"]]

    deliver(door, ours)

    assert "sent" == ours.rep.get(place).json()["state"]
    assert 409 == ours.rep.post(f"{place}cancel/").status_code
    assert {"subject"} == fields(ours.rep.patch(place, json={"subject": "Other"}))
    assert 409 == ours.admin.post(f"{place}retry/").status_code
    assert 204 == ours.rep.delete(place).status_code
    assert [] == ours.rep.get("emails/").json()["items"]
    assert 200 == ours.rep.post(f"{place}restore/").status_code
    (thread,) = ours.rep.get("emails/threads/").json()["items"]
    found = ours.rep.get(f"email-threads/{thread['id']}/").json()["items"]
    assert [email["id"]] == [each["id"] for each in found]


def test_wrong_members_are_named(ours):
    """
    In messages, filters, mailings, templates and spared addresses.
    """
    wrong = {**MESSAGE, "to": ["a@b.co\r\nBcc: x@y.co"], "cc": "x", "nonsense": 1}
    assert {"to.0", "cc.0", "nonsense"} == fields(ours.rep.post("emails/", json=wrong))
    assert {"state", "thread_id", "about.0.id"} == fields(
        ours.rep.get("emails/?state=x&thread_id=y&about=contact:z")
    )
    many = {"to": ["x@example.com"], "subject": "{{ x.y }}"}
    assert {"to", "subject", "text"} == fields(
        ours.manager.post("emails/bulk/", json={"filter": "tag:x", **many})
    )
    assert {"name", "subject", "text"} == fields(
        ours.manager.post("email-templates/", json={})
    )
    assert {"address", "reason"} == fields(
        ours.manager.post("suppressions/", json={"address": "x", "reason": "y"})
    )
    assert {"reply_to"} == fields(
        ours.manager.patch("mail-settings/", json={"reply_to": "nobody"})
    )


def test_sent_twice_with_one_key_is_one_message(ours):
    """
    The same request with the same Idempotency-Key is answered alike and done once
    (EML-06).
    """
    headers = {"idempotency-key": str(uuid4())}
    answers = [ours.rep.post("emails/", json=MESSAGE, headers=headers) for _ in "ab"]

    assert {201} == {answer.status_code for answer in answers}
    assert 1 == len({answer.json()["id"] for answer in answers})
    assert 1 == ours.rep.get("emails/").json()["total"]


def test_another_organizations_message_is_not_there(door, ours):
    """
    Whatever is asked of it.
    """
    third = door.organization()
    email = third.admin.post("emails/", json=MESSAGE).json()["id"]
    for path in ("", "cancel/", "retry/", "settle/", "send/", "restore/"):
        answer = (
            ours.admin.post(f"emails/{email}/{path}")
            if path
            else ours.admin.get(f"emails/{email}/")
        )
        assert 404 == answer.status_code
    assert {"answers"} == fields(
        ours.admin.post("emails/", json={**MESSAGE, "answers": email})
    )
