"""
Rules and members as data: what is refused, with its name, and what comes back.
"""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.routing import (
    MEMBER_FIELDS,
    RULE_FIELDS,
    Method,
    OutsideHours,
    RoutingRule,
    new_rule,
    stored_rule,
)
from crm_core.shared import Choice, Field, Fields, Id, Invalid, Number, Text
from tests.strategies import junk

LEADS = Fields.of(
    [
        Field(name="country", label="Country", kind=Text()),
        Field(name="source", label="Source", kind=Choice(("Web", "Fair"))),
        Field(name="employees", label="Employees", kind=Number()),
        Field(name="assigned_to", label="Owner", kind=Id("user")),
    ]
)
RULE, ADA, BEN, TEAM = (UUID(int=each) for each in (9, 1, 2, 7))
WHOLE = {
    "name": "Large in Germany",
    "position": 3,
    "active": True,
    "when": "country:DE,AT employees:>=50",
    "users": [str(ADA), str(BEN)],
    "teams": [str(TEAM)],
    "method": "weighted",
    "weights": {str(ADA): 3},
    "skills": ["country"],
    "outside_hours": "leave",
    "nobody_free": "leave",
}


def test_a_rule_comes_back():
    """
    A rule is read from plain data and written as the same; what is left out is usual.
    """
    rule = new_rule(RULE, WHOLE, LEADS)
    short = new_rule(RULE, {"name": "All", "users": [str(ADA)]}, LEADS)

    assert WHOLE == rule.to_json()
    assert rule == stored_rule(RULE, rule.to_json())
    assert RoutingRule(id=RULE, name="All", users=(ADA,)) == short
    assert Method.ROUND_ROBIN is short.method
    assert OutsideHours.ASSIGN is short.outside_hours


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "  "}, {"name"}),
        ({"nmae": "x"}, {"nmae"}),
        ({"position": -1}, {"position"}),
        ({"position": "first"}, {"position"}),
        ({"when": "contry:DE"}, {"when.contry"}),
        ({"when": "employees:x assigned_to:b"}, {"when.employees", "when.assigned_to"}),
        ({"when": "berlin"}, {"when.search"}),
        ({"when": "country:DE sort:country"}, {"when.sort"}),
        ({"when": "assigned_to:me"}, {"when.assigned_to"}),
        ({"users": [str(ADA), "ben"]}, {"users.1"}),
        ({"users": [], "teams": [], "weights": {}}, {"users"}),
        ({"users": str(ADA)}, {"users"}),
        ({"method": "random"}, {"method"}),
        ({"method": "owner"}, {"users", "weights"}),
        ({"method": "round-robin"}, {"weights"}),
        ({"weights": {str(ADA): 0, "ben": 1}}, {f"weights.{ADA}", "weights.ben"}),
        ({"weights": {str(ADA): 1.5}}, {f"weights.{ADA}"}),
        ({"weights": {str(TEAM): 2}, "teams": []}, {f"weights.{TEAM}"}),
        ({"skills": ["language"]}, {"skills.0"}),
        ({"outside_hours": "wait"}, {"outside_hours"}),
        (
            {"name": 1, "when": "x:1", "nobody_free": 0},
            {"name", "when.x", "nobody_free"},
        ),
    ],
)
def test_every_wrong_value_is_named(change, expected):
    """
    What a rule cannot be is refused with the path of each value, when it is made and
    when it is edited.
    """
    rule = new_rule(RULE, WHOLE, LEADS)

    with pytest.raises(Invalid) as made:
        new_rule(RULE, WHOLE | change, LEADS)
    with pytest.raises(Invalid) as edited:
        rule.edited(change, LEADS)

    assert expected == {each.field for each in made.value.errors}
    assert expected == {each.field for each in edited.value.errors}


@given(raw=st.dictionaries(st.sampled_from(sorted(RULE_FIELDS.by_name)), junk))
def test_junk_rules(raw):
    """
    Any values make a rule that comes back, or are refused.
    """
    try:
        rule = new_rule(RULE, raw, LEADS)
    except Invalid as refused:
        assert refused.errors
    else:
        assert rule == stored_rule(RULE, rule.to_json())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"capacity": -1}, {"capacity"}),
        (
            {"capacity": "many", "hours": {}},
            {"capacity", "hours.time_zone", "hours.week"},
        ),
        ({"absences": [{"first": "soon"}]}, {"absences.0.first"}),
        ({"skills": {"language": "de"}}, {"skills.language"}),
        ({"skills": {"language": ["de", 1]}}, {"skills.language.1"}),
    ],
)
def test_members_as_data(raw, expected):
    """
    What a member cannot have is refused with the path of each value.
    """
    with pytest.raises(Invalid) as refused:
        MEMBER_FIELDS.parse(raw)

    assert expected == {each.field for each in refused.value.errors}


@given(raw=st.dictionaries(st.sampled_from(sorted(MEMBER_FIELDS.by_name)), junk))
def test_junk_members(raw):
    """
    Any values are read, or refused as such.
    """
    try:
        MEMBER_FIELDS.parse(raw)
    except Invalid as refused:
        assert refused.errors
