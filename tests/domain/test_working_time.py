"""
Working time: what the clock on the wall shows, minute by minute, is the truth.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.shared import DayRange, DaysOff, Invalid, NeverWorking, WorkingHours
from tests.strategies import junk

MINUTE = timedelta(minutes=1)
OFFICE = {day: ["09:00-12:30", "13:30-18:00"] for day in ("mon", "tue", "wed", "thu")}
NIGHTS = {day: ["22:00-06:00"] for day in ("fri", "sat", "sun")}
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Asia/Kathmandu",  # 5 hours 45 ahead
    "America/Havana",  # clocks go back at 01:00 and forward at midnight
    "America/Goose_Bay",  # until 2011 clocks went back at 00:01, into the day before
    "Pacific/Apia",  # had no 30 December 2011
    "UTC",
]
CHANGES = [
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2026, 4, 4, tzinfo=UTC),
    datetime(2026, 10, 3, tzinfo=UTC),
    datetime(2010, 11, 7, tzinfo=UTC),
    datetime(2011, 12, 30, tzinfo=UTC),
    datetime(2026, 7, 1, tzinfo=UTC),
]


def hours(week=OFFICE, zone="Europe/Berlin", holidays=()):
    raw = {"time_zone": zone, "week": week, "holidays": holidays}
    return WorkingHours.read(raw)


@st.composite
def weeks(draw):
    """
    Hours of any shape: each day has up to three spans, the last may go past midnight.
    """
    week = {}
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
        # From 06:00 on, so that the night before, which ends by then, is over.
        edges = st.integers(6 * 4, 24 * 4)
        cuts = sorted(draw(st.sets(edges, max_size=6)))
        pairs = [*zip(cuts[::2], cuts[1::2], strict=False)]
        week[day] = [f"{clock(a)}-{clock(b)}" for a, b in pairs]
        if draw(st.booleans()) and (not pairs or pairs[-1][1] <= 88):
            week[day].append(f"22:00-{clock(draw(st.integers(1, 24)))}")
    if not any(week.values()):
        week["mon"] = ["00:00-24:00"]
    return week


def clock(quarters):
    return f"{quarters // 4:02}:{quarters % 4 * 15:02}"


def shown_inside(given, moment):
    """
    What the definition says, with nothing of how it is computed.
    """
    wall = moment.astimezone(ZoneInfo(given["time_zone"]))
    for back in (0, 1):
        day = wall.date() - timedelta(days=back)
        name = day.strftime("%a").lower()
        off = any(first <= day <= last for first, last in given["off"])
        for span in () if off else given["week"].get(name, ()):
            start, end = (int(x[:2]) * 60 + int(x[3:]) for x in span.split("-"))
            end += 1440 if end <= start else 0
            minute = wall.hour * 60 + wall.minute + back * 1440
            if start <= minute < end:
                return True
    return False


@st.composite
def cases(draw):
    change = draw(st.sampled_from(CHANGES))
    start = change + MINUTE * draw(st.integers(-2 * 1440, 1440))
    day = change.date() + timedelta(days=draw(st.integers(-2, 3)))
    off = draw(st.lists(st.just((day, day + timedelta(days=1))), max_size=1))
    return {
        "time_zone": draw(st.sampled_from(ZONES)),
        "week": draw(weeks()),
        "off": off,
    }, start


def made(given):
    off = [{"first": str(a), "last": str(b)} for a, b in given["off"]]
    return hours(given["week"], given["time_zone"], off)


@given(case=cases(), minutes=st.integers(0, 3 * 1440))
def test_time_between_is_the_minutes_walked(case, minutes):
    """
    The working time between two moments is the number of its minutes in which the
    clock shows a time inside the hours, in every zone and across every change.
    """
    given, start = case
    subject = made(given)
    walked = [start + MINUTE * each for each in range(minutes)]
    inside = [shown_inside(given, each) for each in walked]

    assert inside[::97] == [subject.is_working(each) for each in walked[::97]]
    end = start + MINUTE * minutes
    assert MINUTE * sum(inside) == subject.working_time_between(start, end)
    assert -MINUTE * sum(inside) == subject.working_time_between(end, start)


@given(case=cases(), amount=st.integers(1, 1200))
def test_due_moment_is_the_last_minute_walked(case, amount):
    """
    Working time is added by walking minutes that are inside, and never ends outside.
    """
    given, start = case
    subject = made(given)
    at, left = start, amount
    while left:
        left -= shown_inside(given, at)
        at += MINUTE

    due = subject.add_working_time(start, MINUTE * amount)

    assert at == due
    assert MINUTE * amount == subject.working_time_between(start, due)
    opens, closes = subject.next_stretch(start)
    assert subject.is_working(opens)
    assert not subject.working_time_between(start, opens)
    assert closes - opens == subject.working_time_between(start, closes)


@pytest.mark.parametrize(
    ("zone", "day", "span", "expected"),
    [
        ("Europe/Berlin", date(2026, 3, 29), "01:00-04:00", 120),
        ("Europe/Berlin", date(2026, 10, 25), "01:00-04:00", 240),
        ("Europe/Berlin", date(2026, 10, 25), "02:15-02:45", 60),
        ("Europe/Berlin", date(2026, 3, 29), "02:00-03:00", 0),
        ("America/New_York", date(2026, 11, 1), "00:00-24:00", 1500),
        ("Australia/Lord_Howe", date(2026, 4, 5), "00:00-24:00", 1470),
        ("Asia/Kathmandu", date(2026, 4, 5), "00:00-24:00", 1440),
        ("Pacific/Apia", date(2011, 12, 30), "00:00-24:00", 0),
    ],
)
def test_nights_of_changed_clocks(zone, day, span, expected):
    """
    A night without its third hour is an hour shorter, one with two an hour longer.
    """
    subject = hours({day.strftime("%a").lower(): [span]}, zone)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)

    worked = subject.working_time_between(start, start + timedelta(days=5))

    assert timedelta(minutes=expected) == worked


def test_the_repeated_hour_is_passed_in_order():
    """
    Where two spans meet inside the hour that is shown twice, time passes through both
    of them before it comes to the first again.
    """
    subject = hours({"sun": ["01:00-02:30", "02:30-04:00"]})
    midnight = datetime(2026, 10, 24, 22, tzinfo=UTC)  # in Berlin

    due = subject.add_working_time(midnight, 100 * MINUTE)

    assert midnight + 160 * MINUTE == due


def test_the_last_minute_of_a_day():
    """
    What fills a day exactly is due at its end, not at the beginning of the next.
    """
    morning = datetime(2026, 7, 1, 7, tzinfo=UTC)

    due = hours().add_working_time(morning, timedelta(hours=8))

    assert morning + timedelta(hours=9) == due


def test_friday_evening_is_due_on_monday():
    """
    Two hours given on Friday after work are due on Monday at eleven, by local time;
    with Monday a holiday on Tuesday.
    """
    week = OFFICE | {"fri": ["09:00-17:00"]}
    friday = datetime(2026, 10, 23, 18, 30, tzinfo=UTC)
    monday = [{"first": "2026-10-26", "name": "Day of the office"}]
    due = timedelta(hours=2)

    on_monday = hours(week).add_working_time(friday, due)
    on_tuesday = hours(week, holidays=monday).add_working_time(friday, due)

    assert datetime(2026, 10, 26, 10, tzinfo=UTC) == on_monday
    assert datetime(2026, 10, 27, 10, tzinfo=UTC) == on_tuesday


def test_a_holiday_takes_the_whole_shift():
    """
    A night shift belongs to the day on which it begins.
    """
    subject = hours(NIGHTS, holidays=[{"first": "2026-07-03"}])  # a Friday

    assert not subject.is_working(datetime(2026, 7, 3, 21, tzinfo=UTC))
    assert not subject.is_working(datetime(2026, 7, 4, 1, tzinfo=UTC))
    assert subject.is_working(datetime(2026, 7, 5, 1, tzinfo=UTC))


def test_endless_holidays():
    """
    Hours that holidays take away wholly are refused; the search ends.
    """
    years = [
        {"first": f"{year}-01-01", "last": f"{year + 9}-12-31"}
        for year in range(2020, 2060, 10)
    ]
    subject = hours(holidays=years)
    now = datetime(2026, 7, 1, tzinfo=UTC)

    with pytest.raises(NeverWorking):
        subject.add_working_time(now, MINUTE)
    with pytest.raises(NeverWorking):
        subject.next_stretch(now)
    year = timedelta(days=365)
    assert timedelta() == subject.working_time_between(now, now + year)


@pytest.mark.parametrize(
    ("amount", "moment"),
    [
        (-MINUTE, datetime(2026, 7, 1, tzinfo=UTC)),
        (timedelta(days=4000), datetime(2026, 7, 1, tzinfo=UTC)),
        (timedelta(days=900), datetime(9998, 1, 1, tzinfo=UTC)),
        (MINUTE, datetime.max.replace(tzinfo=UTC)),
        (MINUTE, datetime(2026, 7, 1)),
    ],
)
def test_amounts_and_moments_that_cannot_be(amount, moment):
    """
    A negative or enormous amount, the end of the calendar and a moment without its
    zone are refused as such.
    """
    with pytest.raises(Invalid):
        hours().add_working_time(moment, amount)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, {"time_zone", "week"}),
        ({"time_zone": "Europe/Atlantis", "week": OFFICE}, {"time_zone"}),
        ({"time_zone": "../etc/passwd", "week": OFFICE}, {"time_zone"}),
        ({"time_zone": "UTC", "week": {}}, {"week"}),
        ({"time_zone": "UTC", "week": {"mon": []}}, {"week"}),
        ({"time_zone": "UTC", "week": {"mo": ["09:00-17:00"]}}, {"week.mo"}),
        (
            {
                "time_zone": "UTC",
                "week": {"mon": ["9-5", "09:00-09:00", "09:00-25:00"]},
            },
            {"week.mon.0", "week.mon.1", "week.mon.2"},
        ),
        ({"time_zone": "UTC", "week": {"mon": "09:00-17:00"}}, {"week.mon"}),
        (
            {"time_zone": "UTC", "week": {"mon": ["09:00-12:00", "11:59-13:00"]}},
            {"week.mon"},
        ),
        (
            {
                "time_zone": "UTC",
                "week": {"sun": ["22:00-06:00"], "mon": ["05:00-9:00"]},
            },
            {"week.mon.0"},
        ),
        (
            {
                "time_zone": "UTC",
                "week": {"sun": ["22:00-06:00"], "mon": ["05:00-09:00"]},
            },
            {"week.mon"},
        ),
        (
            {
                "time_zone": "UTC",
                "week": OFFICE,
                "holidays": [
                    {"first": "2026-02-30"},
                    {"last": "2026-02-01"},
                    {"first": "2026-02-02", "last": "2026-02-01", "nmae": "x"},
                ],
                "lunch": 1,
            },
            {
                "holidays.0.first",
                "holidays.1.first",
                "holidays.2.last",
                "holidays.2.nmae",
                "lunch",
            },
        ),
    ],
)
def test_every_wrong_part_is_named(raw, expected):
    """
    Hours that cannot be are refused with the path of each part that is wrong.
    """
    with pytest.raises(Invalid) as refused:
        WorkingHours.read(raw)

    assert expected == {each.field for each in refused.value.errors}


@given(raw=junk | st.fixed_dictionaries({"time_zone": junk, "week": junk}))
def test_junk_is_refused(raw):
    """
    Nothing but hours is read as hours, and nothing breaks.
    """
    with pytest.raises(Invalid):
        WorkingHours.read(raw)


@given(case=cases())
def test_plain_data_comes_back(case):
    """
    Hours written as plain data are read as the same hours.
    """
    subject = made(case[0])

    assert subject == WorkingHours.read(subject.to_json())


@given(
    ranges=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=8),
    day=st.integers(0, 90),
)
def test_days_off(ranges, day):
    """
    A day is off when a range holds it, however the ranges overlap, and it is told
    until when.
    """
    start = date(2026, 1, 1)
    days = [start + timedelta(days=each) for each in range(120)]
    subject = DaysOff([DayRange(days[a], days[a + more]) for a, more in ranges])
    holding = [a + more for a, more in ranges if a <= day <= a + more]

    expected = days[max(holding)] if holding else None

    assert expected == subject.until(days[day])
    assert subject == DaysOff.read(subject.to_json())
