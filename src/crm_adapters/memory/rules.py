"""
Rules of routing and of scoring, turns and members, in memory.
"""

from collections.abc import Mapping

from attrs import frozen

from crm_core.routing import Availability, Member, RuleId, Turns
from crm_core.scoring import LearntModel, Training
from crm_core.shared import StoredRule, StoredRuleId, UserId

from ..rows import ROUTING_RULE_ROWS, SCORING_RULE_ROWS
from .access import MemoryUsers
from .context import Context
from .repository import MemoryRepository


class MemoryRules(MemoryRepository[StoredRuleId, StoredRule]):
    """
    The rules of one kind.
    """

    def all(self) -> list[StoredRule]:
        return [self._entity(row) for _, row in sorted(self.rows.items())]


class MemoryScoringRules(MemoryRules):
    """
    What leads are scored by.
    """

    mapping = SCORING_RULE_ROWS


class MemoryRoutingRules(MemoryRules):
    """
    What leads are routed by, with the turns that were taken.
    """

    mapping = ROUTING_RULE_ROWS

    def locked(self) -> tuple[list[StoredRule], Mapping[RuleId, Turns]]:
        return self.all(), dict(self.context.tables.turns)

    def take(self, rule_id: RuleId, turns: Turns, /) -> None:
        known = self.context.tables.turns
        known[rule_id] = {**known.get(rule_id, {}), **turns}

    def remove(self, entity: StoredRule, /, *, checked: bool = False) -> None:
        super().remove(entity, checked=checked)
        self.context.tables.turns.pop(RuleId(entity.id), None)


@frozen
class MemoryMembers:
    """
    The people of the organization at work, as rules see them.
    """

    context: Context

    def all(self) -> list[Member]:
        users = MemoryUsers(self.context).all()
        return [Member.of(user, self.availability(user.id)) for user in users]

    def availability(self, user_id: UserId, /) -> Availability:
        return self.context.tables.members.get(user_id, Availability())

    def save(self, user_id: UserId, availability: Availability, /) -> None:
        self.context.introduce()
        self.context.tables.members[user_id] = availability


@frozen
class MemoryTrainings:
    """
    The latest training of the organization at work.
    """

    context: Context

    def latest(self) -> Training | None:
        return self.context.tables.training

    def model(self) -> LearntModel | None:
        training = self.latest()
        return training.model if training else None

    def save(self, training: Training, /) -> None:
        self.context.introduce()
        self.context.tables.training = training
