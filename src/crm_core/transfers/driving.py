"""
Taking a file in part by part, each in a transaction of its own.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Protocol
from uuid import UUID

from ..shared import Conflict, Invalid
from .model import (
    FileSource,
    Mapping,
    RowRefused,
    Transfer,
    TransferEnded,
    TransferId,
    TransferMovedOn,
)
from .use_cases import (
    fail_import,
    finish_import,
    recall_part,
    refused_rows,
    start_import,
    take_part,
)
from .use_cases.rows import PART, Prepared, parts
from .use_cases.running import Part

TRIES = 5


class Run(Protocol):
    """
    Runs a use case in a transaction of its own, as ``Crm.run`` does for one actor.
    """

    def __call__(self, use_case: Callable[..., Any], /, *args: Any) -> Any: ...


Parts = Iterator[Part]


def drive_import(
    run: Run,
    transfer: Transfer,
    source: FileSource,
    mapping: Mapping,
    *,
    share: Callable[[], float | None] = lambda: None,
    ahead: Callable[[Parts], Parts] = iter,
    tell: Callable[[Transfer], None] = lambda _: None,
    size: int = PART,
) -> Transfer:
    """
    Take in the rows of a file that *transfer* has not settled yet, and end it.

    Args:
        run: Runs each part.
        transfer: Which import goes on; from the beginning or where it stopped.
        source: The file, opened at its beginning.
        mapping: Which column goes where.
        share: How much of the file has been read, from 0 to 1.
        ahead: Lets the next part be read while one is written.
        tell: Told how far it is, after each part.
        size: How many rows a part has.

    Raises:
        Invalid: The file cannot be read on; the import has failed then.
        TransferEnded: It was cancelled in the meantime.
        TransferMovedOn: Somebody else is at it.
    """
    try:
        transfer, custom = run(start_import, transfer.id, mapping, source.headers)
        lines: dict[UUID, int] = {}
        before = parts(islice(source.rows, transfer.position), mapping, custom, size)
        for part in _numbered(before, 0, share):
            run(recall_part, transfer.id, part, mapping, lines)
        waiting = parts(source.rows, mapping, custom, size)
        for part in ahead(_numbered(waiting, transfer.position, share)):
            transfer = _taken(run, transfer, part, mapping, lines)
            tell(transfer)
    except Invalid as error:
        run(fail_import, transfer.id, str(error))
        raise
    return run(finish_import, transfer.id)  # type: ignore[no-any-return]


def all_refused(run: Run, transfer_id: TransferId) -> Iterator[RowRefused]:
    """
    Every row that an import has refused, some at a time.
    """
    first = 0
    while some := run(refused_rows, transfer_id, first):
        yield from some
        first += len(some)


def _taken(
    run: Run, transfer: Transfer, part: Part, mapping: Mapping, lines: dict[UUID, int]
) -> Transfer:
    """
    The transfer once *part* is in. What others wrote at the same moment, such as a
    contact with an address of these rows, is known the next time it is tried.
    """
    for left in reversed(range(TRIES)):
        try:
            return run(take_part, transfer.id, part, mapping, lines)  # type: ignore[no-any-return]
        except (TransferEnded, TransferMovedOn):
            raise
        except (Conflict, Invalid):
            if not left:
                raise
    raise AssertionError


def _numbered(
    parts: Iterator[list[Prepared]], position: int, share: Callable[[], float | None]
) -> Parts:
    for rows in parts:
        yield Part(position, rows, share())
        position += len(rows)
