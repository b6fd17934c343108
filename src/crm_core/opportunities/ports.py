"""
What opportunities ask of storage.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from ..access import Users
from ..companies import CompanyId
from ..contacts import ContactWork
from ..pipelines import PipelineId, PipelineWork, Standings
from ..shared import Page, PageRequest, Query, Repository
from .model import Opportunity, OpportunityId, OpportunityRow


class Opportunities(Repository[OpportunityId, Opportunity], Protocol):
    """
    The opportunities of the organization at work that the actor may see.
    """

    def row(self, id: OpportunityId, /) -> OpportunityRow:
        """
        A live opportunity as a record shows it.

        Raises:
            NotFound: No such live opportunity, or not visible.
        """
        ...

    def shown(self, opportunity: Opportunity, /) -> OpportunityRow:
        """
        An opportunity that was just written, as a record shows it.
        """
        ...

    def page(self, query: Query, request: PageRequest, /) -> Page[OpportunityRow]: ...

    def matching(self, query: Query, /, *, most: int) -> list[OpportunityId]:
        """
        The ids that *query* finds, at most *most* + 1 of them.
        """
        ...

    def many(self, ids: Iterable[OpportunityId], /) -> list[Opportunity]:
        """
        Those of the ids that exist and are visible, locked, in order of id.
        """
        ...

    def by_name(
        self, keys: Iterable[tuple[str, CompanyId | None]], /
    ) -> Mapping[tuple[str, CompanyId | None], list[OpportunityId]]:
        """
        The live opportunities of these folded names at these companies, or at any
        where that is None; visible or not, oldest first, at most 1,000 of each.
        """
        ...

    def by_custom(
        self, name: str, values: Iterable[str], /
    ) -> Mapping[str, list[OpportunityId]]:
        """
        The live opportunities with these values of a custom field, visible or not.
        """
        ...

    def standings(
        self,
        pipeline_id: PipelineId,
        query: Query,
        /,
        *,
        stages: Iterable[str],
        most: int,
    ) -> Mapping[str, Standings[OpportunityRow]]:
        """
        What stands in each of these stages: sums over all that *query* finds, and
        the first *most* cards of each by rank.
        """
        ...

    def unattended(
        self, *, stale: Mapping[tuple[PipelineId, str], int], most: int
    ) -> list[OpportunityRow]:
        """
        Open ones whose close or next step is overdue, or that stand in a stage for
        more days than *stale* says, with nothing planned; oldest first.
        """
        ...

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        """
        *tags* in the spelling that the organization uses: the first one wins.
        """
        ...


class OpportunityWork(ContactWork, PipelineWork, Protocol):
    """
    What the use cases of opportunities need.
    """

    @property
    def opportunities(self) -> Opportunities: ...

    @property
    def users(self) -> Users: ...
