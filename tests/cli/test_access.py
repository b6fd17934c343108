"""
Organizations, people, roles, tokens, and fields of one's own, by the command line.
"""

import pytest

from crm_adapters.tokens import SharedSecret, TokenVerifier

from .terminal import SECRET

pytestmark = pytest.mark.postgres


def verified(token: str):
    """
    The claims of a token, as the server checks it.
    """
    verifier = TokenVerifier(
        SharedSecret(SECRET), issuer="erp-auth-module", audience="erp-crm-module"
    )
    return verifier.verify(token.strip())


def test_a_token_is_for_the_person_named(house):
    """
    With their roles, or others that are asked for.
    """
    rosa = house.user("rosa@example.com", "rep")
    person = ("--as", "rosa@example.com")

    claims = verified(house("token", "issue", *person).out)
    other = verified(house("token", "issue", *person, "--role", "viewer").out)
    answer = house("token", "issue", "--hours", 1, "--json").json

    assert (rosa, house.id, ("rep",)) == (
        str(claims.user_id),
        str(claims.organization_id),
        claims.roles,
    )
    assert ("viewer",) == other.roles
    assert 3600 == answer["expires_in"]
    assert ("admin",) == verified(answer["access_token"]).roles


def test_a_token_has_only_roles_that_there_are(house):
    """
    A typing error would give a token that allows nothing.
    """
    said = house.run("token", "issue", "--role", "mangaer")

    assert (1, "") == (said.code, said.out)
    assert "mangaer" in said.err


def test_where_an_auth_service_issues_tokens_the_cli_does_not(house):
    """
    There is one issuer.
    """
    settings = house.terminal.settings
    settings["CRM_TOKEN_SECRET"] = None
    settings["AUTH_SERVICE_URL"] = "https://auth.example.com"

    said = house.run("token", "issue")

    assert 1 == said.code
    assert "auth service" in said.err


def test_the_secret_of_a_machine_is_made_once(house):
    """
    Without any configured, two tokens are signed by the same one, kept privately.
    """
    house.terminal.settings["CRM_TOKEN_SECRET"] = None
    tokens = [house("token", "issue").out.strip() for _ in range(2)]
    file = house.terminal.home / "token-secret"
    verifier = TokenVerifier(
        SharedSecret(file.read_text()),
        issuer="erp-auth-module",
        audience="erp-crm-module",
    )

    assert {house.id} == {
        str(verifier.verify(token).organization_id) for token in tokens
    }
    assert 0o600 == file.stat().st_mode & 0o777
    assert [file] == [*house.terminal.home.iterdir()]


def test_people_are_invited_changed_and_listed(house):
    """
    By address or id; all that is wrong is named.
    """
    rosa = house.user("rosa@example.com", "rep")
    house("users", "save", "rosa@example.com", "--name", "Rosa M.", "--role", "manager")

    people = {
        each["id"]: each for each in house("users", "list", "--json").json["items"]
    }

    assert ("Rosa M.", ["manager"], True) == (
        people[rosa]["name"],
        people[rosa]["roles"],
        people[rosa]["active"],
    )
    assert 1 == house.run("users", "invite", "nobody", "--name", "x").code
    assert 1 == house.run("users", "save", rosa, "--role", "queen").code
    assert 1 == house.run("users", "save", "not-an-id", "--name", "x").code
    assert "/sign-in/" in house("users", "link", rosa).out


def test_roles_are_defined(house):
    """
    What they may do and see; unknown permissions are named.
    """
    house("roles", "define", "clerk", "--allow", "contact:read", "--sees", "all")
    roles = {
        role["name"]: role for role in house("roles", "list", "--json").json["items"]
    }

    assert {"name": "clerk", "permissions": ["contact:read"], "visibility": "all"} == (
        roles["clerk"]
    )
    assert {"viewer", "rep", "manager", "admin", "clerk"} == roles.keys()
    said = house.run("roles", "define", "x", "--allow", "contact:fly")
    assert 1 == said.code
    assert "contact:fly" in said.err


def test_a_role_that_may_read_contacts_alone_can_use_the_cli(house):
    """
    Names of people and own fields are left out where they may not be read.
    """
    house("roles", "define", "clerk", "--allow", "contact:read", "--sees", "all")
    house.user("carl@example.com", "clerk")
    id = house.add("contacts", "first_name=Ada")

    carl = ("--as", "carl@example.com")

    assert "Ada" in house("contacts", "show", id, *carl).out
    assert "Ada" in house("contacts", "list", "--filter", "name:Ada", *carl).out


def test_custom_fields_are_added_changed_and_taken_away(house):
    """
    Named by record and name; a removal can be taken back.
    """
    house(
        *("custom-fields", "add", "contact", "region", "choice"),
        *("--option", "EMEA", "--option", "APAC"),
    )
    house("custom-fields", "edit", "contact.region", "--label", "Sales region")
    (field,) = house("custom-fields", "list", "contact", "--json").json["items"]

    assert ("Sales region", ["EMEA", "APAC"]) == (field["label"], field["options"])
    removed = house("custom-fields", "remove", "contact.region")
    assert [] == house("custom-fields", "list", "--json").json["items"]
    house("changes", "undo", removed.lines[1].split()[-1])
    assert 1 == len(house("custom-fields", "list", "--json").json["items"])
    assert 1 == house.run("custom-fields", "remove", "contact.planet").code
    assert 1 == house.run("custom-fields", "add", "contact", "x", "colour").code


def test_organizations_are_begun_once_and_renamed(terminal, house):
    """
    An id that is known is not begun again.
    """
    said = terminal.run("organizations", "add", "Again", "--id", house.id)
    assert 1 == said.code

    house("organizations", "rename", "Another name of it")
    known = terminal("organizations", "list", "--json").json["items"]
    assert "Another name of it" in [each["name"] for each in known]
    assert 1 == terminal.run("organizations", "add", " ").code
    assert 1 == terminal.run("organizations", "add", "x\x1b[2J").code
