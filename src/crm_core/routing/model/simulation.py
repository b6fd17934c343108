"""
Leads of the past under other rules: who would have got what, and how evenly.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from uuid import UUID

from attrs import frozen

from ...shared import Facts, UserId
from .assigning import Router
from .loads import Loads
from .reasons import Assignment
from .rule_fields import RuleId


@frozen(kw_only=True)
class Arrival:
    """
    A lead that came: when, what was known of it then, who got it, when it was closed.
    """

    lead: UUID
    at: datetime
    facts: Facts
    owner: UserId | None = None
    closed_at: datetime | None = None


@frozen
class Outcome:
    """
    An arrival and what the rules make of it.
    """

    arrival: Arrival
    assignment: Assignment

    @property
    def differs(self) -> bool:
        """
        Whether the lead would have another owner than it got.
        """
        return self.arrival.owner != self.assignment.user


@frozen(kw_only=True)
class Tally:
    """
    How many leads somebody got and would have got, and the most they would have had
    open at once. *eligible* are the active ones whom a rule may choose.
    """

    user: UserId
    name: str
    before: int
    after: int
    most_open: int
    eligible: bool


@frozen(kw_only=True)
class Spread:
    """
    How evenly leads fall on those who are eligible.

    *evenness* is Jain's index: 1 when all have the same, 1/n when one of n has all.
    """

    least: int
    most: int
    evenness: float

    @classmethod
    def of(cls, counts: Sequence[int]) -> "Spread":
        squares = len(counts) * sum(each * each for each in counts)
        return cls(
            least=min(counts, default=0),
            most=max(counts, default=0),
            evenness=sum(counts) ** 2 / squares if squares else 1.0,
        )


@frozen(kw_only=True, slots=False)
class Simulation:
    """
    What a replay found. Shares are of all arrivals; without any they are 0.
    """

    outcomes: Sequence[Outcome]
    tallies: Sequence[Tally]
    by_rule: Mapping[RuleId, int]
    loads: Loads

    @cached_property
    def differing(self) -> Sequence[Outcome]:
        """
        The leads whose owner would be another.
        """
        return [each for each in self.outcomes if each.differs]

    @property
    def unassigned_before(self) -> float:
        return self._share(sum(each.arrival.owner is None for each in self.outcomes))

    @property
    def unassigned_after(self) -> float:
        return self._share(sum(each.assignment.user is None for each in self.outcomes))

    @property
    def outside_hours(self) -> float:
        """
        The share that would fall on somebody who is not at work at that moment.
        """
        return self._share(sum(each.assignment.outside_hours for each in self.outcomes))

    @property
    def spread_before(self) -> Spread:
        return Spread.of([each.before for each in self.tallies if each.eligible])

    @property
    def spread_after(self) -> Spread:
        return Spread.of([each.after for each in self.tallies if each.eligible])

    def _share(self, number: int) -> float:
        return number / len(self.outcomes) if self.outcomes else 0.0


def simulate(
    router: Router,
    arrivals: Iterable[Arrival],
    loads: Loads,
    *,
    closing: Iterable[tuple[datetime, UserId]] = (),
) -> Simulation:
    """
    Replay *arrivals* in order of time, from *loads* as they were before the first.

    A lead weighs on whoever the rules give it to until it was really closed. *closing*
    says when the leads that are in *loads* were closed, and whose they were.
    """
    order = count()
    ends = sorted((at, next(order), user) for at, user in closing)
    peaks = {user: load.open for user, load in loads.by_user.items()}
    outcomes: list[Outcome] = []
    for each in sorted(arrivals, key=lambda a: (a.at, a.lead)):
        while ends and ends[0][0] <= each.at:
            loads = loads.released(heappop(ends)[2])
        made = router.assign(each.facts, loads, each.at)
        outcomes.append(Outcome(each, made))
        if made.user is None:
            continue
        loads = made.onto(loads, each.at)
        peaks[made.user] = max(peaks.get(made.user, 0), loads.of(made.user).open)
        if each.closed_at is not None:
            heappush(ends, (each.closed_at, next(order), made.user))
    return Simulation(
        outcomes=outcomes,
        tallies=_tallies(router, outcomes, peaks),
        by_rule=Counter(o.assignment.rule for o in outcomes if o.assignment.rule),
        loads=loads,
    )


def _tallies(
    router: Router, outcomes: Sequence[Outcome], peaks: Mapping[UserId, int]
) -> Sequence[Tally]:
    """
    A tally for everybody who may be chosen, or who got something in truth.
    """
    before = Counter(o.arrival.owner for o in outcomes if o.arrival.owner)
    after = Counter(o.assignment.user for o in outcomes if o.assignment.user)
    names = {each.id: each.name for each in router.candidates}
    eligible = {each.id for each in router.candidates if each.active}
    for user in before:
        member = router.members.get(user)
        names.setdefault(user, member.name if member else str(user))
    return [
        Tally(
            user=user,
            name=names[user],
            before=before[user],
            after=after[user],
            most_open=peaks.get(user, 0),
            eligible=user in eligible,
        )
        for user in sorted(names)
    ]
