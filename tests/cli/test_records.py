"""
Contacts and companies on the command line: written, found, changed, taken away.
"""

import pytest
from attrs import fields

from crm_core.companies import CompanyRow
from crm_core.contacts import ContactRow

pytestmark = pytest.mark.postgres


STRANGER = "01900000-0000-7000-8000-00000000dead"


@pytest.fixture
def ada(house) -> str:
    """
    A contact's id.
    """
    return house.add("contacts", "first_name=Ada", "email=ada@example.com")


@pytest.mark.parametrize(
    ("plural", "given", "row"),
    [
        ("contacts", ["first_name=Ada", "email=ada@example.com"], ContactRow),
        ("companies", ["name=Acme", "website=acme.example"], CompanyRow),
    ],
)
def test_json_has_the_keys_of_the_api(house, plural, given, row):
    """
    A record has the fields of its row, a list what the API answers.
    """
    id = house.add(plural, *given)

    shown = house(plural, "show", id, "--json").json
    listed = house(plural, "list", "--json").json

    assert {each.name for each in fields(row)} == shown.keys()
    assert shown == listed["items"][0]
    assert {
        "items",
        "total",
        "total_exact",
        "page",
        "page_size",
        "next_cursor",
    } == listed.keys()


def test_values_of_every_kind_can_be_given(house):
    """
    Lists with commas, parts of an address, profiles, a company and a person by what
    people know them by, fields of the organization's own, JSON where it must be.
    """
    company = house.add("companies", "name=Acme GmbH")
    rosa = house.user("rosa@example.com", "rep")
    house("custom-fields", "add", "contact", "region", "choice", "--option", "EMEA")
    house("custom-fields", "add", "contact", "seen_on", "date")

    id = house.add(
        "contacts",
        "first_name=Ada",
        "emails=ada@example.com,ada@home.example",
        'phones=[{"number": "+44 20 1234567", "kind": "mobile"}]',
        "tags=vip, press",
        "company=acme gmbh",
        "owner=rosa@example.com",
        "address.city=London",
        "address.country=UK",
        "social_profiles.linkedin=linkedin.com/in/ada",
        "do_not_contact=true",
        "custom.region=emea",
        "custom.seen_on=2026-01-31",
    )
    shown = house("contacts", "show", id, "--json").json

    assert {
        "email": "ada@example.com",
        "mobile": "+44 20 1234567",
        "tags": ["vip", "press"],
        "company_id": company,
        "company_name": "Acme GmbH",
        "assigned_to": rosa,
        "address": {"city": "London", "country": "UK"},
        "social_profiles": {"linkedin": "https://linkedin.com/in/ada"},
        "do_not_contact": True,
        "custom": {"region": "EMEA", "seen_on": "2026-01-31"},
    }.items() <= shown.items()
    assert 2 == len(shown["emails"])


def test_every_wrong_field_is_named(house):
    """
    Unknown ones, wrong ones, and names that only the code knows, all at once.
    """
    said = house.run(
        "contacts",
        "add",
        "first_name=Ada",
        "email=nobody",
        "phone=1",
        "version=3",
        "query=x",
        "colour=red",
        "custom.colour=red",
        "address.planet=Mars",
        "owner=nobody@example.com",
        "company=Nowhere Inc",
        "affiliations=[{",
    )

    assert 1 == said.code
    assert {
        *("email", "phone", "version", "query", "colour", "custom.colour"),
        *("address.planet", "owner", "company", "affiliations"),
    } == {line.split(":")[0].strip() for line in said.err.splitlines()[1:]}
    assert [] == house("contacts", "list", "--json").json["items"]


def test_a_part_of_an_address_leaves_the_others(house, ada):
    """
    An edit lays parts over what is there; an empty value clears.
    """
    house("contacts", "edit", ada, "address.city=Oslo", "address.country=Norway")
    house("contacts", "edit", ada, "address.city=", "title=Countess")
    house("contacts", "edit", ada, "title=")

    shown = house("contacts", "show", ada, "--json").json
    assert ({"country": "Norway"}, None) == (shown["address"], shown["title"])


def test_a_conflict_shows_what_differs_now(house, ada):
    """
    With --version, somebody else's edit is seen, and nothing is overwritten.
    """
    house("contacts", "edit", ada, "title=Countess")
    house("contacts", "edit", ada, "title=Queen", "department=Engines")

    said = house.run("contacts", "edit", ada, "title=Mine", "--version", 1)

    assert 1 == said.code
    assert "version 3" in said.err
    assert "title: empty is now Queen" in said.err
    assert "department: empty is now Engines" in said.err
    assert "Queen" == house("contacts", "show", ada, "--json").json["title"]


def test_an_edit_of_the_version_seen_is_made(house, ada):
    """
    And the record goes to the next one.
    """
    said = house("contacts", "edit", ada, "title=Countess", "--version", 1, "--json")

    assert 2 == said.json["version"]


def test_people_are_named_as_one_knows_them(house, ada):
    """
    A contact by any of its addresses in any case, a company by its name.
    """
    house("contacts", "edit", ada, "emails=ada@example.com,second@example.com")
    acme = house.add("companies", "name=Acme GmbH")

    assert {ada} == {
        house("contacts", "show", name, "--json").json["id"]
        for name in (ada, "ADA@example.com", "second@example.com")
    }
    assert acme == house("companies", "show", "ACME gmbh", "--json").json["id"]


@pytest.mark.parametrize("name", ["Ada", "nobody@example.com", STRANGER, "01a2"])
def test_an_unknown_name_is_refused(house, ada, name):
    """
    A first name is no address, half an id is no id.
    """
    said = house.run("contacts", "show", name)

    assert (1, "") == (said.code, said.out)


def test_a_name_that_several_have_is_refused_with_their_ids(house):
    """
    Which one is meant must be said.
    """
    ids = [house.add("companies", "name=Acme") for _ in range(2)]

    said = house.run("companies", "show", "Acme")

    assert 1 == said.code
    assert all(id in said.err for id in ids)


def test_archive_restore_and_purge(house, ada):
    """
    Into the archive and back, and out of it for good; each can be named by e-mail.
    """
    house("contacts", "archive", "ada@example.com")
    assert [] == house("contacts", "list", "--json").json["items"]
    assert [ada] == [
        row["id"]
        for row in house("contacts", "list", "--archived", "--json").json["items"]
    ]
    house("contacts", "restore", "ada@example.com")
    assert ada == house("contacts", "show", ada, "--json").json["id"]

    assert 1 == house.run("contacts", "purge", ada).code
    house("contacts", "archive", ada)
    house("contacts", "purge", "ada@example.com")
    assert 1 == house.run("contacts", "show", ada).code


def test_lists_are_narrowed_ordered_and_paged(house):
    """
    By the grammar of the search box; owners by e-mail address too.
    """
    house.user("rosa@example.com", "rep")
    for name in ("Cleo", "Ada", "Bea"):
        house.add(
            "contacts", f"first_name={name}", "tags=vip", "owner=rosa@example.com"
        )
    house.add("contacts", "first_name=Zoe", "tags=press")

    wanted = ("--filter", "tag:vip owner:rosa@example.com", "--sort", "name")
    paged = (*wanted, "--page-size", 2)
    first = house("contacts", "list", *paged, "--json").json
    second = house(
        "contacts", "list", *paged, "--cursor", first["next_cursor"], "--json"
    ).json

    assert ["Ada", "Bea"] == [row["first_name"] for row in first["items"]]
    assert ["Cleo"] == [row["first_name"] for row in second["items"]]
    assert (1, None) == (first["page"], second["page"])
    assert None is second["next_cursor"]
    assert ["Zoe"] == [
        row["first_name"]
        for row in house("contacts", "list", "--filter", "-tag:vip", "--json").json[
            "items"
        ]
    ]


def test_an_unknown_filter_is_named(house):
    """
    With every other error.
    """
    said = house.run("contacts", "list", "--filter", "colour:red created:soon")

    assert 1 == said.code
    assert "colour" in said.err
    assert "created" in said.err


def test_search_takes_words_in_any_order(house, ada):
    """
    Parts of names and addresses.
    """
    house.add("contacts", "first_name=Grace", "last_name=Hopper")

    found = house("contacts", "search", "hopp", "grace", "--json").json["items"]

    assert ["Grace"] == [row["first_name"] for row in found]


def test_history_tells_who_changed_what(house, ada):
    """
    Newest first, values before and after; of archived records too.
    """
    house("contacts", "edit", ada, "title=Countess")
    house("contacts", "archive", ada)

    said = house("contacts", "history", "ada@example.com")
    entries = house("contacts", "history", ada, "--json").json["items"]

    assert "  title: - > Countess" in said.lines
    assert "by Operator" in said.out
    assert ["updated", "updated", "created"] == [
        entry["change"]["action"] for entry in entries
    ]


def test_the_fields_of_the_organization_are_listed(house):
    """
    With what they take; their own fields among them.
    """
    house("custom-fields", "add", "contact", "region", "text")

    listed = house("contacts", "fields", "--json").json["items"]

    assert {"first_name", "email", "custom.region"} <= {each["name"] for each in listed}
    assert "custom.region" in house("contacts", "fields").out


def test_many_are_changed_at_once_and_taken_back_at_once(house):
    """
    By a filter or by name: one change set, one undo.
    """
    for name in ("Ada", "Bea"):
        house.add("contacts", f"first_name={name}", f"email={name}@example.com")
    many = ("contacts", "bulk")
    everyone = ("--filter", "")

    house(*many, "edit", *everyone, "category=friend", "title=Dr")
    house(*many, "tag", "--id", "ada@example.com", "--add", "vip", "--add", "press")
    house(*many, "assign", *everyone, "nobody")
    archived = house(*many, "archive", *everyone)

    assert "2 contacts changed." == archived.lines[0]
    assert 0 == house("contacts", "list", "--json").json["total"]
    house("changes", "undo", archived.lines[1].split()[-1])
    rows = house("contacts", "list", "--sort", "name", "--json").json["items"]
    assert [("friend", "Dr", None, ["vip", "press"]), ("friend", "Dr", None, [])] == [
        (row["category"], row["title"], row["assigned_to"], row["tags"]) for row in rows
    ]


def test_a_hierarchy_is_shown_as_a_tree(house):
    """
    With the people of each company and of those below it.
    """
    house.add("companies", "name=Acme")
    house.add("companies", "name=Acme Tools", "parent=Acme")
    house.add("contacts", "first_name=Ada", "company=Acme Tools")

    said = house("companies", "tree", "Acme Tools")

    assert [
        "Acme (0 contacts, 1 with those below)",
        "  Acme Tools (1 contact)",
    ] == said.lines


def test_a_person_gets_a_copy_and_is_forgotten(house, ada):
    """
    Consent, all that is known, and erasure, which asks first.
    """
    house("contacts", "consent", ada, "newsletter", "--source", "trade fair")
    known = house("contacts", "personal-data", "ada@example.com").json

    assert ["newsletter"] == [each["purpose"] for each in known["record"]["consents"]]
    assert 2 == len(known["history"])
    declined = house.run("contacts", "erase", ada, input="n\n")
    assert 1 == declined.code
    assert 0 == house("contacts", "erase", ada, "--yes", "--json").json["left"]
    assert 1 == house.run("contacts", "show", ada).code
