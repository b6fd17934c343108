"""
Entity tags: which version a client saw, and which one it wants to change.
"""

import re
from typing import Final
from zlib import crc32

from crm_core.shared import Stale

from .problems import Refused

_TAG: Final = rb'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_LIST: Final = re.compile(rb"%s(?:[ \t]*,[ \t]*%s)*" % (_TAG, _TAG))
_ONE: Final = re.compile(_TAG)
_OURS: Final = re.compile(rb'"([1-9][0-9]{0,8})(?:-[0-9a-f]{8})?"')

Versions = frozenset[int] | None
"""
The versions that a client accepts; None for any.
"""


def entity_tag(version: int, borrowed: str | None = None) -> bytes:
    """
    The strong tag of a record at *version* that shows *borrowed* of another one,
    which may change without it.
    """
    if borrowed is None:
        return b'"%d"' % version
    return b'"%d-%08x"' % (version, crc32(borrowed.encode()))


def read_if_match(value: bytes) -> Versions:
    """
    The versions that If-Match names; a weak tag never matches.

    Raises:
        Refused: It is neither ``*`` nor a list of entity tags.
    """
    value = value.strip()
    if value == b"*":
        return None
    if not _LIST.fullmatch(value):
        message = 'If-Match is "*" or a list of entity tags in double quotes.'
        raise Refused("malformed", message)
    ours = (_OURS.fullmatch(tag) for tag in _ONE.findall(value))
    return frozenset(int(match[1]) for match in ours if match)


def check_version(version: int, accepted: Versions) -> None:
    """
    Raises:
        Stale: The client wanted to change another version.
    """
    if accepted is not None and version not in accepted:
        raise Stale(version=version)


def unchanged(if_none_match: bytes | None, tag: bytes) -> bool:
    """
    Whether the client has what *tag* stands for already.
    """
    if if_none_match is None:
        return False
    if if_none_match.strip() == b"*":
        return True
    return any(one.removeprefix(b"W/") == tag for one in _ONE.findall(if_none_match))
