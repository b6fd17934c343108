"""
The database goes away, hangs or has no place: refused in words, survived, nothing lost.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count
from threading import Barrier, Event
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest

from crm_adapters.postgres import migrate
from crm_core import Crm
from crm_core.contacts import (
    add_contact,
    list_contacts,
)
from crm_core.shared import (
    Actor,
    CrmError,
    Unavailable,
)
from tests.plugins.postgres import OwnPostgres

from .postgres_crm import a_crm, asked, first_names

pytestmark = pytest.mark.postgres
SESSIONS = (
    "select count(*), count(*) filter (where state like 'idle in%%')"
    " from pg_stat_activity where datname = %s and application_name = 'crm'"
)


def sessions(admin: psycopg.Connection[Any]) -> tuple[int, int]:
    """
    How many connections the CRM has, and how many are in a transaction.
    """
    counted = admin.execute(SESSIONS, [admin.info.dbname]).fetchone()
    assert counted is not None
    return counted[0], counted[1]


def together(crm: Crm, actor: Actor, how_many: int) -> None:
    """
    Lists read at the same moment, each by a connection of its own.
    """
    met = Barrier(how_many)

    def read(work: Any) -> None:
        asked(work, "SELECT 1")
        met.wait()

    with ThreadPoolExecutor(how_many) as threads:
        running = [threads.submit(crm.run, actor, read) for _ in range(how_many)]
        for done in running:
            done.result()


@pytest.mark.slow
def test_a_restart(own_postgres: OwnPostgres, ann: Actor) -> None:
    """
    F09: a server that stops at once is Unavailable; when it runs again every
    connection of the pool is good at the first call, and what was stored is there.
    """
    migrate(own_postgres.url)
    with a_crm(own_postgres.url, size=8) as crm:
        crm.run(ann, add_contact, first_name="Kept")
        together(crm, ann, 8)

        own_postgres.server.stop("immediate")
        with pytest.raises(Unavailable):
            crm.run(ann, list_contacts)

        own_postgres.server.start()
        together(crm, ann, 8)
        assert first_names(crm, ann) == ["Kept"]


@pytest.mark.slow
def test_a_restart_under_writes(own_postgres: OwnPostgres, ann: Actor) -> None:
    """
    F02: nothing acknowledged is lost, nothing is there twice, and what was refused
    is there once at most; all refusals are Unavailable.
    """
    migrate(own_postgres.url)
    numbers, ended, enough = count(), Event(), Event()
    tried, stored = set[str](), set[str]()

    def write() -> None:
        while not ended.is_set():
            name = f"n{next(numbers)}"
            tried.add(name)
            with suppress(Unavailable):
                crm.run(ann, add_contact, first_name=name)
                stored.add(name)
            if len(stored) > 50:
                enough.set()

    with a_crm(own_postgres.url, size=4) as crm, ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(write) for _ in range(4)]
        assert enough.wait(60)
        own_postgres.server.stop("immediate")
        own_postgres.server.start()
        before = len(stored)
        while len(stored) < before + 50 and not any(each.done() for each in writers):
            crm.run(ann, list_contacts)
        ended.set()
        for writer in writers:
            writer.result()
        names = [row[0] for row in crm.run(ann, all_names)]

    assert len(names) == len(set(names))
    assert stored <= set(names) <= tried


def all_names(work: Any) -> list[Any]:
    """
    The first name of everyone.
    """
    return asked(work, "SELECT first_name FROM crm.contacts")


@contextmanager
def stopped(server: psutil.Process) -> Iterator[None]:
    """
    A server whose processes do nothing at all, and are not gone.
    """
    everyone = [server, *server.children()]
    for process in everyone:
        process.suspend()
    try:
        yield
    finally:
        for process in everyone:
            process.resume()


@pytest.mark.slow
def test_a_server_that_hangs(own_postgres: OwnPostgres, ann: Actor) -> None:
    """
    F14: who waits for an answer gives up in time, also while connecting; when the
    server goes on, so does the CRM.
    """
    migrate(own_postgres.url)
    pid = (own_postgres.server.places.data / "postmaster.pid").read_text().split()[0]
    with a_crm(own_postgres.url, size=1, patience=0.2) as crm:
        crm.run(ann, add_contact, first_name="Kept")
        with stopped(psutil.Process(int(pid))):
            for _ in range(2):
                with pytest.raises(Unavailable):
                    crm.run(ann, list_contacts)
        assert first_names(crm, ann) == ["Kept"]


def test_connections_that_ended_in_the_pool(
    fresh_database_url: str, admin: psycopg.Connection[Any], ann: Actor
) -> None:
    """
    F15: sessions ended while idle are not noticed by anybody, a new contact neither.
    """
    with a_crm(fresh_database_url, size=4) as crm:
        crm.run(ann, add_contact, first_name="Before")
        together(crm, ann, 4)
        ended = admin.execute(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
            " where datname = %s and application_name = 'crm'",
            [admin.info.dbname],
        ).fetchall()
        assert ended == [(True,)] * 4
        crm.run(ann, add_contact, first_name="After")
        assert first_names(crm, ann) == ["After", "Before"]


def test_a_session_that_ends_in_a_transaction(
    fresh_database_url: str, admin: psycopg.Connection[Any], ann: Actor
) -> None:
    """
    F15: a use case that was under way is refused as a whole; the next one works.
    """

    def cut(work: Any) -> None:
        add_contact(work, first_name="Lost")
        [[pid]] = asked(work, "SELECT pg_backend_pid()")
        admin.execute("select pg_terminate_backend(%s, 10000)", [pid])
        list_contacts(work)

    with a_crm(fresh_database_url, size=1) as crm:
        with pytest.raises(Unavailable):
            crm.run(ann, cut)
        crm.run(ann, add_contact, first_name="Kept")
        assert first_names(crm, ann) == ["Kept"]
        assert sessions(admin) == (1, 0)


def test_no_connection_left_on_the_server(
    fresh_database_url: str, admin: psycopg.Connection[Any], ann: Actor
) -> None:
    """
    F16: who gets no connection is refused; who has one goes on.
    """
    admin.execute("drop role if exists limited")
    admin.execute("create role limited login connection limit 1")
    admin.execute("grant crm_app to limited")
    url = fresh_database_url.replace("postgres@", "limited@", 1)
    with a_crm(url, size=2) as crm:

        def another(work: Any) -> None:
            asked(work, "SELECT 1")
            with pytest.raises(Unavailable):
                crm.run(ann, list_contacts)
            add_contact(work, first_name="Kept")

        crm.run(ann, another)
        assert first_names(crm, ann) == ["Kept"]
    admin.execute("drop role limited")


def test_no_connection_left_in_the_pool(database_url: str, ann: Actor) -> None:
    """
    F17: who waits too long for a connection is refused; the pool is whole afterwards.
    """
    with a_crm(database_url, size=1, wait=0.05) as crm:

        def another(work: Any) -> None:
            asked(work, "SELECT 1")
            with pytest.raises(Unavailable, match="busy"):
                crm.run(ann, list_contacts)

        for _ in range(3):
            crm.run(ann, another)
        assert first_names(crm, ann) == []


def test_two_in_one_process(
    database_url: str, fresh_database_url: str, postgres_url: str, ann: Actor
) -> None:
    """
    CLI-09: two CRMs and 32 threads share nothing, and leave no connection behind.
    """
    with (
        a_crm(database_url, size=4, wait=60) as one,
        a_crm(fresh_database_url, size=4, wait=60) as other,
    ):

        def add(number: int) -> None:
            crm, name = (one, "one") if number % 2 else (other, "other")
            for _ in range(5):
                with suppress(CrmError):
                    crm.run(ann, add_contact, first_name="")
                crm.run(ann, add_contact, first_name=name)

        with ThreadPoolExecutor(32) as threads:
            list(threads.map(add, range(32)))
        for crm in (one, other):
            assert crm.run(ann, list_contacts).total == 80
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        name = urlsplit(fresh_database_url).path.removeprefix("/")
        for was, becomes in ((name, f"{name}_"), (f"{name}_", name)):
            # Refused while anybody is connected.
            rename = psycopg.sql.SQL("alter database {} rename to {}")
            admin.execute(rename.format(*map(psycopg.sql.Identifier, (was, becomes))))


FORKING = """
import os, sys
from crm_adapters.postgres import PostgresWorks, connect_engine
from crm_core import Crm
from crm_core.contacts import add_contact, list_contacts
from tests.builders import an_actor

engine = connect_engine(sys.argv[1], size=1)
crm, ann = Crm(PostgresWorks(engine)), an_actor()
crm.run(ann, add_contact, first_name="Parent")
child = os.fork()
for _ in range(20):
    crm.run(ann, add_contact, first_name="Child" if child == 0 else "Parent")
if child == 0:
    engine.dispose()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert crm.run(ann, list_contacts).total == 41
engine.dispose()
"""


def test_after_a_fork(database_url: str) -> None:
    """
    CLI-09: a child uses no connection of its parent, and ends none.
    """
    done = subprocess.run(
        [sys.executable, "-c", FORKING, database_url],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert ("", 0) == (done.stderr, done.returncode)
