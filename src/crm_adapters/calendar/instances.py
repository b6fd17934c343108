"""
When the events of a calendar take place within a window.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from heapq import merge

from attrs import define, evolve, field, frozen

from crm_core.calendars import Entry, Instance, When
from crm_core.shared import Invalid

from .expansion import Budget, ended, walls
from .rules import read_leniently

MOST_LOOKED_AT = 1_000_000
A_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Window:
    """
    From when until when, for who is *here*.
    """

    start: datetime
    end: datetime
    here: tzinfo

    def holds(self, start: datetime, end: datetime) -> bool:
        """
        Whether something of that span happens in it, for a moment at least.
        """
        return start < self.end and (end > self.start or start >= self.start)


@define
class Expansion:
    """
    The instances of many entries, as many as are asked for; *cut* tells what is missing.
    """

    window: Window
    most: int
    most_each: int
    left: int = MOST_LOOKED_AT
    cut: list[str] = field(factory=list)

    def of(self, entries: Iterable[Entry]) -> list[Instance]:
        """
        All of them, in order of time.
        """
        found: list[Instance] = []
        for series in _series(entries):
            found += self._one(series)
            if len(found) > self.most:
                self._tell(f"Only {self.most} instances are told.")
                del found[self.most :]
                break
        return sorted(found, key=lambda each: (each.starts_at, each.entry.uid))

    def _one(self, series: "_Series") -> list[Instance]:
        found: list[Instance] = []
        name = (series.master or next(iter(series.changed.values()))).summary[:60]
        budget = Budget(min(Budget().left, max(self.left, 0)))
        began = budget.left
        try:
            for each in series.instances(self.window, budget):
                found.append(each)
                if len(found) == self.most_each:
                    self._tell(f"{name!r}: only {self.most_each} instances are told.")
                    break
        except Invalid as error:
            self._tell(f"{name!r}: {error}")
        self.left -= began - budget.left
        return found

    def _tell(self, what: str) -> None:
        if len(self.cut) < 100:
            self.cut.append(what)


@define
class _Series:
    """
    An entry, and those that stand in for some of its moments.
    """

    master: Entry | None
    changed: dict[object, Entry]

    def instances(self, window: Window, budget: Budget) -> Iterator[Instance]:
        """
        Those in *window*: as planned, and those that were changed.
        """
        here = window.here
        told: set[datetime] = set()
        used: set[object] = set()
        if self.master is not None and self.master.starts is not None:
            lengths = {when.at(here): length for when, length in self.master.periods}
            for when in self._planned(self.master, window, budget):
                at, key = when.at(here), self._changed_key(when)
                if at in told or key in used:
                    continue
                told.add(at)
                if key is not None:
                    used.add(key)
                    continue
                made = self._made(when, lengths.get(at), here)
                if window.holds(made.starts_at, made.ends_at):
                    yield made
        for key, entry in self.changed.items():
            if entry.starts is None or (key not in used and self._obsolete(entry)):
                continue
            made = _instance(entry, entry.starts, entry.length, here)
            if window.holds(made.starts_at, made.ends_at):
                yield made

    def _changed_key(self, when: When) -> object:
        """
        By what an entry stands in for *when*, if one does.
        """
        keys = (_key(when), when.wall.date())
        return next((each for each in keys if each in self.changed), None)

    def _obsolete(self, entry: Entry) -> bool:
        """
        Whether the series was changed again later and knows this moment no more.
        """
        if self.master is None or entry.replaces is None:
            return False
        left_out = {_key(each) for each in self.master.exceptions}
        if {_key(entry.replaces), entry.replaces.wall.date()} & left_out:
            return True
        return bool(entry.rules) and entry.sequence < self.master.sequence

    def _made(self, when: When, length: timedelta | None, here: tzinfo) -> Instance:
        """
        The instance that was planned for *when*, as the last change said that it and
        those after it are to be.
        """
        entry, last = self.master, datetime.min.replace(tzinfo=UTC)
        assert entry is not None
        shift = timedelta()
        for other in self.changed.values():
            if not other.and_following or not other.replaces or not other.starts:
                continue
            begins = other.replaces.at(here)
            if last <= begins <= when.at(here):
                entry, last = other, begins
                shift = other.starts.wall - other.replaces.wall
        length = entry.length if length is None else length
        return _instance(entry, _moved(when, shift), length, here)

    def _planned(self, entry: Entry, window: Window, budget: Budget) -> Iterator[When]:
        starts = entry.starts
        assert starts is not None
        here = window.here
        left_out = {_key(each) for each in entry.exceptions}
        if starts.whole_day:  # whatever time of day it names
            left_out |= {each.wall.date() for each in entry.exceptions}
        longest = max([entry.length, *(e.length for e in self.changed.values())])
        reach = evolve(window, start=_earlier(window.start, longest + 2 * A_DAY))
        never = {
            _key(each)
            for rule in entry.except_rules
            for each in _ruled(rule, starts, reach, budget)
        }
        rules = [_ruled(rule, starts, reach, budget) for rule in entry.rules]
        more = [*entry.more, *(when for when, _ in entry.periods)]
        if not _over(entry, starts):
            more.append(starts)
        given = sorted(more, key=lambda each: each.at(here))
        for when in merge(given, *rules, key=lambda each: each.at(here)):
            if (
                not {_key(when), when.wall.date()} & left_out
                and _key(when) not in never
            ):
                yield when


def _over(entry: Entry, starts: When) -> bool:
    """
    Whether all its rules ended before it began.
    """
    rules = [rule for each in entry.rules if (rule := read_leniently(each)[0])]
    moment = starts.at(UTC)
    return bool(rules) and all(ended(rule, starts.wall, moment) for rule in rules)


def _day(when: When) -> date:
    """
    The day that a moment stands for: the one that it begins, here or in UTC.
    """
    moment = when.at(UTC)
    in_utc = when.wall.time() != time() == moment.time()
    return moment.date() if in_utc else when.wall.date()


def _key(when: When) -> object:
    """
    What a moment of a series is known by: a day, or a moment.
    """
    return when.wall.date() if when.whole_day else when.at(UTC)


def _ruled(raw: str, starts: When, window: Window, budget: Budget) -> Iterator[When]:
    rule, _ = read_leniently(raw)
    if rule is None:
        return
    clock = starts.clock or window.here
    near = _earlier(window.start, 2 * A_DAY).date()
    first = starts.wall
    for number, wall in enumerate(walls(rule, first, near, budget), 1):
        when = evolve(starts, value=wall.date() if starts.whole_day else wall)
        moment = when.at(clock)
        if moment >= window.end or (rule.count is not None and number > rule.count):
            break
        if ended(rule, wall, wall.replace(tzinfo=UTC) if starts.whole_day else moment):
            break
        yield when


def _earlier(moment: datetime, length: timedelta) -> datetime:
    try:
        return moment - length
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _moved(when: When, shift: timedelta) -> When:
    if not shift:
        return when
    try:
        wall = when.wall + shift
    except OverflowError:
        return when
    return evolve(when, value=wall.date() if when.whole_day else wall)


def _instance(entry: Entry, when: When, length: timedelta, here: tzinfo) -> Instance:
    starts_at = when.at(here)
    try:
        if when.whole_day or when.clock is None:
            ends = _moved(when, length)
        else:
            wall = (starts_at + length).astimezone(when.clock)
            ends = evolve(when, value=wall.replace(tzinfo=None))
        if entry.ends is not None and entry.ends.clock and not when.whole_day:
            there = ends.at(here).astimezone(entry.ends.clock).replace(tzinfo=None)
            ends = evolve(entry.ends, value=there)
    except OverflowError:
        ends = when
    return Instance(
        entry=entry,
        starts_at=starts_at,
        ends_at=max(ends.at(here), starts_at),
        starts=when,
        ends=ends,
    )


def _series(entries: Iterable[Entry]) -> Iterator[_Series]:
    """
    Entries by what they repeat: of several that say the same, the latest.
    """
    grouped: Mapping[object, list[Entry]] = defaultdict(list)
    for each in entries:
        grouped[each.uid or object()].append(each)
    for group in grouped.values():
        yield _one_series(group)


def _one_series(group: Sequence[Entry]) -> _Series:
    master: Entry | None = None
    for each in group:
        if each.replaces is None and (
            master is None or each.sequence > master.sequence
        ):
            master = each
    changed: dict[object, Entry] = {}
    by_day = master is not None and master.all_day
    for each in group:
        if each.replaces is None:
            continue
        key = _day(each.replaces) if by_day else _key(each.replaces)
        if key not in changed or each.sequence > changed[key].sequence:
            changed[key] = each
    return _Series(master, changed)
