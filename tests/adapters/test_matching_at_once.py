"""
The same person from many sides at once gets in once.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle, islice
from threading import Barrier
from typing import Any

import psycopg
import pytest

from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.companies import add_company, list_companies
from crm_core.contacts import add_contact, list_contacts
from crm_core.matching import LikelyDuplicate
from crm_core.shared import Actor, CrmError
from tests.builders import an_actor

from .postgres_crm import a_crm

pytestmark = pytest.mark.postgres
CROWD = 16


@pytest.fixture
def crm(database_url: str) -> Iterator[Crm]:
    """
    A CRM with a connection for each of the crowd.
    """
    with a_crm(database_url, size=CROWD) as crm:
        yield crm


@pytest.fixture
def ann() -> Actor:
    """
    Who acts.
    """
    return an_actor()


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """
    What each call answered, or why it was refused; all begin at the same moment.
    """
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return call()
        except CrmError as refused:
            return refused

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.parametrize("names", [["Robert"], ["Robert", "Bob", "ROBERT", "Rob"]])
def test_sixteen_identical_contacts(crm: Crm, ann: Actor, names: list[str]) -> None:
    """
    Of sixteen creations of one person at once, without e-mail, one is done; the others
    are told who is there. It does not matter which form of the name each brings.
    """
    crm.run(ann, add_contact, first_name="First", last_name="Write")

    person = {
        "last_name": "Miller",
        "phone": "+1 555 010 0200",
        "address": {"street": "1 Oak St", "city": "Oslo"},
    }
    answers = at_once(
        [
            partial(crm.run, ann, add_contact, first_name=name, **person)
            for name in islice(cycle(names), CROWD)
        ]
    )

    refused = [each for each in answers if isinstance(each, CrmError)]
    assert {LikelyDuplicate} == {type(each) for each in refused}
    assert CROWD - 1 == len(refused)
    assert 2 == crm.run(ann, list_contacts).total


def test_sixteen_identical_companies(crm: Crm, ann: Actor) -> None:
    """
    The same of companies.
    """
    answers = at_once(
        [lambda: crm.run(ann, add_company, name="Acme GmbH") for _ in range(CROWD)]
    )

    assert CROWD - 1 == sum(isinstance(each, LikelyDuplicate) for each in answers)
    assert 1 == crm.run(ann, list_companies).total


def test_in_a_hosts_transaction(crm: Crm, ann: Actor, database_url: str) -> None:
    """
    A host's transaction survives a refusal, and goes on.
    """
    bob = {"first_name": "Robert", "last_name": "Miller", "phone": "+1 555 010 0200"}
    with psycopg.connect(database_url) as host:
        inside = Crm(PostgresWorks(host))
        inside.run(ann, add_contact, **bob)
        with pytest.raises(LikelyDuplicate):
            inside.run(ann, add_contact, **bob)
        inside.run(ann, add_contact, first_name="Susan", last_name="Miller")

    assert 2 == crm.run(ann, list_contacts).total
