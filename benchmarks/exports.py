"""
Exporting contacts to files, CSV as a ratio to bare COPY of the same organization's rows.
"""

import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from .databases import connect
from .dataset import ORGANIZATION, owners
from .installation import CRM, environment
from .report import Figure, at_least, middle, told, under
from .stage import Stage

SIZE = 100_000
RATIO = 0.3
MEMORY = 200
FORMATS = ("csv", "jsonl", "vcard", "xlsx")


def measure(stage: Stage) -> Iterator[Figure]:
    """
    ``crm contacts export`` of 100,000 contacts and COPY of their rows, in turns; and
    the most memory that the command took in each format.
    """
    url = stage.dataset(SIZE)
    ours, theirs = [], []
    with TemporaryDirectory() as folder:
        for _ in range(stage.rounds):
            ours.append(SIZE / _export(url, Path(folder), "csv")[0])
            theirs.append(SIZE / _bare_copy(url))
        ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
        name = "export as CSV, ratio to COPY of the table"
        yield at_least(RATIO, name, middle(ratios), "x")
        yield told("export as CSV", middle(ours), "rows/s")
        yield told("COPY to standard output", middle(theirs), "rows/s")
        for style in FORMATS:
            seconds, memory = _export(url, Path(folder), style)
            yield told(f"export as {style}", SIZE / seconds, "rows/s")
            yield under(MEMORY, f"memory of export as {style}", memory, "MiB")


def _export(url: str, folder: Path, style: str) -> tuple[float, float]:
    """
    How long the product took, its start included, and its largest memory.
    """
    command = [
        *(*CRM, "contacts", "export", "--format", style, "--output", "people"),
        *("--organization", str(ORGANIZATION), "--as", str(owners()[0])),
    ]
    start = perf_counter()
    # The product's own usage, not the largest of all programs that were run so far.
    program = subprocess.Popen(
        command, env=environment(url), cwd=folder, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(program.pid, 0)
    seconds = perf_counter() - start
    program.returncode = os.waitstatus_to_exitcode(status)
    if program.returncode:
        message = f"export as {style}: exit code {program.returncode}"
        raise RuntimeError(message)
    return seconds, _mebibytes(used)


def _mebibytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / 1024


def _bare_copy(url: str) -> float:
    """
    How long COPY takes for the same organization's rows of the table.
    """
    query = f"select * from crm.contacts where organization_id = '{ORGANIZATION}'"
    with connect(url) as reader:
        start = perf_counter()
        with reader.cursor().copy(f"copy ({query}) to stdout (format csv)") as copy:
            for _ in copy:
                pass
        return perf_counter() - start
