"""
What the database refuses or leaves undone, and who breaks off: refused in words.
"""

import signal
from functools import partial
from typing import Any

import psycopg
import pytest

from crm_adapters.postgres import PostgresWorks
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
    Forbidden,
    Invalid,
    RecordRef,
    Unavailable,
    parse_text,
)

from .postgres_crm import a_crm, an_engine, asked, first_names

pytestmark = pytest.mark.postgres


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
        ("42P01", Unavailable),
        ("42601", psycopg.errors.SyntaxError),
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
    database_url: str, ann: Actor
) -> None:
    """
    F53: an interrupt while an answer is awaited undoes the use case; the next one
    does not get that answer.
    """

    def wait(work: Any) -> None:
        add_contact(work, first_name="Lost")
        asked(work, "SELECT 1")
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        asked(work, "SELECT 'late' FROM pg_sleep(4)")

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with a_crm(database_url, size=1) as crm:
            with pytest.raises(Interrupted):
                crm.run(ann, wait)
            assert crm.run(ann, asked, "SELECT 'mine'") == [("mine",)]
            assert first_names(crm, ann) == []
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
