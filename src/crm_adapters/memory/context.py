"""
What every repository of a unit of work shares.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from uuid import UUID

from attrs import Factory, define, evolve

from crm_core.access import Organization, User
from crm_core.changes import Change
from crm_core.shared import Actor, Event, OrganizationId, Visibility, email_key

from .tables import Tables


@define(slots=False)
class Context:
    """
    The draft at work, who works, and what they have done so far; what is *at_end* may
    still refuse all of it. *everybody* is what is stored, of every organization.
    """

    tables: Tables
    actor: Actor
    now: datetime
    new_id: Callable[[], UUID]
    change_set_id: UUID
    continuing: bool = False
    label: str = "Change"
    undoing: UUID | None = None
    changes: list[Change] = Factory(list)
    events: list[Event] = Factory(list)
    at_end: list[Callable[[], None]] = Factory(list)
    everybody: Mapping[OrganizationId, Tables] = Factory(dict)

    @cached_property
    def team(self) -> frozenset[UUID]:
        """
        The actor and the members of their teams.
        """
        members = {
            user.id
            for user in self.tables.users.values()
            if self.actor.teams.intersection(user.teams)
        }
        return frozenset({*members, self.actor.user_id})

    def sees(self, owner: UUID | None) -> bool:
        """
        Whether a record assigned to *owner* is visible.
        """
        match self.actor.visibility:
            case Visibility.OWN:
                return owner == self.actor.user_id
            case Visibility.TEAM:
                return owner is None or owner in self.team
        return True

    def introduce(self) -> None:
        """
        Make the organization know the actor: what they bring wins over what is
        stored, what they leave out stays.
        """
        actor, tables = self.actor, self.tables
        if tables.organization is None:
            tables.organization = Organization(
                id=actor.organization_id,
                name=str(actor.organization_id),
                created_at=self.now,
                updated_at=self.now,
            )
        known = tables.users.get(actor.user_id) or User(
            id=actor.user_id, created_at=self.now, updated_at=self.now
        )
        tables.users[actor.user_id] = evolve(
            known,
            name=actor.name or known.name,
            email=self._own_email() or known.email,
            roles=actor.roles or known.roles,
            teams=tuple(sorted(actor.teams)) or known.teams,
        )

    def _own_email(self) -> str | None:
        email = self.actor.email
        others = (u for u in self.tables.users.values() if u.id != self.actor.user_id)
        taken = {email_key(other.email) for other in others if other.email}
        return email if email and email_key(email) not in taken else None
