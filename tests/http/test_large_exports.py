"""
EXP-06: very many contacts, twenty readers, one that stops early.
"""

import os
import re
from contextlib import ExitStack
from pathlib import Path

import httpx
import psycopg
import pytest

from .process import started

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

ROWS = 1_000_000 if os.environ.get("CRM_FULL_SIZE") else 200_000
"""
EXP-06 speaks of a million: CRM_FULL_SIZE=1 takes that many, and minutes.
"""
READERS, MOST = 20, 5
ALLOWED_MIB = 250
_COPIES = (
    "INSERT INTO crm.contacts ({names}) SELECT {values} FROM crm.contacts,"
    " generate_series(3, %s) WHERE organization_id = %s AND last_name = 'First'"
)
_COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'contacts'"
    " AND table_schema = 'crm' AND is_generated = 'NEVER'"
)


@pytest.fixture
def million(door, ours):
    """
    An organization that has one contact, with all others to a million, straight into the
    table.
    """
    ours.admin.post("contacts/", json={"last_name": "First", "title": "Clerk"})
    with psycopg.connect(door.database_url, autocommit=True) as writer:
        names = [name for (name,) in writer.execute(_COLUMNS).fetchall()]
        own = {"id": "gen_random_uuid()", "search": "''::tsvector"}
        values = [own.get(name, name) for name in names]
        copied = _COPIES.format(names=", ".join(names), values=", ".join(values))
        writer.execute("SET session_replication_role = replica")  # no triggers
        writer.execute(copied, [ROWS, ours.id])
        writer.execute("ANALYZE crm.contacts")
    yield ours
    with psycopg.connect(door.database_url, autocommit=True) as writer:
        writer.execute("DELETE FROM crm.contacts WHERE organization_id = %s", [ours.id])


def most_memory(process):
    """
    The most memory that a process has had so far, in MiB.
    """
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024


def test_a_million_rows(million, door, tmp_path):
    """
    Five of twenty readers are served and the others told to come back; one that stops
    at a tenth holds nothing, one that goes on gets every row, and the server's memory
    stays as it is with a thousand.
    """
    request = {
        "url": "/api/crm/contacts/export/",
        "params": {"format": "csv"},
        "headers": {"authorization": f"Bearer {million.admin.token}"},
    }
    with (
        started(door.database_url, CRM_HOME=str(tmp_path)) as (process, address),
        httpx.Client(base_url=address, timeout=120) as client,
    ):
        with ExitStack() as readers:
            answers = [
                readers.enter_context(client.stream("GET", **request))
                for _ in range(READERS)
            ]
            assert [200] * MOST + [429] * (READERS - MOST) == sorted(
                each.status_code for each in answers
            )
            stopped, read = 0, answers[0].iter_bytes()
            while stopped < ROWS // 10:
                stopped += next(read).count(b"\n")
        lines = 0
        for _ in range(200):  # until the server has seen that the others are gone
            with client.stream("GET", **request) as answer:
                if answer.status_code == 200:
                    lines = sum(piece.count(b"\n") for piece in answer.iter_bytes())
                    break
        peak = most_memory(process)

    assert ROWS + 1 == lines
    assert peak < ALLOWED_MIB
