"""
Web forms as their visitors meet them, without a token and without a script.
"""

from urllib.parse import urlencode
from uuid import uuid4

import psycopg
import pytest

from crm_core.contacts import add_contact, get_contact
from crm_core.forms import (
    archive_form,
    edit_form,
)

from .form_visits import (
    ADA,
    SEEN,
    Shown,
    fill,
    leads,
    program,
    states,
    visit,
)

pytestmark = pytest.mark.postgres


def test_the_page_needs_nothing(door, form):
    """
    A form is plain HTML: labelled inputs, no script and nothing inline, nothing from
    elsewhere, and headers that forbid it.
    """
    answer, page = visit(door, form)
    policy = answer.headers["content-security-policy"]
    labelled = {a["for"] for tag, a in page.tags if tag == "label" and "for" in a}
    shown = {
        each["id"]
        for each in page.inputs.values()
        if each.get("type") not in {"hidden", "radio"} and "id" in each
    }

    assert [] == page.inline
    assert "script" not in {tag for tag, _ in page.tags}
    assert shown == labelled
    assert "en" == page.language
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "same-origin" == answer.headers["referrer-policy"]
    assert "Your <message>" in page.text
    assert "employees" not in page.inputs
    assert "required" in page.inputs["email"]
    assert "email" == page.inputs["email"]["autocomplete"]
    assert "h-email" == page.inputs["email"]["aria-describedby"]
    assert str(form.id) not in answer.text


def test_it_speaks_the_language_of_its_visitors(door, new_form):
    """
    Button, notes and errors are in the form's language, and the page says which.
    """
    form = new_form(language="de", title="Über uns")
    _, page = visit(door, form)
    answer = fill(door, form, {"email": "nobody"})
    wrong = Shown(answer.text)

    assert ("de", "de") == (page.language, wrong.language)
    assert "Absenden" in page.text
    assert "Bitte geben Sie eine E-Mail-Adresse an" in wrong.text


@pytest.mark.parametrize("which", ["unknown", "inactive", "archived"])
def test_no_such_form(door, new_form, admin, which):
    """
    Unknown, inactive and archived forms cannot be told apart, at any of their places.
    """
    form, key = new_form(), "no-such-key"
    if which == "inactive":
        key = door.crm.run(admin, edit_form, form.id, active=False).key
    if which == "archived":
        key = door.crm.run(admin, archive_form, form.id).key
    said = set()
    for method, place in (
        ("GET", ""),
        ("POST", ""),
        ("GET", "/sent"),
        ("GET", "/embed.js"),
    ):
        answer = door.client.request(method, f"/forms/{key}{place}", data=ADA)
        said.add((answer.status_code, answer.text.replace(key, "KEY")))

    assert [404] == [status for status, _ in said]
    assert "There is no such form" in Shown(said.pop()[1]).text


def test_a_submission_becomes_a_lead(door, form, admin):
    """
    The page leads on to another that can be loaded again; the lead has what was said,
    what is hidden, and whence the visitor came.
    """
    query = "?utm_source=news&utm_campaign=spring&gclid=x"
    answer = fill(door, form, {**ADA, "product": "Rocket"}, query=query)
    [lead] = leads(door, admin)
    thanked = door.client.get(answer.headers["location"])

    assert (303, f"/forms/{form.key}/sent") == (
        answer.status_code,
        answer.headers["location"],
    )
    assert "Thank you" in Shown(thanked.text).text
    assert ("Ada Lovelace", "Rocket", 7, "news", "spring") == (
        lead.title,
        lead.product,
        lead.employees,
        lead.source,
        lead.campaign,
    )
    assert SEEN["referer"] == lead.referrer
    assert lead.capture["page"].endswith(f"/forms/{form.key}{query}")
    assert "form" == _source_of(door, admin, lead)


def _source_of(door, admin, lead):
    with psycopg.connect(door.database_url) as connection:
        return connection.execute(
            "select s.source from crm.change_sets s join crm.changes c"
            " on (c.organization_id, c.change_set_id) = (s.organization_id, s.id)"
            " where c.record_id = %s and s.organization_id = %s",
            [lead.id, admin.organization_id],
        ).fetchone()[0]


def test_errors_stand_at_the_fields(door, form, admin):
    """
    What is wrong is told above and at each field; what was typed stays; nothing that
    was typed becomes markup.
    """
    typed = {"first_name": '"><script>alert(1)</script>', "email": "nobody"}
    typed |= {"description": "</textarea><img src=x>", "product": "Moon"}
    answer = fill(door, form, typed)
    page = Shown(answer.text)

    assert 422 == answer.status_code
    assert [] == page.inline
    assert "img" not in {tag for tag, _ in page.tags}
    assert typed["first_name"] == page.inputs["first_name"]["value"]
    assert "true" == page.inputs["email"]["aria-invalid"]
    assert "e-email" in page.inputs["email"]["aria-describedby"]
    assert {"#f-last_name", "#f-email", "#f-product"} == {
        a["href"] for tag, a in page.tags if tag == "a"
    }
    assert [] == leads(door, admin)
    # It goes on from there.
    again = {**page.along(), **ADA}
    place = f"/forms/{form.key}"
    sent = door.client.post(place, data=again, follow_redirects=False)
    assert 303 == sent.status_code


def test_other_ways_to_send(door, form, admin):
    """
    multipart/form-data and JSON bring the same; a file does not come along.
    """
    _, page = visit(door, form)
    values = {**page.along(), **ADA, "first_name": "Zoë"}
    parts = {name: (None, value) for name, value in values.items()}
    place = f"/forms/{form.key}"
    sent = door.client.post(place, files=parts, follow_redirects=False)
    told = program(door, form, {**ADA, "email": "bob@example.com"})
    files = {**parts, "cv": ("cv.pdf", b"%PDF")}
    refused = door.client.post(place, files=files)

    assert 303 == sent.status_code
    assert (200, None) == (told.status_code, told.json()["redirect"])
    assert "Thank you" in told.json()["message"]
    assert 415 == refused.status_code
    assert {"Zoë", "Ada"} == {lead.first_name for lead in leads(door, admin)}


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"\xff=1", "application/x-www-form-urlencoded", 400),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        (
            b"&".join(b"a%d=1" % n for n in range(300)),
            "application/x-www-form-urlencoded",
            400,
        ),
        (b"nonsense", "multipart/form-data; boundary=x", 400),
        (b"nonsense", "multipart/form-data", 400),
        (b"--x\r\n\r\nno name\r\n--x--\r\n", "multipart/form-data; boundary=x", 400),
        (
            b'--x\r\ncontent-disposition: form-data; name="email"\r\n\r\n\xff\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            400,
        ),
        (b"--a\r\n" * 20_000, "multipart/mixed; boundary=a", 415),
        (b"[1]", "application/json", 400),
        (b'{"email": "\\ud800"}', "application/json", 400),
        (b"<a/>", "application/xml", 415),
        (b"x" * 1_100_000, "application/x-www-form-urlencoded", 413),
        (b"", "application/x-www-form-urlencoded", 422),
    ],
)
def test_bodies_that_are_none(door, form, admin, body, media, status):
    """
    What is no form is refused without a fault, and leaves nothing.
    """
    headers = {"content-type": media}
    answer = door.client.post(f"/forms/{form.key}", content=body, headers=headers)

    assert status == answer.status_code
    assert [] == states(door, admin, form)


def test_what_is_not_asked_is_ignored(door, form, admin, theirs):
    """
    FRM-03: whatever else is sent is neither stored nor kept.
    """
    more = {
        "owner_id": str(theirs.admin.actor.user_id),
        "org_id": str(theirs.id),
        "stage": "qualified",
        "is_customer": "true",
        "tags": "vip",
        "score": "100",
        "id": str(uuid4()),
        "created_at": "2001-01-01T00:00:00Z",
        "employees": "900",
    }
    fill(door, form, {**ADA, **more})
    program(door, form, {**ADA, **more, "email": "b@example.com", "tags": ["vip"]})

    assert {("new", admin.user_id, (), None, 7)} == {
        (each.stage, each.assigned_to, each.tags, each.score, each.employees)
        for each in leads(door, admin)
    }
    assert [] == leads(door, theirs.admin.actor)


def test_no_oracle(door, form, admin):
    """
    FRM-04: who is known gets the answer of who is not, and stays as they were.
    """
    known = door.crm.run(
        admin, add_contact, last_name="King", email="ada@example.com", phone="12345"
    )
    said = []
    for values in (ADA, ADA, {**ADA, "email": "new@example.com"}):
        page = fill(door, form, {**values, "first_name": "Mallory"})
        json_ = program(door, form, values)
        quiet = {k: v for k, v in page.headers.items() if k != "x-request-id"}
        said.append((page.status_code, str(quiet), page.text, json_.text))

    assert 1 == len(set(said))
    assert known == door.crm.run(admin, get_contact, known.id)
    assert 2 == len(leads(door, admin))


def test_only_where_it_was_configured_to(door, new_form):
    """
    FRM-08: visitors are sent on to the form's own address and to no other, by
    whatever name another one is asked for.
    """
    form = new_form(redirect="https://thanks.example/seite?ö=1")
    evil = ("https://evil.example", "javascript:alert(1)")
    names = ("redirect", "redirect_after", "return_to", "next")
    for address in evil:
        more = dict.fromkeys(names, address)
        query = f"?{urlencode(more)}"
        answer = fill(door, form, {**ADA, **more}, query=query)
        told = program(door, form, {**ADA, **more})
        page = door.client.get(f"/forms/{form.key}{query}")

        assert "https://thanks.example/seite?%C3%B6=1" == answer.headers["location"]
        assert form.redirect == told.json()["redirect"]
        policy = page.headers["content-security-policy"]
        assert "form-action 'self' https://thanks.example;" in policy


def test_consent(door, new_form, admin):
    """
    FRM-10: without the consent that is required nothing is taken; else the lead has
    what was said to which version of the text.
    """
    form = new_form(consent="I <agree>.", consent_required=True)
    for said in ({}, {"consent": "false"}, {"consent": "off"}, {"consent": ""}):
        answer = fill(door, form, {**ADA, **said})
        assert 422 == answer.status_code
        assert "#f-consent" in answer.text
    assert 422 == program(door, form, {**ADA, "consent": False}).status_code
    assert 303 == fill(door, form, {**ADA, "consent": "on"}).status_code
    door.crm.run(admin, edit_form, form.id, consent="New", consent_required=False)
    assert 303 == fill(door, form, {**ADA, "email": "b@example.com"}).status_code

    assert {("yes", "1"), ("no", "2")} == {
        (lead.capture["consent"], lead.capture["consent_version"])
        for lead in leads(door, admin)
    }
