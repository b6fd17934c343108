"""
Here the CRM is on PostgreSQL: on the database that the tests of this worker share.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.shared import Actor
from tests.builders import an_actor


@pytest.fixture
def crm(postgres_works: PostgresWorks) -> Crm:
    """
    The CRM: each test works in organizations of its own.
    """
    return Crm(postgres_works)


@pytest.fixture
def ann() -> Actor:
    """
    Someone who may do everything in an organization that is new.
    """
    return an_actor(name="Ann")


@pytest.fixture
def admin(fresh_database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """
    Somebody who sees and may do everything, on a database of the test's own.
    """
    with psycopg.connect(fresh_database_url, autocommit=True) as connection:
        yield connection
