"""
Figures and their bars: as JSON, as a table, as a page of the documentation.
"""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
PAGE = HERE.parent / "docs" / "reference" / "benchmarks.md"


class Figure(NamedTuple):
    """
    One measured figure; without a bar it is told for information.
    """

    name: str
    value: float
    unit: str
    bar: str | None = None
    holds: bool | None = None


def told(name: str, value: float, unit: str) -> Figure:
    """
    A figure without a bar.
    """
    return Figure(name, _short(value), unit)


def under(bar: float, name: str, value: float, unit: str) -> Figure:
    """
    A figure that must stay below *bar*.
    """
    return Figure(name, _short(value), unit, f"< {bar:g}", value < bar)


def at_least(bar: float, name: str, value: float, unit: str) -> Figure:
    """
    A figure that must reach *bar*.
    """
    return Figure(name, _short(value), unit, f">= {bar:g}", value >= bar)


def middle(values: Iterable[float]) -> float:
    """
    The median.
    """
    return median(values)


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def write_results(figures: Sequence[Figure]) -> None:
    """
    Keep the figures beside the benchmarks.
    """
    rows = [figure._asdict() for figure in figures]
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    RESULTS.write_text(f"[\n{lines}\n]\n")


def table(figures: Sequence[Figure]) -> str:
    """
    The figures as a Markdown table that also reads well in a terminal.
    """
    rows: list[tuple[str, ...]] = [("figure", "value", "unit", "bar", "holds")]
    rows += [
        (
            figure.name,
            f"{figure.value:,.10g}",
            figure.unit,
            figure.bar or "",
            {True: "yes", False: "NO", None: ""}[figure.holds],
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    rows.insert(1, tuple("-" * width for width in widths))
    lines = [
        "| "
        + " | ".join(
            cell.rjust(width) if column == 1 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in rows
    ]
    return "\n".join(lines)


def write_page(
    figures: Sequence[Figure], *, postgresql: str, settings: dict[str, str]
) -> None:
    """
    Write the page of the documentation.
    """
    set_so = ", ".join(f"`{name} = {value}`" for name, value in settings.items())
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(
        f"""\
# Benchmarks

Written by `nox -s bench -- --update-docs`; do not edit by hand.

Measured on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} CPUs ({_processor()}),
{_memory()} GiB of memory, PostgreSQL {postgresql} (embedded, durable; {set_so}),
Python {platform.python_version()}, one server process, everything on that one machine.

Searches go one after another through HTTP, each asked once. Ratios are to hand-written
psycopg in the same web server, or to bare `COPY`, measured in turns in the same run;
the figure is the median of the rounds. `benchmarks/` says how in detail.

{table(figures)}
""",
        encoding="utf-8",
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.machine()
    found = (line for line in text.splitlines() if line.startswith("model name"))
    return next(found, f": {platform.machine()}").split(":", 1)[1].strip()


def _memory() -> int:
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return round(size / 2**30)
