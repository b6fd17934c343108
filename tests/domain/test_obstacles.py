"""
What stands in the way of an undo.
"""

from uuid import uuid4

import pytest

from crm_core.changes import Action, Change, obstacle
from crm_core.shared import RecordRef

RECORD = RecordRef("contact", uuid4())
BEFORE = {"title": None, "city": "Rome", "version": 1, "updated_at": "a"}
AFTER = {"title": "CEO", "city": "Rome", "version": 2, "updated_at": "b"}
WRITTEN = {"title": "CEO", "version": 2, "updated_at": "b"}


def change(action):
    images = {
        Action.CREATED: ({}, AFTER),
        Action.UPDATED: ({"title": None, "version": 1, "updated_at": "a"}, WRITTEN),
        Action.REMOVED: (AFTER, {}),
    }
    before, after = images[action]
    return Change(record=RECORD, action=action, before=before, after=after)


@pytest.mark.parametrize(
    ("action", "current"),
    [
        (Action.UPDATED, AFTER),
        (Action.UPDATED, {**AFTER, "city": "Oslo"}),
        (Action.UPDATED, {**AFTER, "version": 9, "updated_at": "z"}),
        (Action.CREATED, AFTER),
        (Action.CREATED, {**AFTER, "version": 9, "updated_at": "z"}),
        (Action.REMOVED, None),
    ],
)
def test_nothing(action, current):
    """
    Later changes of other fields, and of version and moment, stand in no way.
    """
    assert obstacle(change(action), current) is None


@pytest.mark.parametrize(
    ("action", "current", "fields"),
    [
        (Action.UPDATED, {**AFTER, "title": "CTO"}, ("title",)),
        (Action.UPDATED, BEFORE, ("title",)),
        (Action.UPDATED, None, ()),
        (Action.CREATED, {**AFTER, "city": "Oslo"}, ("city",)),
        (Action.CREATED, {**AFTER, "city": "Oslo", "title": "x"}, ("title", "city")),
        (Action.CREATED, None, ()),
        (Action.REMOVED, AFTER, ()),
    ],
)
def test_in_the_way(action, current, fields):
    """
    A record changed in the same fields, gone, or there again, is kept as it is.
    """
    kept = obstacle(change(action), current)

    assert (RECORD, fields) == (kept.record, kept.fields)
    assert kept.reason
