"""
How much is let in: body sizes, rates, crowds, slow clients, other sites.
"""

import asyncio
from threading import Event
from uuid import uuid4

import pytest
import structlog

from crm_adapters.limits import LocalLimiter
from crm_core.access import DEFAULT_ROLES, actor_with
from crm_core.shared import Unavailable
from crm_http import Options, create_app

from .door import opened

pytestmark = pytest.mark.postgres


@pytest.fixture
def open_door(door):
    """
    Opens another door on the same database.
    """

    def opening(**options):
        chosen = Options(**{"limiter": None, "access_log": False, **options})
        return opened(door.database_url, door.engine, chosen)

    return opening


def test_rate_limit(open_door, ours):
    """
    HTTP-26: so many requests per person and minute; then 429 with Retry-After, and
    no header that claims another address helps. Others are not touched.
    """
    clock = lambda: 1000.0  # noqa: E731 - a clock that stands still
    with open_door(limiter=LocalLimiter(limit=5, clock=clock)) as door:
        headers = {"authorization": f"Bearer {ours.rep.token}"}
        answers = [
            door.client.get(
                "/api/crm/contacts/",
                headers={
                    **headers,
                    "x-forwarded-for": f"1.2.3.{n}",
                    "x-real-ip": f"1.2.3.{n}",
                    "forwarded": f"for=1.2.3.{n}",
                },
            )
            for n in range(8)
        ]
        other = door.client.get(
            "/api/crm/contacts/",
            headers={"authorization": f"Bearer {ours.admin.token}"},
        )

    assert [200] * 5 + [429] * 3 == [each.status_code for each in answers]
    assert ["4", "3", "2", "1", "0"] == [
        each.headers["ratelimit-remaining"] for each in answers[:5]
    ]
    assert {"5"} == {each.headers["ratelimit-limit"] for each in answers}
    refused = answers[-1]
    assert 0 < int(refused.headers["retry-after"]) <= 61
    assert "urn:crm:problem:rate-limited" == refused.json()["type"]
    assert 200 == other.status_code


@pytest.mark.parametrize("token", [None, "Bearer x", "Bearer a.b.c"])
def test_rate_limit_of_strangers(open_door, token):
    """
    HTTP-26: guessing tokens is counted by address.
    """
    clock = lambda: 1000.0  # noqa: E731 - a clock that stands still
    with open_door(limiter=LocalLimiter(limit=5, clock=clock)) as door:
        statuses = [
            door.client.get(
                "/api/crm/contacts/",
                headers={"x-forwarded-for": f"1.2.3.{n}"}
                | ({"authorization": token} if token else {}),
            ).status_code
            for n in range(7)
        ]

    assert [401] * 5 + [429] * 2 == statuses


def test_open_pages_are_counted_too(open_door):
    """
    Pages that need no token are counted by address.
    """
    clock = lambda: 1000.0  # noqa: E731 - a clock that stands still
    with open_door(limiter=LocalLimiter(limit=2, clock=clock)) as door:
        statuses = [
            door.client.get("/api/crm/openapi.json").status_code for _ in range(3)
        ]

    assert [200, 200, 429] == statuses


async def asgi(
    app, *, method="POST", path="/api/crm/contacts/", headers=(), messages=()
):
    """
    One request with these messages; what was answered.
    """
    sent = []
    waiting = list(messages)

    async def receive():
        if waiting:
            return waiting.pop(0)
        return await asyncio.Future()

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "http_version": "1.1",
    }
    await app(scope, receive, send)
    return sent


def body(piece, *, more):
    """
    A piece of a body.
    """
    return {"type": "http.request", "body": piece, "more_body": more}


@pytest.fixture
def raw(open_door, ours):
    """
    Sends messages to an app, as a server would.
    """

    def ask(*messages, **options):
        token = f"Bearer {ours.admin.token}".encode()
        headers = [(b"authorization", token), (b"content-type", b"application/json")]
        with open_door(**options) as door:
            return asyncio.run(
                asgi(door.client.app, headers=headers, messages=messages)
            )

    return ask


def test_chunked_body(raw):
    """
    HTTP-14: a body without a length is cut off as soon as it is too large.
    """
    pieces = [body(b" " * 600_000, more=True) for _ in range(1000)]

    assert 413 == raw(*pieces)[0]["status"]
    assert (
        201
        == raw(body(b'{"last_', more=True), body(b'name":"x"}', more=False))[0][
            "status"
        ]
    )


def test_slow_body(raw):
    """
    A body that does not arrive is given up.
    """
    sent = raw(body(b'{"last_', more=True), patience=0.05)

    assert 408 == sent[0]["status"]
    assert (b"connection", b"close") in sent[0]["headers"]


def test_client_gone(raw):
    """
    A client that hangs up while it sends changes nothing, and is no fault.
    """
    with structlog.testing.capture_logs() as logs:
        raw(body(b'{"last_', more=True), {"type": "http.disconnect"}, access_log=True)

    assert [499] == [each["status"] for each in logs]


def test_crowd(door):
    """
    F43: more requests at once than allowed are told at once to come back; health
    still answers.
    """
    held, entered = Event(), Event()

    class Waiting:
        def open(self, _actor):
            entered.set()
            held.wait(10)
            raise Unavailable

    from crm_core import Crm

    actor = actor_with(
        ["admin"], DEFAULT_ROLES, user_id=uuid4(), organization_id=uuid4()
    )
    options = Options(limiter=None, access_log=False, most_requests=2, workers=4)
    app = create_app(Crm(Waiting()), lambda _headers: actor, options)

    async def crowd():
        get = {"method": "GET"}
        first = [asyncio.create_task(asgi(app, **get)) for _ in range(2)]
        await asyncio.to_thread(entered.wait, 10)
        late = await asgi(app, **get)
        health = await asgi(app, method="GET", path="/health/live")
        held.set()
        return [await each for each in first], late, health

    first, late, health = asyncio.run(crowd())

    assert 503 == late[0]["status"]
    assert (b"retry-after", b"1") in late[0]["headers"]
    assert b"overloaded" in late[1]["body"]
    assert 200 == health[0]["status"]
    assert [503, 503] == [each[0]["status"] for each in first]


def test_cors_is_off(ours):
    """
    HTTP-27: no other site is let in unless a setting names it.
    """
    answer = ours.admin.get("contacts/", headers={"origin": "https://evil.example"})

    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://app.example", True),
        ("https://app.example.evil.com", False),
        ("http://app.example", False),
        ("https://app.example:444", False),
        ("null", False),
        ("https://APP.example", False),
    ],
)
def test_cors(open_door, ours, origin, allowed):
    """
    HTTP-27: exactly the sites named may read answers, and never with cookies.
    """
    with open_door(cors_origins=("https://app.example",)) as door:
        asked = {"origin": origin, "access-control-request-method": "PATCH"}
        preflight = door.client.options("/api/crm/contacts/", headers=asked)
        token = f"Bearer {ours.admin.token}"
        answer = door.client.get(
            "/api/crm/contacts/", headers={"origin": origin, "authorization": token}
        )
        refused = door.client.get("/api/crm/contacts/", headers={"origin": origin})

    for each in (preflight, answer, refused):
        shown = each.headers.get("access-control-allow-origin")
        assert (origin if allowed else None) == shown
        assert "access-control-allow-credentials" not in each.headers
        assert "Origin" in each.headers["vary"]
    assert 204 == preflight.status_code
    assert allowed == ("access-control-allow-methods" in preflight.headers)
    assert 200 == answer.status_code
    assert 401 == refused.status_code


def test_security_headers(open_door, ours):
    """
    Every answer tells browsers to keep it to themselves.
    """
    with open_door(base_url="https://crm.example.com") as door:
        token = f"Bearer {ours.admin.token}"
        for path, status in (
            ("/api/crm/contacts/", 200),
            ("/nope", 404),
            ("/api/crm/docs/", 200),
        ):
            answer = door.client.get(path, headers={"authorization": token})
            assert status == answer.status_code
            assert "nosniff" == answer.headers["x-content-type-options"]
            assert "DENY" == answer.headers["x-frame-options"]
            assert "no-store" == answer.headers["cache-control"]
            assert "no-referrer" == answer.headers["referrer-policy"]
            assert "max-age=31536000" == answer.headers["strict-transport-security"]
            policy = answer.headers["content-security-policy"]
            assert policy.startswith("default-src 'none'")
            assert "unsafe" not in policy
            assert "server" not in answer.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("crm.example.com", 200),
        ("CRM.example.com:8443", 200),
        ("other.example.com", 200),
        ("localhost:8001", 200),
        ("[::1]:8001", 200),
        ("evil.example.com", 400),
        ("crm.example.com.evil.com", 400),
    ],
)
def test_allowed_hosts(open_door, ours, host, status):
    """
    HTTP-25: the configured names, and those of this machine.
    """
    options = {
        "base_url": "https://crm.example.com",
        "allowed_hosts": ("other.example.com",),
    }
    with open_door(**options) as door:
        headers = {"host": host, "authorization": f"Bearer {ours.admin.token}"}
        assert (
            status == door.client.get("/api/crm/contacts/", headers=headers).status_code
        )


def test_access_log(open_door, ours):
    """
    G9: a line per request with template, status, organization and id; nothing of
    what was asked for or answered.
    """
    with open_door(access_log=True) as door, structlog.testing.capture_logs() as logs:
        headers = {
            "authorization": f"Bearer {ours.admin.token}",
            "x-request-id": "known-id",
        }
        door.client.get(f"/api/crm/contacts/{ours.contact}/", headers=headers)
        door.client.get("/api/crm/contacts/?search=Secret+Name", headers=headers)
        door.client.get("/sign-in/secret-code", headers=headers)

    line = logs[0]
    assert {"ms"} == {*line} - {
        *("event", "log_level", "method", "organization_id"),
        *("request_id", "route", "status"),
    }
    assert "/api/crm/contacts/{id}" == line["route"]
    assert str(ours.id) == line["organization_id"]
    assert "known-id" == line["request_id"]
    told = str(logs).lower()
    for secret in ("secret", str(ours.contact), ours.admin.token.lower(), "@people"):
        assert secret not in told


def test_a_full_log_stops_nobody(open_door, ours):
    """
    F28: a log that cannot be written does not matter to the answer.
    """

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    before = structlog.get_config()
    structlog.configure(processors=[full])
    try:
        with open_door(access_log=True) as door:
            token = f"Bearer {ours.admin.token}"
            answer = door.client.get(
                "/api/crm/contacts/", headers={"authorization": token}
            )
    finally:
        structlog.configure(**before)

    assert 200 == answer.status_code
