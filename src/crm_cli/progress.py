"""
How far a long command is: a bar on a terminal, and nothing elsewhere.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, TypeVar

Row = TypeVar("Row")
STEP = 200


@contextmanager
def shown_rows(
    rows: Iterable[Row], file: BinaryIO, *, label: str
) -> Iterator[Iterator[Row]]:
    """
    *rows*, with a bar of how much of *file* has been read for them.
    """
    if not sys.stderr.isatty():
        yield iter(rows)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows"),
        TimeElapsedColumn(),
    )
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(label, total=_length(file), rows=0)

        def counted() -> Iterator[Row]:
            number = 0
            for number, row in enumerate(rows, 1):
                if number % STEP == 0:
                    progress.update(bar, completed=_place(file), rows=number)
                yield row
            progress.update(bar, completed=_length(file), rows=number)

        yield counted()


def _length(file: BinaryIO) -> int | None:
    if not file.seekable():
        return None
    place = file.tell()
    end = file.seek(0, 2)
    file.seek(place)
    return end


def _place(file: BinaryIO) -> int:
    return file.tell() if file.seekable() else 0
