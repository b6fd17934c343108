"""
What a message would take from others, their files and names, and what it brings.
"""

import csv
from io import StringIO

import pytest

from crm_http import Options
from tests.mailbox_places import reading

from .door import opened
from .filing import attached, content

pytestmark = pytest.mark.postgres
LETTER = {"to": ["bob@example.com"], "subject": "Hi", "text": "Hello"}
ASKING = "{{ contact.name | - }} {{ contact.email | - }} {{ company.name | - }}"


@pytest.fixture
def desk(door, tmp_path):
    """
    A door that keeps files and takes in mail.
    """
    reads = reading(tmp_path)
    options = Options(
        limiter=None, access_log=False, storage=reads.storage, reading=reads
    )
    with opened(door.database_url, door.engine, options) as desk:
        yield desk


@pytest.fixture
def theirs_at_desk(desk):
    """
    Another organization at the same door.
    """
    return desk.organization()


def refused(answer):
    """
    The fields that a refusal names.
    """
    assert 422 == answer.status_code, answer.text
    return [each["field"] for each in answer.json()["errors"]]


def hidden(house):
    """
    A contact that the representative may not see, and a file about it.
    """
    contact = house.admin.add(
        "contacts", first_name="Secret", last_name="Person", email="secret@x.example"
    )
    file = attached(house.admin, about=[f"contact:{contact['id']}"])
    return contact, file


def test_a_file_of_others_goes_nowhere(house, theirs_at_desk):
    """
    Case TEN-17: neither another organization's file nor a colleague's that one may not
    see is sent along, by whichever way; it is left as it was, and nothing is queued.
    """
    foreign = attached(theirs_at_desk.admin)
    _, unseen = hidden(house)
    template = house.admin.post(
        "email-templates/", json={"name": "T", "subject": "x", "text": "x"}
    ).json()
    for file, person in ((foreign, house.admin), (unseen, house.rep)):
        for letter in (LETTER, {**LETTER, "template_id": template["id"]}):
            with_file = {**letter, "attachments": [file["id"]]}
            for path in ("emails/", "emails/preview/"):
                answer = person.post(path, json=with_file)
                assert ["attachments.0"] == refused(answer)
                assert file["name"] not in answer.text
    many = {"filter": "tag:x", "subject": "x", "text": "x"}
    answer = house.admin.post(
        "emails/bulk/", json={**many, "attachments": [foreign["id"]]}
    )
    assert ["attachments.0"] == refused(answer)

    assert 0 == house.admin.get("emails/").json()["total"]
    for owner, file in ((theirs_at_desk.admin, foreign), (house.admin, unseen)):
        assert 200 == content(owner, file).status_code
        assert file == owner.get(f"files/{file['id']}/").json()


def test_variables_tell_nothing_of_whom_one_may_not_see(house, theirs_at_desk):
    """
    Case TEN-18: an address says nothing of the person behind it; one who is named by an
    id that is not to be seen is refused.
    """
    contact, _ = hidden(house)
    foreign = theirs_at_desk.admin.get(f"contacts/{theirs_at_desk.contact}/").json()
    asked = (
        (house.rep, "secret@x.example", contact["id"]),
        (house.admin, foreign["email"], foreign["id"]),
    )
    for person, address, id in asked:
        letter = {"to": [address], "subject": ASKING, "text": ASKING}
        answer = person.post("emails/preview/", json=letter)
        assert 200 == answer.status_code
        shown = answer.json()["email"]
        assert ("- - -", "- - -") == (shown["subject"], shown["text"])
        assert [] == shown["about"]
        assert [None] == [each["contact_id"] for each in shown["recipients"]]

        by_id = {**letter, "to": [f"contact:{id}"]}
        assert ["to.0"] == refused(person.post("emails/preview/", json=by_id))
        about = {**letter, "about": [f"contact:{id}"]}
        assert ["about.0"] == refused(person.post("emails/preview/", json=about))


def test_words_of_strangers_stay_words(house):
    """
    Case INT-07: names and subjects that would be a formula, a script, SQL or a header
    elsewhere are text in the message, in the lead that is made of it, and in what is
    exported.
    """
    name, subject = '=HYPERLINK("x")<script>', "=1+1'; DROP TABLE leads; --"
    said = b"Hi \x00there <script>alert(1)</script>"
    message = (
        b"From: =?utf-8?q?=3DHYPERLINK=28=22x=22=29=3Cscript=3E?= <eve@evil.example>\r\n"
        b"To: sales@ours.example\r\nSubject: " + subject.encode() + b"\r\n"
        b"Message-ID: <1@evil.example>\r\n\r\n" + said
    )
    answer = house.admin.send("emails/receive/", message, media="message/rfc822")
    assert 200 == answer.status_code, answer.text
    email = answer.json()["email"]
    assert (name, subject) == (email["sender"]["name"], email["subject"])
    assert "\x00" not in email["text"]
    assert "<script>alert(1)</script>" in email["text"]

    captured = house.admin.post(f"emails/{email['id']}/capture/")
    assert 200 == captured.status_code, captured.text
    lead = house.admin.get(f"leads/{captured.json()['lead_id']}/").json()
    assert name in f"{lead['first_name']} {lead['last_name']}"
    table = house.admin.get("leads/export/?format=csv").text
    cells = [cell for line in csv.reader(StringIO(table)) for cell in line]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [] == [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
