"""
How far a long command is: a bar on a terminal, and nothing elsewhere.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_core.transfers import Transfer


@contextmanager
def shown_transfer(
    transfer: "Transfer",
) -> Iterator[Callable[["Transfer"], None]]:
    """
    A bar of how far an import is, to be told after each of its parts.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows{task.fields[speed]}"),
    )
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(
            transfer.label, total=None, rows=transfer.position, speed=""
        )

        def tell(now: "Transfer") -> None:
            total = 1.0 if now.share is not None else None
            progress.update(
                bar,
                total=total,
                completed=now.share or 0.0,
                rows=now.position,
                speed=_speed(now),
            )

        yield tell


def _speed(transfer: "Transfer") -> str:
    """
    Rows a second, and how long it will take still.
    """
    said = ""
    if (speed := transfer.rows_per_second) is not None:
        said = f", {speed:,.0f}/s"
    if (left := transfer.seconds_left) is not None:
        said += f", {timedelta(seconds=round(left))} left"
    return said
