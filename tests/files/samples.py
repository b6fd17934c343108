"""
Files for tests: made here, or the real ones beside the checkout when they are there.
"""

import io
import os
from pathlib import Path

import pytest

from crm_adapters.files import open_file
from crm_core.transfers import RowRefused, SourceRow

REAL = Path(os.environ.get("CRM_SHARED", Path(__file__).parents[3] / "shared"), "data")


def real_files(folder):
    """
    Every real file of a folder as test parameters; one skip where there are none.
    """
    found = sorted(each for each in (REAL / folder).rglob("*") if each.is_file())
    if not found:
        reason = f"no real files here: {REAL / folder}"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
    return [pytest.param(each, id=str(each.relative_to(REAL))) for each in found]


def opened(data, **said):
    """
    *data* (text or bytes) as an opened file.
    """
    raw = data.encode() if isinstance(data, str) else data
    return open_file(io.BytesIO(raw), **said)


def read(data, **said):
    """
    The rows of a file as lists of cells.
    """
    return [list(row.values.values()) for row in split(data, **said)[0]]


def split(data, **said):
    """
    The rows of a file that are good, and those that are refused.
    """
    rows = list(opened(data, **said).rows)
    good = [row for row in rows if isinstance(row, SourceRow)]
    return good, [row for row in rows if isinstance(row, RowRefused)]


def told(refused):
    """
    Line and reasons of refused rows.
    """
    return [(row.line, row.told) for row in refused]
