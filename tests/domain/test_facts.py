"""
Conditions over facts that are not stored: each kind of field, each operator.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.shared import (
    Choice,
    Date,
    Email,
    Field,
    Fields,
    Flag,
    Id,
    Moment,
    Number,
    Phone,
    Tags,
    Text,
    WholeNumber,
    parse_text,
    to_text,
    unmet,
)
from tests.strategies import junk

TODAY = date(2026, 10, 14)
ADA = UUID(int=1)
FIELDS = Fields.of(
    Field(name=name, label=name, kind=kind)
    for name, kind in {
        "city": Text(),
        "source": Choice(("Web", "Fair")),
        "email": Email(),
        "phone": Phone(),
        "size": Number(),
        "score": WholeNumber(0, 100),
        "born": Date(),
        "seen": Moment(),
        "tags": Tags(),
        "consent": Flag(),
        "assigned_to": Id("user"),
    }.items()
)
FACTS = {
    "city": "Łódź",
    "source": "Web",
    "email": "Ada@Example.org",
    "phone": "+49 30 901820",
    "size": 50,
    "score": 70,
    "born": date(2026, 10, 1),
    "seen": datetime(2026, 10, 14, 8, tzinfo=UTC),
    "tags": ["VIP", "fair 2026"],
    "consent": True,
    "assigned_to": ADA,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("city:łódź", True),
        ("city:Lodz", False),
        ("city:Berlin,łódź", True),
        ("-city:Berlin", True),
        ("-city:łódź", False),
        ("city:any", True),
        ("city:none", False),
        ("source:web size:>=50", True),
        ("source:web size:>50", False),
        ("email:ada@EXAMPLE.org", True),
        ('phone:"+4930901820"', True),
        ("size:50", True),
        ("size:10..50", True),
        ("size:<50", False),
        ("size:<=50", True),
        ("score:>=70.0", True),
        ("born:this-month", True),
        ("born:>=2026-10-02", False),
        ("born:2026-09-01..2026-10-01", True),
        ("seen:today", True),
        ("seen:<2026-10-14", False),
        ("seen:>-1d", True),
        ("tags:vip", True),
        ("tags:other", False),
        ("-tags:other", True),
        ("consent:true", True),
        ("consent:false", False),
        (f"assigned_to:{ADA}", True),
        ("assigned_to:me", False),
    ],
)
def test_what_conditions_mean(text, expected):
    """
    Facts meet what the same words find in a list.
    """
    conditions = parse_text(text, FIELDS).conditions

    assert expected == (unmet(conditions, FACTS, FIELDS, TODAY) is None)


@pytest.mark.parametrize("name", FIELDS.by_name)
@pytest.mark.parametrize("missing", [{}, None, "", object()])
def test_no_value(name, missing):
    """
    A fact that is missing, empty or of another sort is no value.
    """
    facts = {} if missing == {} else {name: missing}
    conditions = parse_text(f"{name}:none", FIELDS).conditions

    assert unmet(conditions, facts, FIELDS, TODAY) is None


def test_the_first_that_is_not_met():
    """
    Of several conditions the first that fails is told.
    """
    query = parse_text("source:Web city:Berlin size:>99", FIELDS)

    failed = unmet(query.conditions, FACTS, FIELDS, TODAY)

    assert query.conditions[1] == failed


@given(
    fact=st.decimals(-99, 99, places=2) | st.integers(-99, 99),
    low=st.integers(-99, 99),
    high=st.integers(-99, 99),
)
def test_numbers(fact, low, high):
    """
    Numbers compare as numbers, whatever they are written as.
    """
    for text, expected in {
        f"size:{low}..{high}": low <= fact <= high,
        f"size:>{low}": fact > low,
        f"-size:<={high}": fact > high,
    }.items():
        conditions = parse_text(text, FIELDS).conditions
        for spelled in (fact, str(fact), Decimal(fact)):
            met = unmet(conditions, {"size": spelled}, FIELDS, TODAY) is None
            assert expected == met


@given(data=st.data())
def test_junk_breaks_nothing(data):
    """
    Facts of any sort are judged: a condition or its contrary holds, never both.
    """
    name = data.draw(st.sampled_from(sorted(FIELDS.by_name)))
    facts = {name: data.draw(junk)}
    value = to_text(parse_text(f"{name}:any", FIELDS)).partition(":")[2]

    has = unmet(parse_text(f"{name}:{value}", FIELDS).conditions, facts, FIELDS, TODAY)
    not_ = unmet(
        parse_text(f"-{name}:{value}", FIELDS).conditions, facts, FIELDS, TODAY
    )

    assert (has is None) != (not_ is None)
