"""
The server as a process, and what it depends on, failing under requests.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from threading import Event
from time import monotonic

import httpx
import psycopg
import pytest

from crm_adapters.postgres import migrate
from tests.adapters.redis_server import RedisServer
from tests.builders import a_role
from tests.http.door import token_of
from tests.http.process import serving, started
from tests.plugins.requirements import require

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

ENOUGH = 60
WRITERS = 4


class Writers:
    """
    Clients that keep a journal: each contact before it is sent, and when it is
    acknowledged.
    """

    def __init__(self, address, headers):
        self.address, self.headers = address, headers
        self.numbers, self.ended, self.enough = count(), Event(), Event()
        self.sent, self.acknowledged = set(), set()
        self.refusals = []

    def write(self):
        with httpx.Client(base_url=self.address, timeout=20) as client:
            while not self.ended.is_set():
                name = f"n{next(self.numbers)}"
                self.sent.add(name)
                with suppress(httpx.TransportError):
                    self.post(client, name)

    def post(self, client, name):
        answer = client.post(
            "/api/crm/contacts/",
            json={"first_name": name, "email": f"{name}@example.com"},
            headers={**self.headers, "Idempotency-Key": name},
        )
        if answer.status_code == 201:
            self.acknowledged.add(name)
        else:
            self.refusals.append(answer)
        if len(self.acknowledged) >= ENOUGH:
            self.enough.set()


def stored(url):
    """
    The first name of every contact in the database.
    """
    with psycopg.connect(url) as connection:
        query = "SELECT first_name FROM crm.contacts"
        return [name for (name,) in connection.execute(query)]


def headers_of(actor):
    """
    What lets *actor* in.
    """
    return {"Authorization": f"Bearer {token_of(actor)}"}


def test_a_server_that_is_killed_loses_and_doubles_nothing(fresh_database_url):
    """
    F02: killed under writes, everything acknowledged is there once; sent again with
    the same keys, everything is.
    """
    headers = headers_of(a_role("admin"))
    with (
        started(fresh_database_url) as (process, address),
        ThreadPoolExecutor(WRITERS) as threads,
    ):
        writers = Writers(address, headers)
        running = [threads.submit(writers.write) for _ in range(WRITERS)]
        assert writers.enough.wait(60)
        process.kill()
        process.wait(10)
        writers.ended.set()
        for each in running:
            each.result()

    names = stored(fresh_database_url)
    assert len(names) == len(set(names))
    assert writers.acknowledged <= set(names) <= writers.sent

    with (
        serving(fresh_database_url) as address,
        httpx.Client(base_url=address, timeout=20) as client,
    ):
        for name in sorted(writers.sent):
            writers.post(client, name)

    assert writers.sent == writers.acknowledged
    assert sorted(writers.sent) == sorted(stored(fresh_database_url))


def test_a_database_that_restarts_under_load(own_postgres):
    """
    F09: refusals are 503 with Retry-After, nothing acknowledged is lost, and within
    five seconds of the database's return requests are answered.
    """
    migrate(own_postgres.url)
    headers = headers_of(a_role("admin"))
    with (
        serving(own_postgres.url) as address,
        ThreadPoolExecutor(WRITERS) as threads,
    ):
        writers = Writers(address, headers)
        running = [threads.submit(writers.write) for _ in range(WRITERS)]
        assert writers.enough.wait(60)
        own_postgres.server.stop("immediate")
        while not writers.refusals:
            assert not any(each.done() for each in running)
        own_postgres.server.start()
        recovered = _answered_within(5, address, headers)
        writers.ended.set()
        for each in running:
            each.result()

    assert recovered
    assert {503} == {answer.status_code for answer in writers.refusals}
    assert all("retry-after" in answer.headers for answer in writers.refusals)
    names = stored(own_postgres.url)
    assert len(names) == len(set(names))
    assert writers.acknowledged <= set(names) <= writers.sent


def _answered_within(seconds, address, headers):
    end = monotonic() + seconds
    while monotonic() < end:
        with suppress(httpx.TransportError):
            answer = httpx.get(f"{address}/api/crm/contacts/", headers=headers)
            if answer.status_code == 200:
                return True
    return False


@pytest.mark.redis
def test_nobody_notices_that_redis_is_gone(fresh_database_url, tmp_path):
    """
    F22, F23: with Redis, with an empty one, without it and with it back, requests
    are answered alike.
    """
    program = require("redis-server", "Redis is tried with and without")
    headers = headers_of(a_role("admin"))
    server = RedisServer(program, tmp_path)
    server.start()
    try:
        with (
            serving(fresh_database_url, CRM_REDIS_URL=server.url) as address,
            httpx.Client(base_url=address, timeout=20, headers=headers) as client,
        ):

            def add(name):
                body = {"first_name": name, "email": f"{name}@example.com"}
                answer = client.post("/api/crm/contacts/", json=body)
                listed = client.get("/api/crm/contacts/").json()["total"]
                return answer.status_code, listed

            answers = [add("with")]
            server.client.flushall()
            answers.append(add("flushed"))
            server.stop()
            answers.append(add("without"))
            server.start()
            answers.append(add("back"))
    finally:
        server.stop()

    assert [(201, 1), (201, 2), (201, 3), (201, 4)] == answers
