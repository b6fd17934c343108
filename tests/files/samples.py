"""
Files for tests: made here, or the real ones beside the checkout when they are there.
"""

import io
import os
from pathlib import Path

import pytest

from crm_adapters.files import open_file
from crm_core.companies import list_companies
from crm_core.contacts import list_contacts
from crm_core.shared import PageRequest
from crm_core.transfers import (
    Noun,
    RowRefused,
    SourceRow,
    choose_columns,
    import_companies,
    import_contacts,
    import_leads,
    import_opportunities,
    suggest_mapping,
)

REAL = Path(os.environ.get("CRM_SHARED", Path(__file__).parents[3] / "shared"), "data")

ALL = PageRequest(size=200)
NOUNS = {
    import_contacts: Noun.CONTACTS,
    import_companies: Noun.COMPANIES,
    import_leads: Noun.LEADS,
    import_opportunities: Noun.OPPORTUNITIES,
}


def real_files(folder):
    """
    Every real file of a folder as test parameters; one skip where there are none.
    """
    found = sorted(each for each in (REAL / folder).rglob("*") if each.is_file())
    if not found:
        reason = f"no real files here: {REAL / folder}"
        skip = pytest.mark.skip(reason=reason)
        return [pytest.param(None, marks=skip, id=f"no {folder}")]
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


def imported(
    crm, actor, data, *, use_case=import_contacts, map=None, dry_run=False, **said
):
    """
    The report of importing *data*, or of rehearsing that.
    """
    source = opened(data)
    mapping = suggest_mapping(source.headers, NOUNS[use_case], sample=source.sample)
    if map:
        mapping = choose_columns(mapping, source.headers, map)
    run = crm.rehearse if dry_run else crm.run
    return run(actor, use_case, source.rows, mapping=mapping, **said)


def contacts(crm, actor):
    """
    Whom a list of contacts shows, by first name.
    """
    return {
        row.first_name: row for row in crm.run(actor, list_contacts, None, ALL).items
    }


def companies(crm, actor):
    """
    What a list of companies shows, by name.
    """
    return {row.name: row for row in crm.run(actor, list_companies, None, ALL).items}
