"""
Several who want the same time at the same moment, and what a visitor may read.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Event
from uuid import uuid4

import psycopg
import pytest
from attrs import evolve

from crm_adapters.postgres.schema import APP_ROLE
from crm_core import Crm
from crm_core.activities import add_activity
from crm_core.bookings import Purpose, SlotTaken, list_bookings
from tests.builders import an_actor
from tests.use_cases.booking import ALWAYS, MONDAY, at, book, hired, offered, page_of

pytestmark = pytest.mark.postgres
TEN = at("2026-11-24T10:00")


@pytest.fixture
def crm(postgres_works):
    return Crm(evolve(postgres_works, clock=lambda: MONDAY))


@pytest.fixture
def host(crm, actor):
    hired(crm, actor, actor.user_id, "Host")
    return actor


def at_once(tries):
    """
    What each of some calls answers that begin at the same moment; None when refused.
    """
    ready = Barrier(len(tries))

    def go(call):
        ready.wait()
        with suppress(SlotTaken):
            return call()
        return None

    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(go, tries))


def test_of_many_visitors_one_gets_the_time(crm, host):
    """
    Eight visitors of two pages of one host, some an hour's part apart, all in each
    other's way with what is kept free: one is booked.
    """
    pages = [
        page_of(crm, host, name=name, hours=ALWAYS, step=15, buffer_after=30)
        for name in ("One", "Two")
    ]

    done = at_once(
        [
            lambda n=n: book(
                crm,
                pages[n % 2],
                TEN + timedelta(minutes=15 * (n % 3)),
                email=f"v{n}@example.com",
                nonce=str(n),
                address=f"192.0.2.{n}",
            )
            for n in range(8)
        ]
    )

    assert 1 == len([each for each in done if each])
    assert 1 == sum(crm.run(host, list_bookings, page.id).total for page in pages)


def test_a_double_click_is_one_booking(crm, host):
    """
    The same page sent four times at once is one meeting, and all are told of it.
    """
    page = page_of(crm, host, hours=ALWAYS)

    done = at_once([lambda: book(crm, page, TEN)] * 4)

    assert 1 == len({each.id for each in done})
    assert 1 == crm.run(host, list_bookings, page.id).total


def test_two_hosts_take_two_at_once(crm, host):
    """
    Visitors of a round robin at one moment get different hosts, as long as there are.
    """
    ben = hired(crm, host, uuid4(), "Ben")
    page = page_of(crm, host, hours=ALWAYS, hosts=[str(host.user_id), str(ben)])

    done = at_once(
        [lambda n=n: book(crm, page, TEN, nonce=n, address=n) for n in "abcd"]
    )

    assert {host.user_id, ben} == {each.host_id for each in done if each}
    assert 2 == len([each for each in done if each])


def test_a_visitor_waits_for_the_meeting_that_is_being_added(crm, host):
    """
    Somebody adds a meeting, and while that is not yet committed a visitor wants its
    time: the visitor waits, and is told that it is taken.
    """
    page = page_of(crm, host, hours=ALWAYS)
    written, go_on = Event(), Event()

    def adding(work):
        add_activity(
            work,
            type="meeting",
            subject="Own",
            starts_at=TEN,
            ends_at=TEN + timedelta(hours=1),
        )
        work.activities.transaction.flush()
        written.set()
        assert go_on.wait(20)

    with ThreadPoolExecutor(2) as pool:
        own = pool.submit(crm.run, host, adding)
        assert written.wait(20)
        visitor = pool.submit(book, crm, page, TEN)
        assert not visitor.done()
        go_on.set()
        own.result(20)
        with pytest.raises(SlotTaken):
            visitor.result(20)

    assert TEN not in offered(crm, page, TEN.date(), zone="UTC")


@pytest.fixture
def visitor(database_url):
    """
    A connection as the application's role, of no organization.
    """
    with psycopg.connect(database_url) as connection:
        connection.execute(f"set role {APP_ROLE}")
        yield connection


def seen(visitor, known):
    """
    How many pages and bookings are seen by whoever knows this.
    """
    visitor.execute("select set_config('crm.booking_key', %s, false)", [known])
    return tuple(
        visitor.execute(f"select count(*) from crm.{table}").fetchone()[0]
        for table in ("booking_pages", "bookings")
    )


def test_who_knows_a_key_reads_one_row_and_writes_none(crm, host, visitor):
    """
    The key of a page shows the page, that in a link its booking; nothing else shows
    anything, and neither lets anything be written.
    """
    page = page_of(crm, host, hours=ALWAYS)
    stranger = an_actor()
    hired(crm, stranger, stranger.user_id, "Other")
    page_of(crm, stranger, hours=ALWAYS)
    booking = book(crm, page, TEN)

    assert (1, 0) == seen(visitor, page.key)
    assert (0, 1) == seen(visitor, booking.key)
    code = booking.code(Purpose.CANCEL)
    for nothing in ("", "%", str(page.id), page.key[:-1], page.key.upper(), code):
        assert (0, 0) == seen(visitor, nothing)
    seen(visitor, booking.key)
    for write in ("update crm.bookings set state = 'x'", "delete from crm.bookings"):
        assert 0 == visitor.execute(write).rowcount
