"""
What every repository of a unit of work shares.
"""

from datetime import datetime

from attrs import frozen

from crm_core.shared import Actor, OrganizationId

from .acquaintance import Introduction
from .recent import CompanyNames, LongLists
from .sight import Sight
from .tags import TagSpellings
from .trail import Trail
from .transaction import Transaction
from .vocabulary import Vocabulary


@frozen
class Context:
    """
    The transaction at work, who works, and what they see.
    """

    transaction: Transaction
    trail: Trail
    actor: Actor
    sight: Sight
    now: datetime
    vocabulary: Vocabulary
    tags: TagSpellings
    long_lists: LongLists
    company_names: CompanyNames
    introduce: Introduction

    @property
    def organization_id(self) -> OrganizationId:
        return self.actor.organization_id

    def values(self, **more: object) -> dict[str, object]:
        """
        *more* with what every statement of the organization needs.
        """
        more["organization_id"] = self.actor.organization_id
        return more

    def seen(self, **more: object) -> dict[str, object]:
        """
        ``values`` with the parameters of visibility.
        """
        return self.values(**more) | self.sight.values
