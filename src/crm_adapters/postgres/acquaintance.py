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
# What a token says wins over what is stored; what it leaves out stays.
_USER = statement(
    "INSERT INTO crm.users AS u (organization_id, id, name, email, email_key, roles,"
    " teams, active, time_zone, created_at, updated_at, version)"
    " SELECT $1::uuid, $2::uuid, $3::text, own.email, own.email_key, $6::text[],"
    " $7::uuid[], true, 'UTC', $8::timestamptz, $8::timestamptz, 1"
    " FROM (SELECT $4::text, $5::text WHERE NOT EXISTS (SELECT FROM crm.users"
    " WHERE organization_id = $1::uuid AND email_key = $5 AND id <> $2::uuid)"
    " UNION ALL SELECT NULL, NULL LIMIT 1) AS own (email, email_key)"
    " ON CONFLICT (organization_id, id) DO UPDATE SET"
    " name = coalesce(excluded.name, u.name),"
    " email = coalesce(excluded.email, u.email),"
    " email_key = coalesce(excluded.email_key, u.email_key),"
    " roles = CASE WHEN excluded.roles = '{}' THEN u.roles ELSE excluded.roles END,"
    " teams = CASE WHEN excluded.teams = '{}' THEN u.teams ELSE excluded.teams END",
    ("organization_id", "id", "name", "email", "email_key", "roles", "teams", "at"),
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
    values = {"organization_id": organization_id, "at": at}
    transaction.tell(_ORGANIZATION, values | {"name": str(organization_id)})
    transaction.tell(
        _USER,
        values
        | {
            "id": actor.user_id,
            "name": actor.name,
            "email": actor.email,
            "email_key": email_key(actor.email) if actor.email else None,
            "roles": list(actor.roles),
            "teams": sorted(actor.teams),
        },
    )
