"""
What forecasts ask of storage.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from attrs import frozen

from ..currencies import Rates
from ..leads import LeadWork
from ..pipelines import PipelineId
from ..shared import Repository, TeamId, UserId
from .model import (
    Goal,
    GoalId,
    Lot,
    Past,
    Period,
    Submission,
    SubmissionId,
    Window,
    Won,
)


@frozen(kw_only=True)
class Scope:
    """
    Whose deals are meant, and of which pipeline; all that the actor may see when none
    is named.

    Args:
        owner: The person who has them.
        team: The team that they count for: one that counts for no team of its own
            counts for those of its owner, who is among the *members* then.
    """

    owner: UserId | None = None
    team: TeamId | None = None
    members: frozenset[UserId] = frozenset()
    pipeline_id: PipelineId | None = None

    def speaks(self, person: UserId) -> bool:
        """
        Whether what a person says of their deals is about these.
        """
        theirs = self.team is None or person in self.members
        return theirs and self.owner in (None, person)

    def counts(self, owner: UserId | None, team: TeamId | None) -> bool:
        """
        Whether a deal of this owner and team is meant.
        """
        ours = team == self.team if team else owner in self.members
        return self.owner in (None, owner) and (self.team is None or ours)


@frozen
class Closings:
    """
    What is known of the deals that were closed behind a day.

    Args:
        first: The day of the first one.
        deals: How many there are.
        wins: How many were won, and *slowest* how many days the slowest of them took.
    """

    first: date | None
    deals: int
    wins: int
    slowest: int | None


class Deals(Protocol):
    """
    The live opportunities that the actor may see, as far as a forecast looks at them:
    what was worth what on a past day is what people thought then, at the exchange rate
    of today, or of the day of closing.
    """

    def closings(self, scope: Scope, /, *, since: date) -> Closings: ...

    def past(
        self,
        scope: Scope,
        windows: Sequence[Window],
        rates: Rates,
        /,
        *,
        every: int = 1,
    ) -> list[Past]:
        """
        What was open before each window, and what it brought; oldest first.

        What was open before today may be told from each *every*-th deal; what is open
        today, and what was won, is always told from all.
        """
        ...

    def lots(
        self, scope: Scope, period: Period, rates: Rates, /, *, oldest: int | None
    ) -> list[Lot]:
        """
        The deals in the forecast of a period, as ``lots_of`` says.
        """
        ...

    def won(self, periods: Iterable[Period], rates: Rates, /) -> list[Won]:
        """
        What each owner has won in each period, for which team.
        """
        ...

    def due(self, owner: UserId, period: Period, /) -> list[UUID]:
        """
        The open deals of one person that are due in a period; an overdue one is due
        today.
        """
        ...

    def closed(self, ids: Iterable[UUID], /) -> Mapping[UUID, date]:
        """
        When those of the deals were won or lost that were, visible or not.
        """
        ...


class Goals(Repository[GoalId, Goal], Protocol):
    """
    The goals of the organization at work.
    """

    def of(self, period: Period | None, /) -> list[Goal]:
        """
        Those of a period, or all: by period, then in the order in which they were set.
        """
        ...


class Submissions(Protocol):
    """
    What people said; nothing of it ever changes.
    """

    def get(self, id: SubmissionId, /) -> Submission:
        """
        Raises:
            NotFound: No such submission in this organization.
        """
        ...

    def add(self, submission: Submission, /) -> None: ...

    def of(self, period: Period | None, /) -> list[Submission]:
        """
        Those of a period, or all, in the order in which they were said.
        """
        ...


class ForecastWork(LeadWork, Protocol):
    """
    What the use cases of forecasts need.
    """

    @property
    def deals(self) -> Deals: ...

    @property
    def goals(self) -> Goals: ...

    @property
    def submissions(self) -> Submissions: ...
