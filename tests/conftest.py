"""
What every test may ask for: a CRM in memory or on PostgreSQL, and people who use it.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

from crm_adapters.calendar import IcalendarFiles, RfcRecurrences
from crm_adapters.memory import MemoryWorks
from crm_adapters.postgres import PostgresWorks, connect_engine
from crm_core import Crm
from tests.builders import an_actor

pytest_plugins = ["tests.plugins.postgres"]

settings.register_profile(
    "here", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.register_profile("many", settings.get_profile("here"), max_examples=3000)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")


@pytest.fixture(scope="session")
def engine(database_url):
    """
    An engine on the database that all tests of this worker share.
    """
    engine = connect_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_works(engine):
    """
    Units of work on PostgreSQL.
    """
    return PostgresWorks(
        engine, recurrences=RfcRecurrences(), calendar_files=IcalendarFiles()
    )


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def works(request):
    """
    Units of work in memory and on PostgreSQL: what holds, holds on both.
    """
    if request.param == "memory":
        return MemoryWorks(
            recurrences=RfcRecurrences(), calendar_files=IcalendarFiles()
        )
    return request.getfixturevalue("postgres_works")


@pytest.fixture
def crm(works):
    """
    The CRM, in memory and on PostgreSQL.
    """
    return Crm(works)


@pytest.fixture
def actor():
    """
    Someone who may do everything in an organization of their own.
    """
    return an_actor()


@pytest.fixture
def other_actor():
    """
    Someone who may do everything in another organization.
    """
    return an_actor()
