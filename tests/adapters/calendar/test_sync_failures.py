"""
What goes wrong between activities and a calendar on a server, and loses nothing.
"""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from attrs import evolve

from crm_adapters.calendar import CaldavServers
from crm_adapters.outside import Outside
from crm_core.calendars import (
    ConnectionState,
    ConnectionUnknown,
    ServerBusy,
    ServerPassword,
    ServerRefused,
    ServerUnreachable,
    connect_calendar,
    list_connections,
    remove_connection,
    renew_password,
    sync_calendar,
)
from crm_core.shared import Invalid
from tests.builders import a_colleague

from .events import SOON, add, event, planned
from .radicale_server import PASSWORD, USER


def test_a_token_that_the_server_forgot_is_no_loss(
    crm, run, sync, radicale, connection
):
    """
    Everything is looked at then, and nothing comes twice or goes by mistake.
    """
    radicale.put("a.ics", event("a"))
    sync()
    radicale.put("b.ics", event("b", summary="Second"))

    def forget(work):
        known = work.calendar_connections.get(connection.id)
        token = "http://radicale.org/ns/sync/" + "0" * 64
        work.calendar_connections.save(evolve(known, token=token))

    run(forget)
    done = sync()

    assert (1, 0) == (done.taken, done.removed)
    assert 2 == len(planned(run))


def test_a_crash_after_writing_writes_nothing_twice(run, servers, connection, radicale):
    """
    The server has our event, and we do not know yet.
    """
    add(run)

    class Dead(Exception):
        pass

    def dying(use_case, *args, **kwargs):
        if use_case.__name__ == "note_written":
            raise Dead
        return run(use_case, *args, **kwargs)

    with pytest.raises(Dead):
        sync_calendar(dying, servers, connection.id)
    sync_calendar(run, servers, connection.id)
    done = sync_calendar(run, servers, connection.id)

    assert 1 == len(radicale.names)
    assert 1 == len(planned(run))
    assert (0, 0) == (done.taken, done.written)


def test_what_cannot_be_read_is_told_and_holds_nothing_up(
    run, sync, radicale, connection
):
    folder = radicale.folder / "collection-root" / USER / "work"
    radicale.put("bad.ics", event("bad"))
    (folder / "bad.ics").write_text(
        event("bad").replace(
            f"DTSTART:{SOON:%Y%m%dT%H%M%SZ}", "DTSTART:18000101T000000Z"
        )
    )
    radicale.put("good.ics", event("good", summary="Good"))
    sync()
    (status,) = run(list_connections)

    assert ["Good"] == [row.subject for row in planned(run)]
    assert ["bad.ics"] == [href.rpartition("/")[2] for href in status.problems]
    assert ConnectionState.WORKING is status.connection.state
    assert 2 == status.objects


def test_a_password_that_is_not_taken_stops_everything(
    run, servers, radicale, connection
):
    """
    Until there is another one; and it is shown nowhere.
    """
    run(renew_password, connection.id, password="wrong")
    with pytest.raises(ServerPassword):
        sync_calendar(run, servers, connection.id)
    (status,) = run(list_connections)
    due = run(
        lambda work: work.calendar_connections.due(datetime.max.replace(tzinfo=UTC))
    )
    run(renew_password, connection.id, password=PASSWORD)
    sync_calendar(run, servers, connection.id)

    assert ConnectionState.NEEDS_PASSWORD is status.connection.state
    assert [] == due
    assert "wrong" not in str(status)
    assert ConnectionState.WORKING is run(list_connections)[0].connection.state


@pytest.mark.parametrize(
    ("answer", "error", "seconds"),
    [
        (httpx2.Response(429, headers={"retry-after": "900"}), ServerBusy, 900),
        (httpx2.Response(503), ServerBusy, 60),
        (httpx2.Response(429, headers={"retry-after": "99999999"}), ServerBusy, 3600),
        (httpx2.Response(429), ServerBusy, 60),
        (httpx2.Response(429, headers={"retry-after": "-5"}), ServerBusy, 60),
        (
            httpx2.Response(
                429, headers={"retry-after": "Fri, 31 Dec 2999 23:59:59 GMT"}
            ),
            ServerBusy,
            3600,
        ),
        (httpx2.Response(200, content=b"not xml"), ServerRefused, 60),
        (
            httpx2.Response(302, headers={"location": "http://evil.example/"}),
            ServerRefused,
            60,
        ),
        (httpx2.ReadTimeout("slow"), ServerUnreachable, 60),
        (httpx2.RemoteProtocolError("cut"), ServerUnreachable, 60),
    ],
)
def test_what_fails_is_told_and_tried_again_later(
    run, servers, connection, radicale, answer, error, seconds
):
    """
    With a pause that the server may name, within bounds; nothing is lost (INT-03).
    """
    add(run)

    def answering(_request):
        if isinstance(answer, Exception):
            raise answer
        return answer

    class Failing:
        def open(self, url, username, password):
            opened = servers.open(url, username, password)
            opened._wire.client = httpx2.Client(
                transport=httpx2.MockTransport(answering)
            )
            return opened

    with pytest.raises(error):
        sync_calendar(run, Failing(), connection.id)
    (status,) = run(list_connections)
    known = status.connection
    sync_calendar(run, servers, connection.id)

    assert ConnectionState.FAILING is known.state
    assert known.failure
    assert timedelta(seconds=seconds) == known.next_at - known.tried_at
    assert 1 == len(radicale.names)


def test_hosts_of_ones_own_network_are_refused(run):
    """
    Unless a setting names them; and nothing is asked without encryption.
    """
    for url in (
        "https://127.0.0.1:1/",
        "https://[::1]/",
        "http://example.com/",
        "https://169.254.169.254/",
        "file:///etc/passwd",
        "nonsense",
    ):
        fields = {"url": url, "username": "x", "password": "y"}
        with pytest.raises(ServerRefused):
            connect_calendar(run, CaldavServers(Outside()), fields)


def test_a_connection_is_its_owners(crm, ada, run, connection, sync, radicale):
    """
    Nobody else sees or uses it; ended, both sides stay as they are.
    """
    radicale.put("a.ics", event("a"))
    sync()
    colleague = a_colleague(ada)
    assert [] == crm.run(colleague, list_connections)
    with pytest.raises(ConnectionUnknown):
        crm.run(colleague, remove_connection, connection.id)
    run(remove_connection, connection.id)

    assert [] == run(list_connections)
    assert 1 == len(planned(run))
    assert ["a.ics"] == radicale.names


def test_what_a_connection_needs_is_named(run, servers, radicale, connection):
    with pytest.raises(Invalid) as nothing:
        connect_calendar(run, servers, {})
    again = {"url": radicale.url, "username": USER, "password": PASSWORD}
    with pytest.raises(Invalid, match="already"):
        connect_calendar(run, servers, again)
    with pytest.raises(Invalid, match="Work"):
        connect_calendar(run, servers, {**again, "calendar": "Private"})

    assert {"url", "username", "password"} == {e.field for e in nothing.value.errors}
