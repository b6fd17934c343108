"""
Pages of a list: by key-set cursor at any depth, or by number.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from json import dumps, loads
from typing import ClassVar, Generic, TypeVar

from attrs import frozen

from .errors import Invalid

Row = TypeVar("Row")
Other = TypeVar("Other")

LARGEST_PAGE = 200
COUNTED_AT_MOST = 1_000
"""
Totals above this are not counted on the path; the page says "at least".
"""


@frozen(kw_only=True)
class PageRequest:
    """
    Which page: *cursor* wins over *number*; *size* is 1 to 200.
    """

    largest: ClassVar[int] = LARGEST_PAGE

    size: int = 20
    number: int = 1
    cursor: str | None = None

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.size <= self.largest:
            raise Invalid.of("page_size", "range", f"Between 1 and {self.largest}.")
        if not 1 <= self.number <= 10_000_000:
            raise Invalid.of("page", "range", "Between 1 and 10,000,000.")


@frozen(kw_only=True)
class Page(Generic[Row]):
    """
    One page of a list.

    *total* is exact when *total_exact*, else at least so many match.
    *next_cursor* is None on the last page.
    """

    items: list[Row]
    total: int
    total_exact: bool
    next_cursor: str | None
    corrected: str | None = None

    def mapped(self, change: Callable[[Row], Other]) -> "Page[Other]":
        """
        The same page with *change* applied to each row.
        """
        return Page(
            items=[change(row) for row in self.items],
            total=self.total,
            total_exact=self.total_exact,
            next_cursor=self.next_cursor,
            corrected=self.corrected,
        )


def write_cursor(position: list[object], *, bound_to: str) -> str:
    """
    An opaque cursor that means *position* in the one list it is bound to.
    """
    body = dumps(position, separators=(",", ":"), default=str).encode()
    return urlsafe_b64encode(_seal(body, bound_to) + body).decode().rstrip("=")


def read_cursor(cursor: str, *, bound_to: str, length: int) -> list[object]:
    """
    The position that *cursor* means.

    Raises:
        Invalid: Not a cursor of this list (another organization's, another
            query's, or made up).
    """
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        seal, body = raw[:8], raw[8:]
        position = loads(body)
        dumps(position, ensure_ascii=False).encode()  # half a character is refused
    except (ValueError, RecursionError):
        raise _foreign() from None
    if seal != _seal(body, bound_to) or not isinstance(position, list):
        raise _foreign()
    if len(position) != length:
        raise _foreign()
    return position


def _seal(body: bytes, bound_to: str) -> bytes:
    return sha256(bound_to.encode("utf-8", "surrogatepass") + b"\0" + body).digest()[:8]


def _foreign() -> Invalid:
    return Invalid.of("cursor", "cursor", "This cursor does not belong to this list.")
