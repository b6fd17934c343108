"""
The CRM inside a transaction of a host that uses SQLAlchemy.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.contacts import EmailTaken, add_contact, list_contacts
from crm_core.shared import Actor, Conflict
from tests.builders import an_actor

from .postgres_crm import first_names

pytestmark = pytest.mark.postgres
WHO = text("select current_user, current_setting('crm.organization_id', true)")


@pytest.fixture
def hosts(database_url: str) -> Iterator[Engine]:
    """
    The host's engine: made its own way.
    """
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


def test_a_block_that_begins(hosts: Engine, crm: Crm, ann: Actor) -> None:
    """
    ``engine.begin()`` sends nothing before the first statement; that this is the
    CRM's changes nothing: all is there when the block ends.
    """
    with hosts.begin() as connection:
        Crm(PostgresWorks(connection)).run(ann, add_contact, first_name="Joined")
        assert first_names(crm, ann) == []
    assert first_names(crm, ann) == ["Joined"]


def test_a_block_that_fails(hosts: Engine, crm: Crm, ann: Actor) -> None:
    """
    A fault of the host takes the CRM's writes with it.
    """

    def fail() -> None:
        with hosts.begin() as connection:
            Crm(PostgresWorks(connection)).run(ann, add_contact, first_name="Lost")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert first_names(crm, ann) == []


def test_a_session(hosts: Engine, crm: Crm, ann: Actor) -> None:
    """
    ``Session.connection()`` is joined; a refusal leaves the session usable, as the
    user it was.
    """
    with Session(hosts) as session:
        before = session.execute(WHO).one()
        joined = Crm(PostgresWorks(session.connection()))
        joined.run(ann, add_contact, first_name="First", email="a@example.com")
        with pytest.raises(EmailTaken):
            joined.run(ann, add_contact, first_name="Second", email="a@example.com")
        joined.run(an_actor(), add_contact, first_name="Elsewhere")
        assert (before[0], "") == tuple(session.execute(WHO).one())
        session.commit()
    assert first_names(crm, ann) == ["First"]


def test_a_savepoint_of_the_host(hosts: Engine, crm: Crm, ann: Actor) -> None:
    """
    What the host undoes to its own savepoint is undone. The session sets that when it
    is asked for its connection, so it is asked each time.
    """
    with Session(hosts) as session:

        def add(name: str) -> None:
            joined = Crm(PostgresWorks(session.connection()))
            joined.run(ann, add_contact, first_name=name)

        add("Kept")
        with session.begin_nested() as nested:
            add("Undone")
            nested.rollback()
        add("Later")
        session.commit()
    assert first_names(crm, ann) == ["Kept", "Later"]


def test_outside_of_a_transaction(hosts: Engine, crm: Crm, ann: Actor) -> None:
    """
    A connection that has begun nothing would lose the write: it is told to begin.
    """
    with hosts.connect() as connection:
        joined = Crm(PostgresWorks(connection))
        with pytest.raises(Conflict, match="begin one first"):
            joined.run(ann, add_contact, first_name="Lost")
        with connection.begin():
            joined.run(ann, add_contact, first_name="Kept")
    assert first_names(crm, ann) == ["Kept"]


def test_autocommit(hosts: Engine, crm: Crm, ann: Actor) -> None:
    """
    A connection in autocommit has no transaction, whatever it says.
    """
    with hosts.connect().execution_options(isolation_level="AUTOCOMMIT") as host:
        host.execute(text("select 1"))
        with pytest.raises(Conflict, match="begin one first"):
            Crm(PostgresWorks(host)).run(ann, add_contact, first_name="Lost")
    assert first_names(crm, ann) == []


def test_another_driver(ann: Actor) -> None:
    """
    A connection of another driver is refused by its type.
    """
    engine = create_engine("sqlite://")
    with engine.begin() as connection, pytest.raises(TypeError, match="psycopg 3"):
        Crm(PostgresWorks(connection)).run(ann, list_contacts)
    engine.dispose()
