"""
Large files in and out of a server process, whose memory is watched.
"""

from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from crm_core.access import DEFAULT_ROLES, actor_with

from .door import API, token_of
from .process import started

pytestmark = pytest.mark.postgres

PIECE = bytes(range(256)) * 4096
PIECES = 64
MOST_KILOBYTES = 24_000
"""
Far less than one such file.
"""


def peak(process):
    """
    The most memory that a process has held, in kilobytes.
    """
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    [line] = [each for each in lines if each.startswith("VmHWM")]
    return int(line.split()[1])


def pieces():
    for _ in range(PIECES):
        yield PIECE


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")
def test_memory_stays_flat(database_url, tmp_path):
    """
    67 MB in by the whole body, in by a form, and out again: the server holds a small
    part of it at any time, and what comes back is what went in.
    """
    actor = actor_with(
        ["admin"], DEFAULT_ROLES, user_id=uuid4(), organization_id=uuid4()
    )
    headers = {"authorization": f"Bearer {token_of(actor)}"}
    whole = tmp_path / "whole"
    with whole.open("wb") as made:
        for piece in pieces():
            made.write(piece)
    with (
        started(database_url, CRM_HOME=str(tmp_path)) as (process, address),
        httpx.Client(base_url=f"{address}{API}", headers=headers, timeout=60) as client,
    ):
        small = client.post("/files/", files={"file": ("a.txt", b"x")})
        assert 201 == small.status_code, small.text
        client.get(f"/files/{small.json()['id']}/content/")
        before = peak(process)

        media = {"content-type": "application/octet-stream"}
        by_body = client.post("/files/?name=a.bin", content=pieces(), headers=media)
        with whole.open("rb") as sent:
            by_form = client.post("/files/", files={"file": ("b.bin", sent)})
        digest = sha256()
        with client.stream("GET", f"/files/{by_form.json()['id']}/content/") as given:
            for piece in given.iter_bytes():
                digest.update(piece)
        grown = peak(process) - before

    assert [201, 201] == [by_body.status_code, by_form.status_code]
    assert by_body.json()["digest"] == by_form.json()["digest"] == digest.hexdigest()
    assert PIECES * len(PIECE) == by_form.json()["size"]
    assert grown < MOST_KILOBYTES
