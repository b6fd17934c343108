"""
What only a socket can send, to a real server: lies about lengths, two hosts, shapes
that a proxy and a server read differently.
"""

import re
import socket
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.postgres

BODY = b'{"last_name":"x"}'


@pytest.fixture
def talk(server, ours):
    """
    Sends bytes as they are, and returns all that comes back until the server closes
    or falls silent.
    """

    def send(text: bytes, *, closes: bool = True) -> bytes:
        address = urlsplit(server)
        token = ours.admin.token.encode()
        with socket.create_connection((address.hostname, address.port), 10) as line:
            line.settimeout(10 if closes else 1)
            line.sendall(text.replace(b"TOKEN", token).replace(b"\n", b"\r\n"))
            received = b""
            try:
                while piece := line.recv(65536):
                    received += piece
            except TimeoutError:
                assert not closes, f"still open after {received!r}"
            except ConnectionResetError:
                pass
            return received

    return send


def statuses(received: bytes) -> list[int]:
    """
    The statuses of the answers in what was received.
    """
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", received)]


HEAD = (
    b"POST /api/crm/contacts/ HTTP/1.1\nHost: 127.0.0.1\n"
    b"Authorization: Bearer TOKEN\nContent-Type: application/json\n"
)


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(
            HEAD + b"Content-Length: 4\nTransfer-Encoding: chunked\n\n"
            b"11\n" + BODY + b"\n0\n\n",
            id="HTTP-28-both",
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: xchunked\n\n11\n" + BODY + b"\n0\n\n",
            id="HTTP-28-xchunked",
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked, identity\n\n11\n" + BODY + b"\n0\n\n",
            id="HTTP-28-two-codings",
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\n\nfffffffffffffffff\n" + BODY,
            id="HTTP-28-chunk-beyond-64-bits",
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\n\n-1\n" + BODY, id="HTTP-28-negative"
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\n\nzz\n" + BODY, id="HTTP-28-no-hex"
        ),
        pytest.param(
            HEAD + b"Content-Length: 17\nContent-Length: 4\n\n" + BODY,
            id="HTTP-28-two-lengths",
        ),
        pytest.param(HEAD + b"Content-Length: -1\n\n" + BODY, id="HTTP-14-negative"),
        pytest.param(HEAD + b"Content-Length: +17\n\n" + BODY, id="HTTP-14-plus"),
        pytest.param(HEAD + b"Content-Length: 0x11\n\n" + BODY, id="HTTP-14-hex"),
        pytest.param(HEAD + b"Content-Length: 17,17\n\n" + BODY, id="HTTP-14-list"),
        pytest.param(
            HEAD + b"Content-Length : 17\n\n" + BODY, id="HTTP-28-space-before-colon"
        ),
        pytest.param(HEAD + b"X-Folded: a\n b\n\n" + BODY, id="HTTP-28-folded"),
        pytest.param(HEAD + b"X-Nul: a\x00b\n\n" + BODY, id="HTTP-05-nul-in-header"),
        pytest.param(b"GET / HTTP/9.9\nHost: 127.0.0.1\n\n", id="version"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n", id="tls"),
        pytest.param(b"GET /\x00 HTTP/1.1\nHost: 127.0.0.1\n\n", id="nul-in-path"),
    ],
)
def test_ambiguous(talk, ours, request_):
    """
    400 and the connection closed, or no answer at all; nothing is written.
    """
    received = talk(request_)

    assert statuses(received) in ([400], [])
    assert 1 == ours.admin.get("contacts/").json()["total"]


@pytest.mark.parametrize(
    "hosts",
    [
        pytest.param(b"", id="HTTP-25-none"),
        pytest.param(b"Host: 127.0.0.1\nHost: evil.com\n", id="HTTP-25-two"),
        pytest.param(b"Host: evil.com\nHost: 127.0.0.1\n", id="HTTP-25-two-turned"),
        pytest.param(b"Host: 127.0.0.1\nHost: 127.0.0.1\n", id="HTTP-25-same-twice"),
        pytest.param(b"Host: evil.com\n", id="HTTP-25-other"),
        pytest.param(b"Host: 127.0.0.1, evil.com\n", id="HTTP-25-list"),
    ],
)
def test_hosts(talk, hosts):
    """
    HTTP-25: exactly one name, and one of ours.
    """
    received = talk(
        b"GET /api/crm/contacts/ HTTP/1.1\n"
        + hosts
        + b"Authorization: Bearer TOKEN\nConnection: close\n\n"
    )

    assert [400] == statuses(received)


def test_more_than_was_said(talk, ours):
    """
    HTTP-14: what stands behind the length that was said is no part of the body: the
    shortened body is refused, the rest is no request.
    """
    received = talk(HEAD + b"Content-Length: 10\n\n" + BODY + b" " * 90)

    assert 400 == statuses(received)[0]
    assert set(statuses(received)) == {400}
    assert 1 == ours.admin.get("contacts/").json()["total"]


def test_less_than_was_said(talk, ours):
    """
    A body that breaks off is not half a contact.
    """
    talk(HEAD + b"Content-Length: 1000\n\n" + BODY, closes=False)

    assert 1 == ours.admin.get("contacts/").json()["total"]


def test_too_much_is_refused_early(talk):
    """
    HTTP-14: a length beyond the limit is refused before the body arrives.
    """
    received = talk(HEAD + b"Content-Length: 10000001\n\n")

    assert [413] == statuses(received)


def test_huge_chunk(talk, ours):
    """
    HTTP-28: a chunk of 2^64 - 1 bytes is waited for a while, and is no contact.
    """
    request = HEAD + b"Transfer-Encoding: chunked\n\nffffffffffffffff\n" + BODY
    talk(request, closes=False)

    assert 1 == ours.admin.get("contacts/").json()["total"]


def test_pipelined(talk):
    """
    Requests in one piece are answered in order.
    """
    get = b"GET /api/crm/contacts/ HTTP/1.1\nHost: 127.0.0.1\n"
    received = talk(
        get + b"\n" + get + b"Authorization: Bearer TOKEN\n\n", closes=False
    )

    assert [401, 200] == statuses(received)


def test_large_header(talk):
    """
    HTTP-16: a header of 64 kB is 431, or the connection is closed.
    """
    received = talk(
        b"GET /api/crm/contacts/ HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n"
        b"X-Long: " + b"x" * 65_536 + b"\n\n"
    )

    assert statuses(received) in ([431], [400], [])


def test_smuggled_path(talk):
    """
    An absolute address names no other host, and no other path.
    """
    received = talk(
        b"GET http://evil.com/api/crm/contacts/ HTTP/1.1\nHost: 127.0.0.1\n"
        b"Authorization: Bearer TOKEN\nConnection: close\n\n"
    )

    assert statuses(received)[0] in {200, 400, 404}
    assert b"evil" not in received
