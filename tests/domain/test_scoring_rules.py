"""
Scoring rules as data: what they give, and what is no rule.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from crm_core.scoring import read_rules, score
from crm_core.shared import (
    Choice,
    Date,
    Email,
    Field,
    Fields,
    Invalid,
    Moment,
    Number,
    Tags,
    Text,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIELDS = Fields.of(
    [
        Field(name="country", label="Country", kind=Text()),
        Field(name="email", label="E-mail", kind=Email()),
        Field(name="employees", label="Employees", kind=Number()),
        Field(name="source", label="Source", kind=Choice(("web", "fair"))),
        Field(name="tags", label="Tags", kind=Tags()),
        Field(name="met_on", label="Met on", kind=Date()),
        Field(name="last_activity_at", label="Last activity", kind=Moment()),
        Field(name="activity_count", label="Activities", kind=Number()),
    ]
)
FACTS = {
    "country": "DE",
    "email": "Ada@Example.org",
    "employees": Decimal(50),
    "source": "fair",
    "tags": ("VIP", "old"),
    "met_on": date(2026, 2, 27),
    "last_activity_at": NOW - timedelta(days=30),
    "activity_count": 7,
}


def rules(*each):
    return read_rules(
        [{"name": f"r{n}", **rule} for n, rule in enumerate(each)], FIELDS
    )


@pytest.mark.parametrize(
    ("when", "met"),
    [
        ("", True),
        ("country:de", True),
        ("country:FR", False),
        ("-country:FR", True),
        ("country:FR,DE", True),
        ("employees:>=50", True),
        ("employees:>50", False),
        ("employees:10..60", True),
        ("source:fair tags:vip", True),
        ("tags:new", False),
        ("email:ada@example.org", True),
        ("met_on:>=-7d", True),
        ("met_on:2026-02-27", True),
        ("last_activity_at:this-month", False),
        ("country:none", False),
        ("activity_count:any", True),
    ],
)
def test_conditions(when, met):
    """
    A rule gives its points to those who meet all conditions, as lists are filtered.
    """
    assert (5 if met else 0) == score(
        rules({"when": when, "points": 5}), FACTS, FIELDS, NOW
    ).points


def test_a_missing_value_meets_only_none():
    """
    Of nothing known, comparisons do not hold and their opposite does.
    """
    given = rules(
        {"when": "employees:>=1", "points": 1},
        {"when": "employees:none", "points": 2},
        {"when": "-country:FR", "points": 4},
    )

    assert 6 == score(given, {}, FIELDS, NOW).points


def test_points_fade_multiply_and_are_capped():
    """
    Half after a half-life, times a count up to a cap; reasons add up to the total.
    """
    given = rules(
        {"when": "", "points": 8, "half_life_days": 30, "since": "last_activity_at"},
        {"when": "", "points": 3, "each": "activity_count", "cap": 10},
        {"when": "country:DE", "points": -2},
    )

    found = score(given, FACTS, FIELDS, NOW)

    assert [("r1", 10), ("r0", 4), ("r2", -2)] == [
        (each.rule, pytest.approx(each.points)) for each in found.reasons
    ]
    assert 12 == pytest.approx(found.points)
    assert "30 days since last_activity_at" in found.reasons[1].why


def test_points_stay_between_0_and_100():
    """
    The score is clipped; the total is not.
    """
    high = score(rules({"when": "", "points": 150}), FACTS, FIELDS, NOW)
    low = score(rules({"when": "", "points": -150}), FACTS, FIELDS, NOW)

    assert ((100, 150), (0, -150)) == (
        (high.points, high.total),
        (low.points, low.total),
    )


def test_without_the_day_nothing_fades():
    """
    Points that fade from an unknown day are not given; a day to come fades nothing.
    """
    given = rules(
        {"when": "", "points": 8, "half_life_days": 30, "since": "last_activity_at"}
    )

    assert 0 == score(given, {}, FIELDS, NOW).points
    tomorrow = {"last_activity_at": NOW + timedelta(days=1)}
    assert 8 == score(given, tomorrow, FIELDS, NOW).points


def test_rules_are_written_as_they_are_read():
    """
    The data of a rule read again is the same rule.
    """
    given = rules(
        {"when": "country:DE employees:>=50 -tags:vip", "points": 5, "cap": 3},
        {"when": "", "points": 8, "half_life_days": 30, "since": "met_on"},
    )

    assert given == read_rules([each.data() for each in given], FIELDS)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"points": "many"}, "rules.0.points"),
        ({"points": float("nan")}, "rules.0.points"),
        ({"points": 1001}, "rules.0.points"),
        ({"points": True}, "rules.0.points"),
        ({"points": None}, "rules.0.points"),
        ({"when": "nothing:1"}, "rules.0.when"),
        ({"when": "just words"}, "rules.0.when"),
        ({"when": None}, "rules.0.when"),
        ({"name": ""}, "rules.0.name"),
        ({"half_life_days": 3}, "rules.0.since"),
        ({"since": "met_on"}, "rules.0.half_life_days"),
        ({"half_life_days": 0, "since": "met_on"}, "rules.0.half_life_days"),
        ({"half_life_days": 3, "since": "country"}, "rules.0.since"),
        ({"each": "country"}, "rules.0.each"),
        ({"cap": -1}, "rules.0.cap"),
        ({"colour": "red"}, "rules.0.colour"),
    ],
)
def test_each_fault_is_named(wrong, named):
    """
    Whatever is wrong with a rule is named by its place.
    """
    with pytest.raises(Invalid) as refused:
        read_rules([{"name": "r", "when": "", "points": 1, **wrong}], FIELDS)

    assert {named} == {each.field for each in refused.value.errors}


def test_all_faults_are_named_at_once():
    """
    Every rule's faults come together; names are not given twice.
    """
    with pytest.raises(Invalid) as refused:
        read_rules(
            [
                {"name": "A", "when": "x:1", "points": 1},
                3,
                {"name": "a", "when": "", "points": "x"},
            ],
            FIELDS,
        )

    assert {"rules.0.when", "rules.1", "rules.2.points", "rules.2.name"} == {
        each.field for each in refused.value.errors
    }


@pytest.mark.parametrize("raw", [None, {}, "x", [{}] * 101])
def test_what_is_no_list_of_rules(raw):
    """
    Anything but a list of at most a hundred rules is refused.
    """
    with pytest.raises(Invalid):
        read_rules(raw, FIELDS)
