"""
The organizations and people that the database already knows, and their teams.
"""

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from uuid import UUID

from attrs import Factory, define

from crm_core.shared import Actor, OrganizationId, TeamId, email_key

from .statements import statement
from .transaction import Transaction

_ORGANIZATION = statement(
    "INSERT INTO crm.organizations (organization_id, name, base_currency, time_zone,"
    " created_at, updated_at, version)"
    " VALUES ($1::uuid, $2, 'EUR', 'UTC', $3::timestamptz, $3::timestamptz, 1)"
    " ON CONFLICT DO NOTHING",
    ("organization_id", "name", "at"),
)
# Told with the e-mail address, then without it: somebody else may have that.
_NEW = statement(
    "INSERT INTO crm.users (organization_id, id, name, email, email_key, roles, teams,"
    " active, time_zone, created_at, updated_at, version)"
    " VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6::text[], $7::uuid[], true, 'UTC',"
    " $8::timestamptz, $8::timestamptz, 1) ON CONFLICT DO NOTHING",
    ("organization_id", "id", "name", "email", "email_key", "roles", "teams", "at"),
)
# What a token says wins over what is stored; what it leaves out stays. A row that is
# as it says is not touched, so that nobody waits for it.
_CHANGED = statement(
    "UPDATE crm.users AS u SET name = said.name, email = said.email,"
    " email_key = said.email_key, roles = said.roles, teams = said.teams"
    " FROM (SELECT coalesce($3, k.name), coalesce(own.email, k.email),"
    " coalesce(own.email_key, k.email_key),"
    " coalesce(nullif($6::text[], '{}'), k.roles),"
    " coalesce(nullif($7::uuid[], '{}'), k.teams)"
    " FROM crm.users AS k LEFT JOIN (SELECT $4, $5) AS own (email, email_key)"
    " ON NOT EXISTS (SELECT FROM crm.users WHERE organization_id = $1::uuid"
    " AND email_key = $5 AND id <> $2::uuid)"
    " WHERE k.organization_id = $1::uuid AND k.id = $2::uuid)"
    " AS said (name, email, email_key, roles, teams)"
    " WHERE u.organization_id = $1::uuid AND u.id = $2::uuid"
    " AND (u.name, u.email, u.email_key, u.roles, u.teams) IS DISTINCT FROM"
    " (said.name, said.email, said.email_key, said.roles, said.teams)",
    ("organization_id", "id", "name", "email", "email_key", "roles", "teams"),
)
_MEMBERS = statement(
    "SELECT id FROM crm.users WHERE organization_id = $1::uuid AND teams && $2::uuid[]",
    ("organization_id", "teams"),
)
MOST_REMEMBERED = 50_000
MEMBERS_KNOWN_SECONDS = 5.0

Team = tuple[OrganizationId, frozenset[TeamId]]


@define
class Acquaintance:
    """
    Who has been introduced to the database by this process. Actors come from
    outside; before their first write the database must know them.
    """

    _known: dict[Actor, None] = Factory(dict)
    _members: dict[Team, tuple[float, frozenset[UUID]]] = Factory(dict)

    def introduction(
        self, transaction: Transaction, actor: Actor, at: datetime
    ) -> "Introduction":
        """
        What makes the database know *actor* when a write needs that.
        """
        return Introduction(self, transaction, actor, at, needed=not self.knows(actor))

    def knows(self, actor: Actor) -> bool:
        """
        Whether an introduction of *actor*, as they are now, has been committed.
        """
        return actor in self._known

    def made(self, actor: Actor) -> None:
        """
        The introduction of *actor* has been committed.
        """
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[actor] = None

    def members_of(
        self, transaction: Transaction, actor: Actor
    ) -> Callable[[], frozenset[UUID]]:
        """
        A function that tells who is in the actor's teams, at most 5 s ago.
        """
        team = actor.organization_id, actor.teams

        def members() -> frozenset[UUID]:
            at, known = self._members.get(team, (-MEMBERS_KNOWN_SECONDS, frozenset()))
            if monotonic() - at < MEMBERS_KNOWN_SECONDS:
                return known
            rows = transaction.ask(
                _MEMBERS,
                {"organization_id": team[0], "teams": sorted(actor.teams)},
            )
            found = frozenset(row[0] for row in rows)
            if len(self._members) >= MOST_REMEMBERED:
                self._members.clear()
            self._members[team] = (monotonic(), found)
            return found

        return members


@define
class Introduction:
    """
    Makes the database know an actor, once, before their first write.
    """

    acquaintance: Acquaintance
    transaction: Transaction
    actor: Actor
    at: datetime
    needed: bool
    begun: bool = False

    def __call__(self) -> None:
        if self.needed and not self.begun:
            self.begun = True
            _introduce(self.transaction, self.actor, self.at)

    def committed(self) -> None:
        """
        The transaction has been committed, and the introduction with it, if any.
        """
        if self.begun:
            self.acquaintance.made(self.actor)


def _introduce(transaction: Transaction, actor: Actor, at: datetime) -> None:
    organization_id = actor.organization_id
    values: dict[str, object] = {"organization_id": organization_id, "at": at}
    transaction.tell(_ORGANIZATION, values | {"name": str(organization_id)})
    values |= {
        "id": actor.user_id,
        "name": actor.name,
        "email": actor.email,
        "email_key": email_key(actor.email) if actor.email else None,
        "roles": list(actor.roles),
        "teams": sorted(actor.teams),
    }
    transaction.tell(_NEW, values)
    transaction.tell(_NEW, values | {"email": None, "email_key": None})
    transaction.tell(_CHANGED, values)
