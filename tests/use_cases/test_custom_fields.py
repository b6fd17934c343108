"""
Fields of an organization's own, in memory and on PostgreSQL.
"""

import pytest

from crm_core.changes import list_change_sets
from crm_core.companies import add_company, get_company
from crm_core.contacts import (
    add_contact,
    edit_contact,
    edit_contacts,
    get_contact,
    list_contacts,
)
from crm_core.custom_fields import (
    CustomFieldTaken,
    add_custom_field,
    edit_custom_field,
    list_custom_fields,
    remove_custom_field,
)
from crm_core.shared import Condition, Invalid, NotFound, Operator, Query, Term
from tests.builders import names_found
from tests.storage import unchanged

GIVEN = {
    "text": ("Café Müller", "Café Müller"),
    "long-text": ("two\nlines", "two\nlines"),
    "number": (42.5, "42.5"),
    "date": ("2026-03-14", "2026-03-14"),
    "flag": (False, False),
    "choice": ("RED", "Red"),
    "url": ("example.com", "https://example.com"),
    "tags": (["VIP", "vip", "Gold"], ["VIP", "Gold"]),
}
FOUND = {
    "text": ['"café müller"', '"CAFÉ MÜLLER"', "any", "-other"],
    "long-text": ["any"],
    "number": ["42.5", ">42", "42..43", "<=42.50", "-43"],
    "date": ["2026-03-14", ">2026-03-13", "2026-03-01..2026-03-14", "-none"],
    "flag": ["false", "-true"],
    "choice": ["red", "Red", "blue,red"],
    "url": ['"https://example.com"', '"HTTPS://EXAMPLE.com"'],
    "tags": ["vip", "gold,other", "-other"],
}
NOT_FOUND = {
    "text": ["cafe", "none", '-"café müller"'],
    "long-text": ["none", "two"],
    "number": [">42.5", "none", "-42.5"],
    "date": ["<2026-03-14", "-2026-03-14"],
    "flag": ["true", "-false", "none"],
    "choice": ["green", "none"],
    "url": ["none"],
    "tags": ["other", "none", "-vip"],
}
CASES = [
    (kind, text, known)
    for known, table in ((True, FOUND), (False, NOT_FOUND))
    for kind, texts in table.items()
    for text in texts
]


def define(crm, actor, kind, *, name="it", record="contact"):
    options = ["Red", "Green"] if kind == "choice" else None
    return crm.run(
        actor, add_custom_field, record=record, name=name, kind=kind, options=options
    )


@pytest.mark.parametrize("kind", GIVEN)
def test_round_trip(crm, actor, kind):
    """
    A value of each kind is stored clean, and read as it was stored.
    """
    define(crm, actor, kind)
    define(crm, actor, kind, record="company")
    given, stored = GIVEN[kind]
    contact = crm.run(actor, add_contact, first_name="Ada", custom={"it": given})
    company = crm.run(actor, add_company, name="Harbor", custom={"it": given})

    assert {"it": stored} == contact.custom == company.custom
    assert contact == crm.run(actor, get_contact, contact.id)
    assert company == crm.run(actor, get_company, company.id)


@pytest.mark.parametrize(("kind", "text", "known"), CASES)
def test_filter(crm, actor, kind, text, known):
    """
    Contacts are found by their own fields, as by any other.
    """
    define(crm, actor, kind)
    crm.run(actor, add_contact, first_name="Ada", custom={"it": GIVEN[kind][0]})
    negated = "-" if text.startswith("-") else ""
    query = f"{negated}custom.it:{text.removeprefix('-')}"

    assert (["Ada"] if known else []) == names_found(crm, actor, query)


def test_merge(crm, actor):
    """
    An edit of some own values keeps the others; None takes one away, or all.
    """
    for name in ("a", "b", "c"):
        define(crm, actor, "text", name=name)
    contact = crm.run(actor, add_contact, first_name="Ada", custom={"a": "1", "b": "2"})

    def edited(custom):
        return crm.run(actor, edit_contact, contact.id, custom=custom).custom

    assert {"a": "1", "b": "3", "c": "4"} == edited({"b": "3", "c": "4"})
    assert {"a": "1", "c": "4"} == edited({"b": None})
    assert {} == edited(None)


def test_bulk(crm, actor):
    """
    A bulk edit lays own values over those of each record.
    """
    for name in ("a", "b"):
        define(crm, actor, "text", name=name)
    for number in range(3):
        custom = {"a": f"a{number}"}
        crm.run(actor, add_contact, first_name=f"P{number}", custom=custom)
    crm.run(actor, edit_contacts, query=Query(), custom={"b": "same"})
    rows = crm.run(actor, list_contacts).items

    assert {("a0", "same"), ("a1", "same"), ("a2", "same")} == {
        (row.custom["a"], row.custom["b"]) for row in rows
    }


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "text", "name": "it"}, {"record"}),
        ({}, {"record", "name", "kind"}),
        ({"record": "contact", "kind": "text", "name": "Shoe size"}, {"name"}),
        ({"record": "contact", "kind": "text", "name": "it; drop"}, {"name"}),
        ({"record": "deal", "kind": "money", "name": "it"}, {"record", "kind"}),
        ({"record": "contact", "kind": "choice", "name": "it"}, {"options"}),
        (
            {"record": "contact", "kind": "text", "name": "it", "options": ["a"]},
            {"options"},
        ),
        ({"record": "contact", "kind": "text", "name": "it", "x": 1}, {"x"}),
    ],
)
def test_wrong(works, crm, actor, fields, wrong):
    """
    A definition that is wrong is refused, with every field that is.
    """
    with unchanged(works), pytest.raises(Invalid) as caught:
        crm.run(actor, add_custom_field, **fields)

    assert wrong == {error.field for error in caught.value.errors}


def test_taken(works, crm, actor, other_actor):
    """
    A name is there once for each kind of record in an organization.
    """
    define(crm, actor, "text")
    define(crm, actor, "number", record="company")
    define(crm, other_actor, "date")
    with unchanged(works), pytest.raises(CustomFieldTaken):
        define(crm, actor, "number")


def test_kind_is_fixed(works, crm, actor):
    """
    Label and options change, kind and name never do.
    """
    custom = define(crm, actor, "choice")
    for name in ("kind", "name", "record"):
        with unchanged(works), pytest.raises(Invalid) as caught:
            crm.run(actor, edit_custom_field, custom.id, **{name: "text"})
        assert [name] == [error.field for error in caught.value.errors]
    crm.run(actor, edit_custom_field, custom.id, label="It", options=["Blue"])

    (edited,) = crm.run(actor, list_custom_fields, "contact")
    assert ("It", ("Blue",), 2) == (edited.label, edited.options, edited.version)


def test_removed(works, crm, actor, other_actor):
    """
    A removed field can be neither set nor asked for; its values stay where they are.
    """
    custom = define(crm, actor, "text")
    contact = crm.run(actor, add_contact, first_name="Ada", custom={"it": "x"})
    with unchanged(works), pytest.raises(NotFound):
        crm.run(other_actor, remove_custom_field, custom.id)
    crm.run(actor, remove_custom_field, custom.id)
    asked = Query(conditions=(Condition("custom.it", (Term(Operator.ANY),)),))
    with unchanged(works), pytest.raises(Invalid):
        crm.run(actor, edit_contact, contact.id, custom={"it": "y"})
    with unchanged(works), pytest.raises(Invalid):
        crm.run(actor, list_contacts, asked)
    crm.run(actor, edit_contact, contact.id, title="CEO")

    assert {"it": "x"} == crm.run(actor, get_contact, contact.id).custom
    assert "Edit contact Ada" == crm.run(actor, list_change_sets).items[0].label


@pytest.mark.parametrize("after", GIVEN)
@pytest.mark.parametrize("before", GIVEN)
def test_kind_follows_kind(crm, actor, before, after):
    """
    Values left by a removed field never break the filters of another of its name.
    """
    custom = define(crm, actor, before)
    crm.run(actor, add_contact, first_name="Old", custom={"it": GIVEN[before][0]})
    crm.run(actor, remove_custom_field, custom.id)
    define(crm, actor, after)
    crm.run(actor, add_contact, first_name="New", custom={"it": GIVEN[after][0]})

    for text in (*FOUND[after], *NOT_FOUND[after]):
        negated = "-" if text.startswith("-") else ""
        found = names_found(crm, actor, f"{negated}custom.it:{text.removeprefix('-')}")
        assert (text in FOUND[after]) == ("New" in found)


def test_other_organization(crm, actor, other_actor):
    """
    Another organization's fields are not known here.
    """
    define(crm, actor, "text")

    assert [] == crm.run(other_actor, list_custom_fields)
    with pytest.raises(Invalid):
        crm.run(other_actor, add_contact, first_name="Ada", custom={"it": "x"})


def test_search_box(crm, actor):
    """
    Custom texts are found by the search box; numbers and days are no words.
    """
    define(crm, actor, "text")
    crm.run(actor, add_contact, first_name="Ada", custom={"it": "Difference Engine"})
    crm.run(actor, add_contact, first_name="Bo", custom={"it": "1843"})

    assert ["Ada"] == names_found(crm, actor, "engine")
    assert [] == names_found(crm, actor, "1843")
