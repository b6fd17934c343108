"""
Mailboxes over HTTP: added, tried, read, told of; and messages that are handed in.
"""

import pytest

from crm_core.mailboxes import reading_actor, sync_mailbox
from crm_http import Options
from tests.adapters.dovecot import PASSWORD
from tests.mailbox_places import mailbox_at, reading, running
from tests.use_cases.writing import raw

from .door import opened

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]
NOWHERE = {
    "address": "ada@example.com",
    "host": "127.0.0.1",
    "port": 1,
    "user": "ada",
    "secret": "correct-horse",
}


@pytest.fixture(scope="module")
def reads(tmp_path_factory):
    return reading(tmp_path_factory.mktemp("contents"))


@pytest.fixture(scope="module")
def door(database_url, engine, reads):
    """
    A door that reads mail.
    """
    options = Options(
        limiter=None, access_log=False, storage=reads.storage, reading=reads
    )
    with opened(database_url, engine, options) as door:
        yield door


@pytest.fixture
def dovecot(tmp_path):
    yield from running(tmp_path)


def fields(answer):
    assert 422 == answer.status_code, answer.text
    return {error["field"] for error in answer.json()["errors"]}


def hand_in(person, content, query="", media="message/rfc822"):
    return person.send(f"emails/receive/{query}", content, media=media)


def test_the_life_of_a_mailbox(door, ours, reads, dovecot):
    """
    It works when it is tried, a worker is asked to read it, its status says how far it
    is; its secret is nowhere to be seen.
    """
    made = ours.rep.post("mailboxes/", json=mailbox_at(dovecot))
    assert 201 == made.status_code, made.text
    mailbox, place = made.json(), made.headers["location"]
    assert (True, False) == (mailbox["secret"], mailbox["client_secret"])
    check = ours.rep.post(f"{place}check/").json()
    assert (True, "Sent") == (check["works"], check["sent_folder"])
    asked = ours.rep.post(f"{place}sync/")
    assert (202, "new") == (asked.status_code, asked.json()["state"])

    dovecot.deliver(raw(id="<1@customer.example>"))
    actor = reading_actor(ours.id)
    sync_mailbox(door.crm.run, actor, reads, mailbox["id"])

    status = ours.rep.get(f"{place}status/").json()
    assert ("working", 0) == (status["state"], status["set_aside"])
    assert 1 == status["folders"][0]["messages"]
    (email,) = ours.rep.get("emails/?unmatched=true").json()["items"]
    assert mailbox["id"] == email["mailbox_id"]
    shown = ours.rep.get(place)
    assert PASSWORD not in shown.text + made.text + ours.rep.get("mailboxes/").text
    edited = ours.rep.patch(place, json={"name": "Mine"}, match=shown.headers["etag"])
    assert "Mine" == edited.json()["name"]
    assert (
        412 == ours.rep.patch(place, json={}, match=shown.headers["etag"]).status_code
    )
    off = ours.rep.patch(place, json={"active": False})
    assert 200 == off.status_code
    assert 409 == ours.rep.post(f"{place}sync/").status_code
    assert 204 == ours.rep.delete(place).status_code
    assert 404 == ours.rep.get(place).status_code
    assert 1 == len(ours.rep.get("emails/").json()["items"])


def test_what_fails_is_named_exactly(ours, dovecot):
    """
    The password, the folder, the host: each in words, none as an error of ours.
    """

    def check(**different):
        place = ours.rep.add("mailboxes", **mailbox_at(dovecot, **different))["id"]
        return ours.rep.post(f"mailboxes/{place}/check/").json()

    assert "refuses the sign-in" in check(secret="wrong")["reason"]
    missing = check(folders=["INBOX", "Elsewhere"])
    assert (False, ["Elsewhere"]) == (missing["works"], missing["missing"])
    assert "cannot be reached" in check(port=1)["reason"]
    assert "private network" in check(host="127.0.0.2")["reason"]
    tokens = {"sign_in": "token", "client_id": "c"}
    plain = check(**tokens, token_url="http://tokens.example/token")
    assert "https" in plain["reason"]
    inside = check(**tokens, token_url="https://10.0.0.1/token")
    assert "private network" in inside["reason"]


def test_wrong_members_are_named(ours):
    """
    All of them, and secrets have no other way in.
    """
    wrong = {
        "host": "h",
        "port": 0,
        "security": "x",
        "since": "yesterday?",
        "sealed": "x",
    }
    assert {"port", "security", "since", "sealed"} == fields(
        ours.rep.post("mailboxes/", json=wrong)
    )
    assert {"host", "user", "address", "secret"} == fields(
        ours.rep.post("mailboxes/", json={"name": "x"})
    )


def test_a_mailbox_of_others_is_left_alone(ours):
    """
    A rep sees and changes their own; those of nobody need the right to manage them.
    """
    shared = ours.admin.add("mailboxes", **NOWHERE, assigned_to=None)
    place = f"mailboxes/{shared['id']}/"
    assert 404 == ours.rep.get(place).status_code
    assert 200 == ours.manager.get(place).status_code
    assert 403 == ours.manager.patch(place, json={"name": "x"}).status_code
    assert 403 == ours.manager.post(f"{place}check/").status_code
    assert 403 == ours.manager.post(f"{place}sync/").status_code
    answer = ours.rep.post("mailboxes/", json={**NOWHERE, "assigned_to": None})
    assert 403 == answer.status_code


def test_a_message_that_is_handed_in_comes_in_once(ours):
    """
    As that of whoever hands it in; a repetition is known, and what is none is named.
    """
    content = raw(id="<h1@customer.example>", files=[("a.txt", b"x")])
    first, again = hand_in(ours.rep, content), hand_in(ours.rep, content)
    assert (200, 200) == (first.status_code, again.status_code)
    assert (True, False) == (first.json()["new"], again.json()["new"])
    email = first.json()["email"]
    assert ("in", "received", 1) == (
        email["direction"],
        email["state"],
        len(email["attachments"]),
    )
    assert str(ours.rep.actor.user_id) == email["assigned_to"]
    sent = hand_in(ours.rep, raw(id="<h2@ours.example>"), "?sent=true").json()
    assert ("out", "sent") == (sent["email"]["direction"], sent["email"]["state"])
    assert {"message"} == fields(hand_in(ours.rep, b""))
    assert {"mailbox_id", "sent"} == fields(
        hand_in(ours.rep, content, "?mailbox_id=x&sent=perhaps")
    )
    assert 415 == hand_in(ours.rep, content, media="text/plain").status_code
    assert 403 == hand_in(ours.viewer, content).status_code
    foreign = ours.admin.add("mailboxes", **NOWHERE)["id"]
    assert 404 == hand_in(ours.rep, content, f"?mailbox_id={foreign}").status_code


def test_a_stranger_becomes_a_lead_once(ours):
    """
    The whole thread is about them then; a second message joins their open lead.
    """
    one = hand_in(ours.rep, raw(id="<s1@customer.example>")).json()["email"]
    two = hand_in(
        ours.rep, raw(id="<s2@customer.example>", answers="<s1@customer.example>")
    ).json()["email"]
    assert one["thread_id"] == two["thread_id"]
    done = ours.rep.post(f"emails/{one['id']}/capture/")
    assert 200 == done.status_code, done.text
    ref = {"kind": "lead", "id": done.json()["lead_id"]}
    for each in (one, two):
        assert ref in ours.rep.get(f"emails/{each['id']}/").json()["about"]
    lead = ours.rep.get(f"leads/{ref['id']}/").json()
    assert ("ann@customer.example", "email") == (lead["email"], lead["source"])
    again = ours.rep.post(f"emails/{two['id']}/capture/").json()
    assert ref["id"] == again["lead_id"]
    ours_ = hand_in(ours.rep, raw(id="<s3@ours.example>"), "?sent=true").json()
    assert 409 == ours.rep.post(f"emails/{ours_['email']['id']}/capture/").status_code


def test_what_was_set_aside_is_tried_again(door, ours, reads, dovecot):
    """
    It is listed with why, taken in when it can be, or let go.
    """

    def choking(content):
        message = "cannot swallow"
        raise RuntimeError(message)

    place = ours.rep.add("mailboxes", **mailbox_at(dovecot))["id"]
    dovecot.deliver(raw(id="<p1@x.example>"), raw(id="<p2@x.example>"))
    broken = reading(reads.storage.root, reader=choking)
    sync_mailbox(door.crm.run, reading_actor(ours.id), broken, place)
    items = ours.rep.get(f"mailboxes/{place}/set-aside/").json()["items"]
    assert [True, True] == [each["kept"] for each in items]
    assert "cannot swallow" in items[0]["reason"]
    one, two = (f"set-aside/{each['id']}/" for each in items)
    assert 404 == ours.manager.delete(one).status_code
    done = ours.rep.post(f"{one}retry/")
    assert (200, True) == (done.status_code, done.json()["new"])
    assert 204 == ours.rep.delete(two).status_code
    assert 404 == ours.rep.post(f"{two}retry/").status_code
    assert [] == ours.rep.get(f"mailboxes/{place}/set-aside/").json()["items"]
