"""
Files of several people at the same moment, and the nightly sweep among them.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crm_adapters.bootstrap import build, storage
from crm_adapters.bootstrap.file_jobs import sweep_daily
from crm_adapters.postgres import metadata
from crm_adapters.postgres.contents import HOLDERS
from crm_adapters.settings import read_settings
from crm_core.files import (
    File,
    Limits,
    QuotaReached,
    Upload,
    archive_file,
    attach_file,
    open_file,
    purge_file,
    show_usage,
)
from crm_core.shared import Actor
from tests.builders import an_actor

pytestmark = pytest.mark.postgres


@pytest.fixture
def installation(database_url: str, tmp_path: Any) -> Any:
    """
    An installation on the database of all tests, with files of its own.
    """
    flags = {"database_url": database_url, "home": tmp_path}
    application = build(read_settings(flags=flags, environ={}))
    yield application
    application.close()


def attach(
    installation: Any, actor: Actor, content: bytes, limits: Limits | None = None
) -> File:
    """
    A file of *content*.
    """
    kept = storage(installation.settings)
    upload = Upload(
        head=content,
        size=len(content),
        keep=lambda: kept.put(actor.organization_id, [content]),
    )
    file: File = installation.crm.run(
        actor, attach_file, upload, limits=limits or Limits(), name="a.txt"
    )
    return file


def test_a_quota_holds_whoever_comes_at_once(installation: Any) -> None:
    """
    CON-12: eight files of ten bytes, room for three: three are taken, in any order.
    """
    actor, limits = an_actor(), Limits(quota=35)

    def one(number: int) -> bool:
        try:
            attach(installation, actor, b"number %03d" % number, limits)
        except QuotaReached:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(one, range(8)))

    assert 3 == sum(taken)
    assert 30 == installation.crm.run(actor, show_usage).bytes


def test_one_content_by_many_at_once(installation: Any) -> None:
    """
    It is stored once, and each of the files has it.
    """
    actor = an_actor()

    with ThreadPoolExecutor(8) as pool:
        files = list(
            pool.map(lambda _: attach(installation, actor, b"same"), range(16))
        )

    usage = installation.crm.run(actor, show_usage)
    assert (16, 4) == (usage.files, usage.bytes)
    kept = storage(installation.settings)
    for file in files:
        installation.crm.run(actor, open_file, kept, file.id)[1].close()


def test_swept_every_night(installation: Any) -> None:
    """
    What a crash left yesterday goes, of every organization; what files have stays,
    however old; what was stored today is left alone.
    """
    ann, ben = an_actor(), an_actor()
    kept = storage(installation.settings)
    live, purged = (attach(installation, ann, name) for name in (b"live", b"purged"))
    installation.crm.run(ann, archive_file, purged.id)
    installation.crm.run(ann, purge_file, purged.id)
    attach(installation, ben, b"ben")
    orphans = [kept.put(each.organization_id, [b"orphan"]) for each in (ann, ben)]
    two_days_ago = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    for place in installation.settings.home.joinpath("files").rglob("*"):
        os.utime(place, (two_days_ago, two_days_ago))
    new = kept.put(ann.organization_id, [b"new orphan"])

    sweep_daily(installation)

    later = datetime.now(UTC) + timedelta(days=1)
    left = set(kept.keys(ann.organization_id, before=later))
    assert {live.digest, purged.digest, new.key} == left
    assert orphans[1].key not in set(kept.keys(ben.organization_id, before=later))


def test_every_column_with_a_key_is_looked_at() -> None:
    """
    Whoever keeps the key of a stored content is asked before that is swept.
    """
    named = {"raw_key", "content_key"}
    columns = (c for table in metadata.sorted_tables for c in table.c)
    keys = {(c.table.name, c.name) for c in columns if c.name in named}

    assert keys <= {*HOLDERS.items()}
