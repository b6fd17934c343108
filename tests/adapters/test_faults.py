"""
Faults of the database and of the way there: refused in words, survived, nothing lost.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from threading import Barrier, Event
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest

from crm_adapters.postgres import PostgresWorks, migrate
from crm_adapters.postgres.statements import statement
from crm_core import Crm
from crm_core.changes import list_change_sets, record_history, show_change_set
from crm_core.companies import add_company, company_tree
from crm_core.contacts import (
    CONTACT_FIELDS,
    add_contact,
    get_contact,
    list_contacts,
    show_contact,
)
from crm_core.shared import (
    Actor,
    Contended,
    CrmError,
    Forbidden,
    Invalid,
    RecordRef,
    Unavailable,
    parse_text,
)
from tests.plugins.postgres import OwnPostgres

from .postgres_crm import a_crm, an_engine, first_names

pytestmark = pytest.mark.postgres
SESSIONS = (
    "select count(*), count(*) filter (where state like 'idle in%%')"
    " from pg_stat_activity where datname = %s and application_name = 'crm'"
)


@pytest.fixture
def admin(fresh_database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """
    Somebody who sees and may do everything, on a database of the test's own.
    """
    with psycopg.connect(fresh_database_url, autocommit=True) as connection:
        yield connection


def sessions(admin: psycopg.Connection[Any]) -> tuple[int, int]:
    """
    How many connections the CRM has, and how many are in a transaction.
    """
    counted = admin.execute(SESSIONS, [admin.info.dbname]).fetchone()
    assert counted is not None
    return counted[0], counted[1]


def asked(work: Any, sql: str) -> list[Any]:
    """
    What the database says to a statement, in the transaction of a use case.
    """
    rows: list[Any] = work.contacts.transaction.ask(statement(sql, reads=False), {})
    return rows


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


def test_limits_of_a_connection(crm: Crm, ann: Actor) -> None:
    """
    Every connection has its limits of time from the start.
    """
    limits = "statement_timeout lock_timeout idle_in_transaction_session_timeout"
    set_to = [crm.run(ann, asked, f"SHOW {name}")[0][0] for name in limits.split()]
    assert set_to == ["5s", "3s", "10s"]


def test_a_statement_that_takes_too_long(crm: Crm, ann: Actor) -> None:
    """
    F13: the server ends it, the use case is refused, nothing of it stays.
    """

    def dawdle(work: Any) -> None:
        add_contact(work, first_name="Lost")
        asked(work, "SELECT set_config('statement_timeout', '50ms', true)")
        asked(work, "SELECT pg_sleep(60)")

    with pytest.raises(Unavailable):
        crm.run(ann, dawdle)
    assert first_names(crm, ann) == []


def test_a_table_that_somebody_holds(
    fresh_database_url: str, admin: psycopg.Connection[Any], ann: Actor
) -> None:
    """
    F20: who waits for a lock gives up in time; when it is released, all is well.
    """

    def impatient(work: Any) -> Any:
        asked(work, "SELECT set_config('lock_timeout', '50ms', true)")
        return add_contact(work, first_name="A")

    with a_crm(fresh_database_url) as crm:
        with admin.transaction():
            admin.execute("lock table crm.contacts in exclusive mode")
            with pytest.raises(Unavailable):
                crm.run(ann, impatient)
            assert first_names(crm, ann) == []
        crm.run(ann, impatient)
        assert first_names(crm, ann) == ["A"]


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


def test_a_database_that_takes_no_changes(
    fresh_database_url: str, admin: psycopg.Connection[Any], ann: Actor
) -> None:
    """
    F21: everything can be read, nothing written, until it can again.
    """
    with a_crm(fresh_database_url) as crm:
        contact = crm.run(ann, add_contact, first_name="Ada")
        company = crm.run(ann, add_company, name="Harbor")
    database = psycopg.sql.Identifier(admin.info.dbname)
    frozen = psycopg.sql.SQL("alter database {} set default_transaction_read_only = {}")
    admin.execute(frozen.format(database, psycopg.sql.SQL("on")))
    with a_crm(fresh_database_url) as crm:
        ask = partial(crm.run, ann)
        assert ask(get_contact, contact.id) == contact
        assert ask(show_contact, contact.id).id == contact.id
        assert ask(list_contacts, parse_text("adda", CONTACT_FIELDS)).total == 1
        assert len(ask(company_tree, company.id)) == 1
        assert ask(record_history, RecordRef("contact", contact.id)).total == 1
        latest = ask(list_change_sets).items[0]
        assert ask(show_change_set, latest.id)[0] == latest
        with pytest.raises(Unavailable):
            ask(add_contact, first_name="Lost")
    admin.execute(frozen.format(database, psycopg.sql.SQL("off")))
    with a_crm(fresh_database_url) as crm:
        crm.run(ann, add_contact, first_name="Kept")
        assert first_names(crm, ann) == ["Ada", "Kept"]


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("40001", Contended),
        ("40P01", Contended),
        ("53100", Unavailable),
        ("53200", Unavailable),
        ("57P03", Unavailable),
        ("58030", Unavailable),
        ("22003", Invalid),
        ("54000", Invalid),
        ("42501", Forbidden),
        ("42P01", psycopg.errors.UndefinedTable),
    ],
)
def test_what_the_database_raises(
    crm: Crm, ann: Actor, state: str, refusal: type[Exception]
) -> None:
    """
    Each class of error has its word in the domain; a fault of ours keeps its own,
    with its text. None leaves the connection unusable.
    """
    raising = f"DO $$ BEGIN RAISE 'x' USING ERRCODE = '{state}'; END $$"
    with pytest.raises(refusal) as raised:
        crm.run(ann, asked, raising)
    assert type(raised.value) is refusal
    assert first_names(crm, ann) == []


class Interrupted(BaseException):
    pass


def interrupt(*_: object) -> None:
    """
    What a key or a deadline does to whoever waits.
    """
    raise Interrupted


def test_who_is_interrupted_leaves_no_answer_behind(
    fresh_database_url: str, admin: psycopg.Connection[Any], ann: Actor
) -> None:
    """
    F53: an interrupt while an answer is awaited undoes the use case; the next one
    does not get that answer.
    """
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with a_crm(fresh_database_url, size=1) as crm:
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(Interrupted):
                crm.run(ann, asked, "SELECT 'late' FROM pg_sleep(4)")
            assert crm.run(ann, asked, "SELECT 'mine'") == [("mine",)]
            assert sessions(admin)[1] == 0
    finally:
        signal.signal(signal.SIGALRM, before)


def test_prepared_statements_that_somebody_dropped(
    database_url: str, ann: Actor
) -> None:
    """
    A host that shares its engine may deallocate what the CRM has prepared.
    """
    with an_engine(database_url, size=1) as engine:
        crm = Crm(PostgresWorks(engine))
        crm.run(ann, add_contact, first_name="A")
        with engine.connect() as host:
            host.exec_driver_sql("deallocate all")
        crm.run(ann, add_contact, first_name="B")
        assert first_names(crm, ann) == ["A", "B"]


def test_nothing_prepared(database_url: str, ann: Actor) -> None:
    """
    Behind a pooler that lends another connection each time, nothing is prepared.
    """
    with an_engine(database_url, size=1) as engine:
        crm = Crm(PostgresWorks(engine, prepare=False))
        crm.run(ann, add_contact, first_name="A")
        assert first_names(crm, ann) == ["A"]
        known = crm.run(ann, asked, "SELECT name FROM pg_prepared_statements")
        assert [name for (name,) in known if name.startswith("crm_")] == []


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
