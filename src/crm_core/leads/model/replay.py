"""
What other rules of routing would have made of the leads that came.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from attrs import frozen

from ...routing import Outcome, Simulation, Spread, Tally
from ...shared import UserId

MOST_DIFFERENCES = 200


@frozen(kw_only=True)
class Difference:
    """
    A lead that would have another owner, and why.
    """

    lead_id: UUID
    title: str
    at: datetime
    before: UserId | None
    after: UserId | None
    why: tuple[str, ...]


@frozen(kw_only=True)
class Replay:
    """
    Leads of the past under other rules. Nobody got any by it.

    Args:
        since: The leads that came since then were replayed,
        leads: so many,
        differing: of which so many would have another owner.
        unassigned_before: The share that has nobody,
        unassigned_after: and that would have nobody.
        outside_hours: The share that would fall on somebody who is not at work.
        members: How many each got, would have got, and would have had open at most.
        by_rule: How many each rule would have given, by its name.
        spread_before: How evenly leads fell on those whom a rule may choose,
        spread_after: and would have fallen.
        differences: The first of those that differ, the visible ones, 200 at most.
    """

    since: datetime
    leads: int
    differing: int
    unassigned_before: float
    unassigned_after: float
    outside_hours: float
    members: tuple[Tally, ...]
    by_rule: Mapping[str, int]
    spread_before: Spread
    spread_after: Spread
    differences: tuple[Difference, ...]

    @classmethod
    def of(
        cls,
        found: Simulation,
        *,
        since: datetime,
        rules: Mapping[UUID, str],
        visible: frozenset[UUID],
    ) -> "Replay":
        shown = [each for each in found.differing if each.arrival.lead in visible]
        return cls(
            since=since,
            leads=len(found.outcomes),
            differing=len(found.differing),
            unassigned_before=found.unassigned_before,
            unassigned_after=found.unassigned_after,
            outside_hours=found.outside_hours,
            members=tuple(found.tallies),
            by_rule={rules[id]: count for id, count in found.by_rule.items()},
            spread_before=found.spread_before,
            spread_after=found.spread_after,
            differences=tuple(map(_difference, shown[:MOST_DIFFERENCES])),
        )


def _difference(outcome: Outcome) -> Difference:
    arrival, made = outcome.arrival, outcome.assignment
    return Difference(
        lead_id=arrival.lead,
        title=str(arrival.facts["title"]),
        at=arrival.at,
        before=arrival.owner,
        after=made.user,
        why=tuple(made.why),
    )
