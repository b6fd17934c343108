"""
Here the CRM is on PostgreSQL: on the database that the tests of this worker share.
"""

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
