"""
One pass after another over a text, until nothing more is understood.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, TypeVar

from attrs import define, field, frozen

from .rules import KEPT, MARKS, TAKEN, TAKEN_DAY, Rule, Setting
from .understood import Doubt, Found, Part

T = TypeVar("T")

_REPEATED: Final = frozenset({"about", "reminder", "hint", "unclear"})
_SHOWN: Final = {"hint": "type", "hour": "time", "moment": "time"}
_AROUND: Final = re.compile(rf"(?:[\s,;]*{TAKEN})+[\s,;]*")
_GAPS: Final = f" \t\n{TAKEN}{TAKEN_DAY}"
_EDGES: Final = " ,;:-–"
_SEVERAL: Final = "Said in several ways: all of them stay in the subject."


@frozen(eq=False)
class Take:
    """
    A stretch that was understood, and as what.
    """

    start: int
    end: int
    found: Found


@define
class Scan:
    """
    A text and, of each of its characters, the take that it belongs to.
    """

    text: str
    takes: list[Take] = field(factory=list)
    owners: list[Take | None] = field(factory=list)
    _left: str = ""

    @classmethod
    def of(cls, text: str, rules: Sequence[Rule], setting: Setting) -> "Scan":
        """
        *text* with all that *rules* find in it, but for what contradicts itself.
        """
        plain = text.translate({ord(mark): " " for mark in MARKS})
        scan = cls(text=plain, owners=[None] * len(plain), left=plain)
        while sum([scan._apply(each, setting) for each in rules]):
            pass
        return scan

    def _apply(self, rule: Rule, setting: Setting) -> int:
        place, applied = 0, 0
        while (match := rule.pattern.search(self._left, place)) is not None:
            place = max(match.end(), match.start() + 1)
            found = rule.read(match, setting) if match.group().strip() else None
            if found is not None:
                gap = len(match.group()) - len(match.group().lstrip(_GAPS))
                self._take(match.start() + gap, match.end(), found)
                applied += 1
        return applied

    def _take(self, start: int, end: int, found: Found) -> None:
        take = Take(start, end, found)
        self.takes.append(take)
        for place in range(start, end):
            self.owners[place] = self.owners[place] or take
        mark = KEPT if found.kept else TAKEN_DAY if found.slot == "day" else TAKEN
        self._left = f"{self._left[:start]}{mark * (end - start)}{self._left[end:]}"

    def slot(self, name: str) -> list[Take]:
        """
        What was found for a slot, in the order of the text.
        """
        found = (take for take in self.takes if take.found.slot == name)
        return sorted(found, key=lambda take: take.start)

    def values(self, slot: str, kind: type[T]) -> list[T]:
        """
        The values that were found for a slot.
        """
        values = (take.found.value for take in self.slot(slot))
        return [each for each in values if isinstance(each, kind)]

    def contradictions(self) -> list[Doubt]:
        """
        Give back to the subject what was said in several ways; one doubt for each.
        """
        names = dict.fromkeys(take.found.slot for take in self.takes)
        groups = [self.slot(name) for name in names if name not in _REPEATED]
        wrong = [each for each in groups if len({t.found.value for t in each}) > 1]
        moments = self.slot("moment")
        if moments and not any(moments[0] in each for each in wrong):
            others = self.slot("day") + self.slot("time") + self.slot("hour")
            wrong += [moments] if others else []
        if self.slot("time") or any(t.found.slot == "day" for g in wrong for t in g):
            self._give_back(self.slot("hour"))
            wrong = [each for each in wrong if each[0].found.slot != "hour"]
        doubts = []
        for group in wrong:
            start, end = group[0].start, max(take.end for take in group)
            doubts.append(Doubt("several", _SEVERAL, start, end))
            self._give_back(group)
        return doubts

    def _give_back(self, takes: Iterable[Take]) -> None:
        gone = list(takes)
        self.takes = [each for each in self.takes if each not in gone]
        self.owners = [None if each in gone else each for each in self.owners]

    def parts(self) -> tuple[Part, ...]:
        """
        All of the text, cut into stretches.
        """
        parts: list[Part] = []
        for owner, places in groupby(range(len(self.text)), lambda p: self.owners[p]):
            stretch = list(places)
            start, end = stretch[0], stretch[-1] + 1
            if owner is None:
                parts.append(Part("subject", start, end))
            else:
                kind = _SHOWN.get(owner.found.slot, owner.found.slot)
                parts.append(Part(kind, start, end, owner.found.means))
        return tuple(parts)

    def subject(self) -> str:
        """
        What stays when everything else is taken out.
        """
        left = (
            letter if owner is None or owner.found.kept else TAKEN
            for letter, owner in zip(self.text, self.owners, strict=True)
        )
        return " ".join(_AROUND.sub(" ", "".join(left)).split()).strip(_EDGES)
