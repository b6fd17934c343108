"""
The one way to Redis: short timeouts, and a breaker that spares the next callers.
"""

import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, Protocol, TypeVar

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

Answer = TypeVar("Answer")
Answer_co = TypeVar("Answer_co", covariant=True)

logger = logging.getLogger(__name__)


class Away(Exception):
    """
    Redis did not answer in time, or refused.
    """


class Ask(Protocol[Answer_co]):
    """
    What one wants of Redis; its client's answers have no useful types.
    """

    def __call__(self, client: Any, /) -> Answer_co: ...


class Link:
    """
    Asks Redis, and leaves it alone for *cool_down* seconds after a fault; then one
    caller tries again. Safe to share by threads.

    *failures* counts the faults, not the questions spared.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float = 0.05,
        cool_down: float = 5,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = Redis.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            # One trip to connect: no HELLO, no CLIENT SETINFO, nothing twice.
            protocol=2,
            driver_info=None,
            retry=Retry(NoBackoff(), 0),
        )
        self._cool_down = cool_down
        self._clock = clock
        self._not_before = 0.0
        self._away = False
        self._lock = Lock()
        self.failures = 0

    def ask(self, question: Ask[Answer]) -> Answer:
        """
        The answer to *question*.

        Raises:
            Away: There is none.
        """
        with self._lock:
            if self._away:
                now = self._clock()
                if now < self._not_before:
                    raise Away
                self._not_before = now + self._cool_down  # one of us tries
        try:
            answer = question(self._client)
        except (RedisError, OSError) as fault:
            self._broke(fault)
            raise Away from fault
        if self._away:
            self._away = False
            logger.warning("Redis is back")
        return answer

    def _broke(self, fault: Exception) -> None:
        with self._lock:
            self.failures += 1
            self._not_before = self._clock() + self._cool_down
            first, self._away = not self._away, True
        if first:  # the kind of fault only: messages name hosts
            logger.warning("Redis is away: %s", type(fault).__name__)

    def close(self) -> None:
        """
        Close every connection.
        """
        self._client.close()
