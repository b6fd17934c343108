"""
What companies ask of storage.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from ..changes import ChangeWork
from ..custom_fields import CustomFieldWork
from ..matching import MatchingWork
from ..shared import Page, PageRequest, Query, Redirects, Repository
from .model import Company, CompanyId, CompanyNode, CompanyRow


class Companies(Repository[CompanyId, Company], Protocol):
    """
    The companies of the organization at work that the actor may see.
    """

    def row(self, id: CompanyId, /) -> CompanyRow:
        """
        A live company as a record shows it.

        Raises:
            NotFound: No such live company in this organization, or not visible.
        """
        ...

    def page(self, query: Query, request: PageRequest, /) -> Page[CompanyRow]: ...

    def matching(self, query: Query, /, *, most: int) -> list[CompanyId]:
        """
        The ids that *query* finds, at most *most* + 1 of them.
        """
        ...

    def many(self, ids: Iterable[CompanyId], /) -> list[Company]:
        """
        Those of the ids that exist and are visible, locked, in order of id.
        """
        ...

    def tree(self, id: CompanyId, /) -> list[CompanyNode]:
        """
        The whole hierarchy that a company stands in, parents before children.
        """
        ...

    def by_domain(self, domains: Iterable[str], /) -> Mapping[str, list[CompanyId]]:
        """
        Live companies by their domain, for the domains asked.
        """
        ...

    def by_name(self, names: Iterable[str], /) -> Mapping[str, list[CompanyId]]:
        """
        Live companies by their folded name, for the folded names asked.
        """
        ...

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        """
        *tags* in the spelling that the organization uses: the first one wins.
        """
        ...


class CompanyWork(ChangeWork, CustomFieldWork, MatchingWork, Protocol):
    """
    What the use cases of companies need.
    """

    @property
    def companies(self) -> Companies: ...

    @property
    def redirects(self) -> Redirects: ...
