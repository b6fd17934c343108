"""
Rules of an organization as they are stored: plain data, which may outlive the fields
that it names.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NewType, Protocol
from uuid import UUID

from attrs import evolve, frozen

from .ports import Repository

StoredRuleId = NewType("StoredRuleId", UUID)


@frozen(kw_only=True)
class StoredRule:
    """
    A rule of an organization: *rule* is what somebody wrote, as plain data.
    """

    id: StoredRuleId
    rule: Mapping[str, object]
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def name(self) -> str:
        """
        What people call it.
        """
        return str(self.rule.get("name", ""))

    def edited(self, rule: Mapping[str, object], *, at: datetime) -> "StoredRule":
        return evolve(self, rule=rule, updated_at=at)


class Rules(Repository[StoredRuleId, StoredRule], Protocol):
    """
    The rules of one kind of the organization at work.
    """

    def all(self) -> list[StoredRule]:
        """
        All of them, the oldest first.
        """
        ...
