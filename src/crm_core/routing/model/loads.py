"""
What people have on their desks, and whose turn it is.
"""

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve, field, frozen

from ...shared import UserId
from .rule_fields import RuleId

UNIT = 10**12
"""
One whole lead, in the whole numbers that credit is counted in.
"""


@frozen
class Load:
    """
    The leads of a person that are open now, and when they were last given one.
    """

    open: int = 0
    last_assigned_at: datetime | None = None


@frozen
class Turn:
    """
    What a person has had of one rule.

    Args:
        taken: How many leads.
        last: The how-manieth of the rule's assignments their last one was.
        credit: What is owed to them of a weighted share, in parts of ``UNIT``.
    """

    taken: int = 0
    last: int = 0
    credit: int = 0


Turns = Mapping[UserId, Turn]
NO_LOAD, NO_TURN = Load(), Turn()


@frozen
class Loads:
    """
    Everybody's load, and the turns of every rule.

    Who is not in it has no open leads; who is not in a rule's turns had none of it.
    """

    by_user: Mapping[UserId, Load] = field(factory=dict)
    by_rule: Mapping[RuleId, Turns] = field(factory=dict)

    def of(self, user: UserId) -> Load:
        return self.by_user.get(user, NO_LOAD)

    def turns(self, rule: RuleId) -> Turns:
        return self.by_rule.get(rule, {})

    def given(
        self,
        user: UserId,
        at: datetime,
        turns: Mapping[RuleId, Turns] | None = None,
    ) -> "Loads":
        """
        The loads with one more lead on the desk of *user*, and the new *turns* of the
        rule that chose them, if one did.
        """
        load = Load(self.of(user).open + 1, at)
        by_rule = {**self.by_rule, **turns} if turns else self.by_rule
        return Loads({**self.by_user, user: load}, by_rule)

    def released(self, user: UserId) -> "Loads":
        """
        The loads with one lead of *user* closed.
        """
        load = self.of(user)
        fewer = evolve(load, open=max(load.open - 1, 0))
        return Loads({**self.by_user, user: fewer}, self.by_rule)
