"""
``crm calendar``: invitations and feeds from the command line.
"""

from uuid import UUID

import pytest

from crm_adapters.bootstrap import build
from crm_adapters.settings import read_settings
from crm_cli.acting import operator
from crm_core.activities import add_activity
from crm_core.shared import OrganizationId

pytestmark = pytest.mark.postgres


@pytest.fixture
def meeting(house, database_url):
    application = build(read_settings(environ={"CRM_DATABASE_URL": database_url}))
    meeting = application.crm.run(
        operator(OrganizationId(UUID(house.id))),
        add_activity,
        type="meeting",
        subject="Talk",
        starts_at="2031-03-03T08:00:00Z",
        participants=[{"email": "ann@example.com"}],
    )
    application.close()
    return meeting.id


def test_a_meeting_is_sent_once_and_called_off(house, meeting):
    invited = house("calendar", "invite", meeting)
    again = house("calendar", "invite", meeting, "--json")
    off = house("calendar", "call-off", meeting)
    nobody = house.run("calendar", "call-off", meeting)

    assert ["Told ann@example.com."] == invited.lines
    assert {"invited": [], "withdrawn": []} == again.json
    assert ["Told ann@example.com that it is off."] == off.lines
    assert 1 == nobody.code


def test_a_feed_is_opened_told_once_and_revoked(house):
    opened = house("calendar", "feed", "--json").json
    shown = house("calendar", "feed", "--show", "--json").json
    house("calendar", "revoke-feed")

    assert opened["url"].endswith(".ics")
    assert opened["created_at"] == shown["created_at"]
    assert ["created_at"] == list(shown)
    assert 1 == house.run("calendar", "feed", "--show").code


def test_what_is_no_id_is_refused(house):
    assert 1 == house.run("calendar", "invite", "soon").code


def test_a_server_that_must_not_be_asked_is_refused(house):
    """
    And nothing is kept of it.
    """
    said = house.run(
        *("calendar", "connect", "https://127.0.0.1:1/", "--user", "ann"),
        *("--password", "hush hush"),
    )
    listed = house("calendar", "connections", "--json")

    assert 1 == said.code
    assert "private network" in said.err
    assert "hush" not in said.err
    assert [] == listed.json["items"]
