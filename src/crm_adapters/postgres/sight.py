"""
Which rows an actor sees: the visibility of their role, as SQL and as facts.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, bindparam, or_, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from crm_core.shared import Actor, Visibility

from .lexemes import owner_fact


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
    if visibility is Visibility.ALL or "assigned_to" not in table.c:
        return true()
    owner = table.c.assigned_to
    among = owner == any_(bindparam("visible_owners", type_=ARRAY(Uuid)))
    return among if visibility is Visibility.OWN else or_(owner.is_(None), among)
