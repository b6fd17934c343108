"""
What routing asks of storage.
"""

from collections.abc import Mapping
from typing import Protocol

from ..access import AccessWork
from ..shared import Rules, StoredRule, UserId
from .model import Availability, Member, RuleId, Turns


class Members(Protocol):
    """
    The people of the organization at work, as rules see them.
    """

    def all(self) -> list[Member]: ...

    def availability(self, user_id: UserId, /) -> Availability:
        """
        What is known of a user; nothing is for one of whom nobody has said anything.
        """
        ...

    def save(self, user_id: UserId, availability: Availability, /) -> None: ...


class RoutingRules(Rules, Protocol):
    """
    The rules of routing of the organization at work, with the turns that were taken.
    """

    def locked(self) -> tuple[list[StoredRule], Mapping[RuleId, Turns]]:
        """
        All rules and their turns; whoever else would assign waits until this
        transaction has ended.
        """
        ...

    def take(self, rule_id: RuleId, turns: Turns, /) -> None:
        """
        Store the turns of some users, and leave those of others.
        """
        ...


class RoutingWork(AccessWork, Protocol):
    """
    What the use cases of routing need.
    """

    @property
    def members(self) -> Members: ...

    @property
    def routing_rules(self) -> RoutingRules: ...
