"""
Reading calendar files that other programs wrote, or mangled: how many, and how fast.

The files are not part of the project; where they are absent, nothing is measured.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from crm_adapters.calendar import IcalendarFiles
from crm_core.shared import Invalid

from .report import Figure, at_least, told, under
from .stage import Stage

REAL = Path(os.environ.get("CRM_SHARED", Path(__file__).parents[2] / "shared"), "data")
BAR, SLOWEST = 98, 5
WINDOW = {
    "start": datetime(1990, 1, 1, tzinfo=UTC),
    "end": datetime(2040, 1, 1, tzinfo=UTC),
}


def measure(_stage: Stage) -> Iterator[Figure]:
    """
    Each file read, and its instances of fifty years found.
    """
    reader = IcalendarFiles()
    files = sorted((REAL / "calendar_ics").rglob("*.ics"))
    if not files:
        print(f"calendar_reading: no files below {REAL / 'calendar_ics'}, left out")
        return
    read, found, slowest = 0, 0, 0.0
    for path in files:
        began = process_time()
        try:
            for each in reader.read(path.read_bytes()).calendars:
                found += len(reader.instances(each, **WINDOW, zone="UTC").found)
            read += 1
        except Invalid as error:
            print(f"  {path.name}: {error}")
        slowest = max(slowest, process_time() - began)
    yield told("calendar files", len(files), "files")
    yield at_least(BAR, "calendar files read", 100 * read / len(files), "%")
    yield told("instances of 50 years in them", found, "instances")
    yield under(SLOWEST, "the slowest calendar file", slowest, "s")
