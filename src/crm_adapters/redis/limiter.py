"""
A rate limit that all processes count together.
"""

import time
from collections.abc import Callable
from typing import Any

from ..limits import Allowance, LocalLimiter, Window
from .link import Away, Link


class RedisLimiter:
    """
    Counts in Redis, and in this process alone while Redis is away.
    """

    def __init__(
        self,
        link: Link,
        *,
        limit: int,
        window: float = 60,
        clock: Callable[[], float] = time.time,
        prefix: str = "crm:limit:",
    ) -> None:
        self._link = link
        self._limit = limit
        self._length = window
        self._clock = clock
        self._prefix = prefix
        self._local = LocalLimiter(limit=limit, window=window, clock=clock)

    def take(self, key: str, /) -> Allowance:
        """
        Count one more use of *key*.
        """
        window = Window.at(self._clock(), self._length)
        name = f"{self._prefix}{window.number}:{key}"
        lifetime = int(2000 * self._length)  # clocks of two machines differ a little

        def count(client: Any) -> int:
            with client.pipeline(transaction=True) as both:
                used, _ = both.incr(name).pexpire(name, lifetime).execute()
                return int(used)

        try:
            used = self._link.ask(count)
        except Away:
            return self._local.take(key)
        return Allowance(limit=self._limit, used=used, resets_in=window.seconds_left)
