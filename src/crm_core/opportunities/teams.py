"""
Which team an opportunity counts for.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from attrs import define

from ..shared import Invalid, TeamId, UserId
from .model import Opportunity
from .ports import OpportunityWork


@define(slots=False)
class Teams:
    """
    Who is in which team; storage is asked once, however many opportunities there are.
    """

    work: OpportunityWork

    def settled(
        self, values: Mapping[str, Any], before: Opportunity | None
    ) -> dict[str, Any]:
        """
        *values* with the team that follows from the owner, unless they name one: a
        new owner leaves the opportunity to the team it is with when they are in it,
        and else brings their only team.

        Raises:
            Invalid: Nobody here is in the team.
        """
        known = before.team_id if before else None
        if "team_id" in values:
            self._check(values["team_id"], known)
            return dict(values)
        owner = before.assigned_to if before else None
        if values.get("assigned_to", owner) == owner:
            return dict(values)
        return {**values, "team_id": self._brought(values["assigned_to"], known)}

    def _brought(self, owner: UserId | None, known: TeamId | None) -> TeamId | None:
        teams = self._of(owner)
        if known in teams:
            return known
        return next(iter(teams)) if len(teams) == 1 else None

    def _of(self, owner: UserId | None) -> Collection[TeamId]:
        actor = self.work.actor
        if owner == actor.user_id and actor.teams:
            return actor.teams
        return self._known.get(owner, ()) if owner else ()

    def _check(self, team: TeamId | None, known: TeamId | None) -> None:
        if team in (None, known) or team in self.work.actor.teams:
            return
        if not self.has(team):
            message = "No such team in this organization."
            raise Invalid.of("team_id", "unknown", message)

    def has(self, team: TeamId | None) -> bool:
        """
        Whether anybody here is in a team.
        """
        return any(team in teams for teams in self._known.values())

    @cached_property
    def _known(self) -> Mapping[UserId, Collection[TeamId]]:
        return {user.id: user.teams for user in self.work.users.all()}
