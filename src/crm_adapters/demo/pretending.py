"""
The moment at which the demo pretends to be.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from secrets import randbits
from uuid import UUID

from attrs import Factory, define


@define
class Clock:
    """
    The moment at which the demo pretends to be.
    """

    moment: datetime
    _made: Iterator[int] = Factory(count)

    def __call__(self) -> datetime:
        return self.moment

    def new_id(self) -> UUID:
        """
        A UUID version 7 of that moment, behind those that were made at it before: the
        trail is in their order.
        """
        milliseconds, number = int(self.moment.timestamp() * 1_000), next(self._made)
        value = milliseconds << 80 | 0x7 << 76 | (number >> 20 & 0xFFF) << 64
        return UUID(int=value | 0b10 << 62 | (number & 0xFFFFF) << 42 | randbits(42))
