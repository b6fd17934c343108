"""
What every request passes, whatever it wants: the one middleware.
"""

from time import perf_counter
from typing import Final

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException, MethodNotAllowedException
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from .arrivals import PROBES, Arrival
from .cross_origin import CrossOrigin
from .options import Options
from .problems import Refused, refusal
from .replies import Header, Reply
from .telemetry import Metrics, log_fault, log_request

UNROUTED: Final = "unknown"

_SECURITY: Final[tuple[Header, ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_DEFAULTS: Final[tuple[Header, ...]] = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)


class Edge:
    """
    Stands around the router: gives each request an id, refuses those that no
    handler should see, adds what every answer carries, counts and logs.

    It is where the last resort is: whatever escapes becomes a problem that names
    the request's id and nothing else.
    """

    def __init__(self, app: ASGIApp, options: Options, metrics: Metrics) -> None:
        self._app = app
        self._options = options
        self._metrics = metrics
        self._hosts = options.hosts
        self._any_host = "*" in options.allowed_hosts
        self._others = CrossOrigin(options.cors_origins)
        secure = options.base_url.startswith("https://")
        strict = ((b"strict-transport-security", b"max-age=31536000"),)
        self._always = (*_SECURITY, *(strict if secure else ()))
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """
        Answer one request (ASGI).
        """
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        arrival = Arrival(scope, receive)
        scope["crm"] = arrival  # type: ignore[typeddict-unknown-key]
        status = 500
        started = False

        async def send_more(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                self._complete(message["headers"], arrival)  # type: ignore[arg-type]
            elif scope["method"] == "HEAD":
                message["body"] = b""  # type: ignore[typeddict-unknown-key]
            await send(message)

        self._in_flight += 1
        self._metrics.in_flight.inc()
        try:
            reply = await self._let_in(arrival, send_more)
            if reply is not None:
                await reply(scope, receive, send_more)
        except Exception as error:
            log_fault(error, arrival.request_id)
            if started:
                raise
            reply = refusal(Refused("internal"), arrival.request_id)
            await reply(scope, receive, send_more)
        finally:
            self._in_flight -= 1
            self._metrics.in_flight.dec()
            self._tell(arrival, status)

    async def _let_in(self, arrival: Arrival, send: Send) -> Reply | None:
        scope = arrival.scope
        try:
            arrival.read_head()
            self._check_host(arrival)
            preflight = self._others.preflight(arrival)
            if preflight is not None:
                return preflight
            self._check_room(arrival)
            await self._app(scope, arrival.receive, send)
        except Refused as error:
            return refusal(error, arrival.request_id)
        except HTTPException as error:  # the router's
            return refusal(_unrouted(error), arrival.request_id)
        return None

    def _check_host(self, arrival: Arrival) -> None:
        host = arrival.headers.get(b"host", b"").lower()
        name = host[: host.find(b"]") + 1] if host[:1] == b"[" else host.split(b":")[0]
        if name in self._hosts or (name and self._any_host):
            return
        if arrival.path in PROBES:
            return  # orchestrators ask by address
        raise Refused("host-not-allowed")

    def _check_room(self, arrival: Arrival) -> None:
        crowded = self._in_flight > self._options.most_requests
        if crowded and arrival.path not in PROBES:
            raise Refused("overloaded", None, (b"retry-after", b"1"))

    def _complete(self, headers: list[Header], arrival: Arrival) -> None:
        given = {name for name, _ in headers}
        usual = (*_DEFAULTS, *self._always)
        headers += [each for each in usual if each[0] not in given]
        if b"access-control-allow-origin" not in given:
            headers += self._others.headers(arrival)
        headers.append((b"x-request-id", arrival.request_id.encode()))
        allowance = arrival.allowance
        if allowance is not None:
            resets = b"%d" % (allowance.resets_in + 1)
            headers += [
                (b"ratelimit-limit", b"%d" % allowance.limit),
                (b"ratelimit-remaining", b"%d" % allowance.remaining),
                (b"ratelimit-reset", resets),
            ]

    def _tell(self, arrival: Arrival, status: int) -> None:
        scope = arrival.scope
        seconds = perf_counter() - arrival.started
        route = str(scope.get("path_template", UNROUTED))
        self._metrics.observe(route, scope["method"], status, seconds)
        if self._options.access_log:
            actor = arrival.actor
            log_request(
                method=scope["method"],
                route=route,
                status=status,
                seconds=seconds,
                organization_id=actor.organization_id if actor else None,
                request_id=arrival.request_id,
            )


def _unrouted(error: HTTPException) -> Refused:
    if isinstance(error, MethodNotAllowedException):
        allowed = (error.headers or {}).get("allow", "").split(", ")
        return Refused(
            "method-not-allowed",
            None,
            (b"allow", ", ".join(sorted(allowed)).encode()),
        )
    return Refused("unknown-path")
