"""
Part of a file, as a client asks for it (RFC 9110, section 14).
"""

import re
from typing import Final

from .problems import Refused

_ONE: Final = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def read_range(given: bytes | None, size: int) -> range | None:
    """
    The bytes that are wanted of *size*; None for all of them: also when several ranges
    are asked for, since many small ones would cost more than the whole.

    Raises:
        Refused: There are no such bytes.
    """
    found = _ONE.fullmatch(given.strip()) if given is not None else None
    if found is None or found[0] == b"bytes=-":
        return None
    first, last = found[1], found[2]
    if first:
        start = int(first)
        end = min(int(last) + 1, size) if last else size
    else:
        start, end = max(size - int(last), 0), size
    if start >= end:
        place = b"bytes */%d" % size
        raise Refused("range-not-satisfiable", None, (b"content-range", place))
    return range(start, end)
