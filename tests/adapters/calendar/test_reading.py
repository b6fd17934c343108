"""
What calendar files say: as programs write them, right or wrong, and within bounds.
"""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.calendar import IcalendarFiles
from crm_core.calendars import EntryKind
from crm_core.shared import Invalid

READER = IcalendarFiles()
ZONE = """\
BEGIN:VTIMEZONE
TZID:Our Time
BEGIN:STANDARD
DTSTART:16010101T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE"""


def event(*lines):
    return "\n".join(("BEGIN:VEVENT", "UID:one", "SUMMARY:Talk", *lines, "END:VEVENT"))


def calendar(*parts):
    return "\r\n".join(
        ("BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", "")
    ).encode()


def only(raw):
    (found,) = READER.read(raw).calendars
    return found


def moments(raw, *, zone="UTC", since=2026, until=2027):
    found = READER.instances(
        only(raw),
        start=datetime(since, 1, 1, tzinfo=UTC),
        end=datetime(until, 1, 1, tzinfo=UTC),
        zone=zone,
    )
    return [
        f"{each.starts_at:%m-%d %H:%M}/{each.ends_at:%d %H:%M}" for each in found.found
    ]


@pytest.mark.parametrize(
    ("written", "zone", "at"),
    [
        ("DTSTART;TZID=Europe/Berlin:20260701T100000", "Europe/Berlin", "07-01 08:00"),
        (
            "DTSTART;TZID=W. Europe Standard Time:20260701T100000",
            "Europe/Berlin",
            "07-01 08:00",
        ),
        (
            'DTSTART;TZID="/example.org/20070129_1/America/New_York":20260701T100000',
            "America/New_York",
            "07-01 14:00",
        ),
        ("DTSTART;TZID=Europe_London:20260701T100000", "Europe/London", "07-01 09:00"),
        ("DTSTART;TZID=Our Time:20260701T100000", "Our Time", "07-01 08:00"),
        ("DTSTART;TZID=Our Time:20260329T023000", "Our Time", "03-29 01:30"),
        ("DTSTART;TZID=Our Time:20261025T023000", "Our Time", "10-25 00:30"),
        (
            'DTSTART;TZID="(UTC-03:00) Somewhere":20260701T100000',
            "(UTC-03:00) Somewhere",
            "07-01 13:00",
        ),
        (
            'DTSTART;TZID="Amsterdam, Berlin, Rome":20260701T100000',
            "Europe/Amsterdam",
            "07-01 08:00",
        ),
        ("DTSTART:20260701T100000Z", "UTC", "07-01 10:00"),
        ("DTSTART:20260701T100000+0200", "UTC", "07-01 08:00"),
        ("DTSTART:20260701T100000", "", "07-01 01:00"),
    ],
)
def test_zones_are_known_by_their_many_names(written, zone, at):
    """
    Those of the IANA database, of Windows, of paths before either, of the calendar's
    own definition; a time without one is of where it is read.
    """
    raw = calendar(ZONE, event(written))

    assert zone == only(raw).entries[0].starts.zone
    assert [f"{at}/{at.split('-')[1]}"] == moments(raw, zone="Asia/Tokyo")


def test_the_zone_that_a_calendar_calls_its_own_is_that_of_its_times():
    """
    A rule goes by its clocks then, although the file says moments in UTC.
    """
    raw = calendar(
        "X-WR-TIMEZONE:Europe/Berlin",
        event("DTSTART:20260328T080000Z", "RRULE:FREQ=DAILY;COUNT=2"),
    )

    assert ["03-28 08:00/28 08:00", "03-29 07:00/29 07:00"] == moments(raw)


def test_a_series_with_its_exceptions():
    """
    One occurrence left out, one moved, one added with a length of its own, and from one
    on all an hour later.
    """
    series = event(
        "DTSTART;TZID=Our Time:20260105T100000",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=6",
        "EXDATE;TZID=Our Time:20260112T100000",
        "RDATE;VALUE=PERIOD;TZID=Our Time:20260110T120000/PT2H",
    )
    moved = event(
        "RECURRENCE-ID;TZID=Our Time:20260119T100000",
        "DTSTART;TZID=Our Time:20260120T150000",
        "DTEND;TZID=Our Time:20260120T153000",
    )
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Our Time:20260202T100000",
        "DTSTART;TZID=Our Time:20260202T110000",
        "DURATION:PT1H",
    )

    assert [
        "01-05 09:00/05 10:00",
        "01-10 11:00/10 13:00",
        "01-20 14:00/20 14:30",
        "01-26 09:00/26 10:00",
        "02-02 10:00/02 11:00",
        "02-09 10:00/09 11:00",
    ] == moments(calendar(ZONE, moved, series, later))


def test_whole_days_shift_nowhere():
    raw = calendar(
        event("DTSTART;VALUE=DATE:20260329", "RRULE:FREQ=MONTHLY;COUNT=2"),
    )
    found = READER.instances(
        only(raw),
        start=datetime(2026, 1, 1, tzinfo=UTC),
        end=datetime(2027, 1, 1, tzinfo=UTC),
        zone="Pacific/Auckland",
    ).found

    assert ["2026-03-29", "2026-04-29"] == [each.starts.spelled() for each in found]
    assert ["2026-03-30", "2026-04-30"] == [each.ends.spelled() for each in found]


def test_the_later_word_on_a_series_holds():
    """
    Of several that say the same, the one of the highest sequence, wherever it stands.
    """
    new = event("DTSTART:20260105T100000Z", "SEQUENCE:2")
    old = event("DTSTART:20260106T100000Z", "SEQUENCE:1")

    assert ["01-05 10:00/05 10:00"] == moments(calendar(new, old))
    assert ["01-05 10:00/05 10:00"] == moments(calendar(old, new))


def test_vcalendar_of_the_nineties():
    """
    Quoted-printable with soft line breaks, and rules in the grammar of its time.
    """
    raw = (
        b"BEGIN:VCALENDAR\nVERSION:1.0\nBEGIN:VEVENT\n"
        b"SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:M=C3=BCnchen =\n=26 Ulm\n"
        b"DTSTART:20260105T100000Z\nRRULE:W1 MO TH #3\nEND:VEVENT\nEND:VCALENDAR\n"
    )

    assert "München & Ulm" == only(raw).entries[0].summary
    assert 3 == len(moments(raw))


def test_damage_is_read_around_and_told():
    """
    A fold that splits a letter, a byte order mark, lines broken without a fold, no end,
    a letter of Windows-1252, escapes, a second calendar.
    """
    raw = (
        b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:M\xc3\r\n \xbcnchen\r\n"
        b"LOCATION:Caf\xe9\r\nDESCRIPTION:one\\, two\\nthree\r\nfour and more\r\n"
        b"DTSTART:20260101T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:Call\r\nDUE:20260102"
    )
    file = READER.read(raw)
    first, second = file.calendars
    entry = first.entries[0]

    assert ("München", "Café") == (entry.summary, entry.place)
    assert "one, two\nthreefour and more" == entry.description
    assert ["Call"] == [each.summary for each in second.of_kind(EntryKind.TODO)]
    assert 4 == len(file.defects)
    assert ("It has no UID.",) == entry.defects


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"\r\n\0", "empty"),
        (b"Dear all,\nsee you on Monday", "Not a calendar"),
        (b"PK\x03\x04" + bytes(1000), "Not a calendar"),
        (b"<html>BEGIN:VCALENDAR</html>", "Not a calendar"),
        (calendar("BEGIN:VEVENT\n" * 3000), "nested"),
    ],
)
def test_what_is_no_calendar_is_refused_with_the_reason(raw, reason):
    with pytest.raises(Invalid, match=reason):
        READER.read(raw)


@pytest.mark.parametrize(
    "written",
    [
        "DTSTART:20249999",
        "DTSTART:Next Year",
        "DTSTART:20260101T250000Z",
        "DTSTART;TZID=Nowhere:20260101T100000",
        "DTSTART:20260102T100000Z\nDTEND:20260101T100000Z",
        "DTSTART:20260102T100000Z\nDURATION:soon",
        "DTSTART:20260102T100000Z\nRRULE:FREQ=SOMETIMES",
        "DTSTART:99991231T235959Z\nDURATION:P9D",
    ],
)
def test_an_entry_tells_what_is_wrong_with_it(written):
    (entry,) = only(calendar(event(written))).entries

    assert 1 <= len(entry.defects)


@pytest.mark.parametrize(
    "written",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "RRULE:FREQ=MINUTELY;COUNT=999999999",
        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\nRRULE:FREQ=HOURLY;BYHOUR=3",
        "RDATE:" + ",".join(["20260101T100000Z"] * 20_000),
    ],
)
def test_recurrences_without_end_are_cut_and_told(written):
    """
    However often they recur, or never, between the first year and the last.
    """
    found = only(calendar(event("DTSTART:00010101T000000Z", written)))
    instances = READER.instances(
        found,
        start=datetime(2026, 1, 1, tzinfo=UTC),
        end=datetime(9999, 12, 31, tzinfo=UTC),
        zone="Asia/Tokyo",
        most=100,
    )

    assert 100 >= len(instances.found)
    assert instances.cut or found.entries[0].defects


def test_a_definition_of_a_zone_without_end_is_given_up():
    """
    And the times of that zone float.
    """
    changes = ZONE.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "FREQ=SECONDLY")
    found = only(calendar(changes, event("DTSTART;TZID=Our Time:20260101T100000")))

    assert 1 <= len(found.defects)
    assert found.entries[0].starts is not None


PIECES = st.sampled_from(
    [
        b"BEGIN:VCALENDAR\r\n",
        b"END:VCALENDAR\r\n",
        b"BEGIN:VEVENT\r\n",
        b"END:VEVENT\r\n",
        b"BEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\n",
        b"END:STANDARD\r\nEND:VTIMEZONE\r\n",
        b"DTSTART;TZID=x:20260101T100000\r\n",
        b"DTSTART;VALUE=DATE:20260101\r\n",
        b"DTEND:99991231T235959Z\r\n",
        b"TZOFFSETTO:+9999\r\n",
        b"TZOFFSETFROM:-0100\r\n",
        b"DURATION:-P5W\r\n",
        b"RRULE:FREQ=YEARLY;BYWEEKNO=53;BYSETPOS=-1\r\n",
        b"RRULE:FREQ=DAILY;UNTIL=00010101\r\n",
        b"EXDATE;VALUE=DATE:20260101\r\n",
        b"RECURRENCE-ID;RANGE=THISANDFUTURE:00010101T000000Z\r\n",
        b"UID:1\r\n",
        b"SEQUENCE:99999999999999999999\r\n",
        b"X-WR-TIMEZONE:Asia/Tokyo\r\n",
        b'ATTENDEE;CN="a;b:c;PARTSTAT=x:mailto:\r\n',
        b" folded",
        b"=\r\n",
        b"\xff\xfe",
        b"\x00",
    ]
)


@given(pieces=st.lists(PIECES | st.binary(max_size=8), max_size=30))
def test_no_file_breaks_the_reader(pieces):
    """
    It answers, or refuses with a reason, whatever the order of lines and bytes.
    """
    try:
        file = READER.read(b"BEGIN:VCALENDAR\r\n" + b"".join(pieces))
    except Invalid as error:
        assert error.errors
        return
    for each in file.calendars:
        found = READER.instances(
            each,
            start=datetime(2025, 1, 1, tzinfo=UTC),
            end=datetime(2030, 1, 1, tzinfo=UTC),
            zone="America/New_York",
            most=50,
        )
        assert all(one.starts_at <= one.ends_at for one in found.found)
