"""
What operators see: a line and some figures per request, none of it personal.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

METHODS: Final = frozenset(
    {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"}
)
BUCKETS: Final = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)

logger = structlog.get_logger("crm.http")


class Metrics:
    """
    Figures of this process, in Prometheus' format.
    """

    def __init__(self, connections_in_use: Callable[[], int] | None = None) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "crm_http_requests",
            "Requests answered.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "crm_http_request_seconds",
            "Time from a request to its answer.",
            ["route", "method"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "crm_http_requests_in_flight",
            "Requests being answered.",
            registry=self.registry,
        )
        if connections_in_use is not None:
            Gauge(
                "crm_database_connections_in_use",
                "Connections that the pool has given out.",
                registry=self.registry,
            ).set_function(connections_in_use)
        self._counters: dict[tuple[str, str, int], Counter] = {}
        self._timers: dict[tuple[str, str], Histogram] = {}

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """
        Count one answer.
        """
        known = method if method in METHODS else "other"
        key = (route, known, status)
        counter = self._counters.get(key)
        if counter is None:
            counter = self._counters[key] = self._requests.labels(route, known, status)
            self._timers[key[:2]] = self._seconds.labels(route, known)
        counter.inc()
        self._timers[key[:2]].observe(seconds)

    def text(self) -> bytes:
        """
        All figures, as a scraper reads them.
        """
        return generate_latest(self.registry)


def log_request(
    *,
    method: str,
    route: str,
    status: int,
    seconds: float,
    organization_id: object,
    request_id: str,
) -> None:
    """
    One line per request: the route's template, never the address asked for.
    """
    with suppress(OSError, ValueError):  # a full disk or closed pipe stops nobody
        logger.info(
            "request",
            method=method if method in METHODS else "other",
            route=route,
            status=status,
            ms=round(seconds * 1000, 2),
            organization_id=str(organization_id) if organization_id else None,
            request_id=request_id,
        )


def log_fault(error: BaseException, request_id: str) -> None:
    """
    A fault of ours: where it happened. Messages may quote values, so they stay out.
    """
    places: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    with suppress(OSError, ValueError):
        logger.error(
            "fault",
            error=type(error).__qualname__,
            at=places[-12:],
            request_id=request_id,
        )
