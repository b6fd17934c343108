"""
A CRM on a database of one's own, and what a test asks it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from crm_adapters.postgres import PostgresWorks, connect_engine
from crm_adapters.postgres.statements import statement
from crm_core import Crm
from crm_core.contacts import list_contacts
from crm_core.shared import Actor


@contextmanager
def an_engine(url: str, **limits: Any) -> Iterator[Engine]:
    """
    An engine that leaves no connection behind.
    """
    engine = connect_engine(url, **limits)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def a_crm(url: str, *, patience: float = 8, **limits: Any) -> Iterator[Crm]:
    """
    A CRM on the database at the URL.
    """
    with an_engine(url, **limits) as engine:
        yield Crm(PostgresWorks(engine, patience=patience))


def first_names(crm: Crm, actor: Actor) -> list[str]:
    """
    Whom the actor finds, in order of the alphabet.
    """
    return sorted(row.first_name for row in crm.run(actor, list_contacts).items)


def asked(work: Any, sql: str) -> list[Any]:
    """
    What the database says to a statement, in the transaction of a use case.
    """
    rows: list[Any] = work.contacts.transaction.ask(statement(sql, reads=False), {})
    return rows
