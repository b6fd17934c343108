"""
Requests to a calendar server: where they may go, how large an answer may be, and what
it means when it is none.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import httpx2
from attrs import define, field

from crm_core.calendars import (
    ServerBusy,
    ServerPassword,
    ServerRefused,
    ServerUnreachable,
)

from ..outside import ANY, Outside, PrivateHost

TIMEOUT = httpx2.Timeout(20, connect=10)
MOST_BYTES = 50_000_000
MOST_HOPS = 5
LONGEST_WAIT = 3600.0


def _client() -> httpx2.Client:
    return httpx2.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)


@define
class Wire:
    """
    Sends requests to one site, for one person.
    """

    url: str
    username: str
    password: str = field(repr=False)
    outside: Outside
    client: httpx2.Client = field(factory=_client, repr=False)

    def send(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> httpx2.Response:
        """
        The answer, wherever it leads to; passwords go to the same site only.
        """
        for _ in range(MOST_HOPS):
            reply = self._once(method, url, body, headers)
            if reply.status_code not in (301, 302, 307, 308):
                return reply
            there = urljoin(url, reply.headers.get("location", ""))
            if not _same_site(self.url, there):
                raise ServerRefused("The server leads to another site.")
            url = there
        raise ServerRefused("The server leads nowhere.")

    def _once(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> httpx2.Response:
        parts, address = self._checked(url)
        port = _port(parts)
        shown = f"[{address}]" if ":" in address else address
        there = urlunsplit(
            (parts.scheme, f"{shown}:{port}", parts.path, parts.query, "")
        )
        request = self.client.build_request(
            method,
            there,
            content=body,
            headers={**headers, "host": parts.netloc.rpartition("@")[2]},
            extensions={"sni_hostname": parts.hostname},
        )
        try:
            reply = self.client.send(
                request,
                auth=httpx2.BasicAuth(self.username, self.password),
                stream=True,
            )
            content = b"".join(_bounded(reply))
            reply.close()
        except (httpx2.TransportError, httpx2.StreamError) as error:
            named = type(error).__name__
            raise ServerUnreachable(f"{parts.hostname}: {named}.") from None
        asked = httpx2.Request(method, url)
        return httpx2.Response(
            reply.status_code,
            headers=_plain(reply.headers),
            content=content,
            request=asked,
        )

    def _checked(self, url: str) -> tuple[SplitResult, str]:
        """
        The parts of an address that may be asked, and where it is.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ServerRefused("A calendar server has an address of http or https.")
        allowed = {ANY, parts.hostname.lower()} & self.outside.allowed
        if parts.scheme == "http" and not allowed:
            raise ServerRefused("A calendar server must be asked by https.")
        try:
            return parts, self.outside.address_of(parts.hostname, _port(parts))
        except PrivateHost as private:
            raise ServerRefused(f"{private}.") from None
        except OSError:
            raise ServerUnreachable(f"Nobody knows {parts.hostname}.") from None

    def check(self, reply: httpx2.Response) -> None:
        """
        Raises:
            ServerPassword: The user or password is not taken.
            ServerBusy: It wants to be asked later.
            ServerRefused: It refuses for another reason.
        """
        status = reply.status_code
        if status < 300:
            return
        if status in (401, 407):
            raise ServerPassword
        if status in (408, 423, 425, 429) or status >= 500:
            wait = _wait(reply.headers.get("retry-after", ""))
            raise ServerBusy(f"The server answers {status}.", wait)
        raise ServerRefused(f"The server answers {status}.")


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _bounded(reply: httpx2.Response) -> Sequence[bytes]:
    size, pieces = 0, []
    for piece in reply.iter_bytes():
        size += len(piece)
        if size > MOST_BYTES:
            raise ServerRefused(
                f"The server's answer has more than {MOST_BYTES} bytes."
            )
        pieces.append(piece)
    return pieces


def _plain(headers: httpx2.Headers) -> dict[str, str]:
    gone = {"content-encoding", "content-length", "transfer-encoding"}
    return {name: value for name, value in headers.items() if name.lower() not in gone}


def _same_site(one: str, other: str) -> bool:
    first, second = urlsplit(one), urlsplit(other)
    if (first.scheme, second.scheme) == ("https", "http"):
        return False
    a, b = first.hostname or "", second.hostname or ""
    return a == b or a.split(".")[-2:] == b.split(".")[-2:] != []


def _wait(said: str) -> float | None:
    """
    How many seconds a server asks to be left alone; an hour at most.
    """
    text = said.strip()
    try:
        if text.isascii() and text.isdigit():
            return min(float(text[:9]), LONGEST_WAIT)
        moment = parsedate_to_datetime(text)
        left = (moment - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(left, 0.0), LONGEST_WAIT)
