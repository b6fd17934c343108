"""
Web forms on the command line.
"""

import json

import pytest
from attrs import fields

from crm_core.forms import Form

pytestmark = pytest.mark.postgres


@pytest.fixture
def form(house):
    """
    The id of a form.
    """
    said = house(
        "forms", "add", "Contact us", "--ask", "first_name", "--ask", "email!=Mail",
        "double_opt_in=true", "defaults.product=Anvil", "source=Fair",
        "origins=https://a.example, https://b.example", "--json",
    )  # fmt: skip
    return said.json["id"]


def test_a_form_is_made_changed_and_put_away(house, form):
    """
    Members are given as words, fields by --ask; the JSON is that of the API, and each
    write can be taken back.
    """
    shown = house("forms", "show", "contact us", "--json").json
    house("forms", "edit", form, "double_opt_in=", "origins=", "title=Write")
    edited = house("forms", "show", form, "--json").json
    renewed = house("forms", "renew-key", form, "--json").json
    table = house("forms", "show", form).out

    assert {each.name for each in fields(Form)} == shown.keys()
    assert [("first_name", False, "First name"), ("email", True, "Mail")] == [
        (each["name"], each["required"], each["label"]) for each in shown["fields"]
    ]
    assert ({"product": "Anvil"}, ["https://a.example", "https://b.example"]) == (
        shown["defaults"],
        shown["origins"],
    )
    assert (False, [], "Write", shown["key"]) == (
        edited["double_opt_in"],
        edited["origins"],
        edited["title"],
        edited["key"],
    )
    assert renewed["key"] != shown["key"]
    assert "first_name, email!" in table
    house("forms", "archive", form)
    assert [] == house("forms", "list", "--json").json["items"]
    assert "Contact us" in house("forms", "list", "--archived").out
    house("forms", "restore", form)
    assert "Contact us" in house("forms", "list").out


def test_what_is_wrong_is_told(house, form):
    """
    Every wrong member is named; an unknown form is refused with those there are.
    """
    wrong = house.run("forms", "add", "X", "--ask", "stage", "per_form=0", "colour=red")
    nobody = house.run("forms", "show", "Nothing")
    unread = house.run("forms", "edit", form, "--from", "-", input="[")

    assert (1, 1, 1) == (wrong.code, nobody.code, unread.code)
    assert all(name in wrong.err for name in ("fields.0.name", "per_form", "colour"))
    assert "There are: Contact us." in nobody.err
    assert "not JSON" in unread.err


def test_members_from_a_file(house, form):
    """
    What the API takes can be given as a file, and words beside it win.
    """
    given = {"fields": [{"name": "phone", "widget": "tel"}], "title": "A"}
    house("forms", "edit", form, "double_opt_in=", "title=B", "--from", "-", input=json.dumps(given))  # fmt: skip
    shown = house("forms", "show", form, "--json").json

    assert (["phone"], "B") == ([f["name"] for f in shown["fields"]], shown["title"])


def test_snippets(house, form):
    """
    The address, and what is pasted elsewhere, with and without a script.
    """
    found = house("forms", "snippet", form, "--json").json
    html = house("forms", "snippet", form, "--html").out
    script = house("forms", "snippet", form, "--script").out
    both = house("forms", "snippet", form).out
    key = house("forms", "show", form, "--json").json["key"]

    assert found["address"].endswith(f"/forms/{key}")
    assert (html.strip(), script.strip()) == (
        found["html"].strip(),
        found["script"].strip(),
    )
    assert f'action="{found["address"]}"' in html
    assert f'src="{found["address"]}/embed.js"' in script
    assert found["address"] in both
    assert html.strip() in both


def test_submissions(house, form):
    """
    Nothing came in: an empty list, and none to try again.
    """
    assert [] == house("forms", "submissions", form, "--json").json["items"]
    assert "STATE" in house("forms", "submissions", form).out
    refused = house.run("forms", "submissions", form, "--retry", form)
    assert 1 == refused.code
