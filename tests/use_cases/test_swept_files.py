"""
Contents that nothing has any more: swept, and nothing else.
"""

from datetime import UTC, datetime, timedelta

import pytest

from crm_core.changes import UndoRefused, undo_change_set
from crm_core.files import archive_file, open_file, purge_file, sweep_files

from .filing import latest


def sweep(crm, actor, storage, days):
    """
    What a sweep so many days from now would do.
    """
    run = lambda act, *given: crm.run(actor, act, *given)  # noqa: E731
    now = datetime.now(UTC) + timedelta(days=days)
    return sweep_files(run, storage, actor.organization_id, now)


def left(storage, actor):
    """
    The keys of what is kept.
    """
    later = datetime.now(UTC) + timedelta(days=1)
    return set(storage.keys(actor.organization_id, before=later))


def test_only_what_nothing_has_is_swept(crm, actor, shelf, storage):
    """
    Live, archived and purged files keep their contents; what no file ever had goes
    after a day.
    """
    kept = [shelf.attach(actor, name.encode(), name=name) for name in ("a", "b", "c")]
    for file in kept[1:]:
        crm.run(actor, archive_file, file.id)
    crm.run(actor, purge_file, kept[2].id)
    orphan = storage.put(actor.organization_id, [b"orphan"])

    assert (0, 0) == tuple(
        getattr(sweep(crm, actor, storage, days=0), name)
        for name in ("purges", "removed")
    )
    assert orphan.key in left(storage, actor)
    assert 1 == sweep(crm, actor, storage, days=2).removed
    assert {file.digest for file in kept} == left(storage, actor)


def test_what_was_purged_long_ago_goes(crm, actor, shelf, storage):
    """
    After thirty days a purge is final: its content goes, and to undo it is refused.
    """
    file = shelf.attach(actor)
    crm.run(actor, archive_file, file.id)
    crm.run(actor, purge_file, file.id)
    purge = latest(crm, actor)

    assert 0 == sweep(crm, actor, storage, days=29).removed
    swept = sweep(crm, actor, storage, days=31)

    assert (1, 1) == (swept.purges, swept.removed)
    assert set() == left(storage, actor)
    with pytest.raises(UndoRefused):
        crm.run(actor, undo_change_set, purge.id)


def test_one_content_of_two_files_stays_with_the_other(crm, actor, shelf, storage):
    """
    A purge takes nothing from a file that has the same content.
    """
    gone, other = shelf.attach(actor), shelf.attach(actor, name="b.txt")
    crm.run(actor, archive_file, gone.id)
    crm.run(actor, purge_file, gone.id)

    swept = sweep(crm, actor, storage, days=31)

    assert (1, 0) == (swept.purges, swept.removed)
    crm.run(actor, open_file, storage, other.id)[1].close()


def test_the_sweeper_of_one_leaves_the_others(crm, actor, other_actor, shelf, storage):
    """
    What looks unused to one organization is another's.
    """
    file = shelf.attach(other_actor)
    storage.put(actor.organization_id, [b"orphan"])

    sweep(crm, actor, storage, days=2)

    assert {file.digest} == left(storage, other_actor)
