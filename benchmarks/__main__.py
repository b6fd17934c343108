"""
Measure everything, or what is named; ``--help`` says how.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from time import monotonic

from . import (
    boards,
    calendar_reading,
    cli,
    databases,
    exports,
    forecasting,
    http,
    imports,
    mail,
    mail_reading,
    matching,
    memory,
    pages,
    scoring,
    search,
    timelines,
)
from .report import RESULTS, Figure, table, told, write_page, write_results
from .stage import Stage

MEASURES: Mapping[str, Callable[[Stage], Iterator[Figure]]] = {
    "search": search.measure,
    "http": http.measure,
    "pages": pages.measure,
    "boards": boards.measure,
    "imports": imports.measure,
    "exports": exports.measure,
    "calendar_reading": calendar_reading.measure,
    "cli": cli.measure,
    "mail": mail.measure,
    "matching": matching.measure,
    "forecasting": forecasting.measure,
    "memory": memory.measure,
    "scoring": scoring.measure,
    "mail_reading": mail_reading.measure,
    "timelines": timelines.measure,
}


def main() -> None:
    """
    Measure, keep the figures, and show them.
    """
    wanted = _arguments()
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    figures = [told("busy CPUs before the run", 100 * load, "%")]
    with databases.server() as url:
        stage = Stage(url, wanted.quick)
        for name in wanted.names or MEASURES:
            start = monotonic()
            figures += MEASURES[name](stage)
            print(f"{name}: {monotonic() - start:.0f} s", file=sys.stderr)
        version = databases.version(url)
    write_results(figures)
    if wanted.update_docs:
        write_page(figures, postgresql=version, settings=databases.SETTINGS)
    print(table(figures))
    failed = [figure.name for figure in figures if figure.holds is False]
    print(f"\nwritten to {RESULTS}; {len(failed)} bars do not hold")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *MEASURES], metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="up to 100,000 contacts")
    parser.add_argument("--update-docs", action="store_true", help="write the page")
    return parser.parse_args()


if __name__ == "__main__":
    main()
