"""
Imports beside others who write the same records at the same moment.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Barrier

import psycopg
import pytest

from crm_core import Crm
from crm_core.contacts import EmailTaken, add_contact
from crm_core.matching import LikelyDuplicate
from crm_core.shared import Actor
from crm_core.transfers import TransferState, list_transfers
from tests.taking_in import begun, driven

from .postgres_crm import a_crm

pytestmark = pytest.mark.postgres
WRITERS = 4
ROWS = 600
TEXT = "First,Email\n" + "".join(f"P{n},p{n}@race.example\n" for n in range(ROWS))


@pytest.fixture
def crm(database_url: str) -> Iterator[Crm]:
    """
    A CRM with a connection for each writer.
    """
    with a_crm(database_url, size=WRITERS + 2) as crm:
        yield crm


def test_addresses_that_others_take_meanwhile(
    crm: Crm, ann: Actor, database_url: str
) -> None:
    """
    CON: contacts of the same addresses are added one by one while parts are taken in:
    the import ends, each address belongs to one contact, and the figures say which
    rows were about somebody known.
    """
    start, run = Barrier(WRITERS + 1), partial(crm.run, ann)

    def write(first: int) -> int:
        made = 0
        start.wait()
        for n in range(first, ROWS, 7):
            with suppress(EmailTaken, LikelyDuplicate):
                run(partial(add_contact, first_name="X", email=f"p{n}@race.example"))
                made += 1
        return made

    with ThreadPoolExecutor(WRITERS) as threads:
        writers = [threads.submit(write, number) for number in range(WRITERS)]
        start.wait()
        done = driven(run, TEXT, size=50)
        made = sum(each.result() for each in writers)

    figures = done.figures
    assert TransferState.DONE == done.state
    assert (ROWS, 0) == (figures.rows, done.refused)
    assert ROWS == figures.created + figures.updated + figures.unchanged
    assert ROWS == figures.created + made
    with psycopg.connect(database_url) as connection:
        query = "select count(*), count(distinct email_key) from crm.contact_emails"
        own = f"{query} where organization_id = %s"
        found = connection.execute(own, [ann.organization_id]).fetchone()
    assert (ROWS, ROWS) == found


def test_begun_at_once(crm: Crm, ann: Actor) -> None:
    """
    IMP-10: of many who begin the same import at the same moment each gets the one.
    """
    start, run = Barrier(WRITERS), partial(crm.run, ann)

    def begin(_: int) -> object:
        start.wait()
        return begun(run, TEXT).id

    with ThreadPoolExecutor(WRITERS) as threads:
        found = {*threads.map(begin, range(WRITERS))}

    assert found == {each.id for each in run(list_transfers).items}
    assert 1 == len(found)
