"""
What is understood of activities in words, and what is left as it was said.
"""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_core.activities import understand

MONDAY = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def understood(text, *, now=MONDAY, zone=BERLIN, language="en"):
    return understand(text, now=now, zone=zone, language=language)


def codes(found):
    return [each.code for each in found.doubts]


def at(text):
    return datetime.fromisoformat(text)


def test_all_that_can_be_said_in_one_line():
    """
    Owner, records, day, times, place, priority and reminder leave the subject.
    """
    found = understood(
        'Meet Ada next Friday 10:30-11:15 #"Acme Ltd" #globex place:Berlin @marta !high'
        " remind me 15 min before"
    )

    assert ("meeting", "Meet Ada") == (found.type, found.subject)
    assert (at("2026-12-04T09:30Z"), at("2026-12-04T10:15Z")) == (
        found.starts,
        found.ends,
    )
    assert ("marta", ("Acme Ltd", "globex")) == (found.owner, found.about)
    assert ("Berlin", "high", 45, (15,)) == (
        found.place,
        found.priority,
        found.duration,
        found.reminders,
    )
    assert ["next-week"] == codes(found)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "x today", "2026-11-23"),
        ("en", "x the day after tomorrow", "2026-11-25"),
        ("en", "x friday", "2026-11-27"),
        ("en", "x on Wed.", "2026-11-25"),
        ("en", "x by sat", "2026-11-28"),
        ("en", "x this friday", "2026-11-27"),
        ("en", "x in two weeks", "2026-12-07"),
        ("en", "x in 3 months", "2027-02-23"),
        ("en", "x 2027-01-02", "2027-01-02"),
        ("en", "x 12/31", "2026-12-31"),
        ("en", "x 31/12/2027", "2027-12-31"),
        ("en", "x Jan 5", "2027-01-05"),
        ("en", "x on the 5th of January 2028", "2028-01-05"),
        ("en", "x by 29 Feb 2028", "2028-02-29"),
        ("de", "x übermorgen", "2026-11-25"),
        ("de", "x am Donnerstag", "2026-11-26"),
        ("de", "x in einer Woche", "2026-11-30"),
        ("de", "x bis 31.12.", "2026-12-31"),
        ("de", "x am 1.2.27", "2027-02-01"),
        ("de", "x am 5. März", "2027-03-05"),
    ],
)
def test_days(language, text, day):
    """
    A day in words or figures, the next one where no year is said.
    """
    found = understood(text, language=language)

    assert (date.fromisoformat(day), None, "x") == (
        found.day,
        found.starts,
        found.subject,
    )
    assert [] == codes(found)


@pytest.mark.parametrize(
    ("language", "text", "starts", "minutes"),
    [
        ("en", "x tomorrow 10", "2026-11-24T09:00Z", None),
        ("en", "x tomorrow at 10:30", "2026-11-24T09:30Z", None),
        ("en", "x friday 15.30", "2026-11-27T14:30Z", None),
        ("en", "x friday 3pm", "2026-11-27T14:00Z", None),
        ("en", "x friday 11am-1pm", "2026-11-27T10:00Z", 120),
        ("en", "x friday 11-1pm", "2026-11-27T10:00Z", 120),
        ("en", "x friday from 10 to 11", "2026-11-27T09:00Z", 60),
        ("en", "x friday noon for 1.5 hours", "2026-11-27T11:00Z", 90),
        ("en", "x friday 16:00 1h30", "2026-11-27T15:00Z", 90),
        ("en", "x in 90 minutes", "2026-11-23T14:30Z", None),
        ("de", "x morgen um 10", "2026-11-24T09:00Z", None),
        ("de", "x morgen 10:30 bis 11 Uhr", "2026-11-24T09:30Z", 30),
        ("de", "x morgen halb 11", "2026-11-24T09:30Z", None),
        ("de", "x morgen 3:30", "2026-11-24T02:30Z", None),
        ("de", "x morgen mittags für eine Stunde", "2026-11-24T11:00Z", 60),
    ],
)
def test_times(language, text, starts, minutes):
    """
    A time of day on the clocks of the speaker, with its end or its length.
    """
    found = understood(text, language=language)

    assert (at(starts), minutes, "x") == (found.starts, found.duration, found.subject)
    assert [] == codes(found)


@pytest.mark.parametrize(
    ("text", "code", "subject", "starts"),
    [
        ("x 3/4", "two-readings", "x 3/4", None),
        ("x 31.2.", "no-such-day", "x 31.2.", None),
        ("x 25:00", "no-such-time", "x 25:00", None),
        ("x 14:00-13:00", "ends-first", "x 14:00-13:00", None),
        ("x monday or tuesday", "several", "x monday or tuesday", None),
        ("x @ada @bob", "several", "x @ada @bob", None),
        ("x monday", "in-a-week", "x", None),
        ("x today 10:00", "past", "x", "2026-11-23T09:00Z"),
        ("x yesterday", "past", "x", None),
        ("x at 3", "afternoon", "x", "2026-11-23T14:00Z"),
        ("x 2026-03-29 02:30", "skipped", "x", None),
        ("x 2027-10-31 02:30", "twice", "x", "2027-10-31T00:30Z"),
        ("x in 9999 years", "out-of-range", "x in 9999 years", None),
    ],
)
def test_what_is_doubtful_is_said(text, code, subject, starts):
    """
    What has two readings, contradicts itself or cannot be stays in the subject or is
    taken as said; either way a doubt tells so.
    """
    found = understood(text)

    assert (code, subject) == (codes(found)[0], found.subject)
    assert (at(starts) if starts else None) == found.starts


@pytest.mark.parametrize(
    ("language", "text", "rule", "day"),
    [
        ("en", "x every monday 14:30", "FREQ=WEEKLY;BYDAY=MO", "2026-11-23"),
        ("en", "x every monday 9:00", "FREQ=WEEKLY;BYDAY=MO", "2026-11-30"),
        (
            "en",
            "x every weekday 9:00",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "2026-11-24",
        ),
        ("en", "x each Fri and Tue", "FREQ=WEEKLY;BYDAY=TU,FR", "2026-11-24"),
        ("en", "x every 2 weeks", "FREQ=WEEKLY;INTERVAL=2", "2026-11-23"),
        ("de", "x jeden Donnerstag", "FREQ=WEEKLY;BYDAY=TH", "2026-11-26"),
        ("de", "x alle zwei Monate am 1.12.", "FREQ=MONTHLY;INTERVAL=2", "2026-12-01"),
    ],
)
def test_recurrence(language, text, rule, day):
    """
    How often it comes again, as a rule of RFC 5545, and its first day that is not over.
    """
    found = understood(text, language=language)

    assert (rule, date.fromisoformat(day), "x") == (
        found.recurrence,
        found.day,
        found.subject,
    )


@pytest.mark.parametrize(
    ("language", "text", "type", "subject"),
    [
        ("en", "call back", "call", "call back"),
        ("en", "Note: likes tea", "note", "likes tea"),
        ("en", "10:00-11:00 Ada", "meeting", "Ada"),
        ("en", "pay invoice #4711", "task", "pay invoice #4711"),
        ("en", "write to bob@example.com", "task", "write to bob@example.com"),
        ("en", "get 3.5 of 10 done", "task", "get 3.5 of 10 done"),
        ("en", "visit Monday.com", "task", "visit Monday.com"),
        ("en", "Ada sat in the sun", "task", "Ada sat in the sun"),
        ("de", "so bald wie möglich", "task", "so bald wie möglich"),
        ("de", "Guten Morgen sagen", "task", "Guten Morgen sagen"),
        ("de", "am Morgen lüften", "task", "am Morgen lüften"),
        ("de", "am So. lüften", "task", "lüften"),
        ("de", "Do 10:30 lüften", "task", "lüften"),
        ("de", "Ada anrufen", "call", "Ada anrufen"),
        ("de", "E-Mail an Bob", "email", "E-Mail an Bob"),
    ],
)
def test_what_it_is_and_what_stays(language, text, type, subject):
    """
    A word tells what it is and stays; what only looks like a mark stays too.
    """
    found = understood(text, language=language)

    assert (type, subject) == (found.type, found.subject)


PIECES = st.sampled_from(
    [
        "call",
        "meet",
        "@ada",
        "@me",
        "#acme",
        '#"Acme',
        'Ltd"',
        "tomorrow",
        "friday",
        "next",
        "this",
        "every",
        "in",
        "on",
        "at",
        "2",
        "10",
        "weeks",
        "10:30",
        "10:30-11:15",
        "14:00-13:00",
        "noon",
        "31.12.",
        "12/31",
        "3/4",
        "for",
        "30",
        "min",
        "1h30",
        "!high",
        "!!",
        "remind",
        "me",
        "before",
        "place:Berlin",
        ",",
        "-",
        "monday",
        "or",
        "day",
        "days",
        "5pm",
        "halb",
        "uhr",
        "jeden",
        "am",
        "um",
        "bis",
        "\ue000",
        "\ue001",
        "\ue002",
        '"',
        "2026-02-30",
        "Dec",
        "31st",
        "yesterday",
        "9999",
        "years",
    ]
)
TEXTS = st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=60)
MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 2),
    max_value=datetime(9999, 12, 30),
    timezones=st.just(UTC),
)


@given(
    text=TEXTS,
    now=MOMENTS | st.just(MONDAY),
    zone=st.sampled_from([BERLIN, "Pacific/Apia", "America/New_York", "UTC"]),
    language=st.sampled_from(["en", "de", "xx"]),
)
@example(text="in @ada 2 weeks", now=MONDAY, zone=BERLIN, language="en")
@example(text="next @ada , weeks", now=MONDAY, zone=BERLIN, language="en")
@example(text="x in 9999 years", now=MONDAY, zone=BERLIN, language="en")
def test_the_parts_make_up_the_text_and_the_subject_is_final(text, now, zone, language):
    """
    Whatever is typed, and whenever: the parts are the text without a gap or overlap,
    and understanding the subject again takes nothing more from it.
    """
    found = understood(text, now=now, zone=zone, language=language)

    assert "".join(text[each.start : each.end] for each in found.parts) == text
    assert all(one.end == two.start for one, two in pairwise(found.parts))
    again = understood(found.subject, now=now, zone=zone, language=language)
    assert found.subject == again.subject
    if found.starts and found.ends:
        assert found.starts < found.ends
