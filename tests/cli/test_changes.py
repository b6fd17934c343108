"""
What was written, seen and taken back by the command line.
"""

import pytest

pytestmark = pytest.mark.postgres


def test_every_write_says_how_it_is_taken_back(house):
    """
    The command that is printed does it.
    """
    added = house("contacts", "add", "first_name=Ada", "email=ada@example.com")
    undo = added.lines[1].partition(": crm ")[2].split()

    taken = house(*undo)

    assert 1 == house.run("contacts", "show", "ada@example.com").code
    again = taken.lines[-1].partition(": crm ")[2].split()
    house(*again)
    assert 0 == house.run("contacts", "show", "ada@example.com").code


def test_changes_are_listed_and_shown(house):
    """
    Who, when, what, from which values to which; as the API answers it.
    """
    id = house.add("contacts", "first_name=Ada")
    house("contacts", "edit", id, "title=Countess")

    newest = house("changes", "list", "--json").json["items"][0]
    shown = house("changes", "show", newest["id"], "--json").json
    said = house("changes", "show", newest["id"])

    assert "Edit contact Ada" == newest["label"] == shown["label"]
    assert {"title": "Countess"}.items() <= shown["changes_shown"][0]["after"].items()
    assert "  title: - > Countess" in said.lines
    assert "by Operator" in said.lines[0]


def test_an_undo_in_the_way_of_later_changes_says_so(house):
    """
    Nothing is taken back; with --keep-changed the others are, with exit code 3.
    """
    ids = [house.add("contacts", f"first_name={name}") for name in ("Ada", "Bea")]
    house("contacts", "bulk", "edit", "--filter", "", "title=Dr")
    bulk = house("changes", "list", "--json").json["items"][0]["id"]
    house("contacts", "edit", ids[0], "title=Countess")

    refused = house.run("changes", "undo", bulk)
    titles = [house("contacts", "show", id, "--json").json["title"] for id in ids]
    partly = house.run("changes", "undo", bulk, "--keep-changed", "--json")
    after = [house("contacts", "show", id, "--json").json["title"] for id in ids]

    assert 1 == refused.code
    assert f"contact:{ids[0]}" in refused.err
    assert ["Countess", "Dr"] == titles
    assert (3, 1) == (partly.code, partly.json["undone"])
    assert ["Countess", None] == after
    assert 1 == house.run("changes", "undo", bulk).code
