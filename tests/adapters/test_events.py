"""
Events are read once each, whatever order their transactions end in.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine

from crm_adapters.postgres import PostgresWorks
from crm_adapters.postgres.events import Place, events_after
from crm_core import Crm
from crm_core.contacts import EmailTaken, add_contact, archive_contact
from crm_core.shared import Actor
from tests.builders import an_actor

from .postgres_crm import an_engine

pytestmark = pytest.mark.postgres


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """
    An engine whose users wait for a connection.
    """
    with an_engine(database_url, wait=60) as engine:
        yield engine


@pytest.fixture
def hosts(database_url: str) -> Iterator[tuple[psycopg.Connection[Any], ...]]:
    """
    Two transactions that the test begins and ends as it likes.
    """
    with ExitStack() as stack:
        connections = (psycopg.connect(database_url) for _ in range(2))
        yield tuple(map(stack.enter_context, connections))


def add(host: psycopg.Connection[Any], actor: Actor, name: str) -> None:
    """
    A contact, in a transaction of the host.
    """
    Crm(PostgresWorks(host)).run(actor, add_contact, first_name=name)


class Reader:
    """
    Goes through the events of an organization, and keeps what it has read.
    """

    def __init__(self, engine: Engine, actor: Actor) -> None:
        self.engine = engine
        self.organization_id = actor.organization_id
        self.place = Place()
        self.read: list[Any] = []

    def go_on(self, limit: int = 500) -> int:
        """
        Read what there is now; how many that was.
        """
        more, self.place = events_after(
            self.engine, self.organization_id, self.place, limit=limit
        )
        self.read += more
        return len(more)

    def go_on_until(self, how_many: int) -> None:
        """
        Read until there are so many, which other transactions of the server may delay.
        """
        while len(self.read) < how_many:
            self.go_on()
        assert len(self.read) == how_many


def test_an_event_as_it_was(engine: Engine, ann: Actor) -> None:
    """
    Who, what, where and when; nothing of refused work, nor of other organizations.
    """
    crm, other = Crm(PostgresWorks(engine)), an_actor()
    contact = crm.run(ann, add_contact, first_name="A", email="a@example.com")
    with pytest.raises(EmailTaken):
        crm.run(ann, add_contact, first_name="B", email="a@example.com")
    crm.run(other, add_contact, first_name="Other")
    reader = Reader(engine, ann)

    reader.go_on_until(1)
    [event] = reader.read
    assert (ann.user_id, ann.organization_id) == (event.user_id, event.organization_id)
    assert (event.kind, event.data) == ("ContactAdded", {"contact_id": str(contact.id)})
    assert event.at == contact.created_at
    assert reader.go_on() == 0


def test_a_place_between(engine: Engine, ann: Actor) -> None:
    """
    Several events of one transaction are read one by one too.
    """
    crm = Crm(PostgresWorks(engine))

    def several(work: Any) -> None:
        for number in range(3):
            archive_contact(work, add_contact(work, first_name=f"{number}").id)

    crm.run(ann, several)
    reader = Reader(engine, ann)
    for number in range(6):
        while len(reader.read) == number:
            reader.go_on(limit=1)
    assert [event.kind for event in reader.read] == [
        "ContactAdded",
        "ContactArchived",
    ] * 3


def test_the_first_to_begin_ends_last(
    engine: Engine, ann: Actor, hosts: tuple[psycopg.Connection[Any], ...]
) -> None:
    """
    What a younger transaction has committed is held back until the older one ends.
    """
    older, younger = hosts
    reader = Reader(engine, ann)
    Crm(PostgresWorks(engine)).run(ann, add_contact, first_name="A")
    reader.go_on_until(1)
    add(older, ann, "Older")
    add(younger, an_actor(), "Elsewhere")
    younger.commit()
    add(younger, ann, "Younger")
    assert reader.go_on() == 0
    older.commit()
    reader.go_on_until(2)
    assert reader.go_on() == 0
    younger.commit()
    reader.go_on_until(3)
    assert reader.go_on() == 0


def test_numbers_given_out_in_another_order(
    engine: Engine, ann: Actor, hosts: tuple[psycopg.Connection[Any], ...]
) -> None:
    """
    A transaction that begins first may get the higher number for its event, and be
    read first: the lower one is not skipped.
    """
    older, younger = hosts
    reader = Reader(engine, ann)
    Crm(PostgresWorks(engine)).run(ann, add_contact, first_name="A")
    reader.go_on_until(1)
    older.execute("select pg_current_xact_id()")
    add(younger, ann, "Low")
    add(older, ann, "High")
    older.commit()
    reader.go_on_until(2)
    younger.commit()
    reader.go_on_until(3)
    _, high, low = (event.position for event in reader.read)
    assert high > low


def test_reading_while_others_write(engine: Engine, ann: Actor) -> None:
    """
    Eight writers and a reader: every event is read once.
    """
    crm, reader = Crm(PostgresWorks(engine)), Reader(engine, ann)
    made = set[str]()

    def write(_: int) -> None:
        for _ in range(25):
            made.add(str(crm.run(ann, add_contact, first_name="A").id))

    with ThreadPoolExecutor(8) as threads:
        writing = [threads.submit(write, number) for number in range(8)]
        while not all(each.done() for each in writing):
            reader.go_on(limit=7)
    for each in writing:
        each.result()
    reader.go_on_until(200)
    read = [event.data["contact_id"] for event in reader.read]
    assert (len(read), set(read)) == (200, made)
