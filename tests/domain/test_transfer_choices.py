"""
Choices are kept for the next file, and columns become custom fields.
"""

import pytest

from crm_core.custom_fields import CustomKind
from crm_core.shared import Invalid
from crm_core.transfers import (
    Noun,
    Why,
    choose_columns,
    draft_contact,
    fingerprint,
    new_custom_fields,
    suggest_mapping,
    suggest_new_fields,
)

from .test_transfer_formats import custom

GOOGLE = [
    "Given Name", "Family Name", "Phone 1 - Type", "Phone 1 - Value", "Birthday",
    "Home Street", "Home City", "Column 7",
]  # fmt: skip


def test_choices_that_say_what_is_suggested_keep_what_belongs_together():
    """
    The label of a number, the group of an address; others go where they are told.
    """
    suggested = suggest_mapping(GOOGLE)
    choices = {each.header: each.choice for each in suggested.columns}
    choices |= {"Family Name": "-", "Column 7": "notes", "Birthday": "new:date"}
    again = choose_columns(suggested, GOOGLE, choices, why=Why.SAVED)
    row = {"Given Name": "Ann", "Family Name": "Lee", "Phone 1 - Type": "Mobile",
           "Phone 1 - Value": "123 456", "Birthday": "1990-02-03",
           "Home Street": "Road 1", "Home City": "Rome", "Column 7": "x"}  # fmt: skip
    draft = draft_contact(row, again)

    assert draft.fields == {
        "first_name": "Ann",
        "phones": [{"number": "123 456", "kind": "mobile"}],
        "address": {"street": "Road 1", "city": "Rome"},
        "notes": "x",
    }
    assert {"birthday": "1990-02-03"} == draft.custom
    assert ("Family Name",) == again.unmapped
    assert choices == {c.header: c.choice for c in again.columns} | {"Family Name": "-"}
    assert {Why.SAVED} == {column.why for column in again.columns}


def test_files_with_the_same_headers_share_a_fingerprint():
    """
    In any order and spelling; other headers or rows of another kind do not.
    """
    known = fingerprint(["First Name", "E-Mail"], Noun.CONTACTS)

    assert known == fingerprint(["e mail*", "FirstName"], Noun.CONTACTS)
    assert known != fingerprint(["First Name", "E-Mail"], Noun.COMPANIES)
    assert known != fingerprint(["First Name", "E-Mail", "Phone"], Noun.CONTACTS)
    assert known != fingerprint(["First Name", "E-Mail", "?"], Noun.CONTACTS)


@pytest.mark.parametrize(
    ("header", "cells", "name", "kind"),
    [
        ("Birthday", ["1990-02-03", "04.05.1991"], "birthday", "date"),
        ("Date de naissance", ["01/02/1990"], "date_de_naissance", "date"),
        ("Middle Name", ["M.", "Jane"], "middle_name", "text"),
        ("Spouse", ["Bob"], "spouse", "text"),
        ("Budget (EUR)", ["1.200,50", "7"], "budget_eur", "number"),
        ("Customer no", ["0012", "0013"], "customer_no", "text"),
        ("Interested?", ["Yes", "no"], "interested", "flag"),
        ("Photo", ["https://x.example/1"], "photo", "url"),
        ("Story", ["a\nb"], "story", "long-text"),
        ("2. Wahl", ["x"], "field_2_wahl", "text"),
        ("誕生日", ["x"], "field_bfe2f4a9", "text"),
    ],
)
def test_columns_without_a_place_could_be_custom_fields(header, cells, name, kind):
    """
    The preview offers it; until somebody wants it the cells are told as unused.
    """
    sample = [{header: cell} for cell in cells]
    mapping = suggest_mapping([header], sample=sample)
    offered = suggest_new_fields(mapping, sample)
    wanted = choose_columns(mapping, [header], {header: "new"}, sample=sample)

    assert (header,) == mapping.unmapped
    assert [(name, kind, len(cells))] == [(o.name, o.kind, o.cells) for o in offered]
    assert [CustomKind(kind)] == [column.new for column in wanted.columns]
    assert [{"record": "contact", "name": name, "label": header, "kind": kind}] == list(
        new_custom_fields(wanted, [])
    )


def test_new_fields_have_names_of_their_own():
    """
    Two columns of one name are two fields; one that exists with that kind is used.
    """
    headers = ["Score", "score ", "Rank"]
    mapping = choose_columns(
        suggest_mapping(headers), headers,
        {"Score": "new:number", "score ": "new:text", "Rank": "new"},
    )  # fmt: skip

    assert ["score", "score_2"] == [
        each["name"] for each in new_custom_fields(mapping, [custom("rank", "text")])
    ]
    assert {"score": "1", "score_2": "a", "rank": "b"} == draft_contact(
        {"Score": "1", "score ": "a", "Rank": "b"}, mapping
    ).custom


def test_a_field_of_another_kind_is_not_overwritten():
    """
    Whoever wants it maps the column to it outright, or names no kind.
    """
    named = choose_columns(suggest_mapping(["Rank"]), ["Rank"], {"Rank": "new"})
    assert () == new_custom_fields(named, [custom("rank", "number")])
    mapping = choose_columns(suggest_mapping(["Rank"]), ["Rank"], {"Rank": "new:text"})

    with pytest.raises(Invalid, match=r"map the column to custom\.rank"):
        new_custom_fields(mapping, [custom("rank", "number")])


@pytest.mark.parametrize("spelled", ["new:choice", "new:money", "newer"])
def test_only_known_kinds_are_made(spelled):
    """
    A choice has options that no column tells.
    """
    with pytest.raises(Invalid):
        choose_columns(suggest_mapping(["X"]), ["X"], {"X": spelled})


def test_two_columns_of_one_custom_field_lose_nothing():
    """
    The first fills it; another that says something else is told as unused.
    """
    choices = {"A": "custom.x", "B": "custom.x", "C": "custom.x"}
    mapping = choose_columns(suggest_mapping(list(choices)), list(choices), choices)
    draft = draft_contact({"A": "1", "B": "2", "C": "1"}, mapping)

    assert ({"x": "1"}, ["B"]) == (draft.custom, draft.unused)
