"""
A calendar server, and somebody whose activities are kept in step with it.
"""

from functools import partial
from itertools import count

import pytest

from crm_adapters.calendar import CaldavServers, IcalendarFiles, RfcRecurrences
from crm_adapters.memory import MemoryWorks
from crm_adapters.outside import Outside
from crm_adapters.postgres import PostgresWorks, connect_engine
from crm_adapters.sealing import AesGcmSeal
from crm_core import Crm
from crm_core.calendars import connect_calendar, sync_calendar
from tests.builders import an_actor

from .radicale_server import PASSWORD, USER, start

NUMBERS = count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    process, radicale = start(tmp_path_factory.mktemp("radicale"))
    yield radicale
    process.terminate()
    process.wait(10)


@pytest.fixture
def radicale(server):
    """
    The server with an empty calendar.
    """
    server.ask("DELETE", "")
    server.make()
    return server


@pytest.fixture
def servers():
    return CaldavServers(Outside(frozenset({"127.0.0.1"})))


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def crm(request):
    """
    The CRM in memory and on PostgreSQL, with a key to seal passwords with.
    """
    parts = {"recurrences": RfcRecurrences(), "calendar_files": IcalendarFiles()}
    if request.param == "memory":
        yield Crm(MemoryWorks(**parts))
        return
    engine = connect_engine(request.getfixturevalue("database_url"))
    yield Crm(PostgresWorks(engine, seal=AesGcmSeal("a key " * 9), **parts))
    engine.dispose()


@pytest.fixture
def ada():
    return an_actor(name="Ada")


@pytest.fixture
def run(crm, ada):
    """
    Runs a use case for Ada.
    """
    return partial(crm.run, ada)


@pytest.fixture
def connection(run, radicale, servers):
    fields = {"url": radicale.url, "username": USER, "password": PASSWORD}
    return connect_calendar(run, servers, fields)


@pytest.fixture
def sync(run, servers, connection):
    def again():
        return sync_calendar(run, servers, connection.id)

    return again
