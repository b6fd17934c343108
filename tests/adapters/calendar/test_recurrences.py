"""
When the occurrences of a rule are: against python-dateutil, over clocks that leap, and
bounded however the rule is made.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from crm_adapters.calendar import RfcRecurrences
from crm_core.shared import Invalid

RECURRENCES = RfcRecurrences()
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def occurrences(rule, start, until, *, zone="UTC", after=None, most=10_000, without=()):
    return RECURRENCES.occurrences(
        rule,
        start=start,
        zone=zone,
        after=after or start,
        until=until,
        most=most,
        without=without,
    )


def listed(values, most=3):
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)


@st.composite
def rules(draw):
    """
    Rules as calendars have them, less what dateutil is known to get wrong: numbered
    and plain weekdays in one list, and the 53rd week.
    """
    frequency = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 4))}"]
    ends = ("", "COUNT=7", "UNTIL=20250815T000000", "UNTIL=20250815T093000Z")
    parts.append(draw(st.sampled_from(ends)))
    maybe = st.booleans()
    if draw(maybe):
        parts.append(f"BYMONTH={','.join(draw(listed(tuple('123456789'))))}")
    if frequency != "WEEKLY" and draw(maybe):
        days = draw(listed(("1", "13", "29", "31", "-1", "-30")))
        parts.append(f"BYMONTHDAY={','.join(days)}")
    if draw(maybe):
        numbers = ("",)
        if frequency in ("MONTHLY", "YEARLY"):
            numbers = draw(st.sampled_from((("",), ("1", "2", "-1"))))
        days = draw(listed(tuple(n + day for n in numbers for day in WEEKDAYS)))
        parts.append(f"BYDAY={','.join(days)}")
        if draw(maybe):
            parts.append(f"BYSETPOS={draw(st.sampled_from(('1', '-1', '2,-2')))}")
        if draw(maybe):
            parts.append(f"WKST={draw(st.sampled_from(WEEKDAYS))}")
    if draw(maybe):
        parts.append("BYHOUR=9,14")
    return ";".join(part for part in parts if part)


@given(rule=rules(), day=st.integers(0, 400), later=st.sampled_from((0, 90, 1000)))
def test_the_same_moments_as_dateutil_finds(rule, day, later):
    """
    Whatever the rule, and wherever the window begins.
    """
    start = datetime(2023, 1, 1, 9, 30, tzinfo=UTC) + timedelta(days=day)
    after = start + timedelta(days=later)
    until = after + timedelta(days=800)
    try:
        found = occurrences(rule, start, until, after=after)
    except Invalid as error:
        assume(error.errors[0].code not in {"never", "seldom"})
        raise
    theirs = rule.replace("T000000", "T000000Z")
    expected = rrulestr(theirs, dtstart=start).between(after, until, inc=True)

    assert [each for each in expected if each < until] == found


def test_nine_in_the_morning_stays_nine_when_clocks_change():
    """
    Over both nights of a year at which Berlin's clocks change (VAL-20).
    """
    zone = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 1, 9, tzinfo=zone)
    found = occurrences(
        "FREQ=DAILY", start, datetime(2026, 11, 30, tzinfo=UTC), zone="Europe/Berlin"
    )

    assert {9} == {each.astimezone(zone).hour for each in found}
    assert {UTC} == {each.tzinfo for each in found}
    assert 274 == len(found)
    assert all(
        timedelta(hours=23) <= later - earlier <= timedelta(hours=25)
        for earlier, later in pairwise(found)
    )


def test_a_time_that_the_clocks_skip_happens_once():
    """
    Half past two does not exist in the night to 29 March: it is an hour later then, and
    once in the night when it exists twice.
    """
    zone = ZoneInfo("Europe/Berlin")
    spring, autumn = (
        occurrences(
            "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=30",
            datetime(2026, month, day, 2, 30, tzinfo=zone),
            datetime(2026, month, day, 23, tzinfo=zone),
            zone="Europe/Berlin",
        )
        for month, day in ((3, 29), (10, 25))
    )

    assert [datetime(2026, 3, 29, 1, 30, tzinfo=UTC)] == spring
    assert [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
    ] == autumn


def test_exceptions_are_left_out_and_still_counted():
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    left_out = start + timedelta(days=7)
    found = occurrences(
        "FREQ=WEEKLY;COUNT=3", start, start + timedelta(days=99), without={left_out}
    )

    assert [start, start + timedelta(days=14)] == found


def test_the_last_week_of_a_year_may_end_in_the_next():
    """
    1 January 2022 is in the 52nd week of 2021, which dateutil denies.
    """
    start = datetime(2021, 12, 1, 9, tzinfo=UTC)
    found = occurrences(
        "FREQ=YEARLY;BYWEEKNO=52;BYDAY=SA", start, datetime(2022, 6, 1, tzinfo=UTC)
    )

    assert [datetime(2022, 1, 1, 9, tzinfo=UTC)] == found


@pytest.mark.parametrize(
    ("rule", "spelled"),
    [
        ("rrule:freq=weekly;byday=th,mo;interval=1", "FREQ=WEEKLY;BYDAY=TH,MO"),
        ("FREQ=MONTHLY;BYDAY=-1FR,+2MO;", "FREQ=MONTHLY;BYDAY=-1FR,2MO"),
        ("COUNT=3;FREQ=DAILY;WKST=SU", "FREQ=DAILY;COUNT=3;WKST=SU"),
        (
            "FREQ=YEARLY;UNTIL=20301231T235959Z;BYMONTHDAY=1;BYMONTH=12,3",
            "FREQ=YEARLY;UNTIL=20301231T235959Z;BYMONTH=3,12;BYMONTHDAY=1",
        ),
    ],
)
def test_a_rule_has_one_spelling(rule, spelled):
    """
    Which is a rule of its own, spelled the same.
    """
    assert spelled == RECURRENCES.check(rule)
    assert spelled == RECURRENCES.check(spelled)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("", "rule"),
        ("every monday", "rule"),
        ("COUNT=3", "rule"),
        ("FREQ=", "rule"),
        ("FREQ=FORTNIGHTLY", "frequency"),
        ("FREQ=SECONDLY", "frequency"),
        ("FREQ=HOURLY;COUNT=2", "frequency"),
        ("FREQ=DAILY;FREQ=WEEKLY", "rule"),
        ("FREQ=DAILY;COUNT=999999999", "rule"),
        ("FREQ=DAILY;COUNT=0", "rule"),
        ("FREQ=DAILY;COUNT=３", "rule"),
        ("FREQ=DAILY;INTERVAL=100000", "rule"),
        ("FREQ=DAILY;INTERVAL=0", "rule"),
        ("FREQ=DAILY;COUNT=1;UNTIL=20300101", "rule"),
        ("FREQ=DAILY;UNTIL=20300230", "rule"),
        ("FREQ=DAILY;UNTIL=soon", "rule"),
        ("FREQ=DAILY;BYSECOND=1", "rule"),
        ("FREQ=DAILY;BYEASTER=1", "rule"),
        ("FREQ=DAILY;BYDAY=1MO", "rule"),
        ("FREQ=MONTHLY;BYDAY=0MO", "rule"),
        ("FREQ=MONTHLY;BYDAY=XX", "rule"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "rule"),
        ("FREQ=MONTHLY;BYWEEKNO=1", "rule"),
        ("FREQ=MONTHLY;BYSETPOS=1", "rule"),
        ("FREQ=YEARLY;BYMONTH=13", "rule"),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO", "rule"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never"),
        ("FREQ=DAILY;WKST=XX", "rule"),
        ("FREQ=DAILY;" * 100, "length"),
    ],
)
def test_what_is_no_rule_is_refused_by_name(rule, code):
    with pytest.raises(Invalid) as refused:
        RECURRENCES.check(rule)

    assert code == refused.value.errors[0].code


@pytest.mark.parametrize("year", [1, 1900, 2026, 9999])
@pytest.mark.parametrize(
    ("rule", "most"),
    [
        ("FREQ=DAILY", 50),
        ("FREQ=DAILY;BYHOUR=0,6,12,18;BYMINUTE=0,30", 50),
        ("FREQ=DAILY;COUNT=10000", 50),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", 50),
        ("FREQ=YEARLY;INTERVAL=1000", 50),
        ("FREQ=DAILY;UNTIL=99991231", 50),
    ],
)
def test_the_window_and_the_number_bound_what_is_found(rule, most, year):
    """
    From the first year that has a date to the last.
    """
    start = datetime(year, 12, 31, 23, 59, tzinfo=UTC)
    after, until = datetime(2026, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    found = occurrences(
        rule, start, until, zone="Europe/Berlin", after=after, most=most
    )

    assert most >= len(found)
    assert all(after <= each < until for each in found)


def test_a_search_without_end_is_given_up():
    """
    Every seventh day from a Tuesday is never a Monday.
    """
    start = datetime(2026, 1, 6, tzinfo=UTC)
    with pytest.raises(Invalid, match="Too seldom"):
        occurrences("FREQ=DAILY;INTERVAL=7;BYDAY=MO", start, start.replace(year=9999))
