"""
In which organization a command works, and as whom. Ids like CLI-06 are cases of the
bad-input list.
"""

import pytest

from .terminal import begin

pytestmark = pytest.mark.postgres


def test_without_any_organization_the_first_steps_are_told(fresh_terminal):
    """
    CLI-06: nothing is made up.
    """
    said = fresh_terminal.run("contacts", "list")

    assert (1, "") == (said.code, said.out)
    assert "crm organizations add" in said.err


def test_the_only_organization_needs_no_name(fresh_terminal):
    """
    As on a machine of one's own.
    """
    begin(fresh_terminal, "The House")

    assert [] == fresh_terminal("contacts", "list", "--json").json["items"]


def test_of_several_organizations_one_must_be_named(terminal, house, other_house):
    """
    CLI-06: no default when there is a choice; the choices are listed.
    """
    said = terminal.run("contacts", "list")

    assert (1, "") == (said.code, said.out)
    assert "--organization" in said.err


STRANGER = "01900000-0000-7000-8000-00000000dead"


@pytest.mark.parametrize("named", ["Nowhere", STRANGER, "", "%", "' OR 1=1 --"])
def test_an_unknown_organization_is_refused(terminal, house, named):
    """
    CLI-06: and not begun by accident.
    """
    before = terminal("organizations", "list", "--json").json
    said = terminal.run("contacts", "add", "first_name=x", "--organization", named)

    assert (1, "") == (said.code, said.out)
    assert before == terminal("organizations", "list", "--json").json


def test_an_organization_is_named_by_its_name_too(terminal, house):
    """
    In any case.
    """
    house.add("contacts", "first_name=Ada")

    said = terminal("contacts", "list", "--json", "--organization", house.name.upper())
    assert 1 == said.json["total"]


@pytest.mark.parametrize(
    "command",
    [
        ("contacts", "show", "{contact}"),
        ("contacts", "show", "ada@example.com"),
        ("contacts", "edit", "{contact}", "title=x"),
        ("contacts", "archive", "{contact}"),
        ("contacts", "restore", "{contact}"),
        ("contacts", "purge", "{contact}"),
        ("contacts", "history", "{contact}"),
        ("contacts", "personal-data", "{contact}"),
        ("contacts", "erase", "{contact}", "--yes"),
        ("contacts", "consent", "{contact}", "news", "--source", "x"),
        ("contacts", "bulk", "archive", "--id", "{contact}"),
        ("contacts", "add", "first_name=x", "company={company}"),
        ("contacts", "add", "first_name=x", "owner={user}"),
        ("companies", "show", "{company}"),
        ("companies", "tree", "{company}"),
        ("companies", "add", "name=x", "parent={company}"),
        ("changes", "show", "{change}"),
        ("changes", "undo", "{change}"),
        ("users", "link", "{user}"),
        ("whoami", "--as", "{user}"),
    ],
)
def test_ids_of_another_organization_are_unknown(house, other_house, command):
    """
    CLI-06: whatever is done with them; nothing there changes, and nothing is told.
    """
    theirs = {
        "user": other_house.user("ada@example.com", "admin"),
        "company": other_house.add("companies", "name=Secret GmbH"),
        "contact": other_house.add(
            "contacts", "first_name=Secret", "email=ada@example.com"
        ),
        "change": other_house("changes", "list", "--json").json["items"][0]["id"],
    }
    before = other_house("contacts", "list", "--archived", "--json").json

    said = house.run(*(word.format(**theirs) for word in command))

    assert (1, "") == (said.code, said.out)
    assert "Secret" not in said.err
    assert before == other_house("contacts", "list", "--archived", "--json").json


def test_a_person_sees_and_does_what_their_role_allows(house):
    """
    --as: a rep sees the own contacts and changes no others'.
    """
    house.user("rosa@example.com", "rep")
    mine = house.add("contacts", "first_name=Mine", "owner=rosa@example.com")
    others = house.add("contacts", "first_name=Others", "email=o@example.com")
    rosa = ("--as", "rosa@example.com")

    seen = house("contacts", "list", "--json", *rosa).json["items"]

    assert [mine] == [row["id"] for row in seen]
    assert 1 == house.run("contacts", "show", others, *rosa).code
    assert 1 == house.run("contacts", "show", "o@example.com", *rosa).code
    assert 1 == house.run("contacts", "bulk", "archive", "--filter", "", *rosa).code
    assert 1 == house.run("contacts", "erase", mine, "--yes", *rosa).code


def test_what_a_person_writes_bears_their_name(house):
    """
    In the history, and as the owner.
    """
    rosa = house.user("rosa@example.com", "rep")
    id = house("contacts", "add", "first_name=Ada", "--as", rosa, "--json").json["id"]

    entry = house("contacts", "history", id, "--json").json["items"][0]

    assert (rosa, "cli") == (
        entry["change_set"]["user_id"],
        entry["change_set"]["source"],
    )


@pytest.mark.parametrize("named", ["nobody@example.com", STRANGER, "rosa", ""])
def test_an_unknown_person_is_refused(house, named):
    """
    Nobody acts as somebody who is not there.
    """
    said = house.run("contacts", "list", "--as", named)

    assert (1, "") == (said.code, said.out)


def test_who_was_let_go_acts_no_more(house):
    """
    An inactive person is refused.
    """
    rosa = house.user("rosa@example.com", "rep")
    house("users", "save", rosa, "--inactive")

    assert 1 == house.run("contacts", "list", "--as", rosa).code


def test_whoami_explains(house):
    """
    Why something is allowed or not, in sentences.
    """
    house.user("rosa@example.com", "rep")
    asked = ("whoami", "--as", "rosa@example.com")

    assert "rosa@example.com" == house(*asked, "--json").json["email"]
    assert (
        "contact:bulk is not allowed."
        == (house(*asked, "--explain", "contact:bulk").lines[0])
    )
    assert house(*asked, "--explain", "contact:read", "--json").json["allowed"]
    assert 1 == house.run(*asked, "--explain", "contact:fly").code
