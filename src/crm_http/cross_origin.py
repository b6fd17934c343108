"""
Calls from the pages of other sites (CORS): none, unless a setting names the site.
"""

from typing import Final

from .arrivals import Arrival
from .replies import Header, Reply

METHODS: Final = b"DELETE, GET, HEAD, PATCH, POST, PUT"
REQUEST_HEADERS: Final = (
    b"authorization, content-type, idempotency-key, if-match, if-none-match, "
    b"x-request-id"
)
SHOWN: Final = (
    b"change-set, etag, idempotency-replayed, location, ratelimit-limit, "
    b"ratelimit-remaining, ratelimit-reset, retry-after, x-request-id"
)


class CrossOrigin:
    """
    Tells browsers which other sites may read the answers.

    Tokens travel in a header that only those sites' own scripts can set, so no
    cookie is ever allowed along.
    """

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._origins = frozenset(origin.encode() for origin in origins)

    def _origin(self, arrival: Arrival) -> bytes | None:
        origin = arrival.headers.get(b"origin")
        return origin if origin in self._origins else None

    def preflight(self, arrival: Arrival) -> Reply | None:
        """
        The answer to a browser that asks before it calls.
        """
        if not self._origins or arrival.scope["method"] != "OPTIONS":
            return None
        if b"access-control-request-method" not in arrival.headers:
            return None
        if self._origin(arrival) is None:
            return Reply(204)
        return Reply(
            204,
            headers=(
                (b"access-control-allow-methods", METHODS),
                (b"access-control-allow-headers", REQUEST_HEADERS),
                (b"access-control-max-age", b"600"),
            ),
        )

    def headers(self, arrival: Arrival) -> tuple[Header, ...]:
        """
        What an answer says to the browser it goes to.
        """
        if not self._origins:
            return ()
        vary = (b"vary", b"Origin")
        origin = self._origin(arrival)
        if origin is None:
            return (vary,)
        return (
            vary,
            (b"access-control-allow-origin", origin),
            (b"access-control-expose-headers", SHOWN),
        )
