"""
Web forms in a flood, met by programs, from other sites, confirmed by a link.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from crm_core.forms import (
    digest_of_code,
    form_actor,
    link_submission,
    list_submissions,
    start_token,
    tally_form,
)

from .form_visits import (
    ADA,
    SHOP,
    Shown,
    fill,
    leads,
    program,
    states,
    visit,
)

pytestmark = pytest.mark.postgres


def test_a_flood_ends(door, new_form, admin):
    """
    After so many an hour pages and programs are told to wait, and until when; what
    the connection claims of its address changes nothing.
    """
    form = new_form(per_address=2)
    answers = [
        program(door, form, ADA, **{"x-forwarded-for": f"192.0.2.{n}"})
        for n in range(4)
    ]
    page = fill(door, form, ADA)

    assert [200, 200, 429, 429, 429] == [each.status_code for each in (*answers, page)]
    assert 0 < int(page.headers["retry-after"]) <= 3600
    assert "Please wait a moment" in Shown(page.text).text
    assert "urn:crm:problem:rate-limited" == answers[2].json()["type"]
    tally = door.crm.run(admin, tally_form, form.id)
    assert ({"captured": 2}, 3) == (tally.by_state, tally.limited)


def test_programs_are_told_nothing(door, form, admin):
    """
    Who fills in the field that nobody sees is thanked, and nothing becomes of it.
    """
    _, page = visit(door, form)
    [trap] = [
        name for name, each in page.inputs.items() if each.get("tabindex") == "-1"
    ]
    caught = fill(door, form, {**ADA, trap: "x"})
    honest = fill(door, form, {**ADA, "email": "b@example.com"})

    assert (caught.status_code, caught.headers["location"]) == (
        honest.status_code,
        honest.headers["location"],
    )
    assert ["captured", "caught"] == states(door, admin, form)


def test_too_fast_and_twice(door, new_form, admin):
    """
    Faster than people are: the page again, and what was typed with it, and sent once
    more it is taken. A double click is one submission; a page that was never shown is
    shown first.
    """
    form = new_form(minimum_seconds=30)
    fast = fill(door, form, ADA)
    assert 422 == fast.status_code
    assert "very fast" in fast.text
    assert "Ada" == Shown(fast.text).inputs["first_name"]["value"]
    earlier = datetime.now(UTC) - timedelta(seconds=31)
    seen = start_token(form, earlier, "nonce")
    place = f"/forms/{form.key}"
    for _ in range(2):
        data = {**ADA, "started": seen}
        sent = door.client.post(place, data=data, follow_redirects=False)
        assert 303 == sent.status_code
    assert 422 == door.client.post(place, data=ADA).status_code

    assert ["captured"] == states(door, admin, form)


def test_other_sites(door, form, admin):
    """
    Sites that the form names may send it and read the answer, others may not; no
    site gets more than the form.
    """
    page = door.client.post(
        f"/forms/{form.key}",
        data=ADA,
        headers={"origin": SHOP, "referer": f"{SHOP}/anvils"},
        follow_redirects=False,
    )
    script = door.client.post(
        f"/forms/{form.key}",
        data={**ADA, "email": "b@example.com"},
        headers={"origin": SHOP, "accept": "application/json"},
    )
    wrong = door.client.post(
        f"/forms/{form.key}",
        data={},
        headers={"origin": SHOP, "accept": "application/json"},
    )

    assert 303 == page.status_code
    assert (200, 422) == (script.status_code, wrong.status_code)
    for answer in (script, wrong):
        assert SHOP == answer.headers["access-control-allow-origin"]
        assert "Origin" == answer.headers["vary"]
        assert "access-control-allow-credentials" not in answer.headers
    assert {f"{SHOP}/anvils", None} == {
        lead.landing_page for lead in leads(door, admin)
    }
    for origin in ("https://evil.example", "null", f"{SHOP}.evil.example", "http://x"):
        for media in ("text/html", "application/json"):
            answer = door.client.post(
                f"/forms/{form.key}",
                data=ADA,
                headers={"origin": origin, "accept": media},
            )
            assert 403 == answer.status_code
            assert "access-control-allow-origin" not in answer.headers
    assert 2 == len(states(door, admin, form))


def test_the_script(door, new_form):
    """
    The script may be loaded by any page, has the form in it, and nothing that ends a
    script element.
    """
    form = new_form(title="</script><b>", consent="a\u2028b")
    answer = door.client.get(f"/forms/{form.key}/embed.js")
    data = json.loads(re.search(r"const form = (\{.*\});\n", answer.text)[1])

    assert "text/javascript; charset=utf-8" == answer.headers["content-type"]
    assert ["cross-origin"] == answer.headers.get_list("cross-origin-resource-policy")
    assert "</script" not in answer.text
    assert {"email", "started", "consent"} <= {*Shown(data["markup"]).inputs}


@pytest.fixture
def link(door, admin):
    """
    Makes the link that a mail would bring.
    """

    def make(form):
        newest = door.crm.run(admin, list_submissions, form.id).items[0]
        code = uuid4().hex
        acting = form_actor(admin.organization_id)
        door.crm.run(acting, link_submission, newest.id, digest_of_code(code))
        return f"/forms/confirm/{code}"

    return make


def test_looking_does_not_confirm(door, new_form, admin, link):
    """
    Programs that look into mails follow links: only the button confirms, and pressed
    twice it confirms once.
    """
    form = new_form(double_opt_in=True, thanks="Welcome, <you>.")
    sent = fill(door, form, ADA)
    place = link(form)
    assert "mailbox" in door.client.get(sent.headers["location"]).text
    for method in ("GET", "HEAD", "GET"):
        page = door.client.request(method, place)
        assert 200 == page.status_code
    assert ["waiting"] == states(door, admin, form)
    assert [] == leads(door, admin)

    button = [a for tag, a in Shown(page.text).tags if tag == "form"]
    assert [("post", place)] == [(a["method"], a["action"]) for a in button]
    form_body = {"content-type": "application/x-www-form-urlencoded"}
    answers = [door.client.post(place, headers=form_body) for _ in range(2)]
    assert {200} == {each.status_code for each in answers}
    assert "Welcome, <you>." in Shown(answers[0].text).text
    [lead] = leads(door, admin)
    assert "confirmed_at" in lead.capture


def test_links_that_lead_nowhere(door, new_form, link):
    """
    Unknown, odd and replaced links are gone, all alike.
    """
    form = new_form(double_opt_in=True)
    fill(door, form, ADA)
    old = link(form)
    link(form)
    said = set()
    for place in (old, "/forms/confirm/x", f"/forms/confirm/{'x' * 300}"):
        for method in ("GET", "POST"):
            answer = door.client.request(method, place)
            said.add((answer.status_code, answer.text))

    assert [410] == [status for status, _ in said]


def test_after_the_click_where_it_was_configured_to(door, new_form, link):
    """
    With a double opt-in the visitor is sent on after the click, not before.
    """
    form = new_form(double_opt_in=True, redirect="https://thanks.example/")
    sent = fill(door, form, ADA)
    place = link(form)
    done = door.client.post(place, follow_redirects=False)

    assert f"/forms/{form.key}/sent" == sent.headers["location"]
    assert (303, form.redirect) == (done.status_code, done.headers["location"])
