"""
The kernel: spans of days, ids, cursors, pages.
"""

import base64
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import RFC_4122

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.shared import (
    Invalid,
    Operator,
    PageRequest,
    Term,
    Word,
    as_moment,
    new_uuid7,
    read_cursor,
    span_of,
    write_cursor,
)
from tests.strategies import any_text

TODAY = date(2026, 3, 14)  # a Saturday
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("word", "low", "high"),
    [
        ("today", "2026-03-14", "2026-03-15"),
        ("yesterday", "2026-03-13", "2026-03-14"),
        ("tomorrow", "2026-03-15", "2026-03-16"),
        ("this-week", "2026-03-09", "2026-03-16"),
        ("last-week", "2026-03-02", "2026-03-09"),
        ("next-week", "2026-03-16", "2026-03-23"),
        ("this-month", "2026-03-01", "2026-04-01"),
        ("last-month", "2026-02-01", "2026-03-01"),
        ("last-quarter", "2025-10-01", "2026-01-01"),
        ("this-quarter", "2026-01-01", "2026-04-01"),
        ("next-year", "2027-01-01", "2028-01-01"),
        ("30d", "2026-04-13", "2026-04-14"),
        ("-7d", "2026-03-07", "2026-03-08"),
    ],
)
def test_period(word, low, high):
    """
    A word for a period means its days, the end not included.
    """
    span = span_of(Term(Operator.IS, Word(word)), TODAY)

    assert (date.fromisoformat(low), date.fromisoformat(high)) == span


@given(DAYS, st.sampled_from(["week", "month", "quarter", "year"]))
def test_periods_meet(today, what):
    """
    Last, this and next follow each other without gap, and this one has today.
    """
    spans = [
        span_of(Term(Operator.IS, Word(f"{when}-{what}")), today)
        for when in ("last", "this", "next")
    ]

    assert all(one[1] == other[0] for one, other in pairwise(spans))
    assert spans[1][0] <= today < spans[1][1]


@given(DAYS, DAYS)
def test_comparisons(day, other):
    """
    Before, on and after a day share out all days; from and until are what they say.
    """

    def holds(operator):
        low, high = span_of(Term(operator, day), TODAY)
        return (low is None or low <= other) and (high is None or other < high)

    assert [other < day, other == day, other > day] == [
        holds(Operator.LT),
        holds(Operator.IS),
        holds(Operator.GT),
    ]
    assert [other <= day, other >= day] == [holds(Operator.LTE), holds(Operator.GTE)]


def test_between_moments():
    """
    A range has both its ends in it.
    """
    one = datetime(2026, 1, 1, tzinfo=UTC)
    low, high = span_of(Term(Operator.BETWEEN, one, one), TODAY)

    assert (one, one + timedelta(microseconds=1)) == (low, high)


@pytest.mark.parametrize("operator", [Operator.IS, Operator.GT, Operator.LTE])
@pytest.mark.parametrize("value", [date.max, Word("99999d"), Word("-99999d")])
def test_out_of_range(operator, value):
    """
    Days beyond the calendar are refused.
    """
    today = date(9999, 1, 1) if value != Word("-99999d") else date(1, 1, 1)
    with pytest.raises(Invalid):
        span_of(Term(operator, value), today)


@pytest.mark.parametrize("operator", [Operator.GTE, Operator.LT])
def test_last_day(operator):
    """
    From or before the last day of the calendar is in range.
    """
    assert date.max in span_of(Term(operator, date.max), TODAY)


def test_as_moment():
    """
    A day begins at midnight, UTC.
    """
    assert datetime(2026, 3, 14, tzinfo=UTC) == as_moment(TODAY)


def test_ids_sort_by_creation():
    """
    Ids made one after another sort so, and are version 7.
    """
    ids = []
    for _ in range(50):
        ids.append(new_uuid7())
        while new_uuid7().int >> 64 == ids[-1].int >> 64:
            pass

    assert ids == sorted(ids)
    assert {(7, RFC_4122)} == {(each.version, each.variant) for each in ids}


positions = st.lists(st.none() | st.integers() | any_text | st.booleans(), max_size=4)


@given(positions, any_text)
def test_cursor_round_trip(position, bound_to):
    """
    A cursor means the position that it was made for, unless it could not be sent on.
    """
    cursor = write_cursor(position, bound_to=bound_to)
    try:
        read = read_cursor(cursor, bound_to=bound_to, length=len(position))
    except Invalid:
        with pytest.raises(UnicodeEncodeError):
            "".join(each for each in position if isinstance(each, str)).encode()
    else:
        assert position == read


def test_half_a_character():
    """
    A cursor with half a character in it is refused, not passed on.
    """
    cursor = write_cursor(["\ud800"], bound_to="list")
    with pytest.raises(Invalid):
        read_cursor(cursor, bound_to="list", length=1)


@given(any_text, any_text, any_text)
def test_foreign_cursor(word, one, other):
    """
    A cursor of another list, organization or length is refused (TEN-15).
    """
    cursor = write_cursor([word], bound_to=f"{one}|a")

    for bound_to, length in [(f"{other}|b", 1), (f"{one}|a", 2)]:
        with pytest.raises(Invalid):
            read_cursor(cursor, bound_to=bound_to, length=length)


@given(st.binary(max_size=60), st.integers(0, 59), st.integers(1, 255))
def test_tampered_cursor(raw, place, flip):
    """
    A cursor with one byte changed, or made up, is refused.
    """
    cursor = write_cursor(["2026-01-01", 5], bound_to="list")
    known = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    known[place % len(known)] ^= flip

    for made_up in (bytes(known), raw):
        with pytest.raises(Invalid):
            text = base64.urlsafe_b64encode(made_up).decode()
            read_cursor(text, bound_to="list", length=2)


@given(any_text)
def test_junk_cursor(text):
    """
    Any text at all is refused as a cursor.
    """
    with pytest.raises(Invalid):
        read_cursor(text, bound_to="list", length=1)


@pytest.mark.parametrize("wrong", [{"size": 0}, {"size": 201}, {"number": 0}])
def test_page_request(wrong):
    """
    A page is one of at most 200 rows.
    """
    with pytest.raises(Invalid):
        PageRequest(**wrong)
