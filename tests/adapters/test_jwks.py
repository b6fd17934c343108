"""
How the auth service's keys are fetched, kept and renewed: over real HTTP, by a
clock that the test sets.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from crm_adapters.tokens import Jwks, KeysUnavailable, TokenRefused

from .auth_service import AuthService, a_jwk, a_token, a_verifier
from .token_builders import NOW, Clock, refusal

FETCH = "/.well-known/jwks.json"


@pytest.fixture(name="auth")
def _auth():
    with AuthService() as service:
        yield service


@pytest.fixture(name="clock")
def _clock():
    return Clock()


@pytest.fixture(name="keys")
def _keys(auth, clock):
    auth.publish(a_jwk("ES256", "a"))
    return Jwks(auth.url, clock=clock)


@pytest.fixture(name="verifier")
def _verifier(keys, clock):
    return a_verifier(keys, clock)


class SharedCache:
    """
    What several processes see, with the times to live they asked for.
    """

    def __init__(self):
        self.values = {}
        self.ttls = []

    def get(self, key, /):
        return self.values.get(key)

    def set(self, key, value, /, *, ttl):
        self.values[key] = value
        self.ttls.append(ttl)


LONG = {"iat": NOW, "exp": NOW + 24 * 3600}


def test_fetched_when_due(auth, verifier, clock):
    """
    Ten minutes on one answer, then the next.
    """
    verifier.verify(a_token("ES256", "a", jti="1"))
    clock.now += 599
    verifier.verify(a_token("ES256", "a", jti="2"))
    assert [FETCH] == auth.asked
    clock.now += 1
    verifier.verify(a_token("ES256", "a", jti="3"))
    assert [FETCH] * 2 == auth.asked


@pytest.mark.parametrize(
    ("url", "path"),
    [("/", "/keys/a"), ("", "keys/a"), ("/keys", "a"), ("/keys/", "/a")],
)
def test_path(auth, clock, url, path):
    """
    Where the keys lie can be set, with or without slashes.
    """
    auth.publish(a_jwk("ES256", "a"))
    Jwks(auth.url + url, path=path, clock=clock).find("a")

    assert ["/keys/a"] == auth.asked


def test_rotation(auth, verifier, clock):
    """
    A new key is fetched as soon as a token names it; the withdrawn one is believed
    no longer, not even for a token that was verified before.
    """
    old, new = a_token("ES256", "a"), a_token("EdDSA", "b")
    verifier.verify(old)
    auth.publish(a_jwk("EdDSA", "b"))
    clock.now += 30

    assert verifier.recall(old)
    assert verifier.verify(new)
    assert verifier.recall(old) is None
    assert "kid" in refusal(old, verifier)
    assert [FETCH] * 2 == auth.asked


def test_key_withdrawn(auth, verifier, clock):
    """
    Without any new token a withdrawn key is noticed after ten minutes.
    """
    token = a_token("ES256", "a")
    verifier.verify(token)
    auth.publish()
    clock.now += 600

    assert verifier.recall(token) is None
    assert "kid" in refusal(token, verifier)


def test_same_name_other_key(auth, verifier, clock):
    """
    A key replaced under its own name replaces what was verified with the old one.
    """
    token = a_token("ES256", "a")
    verifier.verify(token)
    auth.publish(a_jwk("EdDSA", "a"), a_jwk("EdDSA", "b"))
    clock.now += 30
    verifier.verify(a_token("EdDSA", "b"))

    assert verifier.recall(token) is None
    assert "alg" in refusal(token, verifier)


def test_cool_down(auth, verifier, clock):
    """
    A flood of unknown names asks the auth service once in thirty seconds.
    """
    for number in range(20):
        refusal(a_token("ES256", f"unknown-{number}"), verifier)
    assert [FETCH] == auth.asked
    clock.now += 30
    for number in range(20):
        refusal(a_token("ES256", f"unknown-{number}"), verifier)
    assert [FETCH] * 2 == auth.asked


def test_no_stampede(auth, keys):
    """
    Many threads that need keys at once make one request, and all are served.
    """
    barrier = Barrier(8)

    def find(_):
        barrier.wait()
        return keys.find("a")

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(find, range(8)))

    assert [keys.find("a")] * 8 == found
    assert [FETCH] == auth.asked


def test_nobody_waits_for_a_known_key(auth, clock):
    """
    While one thread asks an auth service that hangs, the others go on.
    """
    auth.publish(a_jwk("ES256", "a"))
    keys = Jwks(auth.url, clock=clock, timeout=30)
    known = keys.find("a")
    clock.now += 600
    auth.open.clear()
    auth.reached.clear()
    with ThreadPoolExecutor(1) as threads:
        asking = threads.submit(keys.find, "a")
        assert auth.reached.wait(10)

        assert known is keys.find("a")
        assert not asking.done()
        auth.open.set()


def test_nobody_waits_for_long(auth, clock):
    """
    A thread that finds another one asking gives up after a while: without keys,
    and with keys but not the one it looks for.
    """
    auth.publish(a_jwk("ES256", "a"))
    keys = Jwks(auth.url, clock=clock, timeout=0.2)
    with keys._lock, pytest.raises(KeysUnavailable):
        keys.find("a")
    keys.find("a")
    clock.now += 30
    with keys._lock, pytest.raises(KeysUnavailable):
        keys.find("b")
    assert [FETCH] == auth.asked


BROKEN = {
    "500": {"status": 500},
    "404": {"status": 404},
    "204": {"status": 204},
    "redirect": {"status": 302, "headers": {"Location": "/elsewhere"}},
    "redirect-with-keys": {"status": 307, "headers": {"Location": FETCH}},
    "empty": {"body": b""},
    "html": {"body": b"<html>"},
    "list": {"body": b"[]"},
    "no-keys": {"body": b"{}"},
    "keys-object": {"body": b'{"keys": {}}'},
    "keys-twice": {"body": b'{"keys": [], "keys": []}'},
    "deep": {"body": b"[" * 100_000},
    "not-utf-8": {"body": b'{"keys": ["\xff"]}'},
    "oversize": {"body": b'{"keys": [' + b" " * 256 * 1024 + b"]}"},
    "compressed": {"headers": {"Content-Encoding": "gzip"}, "body": b"\x1f\x8b\x08"},
    "cut": {"headers": {"Content-Length": "1000"}, "body": b'{"keys": []}'},
    "no-http": {"headers": {"a\r\n\x00": "\x00"}},
}


@pytest.mark.parametrize("fault", BROKEN.values(), ids=BROKEN)
def test_broken(auth, verifier, clock, fault):
    """
    An answer that is no key set counts as none: nothing is believed without keys,
    the last keys go on while they may, and a new key is unknown, not refused.
    """
    published = auth.body
    vars(auth).update(fault)
    token = a_token("ES256", "a", **LONG)
    with pytest.raises(KeysUnavailable) as unavailable:
        verifier.verify(token)
    assert {"retry_after": 30} == unavailable.value.details

    auth.status, auth.headers, auth.body = 200, {}, published
    clock.now += 30
    assert verifier.verify(token)

    vars(auth).update(fault)
    clock.now += 600
    assert verifier.verify(token)
    with pytest.raises(KeysUnavailable):
        verifier.verify(a_token("EdDSA", "new"))
    assert {FETCH} == set(auth.asked)


def test_outage(auth, keys, verifier, clock):
    """
    F51: gone for hours, the auth service is asked twice a minute at most and its
    last keys serve for a day, not longer; back again, it is noticed at once.
    """
    token = a_token("ES256", "a", **LONG)
    verifier.verify(token)
    auth.status = 503
    clock.now += 3600
    for _ in range(5):
        assert verifier.verify(token)
    assert [FETCH] * 2 == auth.asked
    assert verifier.recall(token)

    clock.now = NOW + 24 * 3600 - 1
    assert verifier.verify(token)
    clock.now += 1
    assert verifier.recall(token) is None
    with pytest.raises(KeysUnavailable):
        keys.find("a")

    auth.status = 200
    clock.now += 30
    assert keys.find("a")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://", "nonsense", "ftp://x"]
)
def test_nobody_there(clock, url):
    """
    No auth service at all, or an address that is none, is told apart from a bad
    token.
    """
    with pytest.raises(KeysUnavailable):
        Jwks(url, clock=clock).find("a")


@pytest.mark.parametrize("trickle", [False, True])
def test_slow(auth, clock, trickle):
    """
    Neither silence nor a trickle of bytes holds a request for long.
    """
    if trickle:
        auth.body = [b" "] * 100 + [b'{"keys": []}']
    else:
        auth.open.clear()
    with pytest.raises(KeysUnavailable):
        Jwks(auth.url, clock=clock, timeout=0.2).find("a")


@pytest.mark.parametrize("jump", [-7200, -60, 365 * 86400])
def test_clock_jumps(auth, keys, clock, jump):
    """
    F29: a clock that jumps either way costs one fetch and no answer.
    """
    keys.find("a")
    clock.now += jump

    assert keys.find("a")
    assert keys.find("a")
    assert [FETCH] * 2 == auth.asked


def test_clock_set_right(auth, keys, clock):
    """
    A second back is no jump.
    """
    keys.find("a")
    clock.now -= 1

    assert keys.find("a")
    assert [FETCH] == auth.asked


def test_shared(auth, clock):
    """
    A second process takes the keys that the first has fetched, and a third one
    started while the auth service is away lives on them too.
    """
    cache = SharedCache()
    auth.publish(a_jwk("ES256", "a"))
    Jwks(auth.url, clock=clock, cache=cache).find("a")
    clock.now += 60
    assert Jwks(auth.url, clock=clock, cache=cache).find("a")
    assert [FETCH] == auth.asked
    assert [24 * 3600] == cache.ttls

    auth.status = 503
    clock.now += 3600
    assert Jwks(auth.url, clock=clock, cache=cache).find("a")
    assert [FETCH] * 2 == auth.asked


def test_shared_rotation(auth, clock):
    """
    A key that one process has fetched is new to the other for no request.
    """
    cache = SharedCache()
    auth.publish(a_jwk("ES256", "a"))
    one, other = (Jwks(auth.url, clock=clock, cache=cache) for _ in range(2))
    one.find("a")
    other.find("a")
    auth.publish(a_jwk("EdDSA", "b"))
    clock.now += 30
    one.find("b")

    assert other.find("b")
    assert [FETCH] * 2 == auth.asked


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"junk",
        b"nan\n{}",
        b"inf\n" + json.dumps({"keys": [a_jwk("ES256", "b")]}).encode(),
        f"{NOW + 1}\n".encode() + json.dumps({"keys": []}).encode(),
        f"{NOW}\n[]".encode(),
        b"\xff\n{}",
    ],
)
def test_shared_junk(auth, keys, clock, stored):
    """
    What the cache holds is checked like what the auth service sends.
    """
    cache = SharedCache()
    cache.values[f"jwks:{auth.url}{FETCH}"] = stored
    keys = Jwks(auth.url, clock=clock, cache=cache)

    assert keys.find("a")
    with pytest.raises(TokenRefused):
        keys.find("b")
