"""
What was true a moment ago and may be said again: that a list is long, how a company
is called.
"""

from collections.abc import Hashable
from time import monotonic
from uuid import UUID

from attrs import Factory, define

from crm_core.shared import OrganizationId

KNOWN_SECONDS = 5.0
MOST_REMEMBERED = 10_000


@define
class LongLists:
    """
    Lists that had more rows than are counted, a moment ago.

    Only "more than that" is remembered, for five seconds; a number never is.
    """

    _until: dict[Hashable, float] = Factory(dict)

    def remember(self, what: Hashable) -> None:
        if len(self._until) >= MOST_REMEMBERED:
            self._until.clear()
        self._until[what] = monotonic() + KNOWN_SECONDS

    def __contains__(self, what: Hashable) -> bool:
        return self._until.get(what, 0.0) > monotonic()


@define
class CompanyNames:
    """
    Names of companies as answers to a write show them, at most five seconds old.
    """

    _names: dict[tuple[OrganizationId, UUID], tuple[float, str]] = Factory(dict)

    def remember(self, organization_id: OrganizationId, id: UUID, name: str) -> None:
        if len(self._names) >= MOST_REMEMBERED:
            self._names.clear()
        self._names[organization_id, id] = monotonic() + KNOWN_SECONDS, name

    def get(self, organization_id: OrganizationId, id: UUID) -> str | None:
        until, name = self._names.get((organization_id, id), (0.0, ""))
        return name if until > monotonic() else None

    def forget(self, organization_id: OrganizationId, id: UUID) -> None:
        self._names.pop((organization_id, id), None)
