"""
Applications are put together from settings, apart from each other, and taken down.
Ids like CLI-09 are cases of the bad-input list.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from time import monotonic

import psycopg
import pytest

from crm_adapters.bootstrap import (
    build,
    check_database,
    issue_token,
    mailer,
    rate_limiter,
    token_verifier,
    with_database,
    with_token_secret,
)
from crm_adapters.settings import (
    Settings,
    SettingsWrong,
    export_settings,
    read_settings,
)
from crm_adapters.tokens import TokenRefused
from crm_core.contacts import add_contact, list_contacts
from crm_core.shared import Unavailable
from tests.builders import an_actor

SECRET = "a secret for tests, longer than thirty-two"


@pytest.fixture
def application(fresh_database_url):
    """
    An application on a database of its own.
    """
    with closing(build(Settings(database_url=fresh_database_url))) as application:
        yield application


def connections(url: str) -> int:
    """
    How many are open to a database, besides this one.
    """
    with psycopg.connect(url) as connection:
        asked = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return connection.execute(asked).fetchone()[0]


def eventually(expected: int, ask: Callable[[], int]) -> int:
    """
    What *ask* answers once it is *expected*, or after five seconds: the server takes
    a moment to notice that a client has gone.
    """
    end = monotonic() + 5
    while (found := ask()) != expected and monotonic() < end:
        pass
    return found


@pytest.mark.postgres
def test_two_applications_in_one_process_share_nothing(
    application, empty_database_url, fresh_database_url
):
    """
    CLI-09: one works while the other's database has no tables; closing one leaves
    the other.
    """
    ann = an_actor()
    other = build(Settings(database_url=empty_database_url, rate_limit_per_minute=1))
    with pytest.raises(Unavailable):
        check_database(other)

    application.crm.run(ann, add_contact, first_name="Ada")
    other.close()

    check_database(application)
    assert 1 == application.crm.run(ann, list_contacts).total
    assert rate_limiter(application) is not rate_limiter(application)


@pytest.mark.postgres
def test_threads_share_an_application(application):
    """
    CLI-09: 32 of them, with 10 connections.
    """
    ann = an_actor()
    with ThreadPoolExecutor(32) as pool:
        added = pool.map(
            lambda n: application.crm.run(ann, add_contact, first_name=f"{n}"),
            range(64),
        )
        assert 64 == len({contact.id for contact in added})
    assert 64 == application.crm.run(ann, list_contacts).total


@pytest.mark.postgres
def test_it_works_inside_a_running_event_loop(application):
    """
    CLI-09: nothing of it is tied to a loop.
    """

    async def work():
        return application.crm.run(an_actor(), list_contacts).total

    assert 0 == asyncio.run(work())


@pytest.mark.postgres
def test_after_closing_no_connection_is_left(application, fresh_database_url):
    """
    CLI-09: of as many as the threads had opened.
    """
    ann = an_actor()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: application.crm.run(ann, list_contacts), range(16)))
    assert connections(fresh_database_url) > 0

    application.close()

    assert 0 == eventually(0, lambda: connections(fresh_database_url))


def test_building_connects_to_nothing():
    """
    A database and a Redis that are away are met when they are needed.
    """
    settings = Settings(
        database_url="postgresql://127.0.0.1:1/crm",
        redis_url="redis://127.0.0.1:1",
        token_secret=SECRET,
    )
    with closing(build(settings)) as application:
        limiter = rate_limiter(application)
        assert limiter is not None
        assert limiter.take("ada").allowed
        with pytest.raises(Unavailable):
            check_database(application)


def test_a_database_must_be_named():
    """
    The embedded one is started by whoever wants it.
    """
    with pytest.raises(SettingsWrong):
        build(Settings())


def test_what_is_not_configured_is_not_there():
    """
    No relay, no limit, nobody to believe.
    """
    settings = Settings(database_url="postgresql://x/y", rate_limit_per_minute=0)
    with closing(build(settings)) as application:
        assert None is mailer(settings)
        assert None is rate_limiter(application)
        with pytest.raises(SettingsWrong):
            token_verifier(application)


def test_a_token_that_is_issued_is_believed(tmp_path):
    """
    By the application of the same settings, and by no other.
    """
    settings = with_token_secret(
        Settings(home=tmp_path, database_url="postgresql://x/y")
    )
    other = Settings(database_url="postgresql://x/y", token_secret=SECRET)
    ann = an_actor()
    token = issue_token(settings, ann, roles=["rep"], lifetime=timedelta(hours=1))
    with closing(build(settings)) as ours, closing(build(other)) as theirs:
        assert ann.user_id == token_verifier(ours).verify(token).user_id
        with pytest.raises(TokenRefused):
            token_verifier(theirs).verify(token)


def test_a_configured_database_is_left_as_it_is():
    """
    Neither started nor migrated.
    """
    settings = Settings(database_url="postgresql://127.0.0.1:1/crm")
    with with_database(settings) as ready:
        assert settings is ready


def test_a_server_process_reads_the_same_settings():
    """
    They travel as environment variables, and win over files that were named before.
    """
    settings = Settings(
        database_url="postgresql://x/y",
        token_secret=SECRET,
        allowed_hosts=("a.example", "b.example"),
        port=0,
        docs=False,
    )
    environ = {"CRM_TOKEN_SECRET_FILE": "/nowhere", "CRM_REDIS_URL": "redis://old"}

    export_settings(settings, environ)

    assert settings == read_settings(environ={"CRM_CONFIG": "", **environ})
