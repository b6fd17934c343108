"""
Who of a rule's candidates is free for a lead, and why the others are not.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from attrs import Factory, define, evolve, frozen

from ...shared import Facts, NeverWorking, UserId, WorkingHours, fold
from .loads import Loads
from .members import Member
from .reasons import LeftOut, Reason
from .rules import RoutingRule

_NO_VALUE: tuple[object, ...] = (None, "", (), [])
Candidates = Sequence[tuple[WorkingHours | None, Sequence[Member]]]
Needs = Sequence[tuple[str, str, frozenset[str]]]


@frozen
class Shift:
    """
    What a calendar shows at one moment: the day, whether it is working time, when that
    ends or the next has ended, and the day on which it is working time again.
    """

    at: datetime
    day: date
    begins: datetime | None
    ends: datetime
    next_day: date

    @classmethod
    def of(cls, hours: WorkingHours | None, at: datetime) -> "Shift":
        if hours is None:
            return cls(at, at.date(), at, at, at.date())
        day = hours.day_of(at)
        try:
            begins, ends = hours.next_stretch(at)
        except NeverWorking:
            return cls(at, day, None, at + timedelta(days=1), day)
        return cls(at, day, begins, ends, hours.day_of(begins))

    @property
    def at_work(self) -> bool:
        return self.begins is not None and self.begins <= self.at


Late = list[tuple[Member, Shift]]


@define(eq=False)
class Known:
    """
    What was found out before and stays so: a replay asks the same calendars, and leaves
    out the same people, a hundred thousand times.
    """

    _shifts: dict[WorkingHours, Shift] = Factory(dict)
    _left_out: dict[tuple[UserId, Reason, str], LeftOut] = Factory(dict)

    def shift(self, hours: WorkingHours | None, at: datetime) -> Shift:
        """
        The shift of *hours* at a moment; without hours it is always working time.
        """
        known = None if hours is None else self._shifts.get(hours)
        if hours is None or known is None or not known.at <= at < known.ends:
            known = Shift.of(hours, at)
        elif known.at != at:
            known = evolve(known, at=at, day=hours.day_of(at))
        if hours is not None:
            self._shifts[hours] = known
        return known

    def left_out(self, member: Member, reason: Reason, detail: str = "") -> LeftOut:
        """
        That *member* is left out.
        """
        key = (member.id, reason, detail)
        known = self._left_out.get(key)
        if known is None:
            known = LeftOut(member.id, member.name, reason, detail)
            self._left_out[key] = known
        return known


@frozen
class Sieve:
    """
    Parts candidates for one lead at one moment.
    """

    facts: Facts
    loads: Loads
    now: datetime
    known: Known

    def part(
        self, rule: RoutingRule, candidates: Candidates
    ) -> tuple[list[Member], Late, list[LeftOut]]:
        """
        Those who are free and at work, those who would be free but are outside their
        hours, and those who cannot have the lead.
        """
        free: list[Member] = []
        late: Late = []
        left_out: list[LeftOut] = []
        needs = self._needs(rule)
        for hours, members in candidates:
            shift = self.known.shift(hours, self.now)
            for member in members:
                obstacle = self._obstacle(member, shift.day, needs)
                if obstacle is not None:
                    left_out.append(obstacle)
                elif shift.at_work:
                    free.append(member)
                else:
                    late.append((member, shift))
        return free, late, left_out

    def there_first(self, late: Late) -> tuple[list[Member], list[LeftOut]]:
        """
        Of those outside their hours, who is there when these begin again; the others
        are on leave by then.
        """
        there: list[Member] = []
        left_out: list[LeftOut] = []
        for member, shift in late:
            until = member.absences.until(shift.next_day)
            if until is None:
                there.append(member)
            else:
                left_out.append(self._absent(member, until))
        return there, left_out

    def outside(self, late: Late) -> list[LeftOut]:
        """
        Those who are left out for their hours.
        """
        return [
            self.known.left_out(each, Reason.OUTSIDE_HOURS, each.hours.time_zone)
            for each, _ in late
            if each.hours is not None
        ]

    def _needs(self, rule: RoutingRule) -> Needs:
        found = []
        for name in rule.skills:
            value = self.facts.get(name)
            if value not in _NO_VALUE:
                values = sorted(map(str, _several(value)))
                found.append((name, ", ".join(values), frozenset(map(fold, values))))
        return found

    def _obstacle(self, member: Member, today: date, needs: Needs) -> LeftOut | None:
        if not member.active:
            return self.known.left_out(member, Reason.INACTIVE)
        until = member.absences.until(today)
        if until is not None:
            return self._absent(member, until)
        for name, value, wanted in needs:
            if not member.knows(name, wanted):
                return self.known.left_out(member, Reason.SKILL, f"{name} {value}")
        if member.capacity is not None:
            open_now = self.loads.of(member.id).open
            if open_now >= member.capacity:
                detail = f"{open_now} of {member.capacity} open"
                return self.known.left_out(member, Reason.CAPACITY, detail)
        return None

    def _absent(self, member: Member, until: date) -> LeftOut:
        return self.known.left_out(member, Reason.ABSENT, until.isoformat())


def _several(value: object) -> Iterable[object]:
    return value if isinstance(value, tuple | list | frozenset) else (value,)
