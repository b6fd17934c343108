"""
The pure rules of merging: what is moved, joined, and taken back.
"""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.duplicates import REFERENCES
from crm_core.duplicates.model import grouped, moved_values, pointers, taken_back

A, B, C = (UUID(int=n) for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("name", "before", "after", "now", "expected", "stays"),
    [
        ("title", "a", "b", "b", "a", False),
        ("title", "a", "b", "c", "c", True),
        ("title", "a", "b", "a", "a", False),
        ("title", None, "b", None, None, False),
        ("address", {"city": "A"}, {"city": "B"}, {"city": "C"}, {"city": "C"}, True),
        ("tags", ["a"], ["a", "b"], ["a", "b", "c"], ["a", "c"], False),
        ("tags", ["a"], ["a", "b"], ["B", "c"], ["c"], False),
        ("tags", ["a", "b"], ["a"], ["a", "c"], ["a", "b", "c"], False),
        (
            "emails",
            [{"address": "a@x.example", "kind": "work"}],
            [
                {"address": "b@x.example", "kind": "work"},
                {"address": "a@x.example", "kind": "work"},
            ],
            [
                {"address": "B@X.example", "kind": "home"},
                {"address": "a@x.example", "kind": "work"},
                {"address": "c@x.example", "kind": "work"},
            ],
            [
                {"address": "a@x.example", "kind": "work"},
                {"address": "c@x.example", "kind": "work"},
            ],
            False,
        ),
        (
            "custom",
            {"a": 1},
            {"a": 1, "b": 2},
            {"a": 1, "b": 2, "c": 3},
            {"a": 1, "c": 3},
            False,
        ),
        ("custom", {"a": 1}, {"a": 2}, {"a": 3}, {"a": 3}, True),
        ("custom", {"a": 1}, {"a": 2, "b": 2}, {"a": 2}, {"a": 1}, False),
        ("social_profiles", None, {"x": "u"}, {"x": "u", "y": "v"}, {"y": "v"}, False),
        ("social_profiles", None, {"x": "u"}, {"x": "u"}, None, False),
        ("custom", {}, {"b": 2}, {}, {}, False),
    ],
)
def test_what_goes_back(name, before, after, now, expected, stays):
    """
    What the merge brought goes, what came since stays, and only what was changed in
    between stands in the way.
    """
    assert (expected, stays) == taken_back(name, before=before, after=after, now=now)


VALUES = st.lists(st.sampled_from("abcdef"), unique=True)


@given(before=VALUES, brought=VALUES, since=VALUES, out=VALUES)
def test_lists_go_back_around_later_changes(before, brought, since, out):
    """
    For any list: what was added since stays and what was taken out stays out, whatever
    the merge brought is gone unless it was there before.
    """
    after = list(dict.fromkeys([*before, *brought]))
    now = [each for each in dict.fromkeys([*after, *since]) if each not in out]

    back, stays = taken_back("tags", before=before, after=after, now=now)

    assert not stays
    assert {*back} == ({*before} - {*out}) | ({*since} - {*after} - {*out})


@given(before=VALUES, brought=VALUES)
def test_nothing_in_between_is_undone_exactly(before, brought):
    """
    Without later changes the list is as it was, order included.
    """
    after = list(dict.fromkeys([*brought, *before]))

    assert (before, False) == taken_back("tags", before=before, after=after, now=after)


def test_pointers_move():
    """
    Plain pointers, and those in lists: two places in what is one company are one, with
    both roles, however long they are.
    """
    contact = {
        "company_id": str(A),
        "affiliations": [
            {"company_id": str(A), "role": "x" * 99},
            {"company_id": str(B), "role": None},
            {"company_id": str(C), "role": "Owner"},
        ],
    }

    moved = moved_values(contact, pointers(kind="contact"), {A, B}, C)

    assert {
        "company_id": str(C),
        "affiliations": [{"company_id": str(C), "role": "x" * 99}],
    } == moved
    assert {} == moved_values(contact, pointers(kind="contact"), {uuid4()}, C)


def test_every_pointer_is_registered():
    """
    Whatever points at a contact or company has a line: a field of theirs that holds
    ids and is forgotten here would be left pointing at nothing.
    """
    from crm_core.companies import COMPANY_FIELDS
    from crm_core.contacts import CONTACT_FIELDS

    fields = {
        (kind, field.name)
        for kind, table in (("contact", CONTACT_FIELDS), ("company", COMPANY_FIELDS))
        for field in table.by_name.values()
        if field.writable and getattr(field.kind, "of", None) in {"contact", "company"}
    }

    assert fields <= {(each.kind, each.field) for each in REFERENCES}


def test_groups():
    """
    Couples that share a record are one group; groups and records are in order.
    """
    ids = [UUID(int=n) for n in range(8)]
    couples = [(ids[6], ids[7]), (ids[0], ids[3]), (ids[3], ids[1]), (ids[7], ids[5])]

    assert [[ids[0], ids[1], ids[3]], [ids[5], ids[6], ids[7]]] == grouped(couples)
    assert [] == grouped([])
