"""
Activities and a calendar on a real server, kept in step both ways.
"""

from datetime import timedelta

import pytest

from crm_core.activities import (
    archive_activity,
    cancel_activity,
    edit_activity,
)
from crm_core.changes import record_history
from crm_core.shared import PageRequest, RecordRef

from .events import IN_A_YEAR, LONG_AGO, SOON, add, event, planned


def test_the_calendar_is_found_from_the_address_of_the_server(connection, radicale):
    assert (radicale.calendar, "Work") == (
        connection.calendar_url,
        connection.calendar_name,
    )


def test_what_is_there_comes_here_once(run, sync, radicale):
    """
    With its time by the clocks of its zone, whole days as such; nothing comes twice.
    """
    radicale.put("a.ics", event("a", "LOCATION:Room 1"))
    day = f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}"
    whole = event("b", summary="Fair").replace(f"DTSTART:{SOON:%Y%m%dT%H%M%SZ}", day)
    radicale.put(
        "b.ics", "\r\n".join(x for x in whole.split("\r\n") if "DTEND" not in x)
    )
    first, second = sync(), sync()
    fair, talk = planned(run)

    assert (2, 0) == (first.taken, first.written)
    assert (0, 0) == (second.taken, second.written)
    assert ("Talk", "Room 1", SOON) == (talk.subject, talk.place, talk.starts_at)
    assert ("Fair", SOON.date()) == (fair.subject, fair.day)


def test_what_is_here_goes_there_once(run, sync, radicale):
    add(run, "Ours {{ x }}; and, more", place="Room 2")
    add(run, "Task", type="task", starts_at=None, ends_at=None, due_at=SOON.isoformat())
    first, second = sync(), sync()
    (name,) = radicale.names

    assert (1, 0) == (first.written, second.written)
    assert "SUMMARY:Ours {{ x }}\\; and\\, more" in radicale.get(name)
    assert 2 == len(planned(run))


def test_changes_go_both_ways(run, sync, radicale):
    """
    Only what was changed is touched: what others say of an event stays.
    """
    radicale.put(
        "a.ics",
        event(
            "a",
            "X-OTHER:kept",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-PT5M",
            "END:VALARM",
        ),
    )
    sync()
    (row,) = planned(run)
    run(edit_activity, row.id, subject="Renamed")
    radicale.put("b.ics", event("b", summary="Second"))
    sync()
    text = radicale.get("a.ics")
    radicale.put("a.ics", text.replace("Renamed", "Renamed there"))
    sync()

    assert "SUMMARY:Renamed" in text
    assert "X-OTHER:kept" in text
    assert "TRIGGER:-PT5M" in text
    assert {"Renamed there", "Second"} == {each.subject for each in planned(run)}


def test_different_fields_of_one_event_do_not_clash(run, sync, radicale):
    radicale.put("a.ics", event("a"))
    sync()
    (row,) = planned(run)
    run(edit_activity, row.id, place="Ours")
    radicale.put("a.ics", event("a", summary="Theirs"))
    sync()
    (after,) = planned(run)
    text = radicale.get("a.ics")

    assert ("Theirs", "Ours") == (after.subject, after.place)
    assert "SUMMARY:Theirs" in text
    assert "LOCATION:Ours" in text


@pytest.mark.parametrize(
    ("modified", "kept", "lost"),
    [(IN_A_YEAR, "Theirs", "Ours"), (LONG_AGO, "Ours", "Theirs")],
)
def test_the_later_of_two_words_holds_and_the_other_is_history(
    run, sync, radicale, modified, kept, lost
):
    radicale.put("a.ics", event("a"))
    sync()
    (row,) = planned(run)
    run(edit_activity, row.id, subject="Ours")
    radicale.put("a.ics", event("a", summary="Theirs", modified=modified))
    sync()
    (after,) = planned(run)
    history = run(record_history, RecordRef("activity", row.id), PageRequest(size=50))

    assert kept == after.subject
    assert f"SUMMARY:{kept}" in radicale.get("a.ics")
    assert lost in str(history.items)


def test_what_goes_there_goes_into_the_archive_here(run, sync, radicale):
    radicale.put("a.ics", event("a"))
    sync()
    radicale.remove("a.ics")
    done = sync()

    assert 1 == done.removed
    assert [] == planned(run)
    assert ["Talk"] == [each.subject for each in planned(run, archived=True)]


def test_what_goes_here_goes_there(run, sync, radicale):
    radicale.put("a.ics", event("a"))
    sync()
    (row,) = planned(run)
    run(archive_activity, row.id)
    done = sync()

    assert 1 == done.withdrawn
    assert [] == radicale.names


def test_a_change_says_more_than_a_removal(run, sync, radicale):
    """
    On either side.
    """
    radicale.put("a.ics", event("a"))
    radicale.put("b.ics", event("b", summary="Other"))
    sync()
    other, talk = planned(run)
    run(edit_activity, talk.id, place="Ours")
    radicale.remove("a.ics")
    run(archive_activity, other.id)
    radicale.put("b.ics", event("b", summary="Changed there"))
    sync()
    sync()

    assert {"Talk", "Changed there"} == {each.subject for each in planned(run)}
    assert 2 == len(radicale.names)


def series(*lines, within=""):
    return event("s", "RRULE:FREQ=WEEKLY;COUNT=4", *lines, within=within)


def moved(week, **fields):
    at = SOON + timedelta(weeks=week)
    inner = event("s", f"RECURRENCE-ID:{at:%Y%m%dT%H%M%SZ}", **fields)
    return inner.split("Else//EN\r\n")[1].split("\r\nEND:VCALENDAR")[0]


def test_a_series_there_is_its_occurrences_here(run, sync, radicale):
    """
    One that was moved there, one that was left out; changed there again, they follow.
    """
    second, third = (SOON + timedelta(weeks=n) for n in (1, 2))
    text = series(
        f"EXDATE:{third:%Y%m%dT%H%M%SZ}",
        within=moved(1, starts=second + timedelta(hours=3), summary="Later"),
    )
    radicale.put("s.ics", text)
    sync()
    before = [(row.subject, row.starts_at) for row in planned(run)]
    radicale.put("s.ics", series().replace("COUNT=4", "COUNT=2"))
    sync()

    assert [
        ("Talk", SOON),
        ("Later", second + timedelta(hours=3)),
        ("Talk", SOON + timedelta(weeks=3)),
    ] == before
    assert [SOON, second] == [row.starts_at for row in planned(run)]


def test_an_occurrence_that_is_changed_here_is_an_exception_there(run, sync, radicale):
    """
    Moved, called off or put away: the others are not touched.
    """
    radicale.put("s.ics", series())
    sync()
    first, second, third, _ = planned(run)
    later = second.starts_at + timedelta(hours=2)
    run(
        edit_activity,
        second.id,
        starts_at=later.isoformat(),
        ends_at=(later + timedelta(hours=1)).isoformat(),
    )
    run(cancel_activity, third.id)
    run(archive_activity, first.id)
    done = sync()
    again = sync()
    text = radicale.get("s.ics")

    assert (1, 0, 0) == (done.written, again.written, again.taken + again.postponed)
    assert 2 == text.count("RECURRENCE-ID")
    assert f"DTSTART:{later:%Y%m%dT%H%M%SZ}" in text
    assert "STATUS:CANCELLED" in text
    assert f"EXDATE:{SOON:%Y%m%dT%H%M%SZ}" in text
    assert 3 == len(planned(run))
