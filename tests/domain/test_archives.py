"""
Manifests of archives: read as they were written, or refused.
"""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from crm_core.archives import Manifest, Member, read_manifest
from crm_core.shared import Conflict, Invalid

MANIFEST = Manifest(
    organization_id=UUID(int=7),
    name="Größe & Co",
    made_at=datetime(2026, 1, 2, tzinfo=UTC),
    revision="0004",
    members=(
        Member(name="tables/users.jsonl", rows=2, size=10, sha256="a" * 64),
        Member(name=f"files/{'b' * 64}", rows=None, size=3, sha256="b" * 64),
    ),
)


def test_a_manifest_comes_back():
    """
    All of it, tables and files apart.
    """
    found = read_manifest(MANIFEST.document())

    assert MANIFEST == found
    assert (["users"], ["b" * 64], 2) == ([*found.tables], [*found.files], found.rows)


def changed(**values):
    return json.dumps({**json.loads(MANIFEST.document()), **values}).encode()


def member(**values):
    return changed(
        members=[{**json.loads(MANIFEST.document())["members"][0], **values}]
    )


@pytest.mark.parametrize(
    "document",
    [
        b"", b"[]", b"{}", b"\xff", b"[" * 100_000, changed(format="zip"),
        changed(version="1"), changed(version=0), changed(version=True),
        changed(organization_id="x"), changed(made_at="x"), changed(members=3),
        changed(members=[{}]), member(name="../../etc/passwd"), member(rows=None),
        member(name="tables/x/../y.jsonl"), member(size=-1), member(size=1.5),
        member(sha256="A" * 64), member(more=1), member(rows="2"),
        changed(members=json.loads(MANIFEST.document())["members"] * 2),
    ],
)  # fmt: skip
def test_what_is_no_manifest_is_refused(document):
    """
    Whatever it is, and names that would lead out of the archive.
    """
    with pytest.raises(Invalid):
        read_manifest(document)


def test_a_newer_archive_says_so():
    """
    It is not damaged, but beyond this version.
    """
    with pytest.raises(Conflict, match="newer"):
        read_manifest(changed(version=2))
