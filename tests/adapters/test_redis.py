"""
Redis is used while it answers, and not missed when it does not.
"""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest

from crm_adapters.redis import Away, Link, RedisCache, RedisLimiter, RedisPublisher
from crm_core.shared import News, OrganizationId, UserId
from tests.plugins.requirements import require

from .redis_server import RedisServer

pytestmark = pytest.mark.redis

ORGANIZATION = OrganizationId(UUID(int=7))
NEWS = News(
    id=UUID(int=1),
    organization_id=ORGANIZATION,
    user_id=UserId(UUID(int=2)),
    at=datetime(2026, 1, 1, tzinfo=UTC),
    kind="ContactAdded",
)


@pytest.fixture
def server(tmp_path):
    """
    A Redis of one test.
    """
    server = RedisServer(require("redis-server", "the tests start one"), tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def link(server):
    """
    A link to it that tries again at once after a fault.
    """
    link = Link(server.url, cool_down=0, timeout=2)
    yield link
    link.close()


def test_processes_are_counted_together(server, link):
    """
    Two limiters stand for two processes; their threads lose no use.
    """
    other = Link(server.url, timeout=2)
    both = [RedisLimiter(each, limit=100, window=3600) for each in (link, other)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda n: both[n % 2].take("ada").allowed, range(150)))
    other.close()

    assert 100 == sum(taken)
    assert (0, 0) == (link.failures, other.failures)


def test_counts_do_not_stay_in_redis(server, link):
    """
    Every key has an end.
    """
    RedisLimiter(link, limit=1, window=60).take("ada")
    client = server.client
    (key,) = client.keys("*")

    assert 0 < client.pttl(key) <= 120_000


def test_cached_bytes_come_back_until_they_expire(server, link):
    """
    They are shared, and gone after their time.
    """
    cache = RedisCache(link)
    cache.set("jwks", b"\x00\xff", ttl=60)

    assert b"\x00\xff" == cache.get("jwks")
    assert None is cache.get("other")
    assert 0 < server.client.pttl("crm:cache:jwks") <= 60_000


def test_listeners_hear_of_an_event_without_its_values(server, link):
    """
    Who may see the record reads it; the message holds nobody's data.
    """
    publisher = RedisPublisher(link)
    with server.client.pubsub(ignore_subscribe_messages=True) as listener:
        listener.subscribe(publisher.channel(NEWS))
        listener.get_message(timeout=5)
        publisher.publish(NEWS)
        heard = listener.get_message(timeout=5)

    assert heard is not None
    assert {
        "id": str(NEWS.id),
        "kind": "ContactAdded",
        "at": "2026-01-01T00:00:00+00:00",
    } == json.loads(heard["data"])


def use_everything(link: Link) -> tuple[bool, bytes | None]:
    """
    One use of each adapter; answers whether the limiter allows, and the cached bytes.
    """
    allowance = RedisLimiter(link, limit=1, window=3600).take("ada")
    cache = RedisCache(link)
    cache.set("jwks", b"keys", ttl=60)
    RedisPublisher(link).publish(NEWS)
    return allowance.allowed, cache.get("jwks")


def test_nobody_misses_a_redis_that_is_killed(server, link):
    """
    Killed during use: limits are counted here, the cache is empty, nothing raises,
    the faults are counted. Started again, it is used again. (F22).
    """
    limiter = RedisLimiter(link, limit=2, window=3600)
    assert limiter.take("grace").allowed
    server.stop()

    assert (True, None) == use_everything(link)
    assert [True, True, False] == [limiter.take("grace").allowed for _ in range(3)]
    assert link.failures > 0

    server.start()
    assert (True, b"keys") == use_everything(link)


def test_a_redis_that_is_away_from_the_start(server):
    """
    Nothing connects before it is needed, and nothing raises then. (F22).
    """
    server.stop()
    link = Link(server.url)

    assert (True, None) == use_everything(link)
    link.close()


def test_a_frozen_redis_is_asked_once(server, caplog):
    """
    It takes connections and never answers: one caller waits for the timeout, the
    next ones are spared while the breaker is open, and the log says so once. (F22).
    """
    now = [0.0]
    link = Link(server.url, timeout=0.05, cool_down=5, clock=lambda: now[0])
    limiter = RedisLimiter(link, limit=1000, window=3600)
    server.freeze()
    with caplog.at_level(logging.WARNING):
        for _ in range(500):
            assert limiter.take("ada").allowed
    assert 1 == link.failures
    assert ["Redis is away: TimeoutError"] == caplog.messages

    server.thaw()
    with pytest.raises(Away):
        link.ask(lambda client: client.ping())
    now[0] = 5
    assert link.ask(lambda client: client.ping())
    link.close()


def test_only_one_caller_tries_a_redis_that_was_away(server):
    """
    When the breaker half opens, the other threads do not queue up behind a timeout.
    """
    now = [0.0]
    link = Link(server.url, timeout=0.05, cool_down=5, clock=lambda: now[0])
    server.freeze()
    limiter = RedisLimiter(link, limit=1000, window=3600)
    limiter.take("ada")
    now[0] = 5
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: limiter.take("ada"), range(100)))
    link.close()

    assert 2 == link.failures


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["--requirepass", "another"], id="wrong password"),
        pytest.param(
            ["--maxmemory", "1", "--maxmemory-policy", "noeviction"], id="OOM"
        ),
        pytest.param(["--replicaof", "127.0.0.1", "1"], id="read-only replica"),
    ],
)
def test_a_redis_that_refuses_is_as_good_as_away(server, link, options):
    """
    Wrong password, full memory, a replica: nothing raises, limits hold. (F24).
    """
    server.stop()
    server.start(*options)

    assert (True, None) == use_everything(link)
    assert link.failures > 0


def test_losing_everything_costs_only_a_count(server, link):
    """
    FLUSHALL: the limit begins anew, the cache is empty. (F23).
    """
    limiter = RedisLimiter(link, limit=1, window=3600)
    limiter.take("ada")
    server.client.flushall()

    assert limiter.take("ada").allowed
    assert None is RedisCache(link).get("jwks")
