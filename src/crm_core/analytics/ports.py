"""
What analytics asks of storage.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import frozen

from ..leads import LeadWork
from ..pipelines import PipelineId
from ..shared import TeamId, UserId


@frozen(kw_only=True)
class History:
    """
    What storage knows of one lead or opportunity: *stages* are those it ever stood in,
    *before* the one it was closed from.
    """

    id: UUID
    pipeline_id: PipelineId
    status: str
    created_at: datetime
    closed_on: date | None
    value: Decimal | None
    currency: str
    assigned_to: UserId | None
    team_id: TeamId | None
    source: str | None
    campaign: str | None
    product: str | None
    competitor: str | None
    reason: str | None
    roles: int
    stages: frozenset[str]
    before: str | None


class Histories(Protocol):
    """
    What became of the leads and opportunities that the actor may see, live ones only.
    """

    def leads(
        self, *, since: datetime | None, until: datetime | None
    ) -> Iterable[History]:
        """
        Those that came in from *since* on and before *until*.
        """
        ...

    def opportunities(
        self, *, since: date | None, until: date | None, closed: bool
    ) -> Iterable[History]:
        """
        Those that were *closed* from the day *since* to the day *until*, or else came
        in on those days.
        """
        ...


class AnalyticsWork(LeadWork, Protocol):
    """
    What the use cases of analytics need.
    """

    @property
    def histories(self) -> Histories: ...
