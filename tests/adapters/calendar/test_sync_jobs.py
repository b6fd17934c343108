"""
The worker brings calendars in step whose time has come, for those whose they are.
"""

from functools import partial

import pytest

from crm_adapters.bootstrap import build
from crm_adapters.bootstrap.calendar_jobs import sync_calendars
from crm_adapters.settings import read_settings
from crm_core.access import save_user
from crm_core.activities import add_activity
from crm_core.calendars import add_connection, list_connections, request_sync

from .events import SOON
from .radicale_server import PASSWORD, USER

pytestmark = pytest.mark.postgres


@pytest.fixture
def application(fresh_database_url):
    environment = {
        "CRM_DATABASE_URL": fresh_database_url,
        "CRM_SEALING_KEY": "a key for tests that is longer than thirty-two",
        "CRM_ALLOW_PRIVATE_HOSTS": "127.0.0.1",
    }
    application = build(read_settings(environ=environment))
    yield application
    application.close()


def test_it_is_found_brought_in_step_and_left_alone_until_its_time(
    application, ada, radicale
):
    """
    The calendar is looked for by the worker; who has left is nobody's business.
    """
    run = partial(application.crm.run, ada)
    run(add_activity, type="meeting", subject="Ours", starts_at=SOON.isoformat())
    run(save_user, ada.user_id, roles=["rep"])
    fields = {"url": radicale.url, "username": USER, "password": PASSWORD}
    connection = run(add_connection, **fields)
    sync_calendars(application)
    (status,) = run(list_connections)
    radicale.remove(radicale.names[0])
    sync_calendars(application)
    before = radicale.names
    run(request_sync, connection.id)
    run(save_user, ada.user_id, active=False)
    sync_calendars(application)

    assert radicale.calendar == status.connection.calendar_url
    assert (None, 1) == (status.connection.failure, status.objects)
    assert [] == before
    assert (
        status.connection.succeeded_at
        == run(list_connections)[0].connection.succeeded_at
    )
