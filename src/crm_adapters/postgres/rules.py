"""
Rules of routing and of scoring, turns and members, in PostgreSQL.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

import msgspec
from attrs import frozen
from sqlalchemy import Table

from crm_core.access import User
from crm_core.routing import Availability, Member, RuleId, Turn, Turns
from crm_core.shared import StoredRule, StoredRuleId, UserId

from ..rows import ROUTING_RULE_ROWS, SCORING_RULE_ROWS
from .access import USER, read_user
from .context import Context
from .repository import PostgresRepository
from .schema import routing_rules, scoring_rules
from .statements import Statement, json, statement

_NAMES = ("id", "version", "created_at", "updated_at", "rule")


def _all(table: Table, locking: str = "") -> Statement:
    return statement(
        f"SELECT {', '.join(_NAMES)} FROM {table.fullname}"
        f" WHERE organization_id = $1::uuid ORDER BY id{locking}",
        ("organization_id",),
    )


_RULES = {"routing_rule": _all(routing_rules), "scoring_rule": _all(scoring_rules)}
_LOCK = _all(routing_rules, " FOR NO KEY UPDATE")
_TURNS = statement(
    "SELECT rule_id, user_id, taken, last, credit FROM crm.routing_turns"
    " WHERE organization_id = $1::uuid",
    ("organization_id",),
)
_TAKE = statement(
    "INSERT INTO crm.routing_turns"
    " (organization_id, rule_id, user_id, taken, last, credit)"
    " SELECT $1::uuid, $2::uuid, * FROM"
    " unnest($3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[])"
    " ON CONFLICT (organization_id, rule_id, user_id) DO UPDATE SET"
    " taken = excluded.taken, last = excluded.last, credit = excluded.credit",
    ("organization_id", "rule_id", "users", "taken", "last", "credit"),
)
_USER = ", ".join(f"u.{name}" for name in (*USER.split(", "), "version"))
_MEMBERS = statement(
    f"SELECT {_USER}, m.availability::text"
    " FROM crm.users u LEFT JOIN crm.members m"
    " ON m.organization_id = u.organization_id AND m.user_id = u.id"
    " WHERE u.organization_id = $1::uuid ORDER BY u.id",
    ("organization_id",),
)
_AVAILABILITY = statement(
    "SELECT availability::text FROM crm.members"
    " WHERE organization_id = $1::uuid AND user_id = $2::uuid",
    ("organization_id", "user_id"),
)
_KEEP = statement(
    "INSERT INTO crm.members (organization_id, user_id, availability)"
    " VALUES ($1::uuid, $2::uuid, $3) ON CONFLICT (organization_id, user_id)"
    " DO UPDATE SET availability = excluded.availability",
    ("organization_id", "user_id", "availability"),
)


class PostgresRules(PostgresRepository[StoredRuleId, StoredRule]):
    """
    The rules of one kind; they are read once in a unit of work unless it writes them.
    """

    @cached_property
    def _known(self) -> list[StoredRule]:
        rows = self.transaction.ask(_RULES[self.mapping.kind], self.context.values())
        return [_rule(row) for row in rows]

    def all(self) -> list[StoredRule]:
        return [*self._known]

    def after_write(self, before: StoredRule | None, after: StoredRule, /) -> None:  # noqa: ARG002
        self.__dict__.pop("_known", None)

    def remove(self, stored: StoredRule, /) -> None:
        super().remove(stored)
        self.__dict__.pop("_known", None)


class PostgresScoringRules(PostgresRules):
    """
    What leads are scored by.
    """

    table = scoring_rules
    mapping = SCORING_RULE_ROWS


class PostgresRoutingRules(PostgresRules):
    """
    What leads are routed by, with the turns that were taken.
    """

    table = routing_rules
    mapping = ROUTING_RULE_ROWS

    def locked(self) -> tuple[list[StoredRule], Mapping[RuleId, Turns]]:
        own = self.context.values()
        rows, taken = self.transaction.ask_all([(_LOCK, own), (_TURNS, own)])
        turns: defaultdict[RuleId, dict[UserId, Turn]] = defaultdict(dict)
        for rule, user, *turn in taken:
            turns[RuleId(rule)][UserId(user)] = Turn(*turn)
        return [_rule(row) for row in rows], dict(turns)

    def take(self, rule_id: RuleId, turns: Turns, /) -> None:
        values = self.context.values(
            rule_id=rule_id,
            users=list(turns),
            taken=[turn.taken for turn in turns.values()],
            last=[turn.last for turn in turns.values()],
            credit=[turn.credit for turn in turns.values()],
        )
        self.transaction.tell(_TAKE, values)


def _rule(row: tuple[Any, ...]) -> StoredRule:
    return StoredRule(**dict(zip(_NAMES, row, strict=True)))


@frozen
class PostgresMembers:
    """
    The people of the organization at work, as rules see them.
    """

    context: Context

    def all(self) -> list[Member]:
        rows = self.context.transaction.ask(_MEMBERS, self.context.values())
        return [_member(read_user(row[:-1]), row[-1]) for row in rows]

    def availability(self, user_id: UserId, /) -> Availability:
        asked = self.context.values(user_id=user_id)
        rows = self.context.transaction.ask(_AVAILABILITY, asked)
        return _availability(rows[0][0] if rows else None)

    def save(self, user_id: UserId, availability: Availability, /) -> None:
        self.context.introduce()
        said = json(availability.to_json())
        values = self.context.values(user_id=user_id, availability=said)
        self.context.transaction.tell(_KEEP, values)


def _member(user: User, said: str | None) -> Member:
    return Member.of(user, _availability(said))


@lru_cache(maxsize=2_000)
def _availability(said: str | None) -> Availability:
    """
    Read once, however often leads are routed.
    """
    return Availability().edited(msgspec.json.decode(said) if said else {})
