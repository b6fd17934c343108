"""
Calendars that are written: read back the same, with zones that hold.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.calendar import IcalendarFiles
from crm_adapters.calendar.components import read_components
from crm_adapters.calendar.expansion import Budget
from crm_adapters.calendar.zone_writing import define_zone
from crm_adapters.calendar.zones import define_zone as read_zone
from crm_core.calendars import Attendee, Calendar, Entry, When

FILES = IcalendarFiles()
STAMP = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = sorted(available_timezones())
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n,;:\\"^'),
    max_size=200,
).map(str.strip)


def wall(*parts, zone="Europe/Berlin"):
    return When(datetime(*parts), zone, ZoneInfo(zone))


def back(*entries):
    (calendar,) = FILES.read(FILES.write(Calendar(entries=entries)).encode()).calendars
    return calendar.entries


@given(
    summary=TEXTS,
    description=TEXTS,
    place=TEXTS,
    zone=st.sampled_from(ZONES),
    at=st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)),
)
def test_what_is_written_is_read(summary, description, place, zone, at):
    """
    Whatever is in a text: no name makes a second entry (case EXP-10), and no line is
    longer than 75 octets.
    """
    begins = When(at.replace(microsecond=0, fold=0), zone, ZoneInfo(zone))
    entry = Entry(
        uid="one@example.com",
        sequence=2,
        summary=summary,
        description=description,
        place=place,
        starts=begins,
        ends=begins,
        stamp=STAMP,
    )
    text = FILES.write(Calendar(method="REQUEST", entries=(entry,)))
    (calendar,) = FILES.read(text.encode()).calendars
    (found,) = calendar.entries

    assert "REQUEST" == calendar.method
    assert (summary, description, place) == (
        found.summary,
        found.description,
        found.place,
    )
    assert begins.value == found.starts.value
    assert max(map(len, text.encode().split(b"\r\n"))) <= 75


def test_a_series_with_people_and_exceptions_is_read_back():
    series = Entry(
        uid="one@example.com",
        summary="Weekly",
        starts=wall(2026, 1, 5, 10),
        ends=wall(2026, 1, 5, 11),
        rules=("FREQ=WEEKLY;COUNT=9;BYDAY=MO",),
        exceptions=(wall(2026, 1, 12, 10),),
        organizer=Attendee(address="ann@example.com", name="Ann; the 1st, of: all"),
        attendees=(Attendee(address="ben@example.com", name="Ben", rsvp=True),),
        status="CONFIRMED",
        stamp=STAMP,
        alarms=(timedelta(minutes=15),),
    )
    moved = Entry(
        uid="one@example.com",
        replaces=wall(2026, 1, 19, 10),
        starts=wall(2026, 1, 20, 10),
        ends=wall(2026, 1, 20, 11),
        stamp=STAMP,
    )
    day = Entry(
        uid="two",
        starts=When(date(2026, 1, 1)),
        ends=When(date(2026, 1, 2)),
        stamp=STAMP,
    )

    assert (series, moved, day) == back(series, moved, day)


@pytest.mark.parametrize("name", ZONES[:: max(1, len(ZONES) // 40)])
def test_a_zone_is_defined_as_it_is(name):
    """
    For every hour that is looked at, in the years to come; nobody's own definition is
    used by the name, so it is read as that of another.
    """
    raw = define_zone(name, 2025).to_ical()
    root = read_components(b"BEGIN:VCALENDAR\r\n" + raw + b"END:VCALENDAR\r\n")
    defined = read_zone(name, root.children[0].children[0], Budget())
    known = ZoneInfo(name)
    moments = [
        datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=13 * number)
        for number in range(8_000)
    ]

    assert [each.astimezone(known).utcoffset() for each in moments] == [
        each.astimezone(defined).utcoffset() for each in moments
    ]
