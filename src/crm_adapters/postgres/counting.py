"""
Lists that are known to be long, so that not every page counts them again.
"""

from collections.abc import Hashable
from time import monotonic

from attrs import Factory, define

KNOWN_SECONDS = 5.0
MOST_REMEMBERED = 10_000


@define
class LongLists:
    """
    Lists that had more rows than are counted, a moment ago.

    Only "more than that" is remembered, for five seconds; a number never is.
    """

    _until: dict[Hashable, float] = Factory(dict)

    def remember(self, what: Hashable) -> None:
        if len(self._until) >= MOST_REMEMBERED:
            self._until.clear()
        self._until[what] = monotonic() + KNOWN_SECONDS

    def __contains__(self, what: Hashable) -> bool:
        return self._until.get(what, 0.0) > monotonic()
