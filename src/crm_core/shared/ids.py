"""
Identifiers that sort in order of creation.
"""

from secrets import randbits
from time import time_ns
from uuid import UUID


def new_uuid7() -> UUID:
    """
    A UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then
    the sub-millisecond part, then chance.
    """
    nanoseconds = time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = (rest << 12) // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76 | fraction << 64 | 0b10 << 62 | randbits(62)
    return UUID(int=value)
