"""
Which rows an actor sees: the visibility of their role, as SQL and as facts.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, bindparam, exists, or_, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from crm_core.shared import Actor, Visibility

from .lexemes import owner_fact
from .schema import (
    activities,
    activity_links,
    companies,
    contacts,
    file_subjects,
    files,
    leads,
    opportunities,
)


class Sight:
    """
    The owners whose records an actor sees; team members are looked up once.
    """

    def __init__(self, actor: Actor, members: Callable[[], frozenset[UUID]]) -> None:
        self.visibility = actor.visibility
        self.me = actor.user_id
        self._members = members

    @cached_property
    def team(self) -> frozenset[UUID]:
        """
        The actor and the members of their teams.
        """
        return self._members() | {self.me}

    @property
    def sees_all(self) -> bool:
        """
        Whether nothing is hidden.
        """
        return self.visibility is Visibility.ALL

    @property
    def values(self) -> dict[str, object]:
        """
        The parameters that ``visible`` needs.
        """
        if self.visibility is Visibility.ALL:
            return {}
        own = self.visibility is Visibility.OWN
        return {"visible_owners": [self.me] if own else sorted(self.team)}

    @property
    def facts(self) -> list[str]:
        """
        The owner facts of visible records; empty when all are visible.
        """
        if self.visibility is Visibility.ALL:
            return []
        if self.visibility is Visibility.OWN:
            return [owner_fact(self.me)]
        return [owner_fact(None), *map(owner_fact, sorted(self.team))]

    def sees(self, owner: UUID | None) -> bool:
        """
        Whether a record assigned to *owner* is visible.
        """
        if self.visibility is Visibility.ALL:
            return True
        if self.visibility is Visibility.OWN:
            return owner == self.me
        return owner is None or owner in self.team


def visible(table: Any, visibility: Visibility) -> ColumnElement[bool]:
    """
    The condition that a row of *table* is visible.
    """
    if visibility is Visibility.ALL:
        return true()
    owners = any_(bindparam("visible_owners", type_=ARRAY(Uuid)))
    if table is files:
        links = file_subjects.c
        seen = (
            _about(files, links, links.file_id, links.record_id, each, visibility)
            for each in _SUBJECTS
        )
        done = exists().where(
            activities.c.organization_id == files.c.organization_id,
            activities.c.id == files.c.activity_id,
            visible(activities, visibility),
        )
        return or_(files.c.created_by == owners, done, *seen)
    if table is activities:
        of = activity_links.c
        mine = exists().where(
            of.organization_id == activities.c.organization_id,
            of.activity_id == activities.c.id,
            of.id == owners,
        )
        seen = (
            _about(activities, of, of.activity_id, of.id, each, visibility)
            for each in _SUBJECTS
        )
        return or_(mine, *seen)
    if "assigned_to" not in table.c:
        return true()
    owner = table.c.assigned_to
    among = owner == owners
    return among if visibility is Visibility.OWN else or_(owner.is_(None), among)


_SUBJECTS = (contacts, companies, leads, opportunities)


def _about(
    entries: Any, links: Any, entry: Any, record: Any, of: Any, visibility: Visibility
) -> ColumnElement[bool]:
    """
    The condition that *links*, from an *entry* to a *record*, say that a row of
    *entries* is about a visible row of the table *of*.
    """
    return exists().where(
        links.organization_id == entries.c.organization_id,
        entry == entries.c.id,
        of.c.organization_id == entries.c.organization_id,
        of.c.id == record,
        visible(of, visibility),
    )
