"""
How often somebody may ask: counted in windows of a fixed length.
"""

import time
from collections.abc import Callable
from threading import Lock
from typing import Protocol

from attrs import frozen


@frozen(kw_only=True)
class Allowance:
    """
    What is left of a limit after one more use; it is whole again in *resets_in*
    seconds.
    """

    limit: int
    used: int
    resets_in: float

    @property
    def allowed(self) -> bool:
        return self.used <= self.limit

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)


class Limiter(Protocol):
    """
    Counts the uses of a key, a person's or an address's.
    """

    def take(self, key: str, /) -> Allowance:
        """
        Count one more use of *key*.
        """
        ...


@frozen
class Window:
    """
    The window at work: its number since 1970, and how long it still lasts.
    """

    number: int
    seconds_left: float

    @classmethod
    def at(cls, now: float, length: float) -> "Window":
        number = int(now // length)
        return cls(number, (number + 1) * length - now)


class LocalLimiter:
    """
    Counts within one process, and forgets the oldest of more than *most_keys*. Safe to
    share by threads.
    """

    def __init__(
        self,
        *,
        limit: int,
        window: float = 60,
        most_keys: int = 100_000,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._limit = limit
        self._most_keys = most_keys
        self._length = window
        self._clock = clock
        self._number = 0
        self._used: dict[str, int] = {}
        self._lock = Lock()

    def take(self, key: str, /) -> Allowance:
        """
        Count one more use of *key*.
        """
        window = Window.at(self._clock(), self._length)
        with self._lock:
            if window.number != self._number:
                self._number, self._used = window.number, {}
            if key not in self._used and len(self._used) >= self._most_keys:
                del self._used[next(iter(self._used))]
            used = self._used[key] = self._used.get(key, 0) + 1
        return Allowance(limit=self._limit, used=used, resets_in=window.seconds_left)
