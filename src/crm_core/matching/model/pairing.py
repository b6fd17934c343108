"""
Which records of many to compare: those that share a key, not all with all.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from attrs import define, field, frozen

from .commonness import Commonness
from .comparison import CERTAIN, REVIEW, Match, compare
from .keys import keys
from .likeness import Likeness
from .profile import Profile

LARGEST_BLOCK = 60
"""
Records with one key in common that are all compared with each other.
"""
_NEIGHBOURS = 12


@define
class Blocking:
    """
    The pairs of *profiles* worth comparing; counts what was narrowed.

    Records with one key are a block. A block that is too large is divided by the
    second keys of its records. Where those do not divide it either, each record is
    compared with its neighbours in order of name only, which *crowded* counts.
    """

    profiles: Sequence[Profile]
    crowded: int = 0
    _keys: list[tuple[str, ...]] = field(init=False, factory=list)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """
        Each pair once, the lower position first.
        """
        self._keys = [keys(profile) for profile in self.profiles]
        blocks: defaultdict[str, list[int]] = defaultdict(list)
        for position, own in enumerate(self._keys):
            for key in own:
                blocks[key].append(position)
        seen: set[int] = set()
        size = len(self.profiles)
        for key, block in blocks.items():
            if len(block) < 2:
                continue
            for low, high in self._within(block, (key,)):
                pair = low * size + high
                if pair not in seen:
                    seen.add(pair)
                    yield low, high

    def _within(
        self, block: list[int], used: tuple[str, ...]
    ) -> Iterator[tuple[int, int]]:
        if len(block) <= LARGEST_BLOCK:
            for index, low in enumerate(block):
                for high in block[index + 1 :]:
                    yield low, high
            return
        parts: defaultdict[str, list[int]] = defaultdict(list)
        for position in block:
            for key in self._keys[position]:
                if key not in used:
                    parts[key].append(position)
        for key, part in parts.items():
            if len(part) < 2:
                continue
            if len(part) <= LARGEST_BLOCK or (len(part) < len(block) and len(used) < 3):
                yield from self._within(part, (*used, key))
            else:
                yield from self._neighbours(part)
        yield from self._neighbours(block)

    def _neighbours(self, block: list[int]) -> Iterator[tuple[int, int]]:
        self.crowded += 1
        ordered = sorted(block, key=self._order)
        for index, one in enumerate(ordered):
            for other in ordered[index + 1 : index + 1 + _NEIGHBOURS]:
                yield min(one, other), max(one, other)

    def _order(self, position: int) -> tuple[str, str, int]:
        profile = self.profiles[position]
        return (
            profile.person.family or profile.firm.joined,
            profile.person.given,
            position,
        )


@frozen
class Pair:
    """
    Two records, by position, the lower one first, and how they compare.
    """

    low: int
    high: int
    match: Match


@frozen
class Found:
    """
    What a scan found: the pairs at least worth a look, how many were compared, and
    how many blocks were so crowded that only neighbours were compared.

    Of records that are alike in every respect, each is paired with the first only,
    and that one alone with others: ``groups`` joins them.
    """

    pairs: list[Pair]
    compared: int
    crowded: int

    def groups(self, at_least: float = REVIEW) -> list[list[int]]:
        """
        The records that pairs from the score *at_least* on hold together, as groups.
        """
        first: dict[int, int] = {}

        def root(position: int) -> int:
            while first.setdefault(position, position) != position:
                first[position] = first[first[position]]
                position = first[position]
            return position

        for pair in self.pairs:
            if pair.match.score >= at_least:
                low, high = sorted((root(pair.low), root(pair.high)))
                first[high] = low
        together: defaultdict[int, list[int]] = defaultdict(list)
        for position in sorted(first):
            together[root(position)].append(position)
        return list(together.values())


def find_pairs(
    profiles: Sequence[Profile],
    likeness: Likeness,
    *,
    sources: Sequence[int] = (),
    review: float = REVIEW,
    certain: float = CERTAIN,
) -> Found:
    """
    All pairs of *profiles* that are probably the same.

    Args:
        sources: Where each profile comes from, when records of several are linked.
    """
    forms: dict[tuple[object, ...], int] = {}
    for position, profile in enumerate(profiles):
        forms.setdefault(profile.form, position)
    distinct = list(forms.values())
    common = Commonness.among(
        [profiles[position] for position in distinct],
        [sources[position] for position in distinct] if sources else (),
    )
    judge = partial(
        compare, likeness=likeness, common=common, review=review, certain=certain
    )
    pairs: list[Pair] = []
    compared = 0
    for position, profile in enumerate(profiles):
        first = forms[profile.form]
        if first != position:
            compared += 1
            pairs.append(Pair(first, position, judge(profile, profile)))
    blocking = Blocking([profiles[position] for position in distinct])
    for low, high in blocking.pairs():
        compared += 1
        one, other = distinct[low], distinct[high]
        match = judge(profiles[one], profiles[other])
        if match.score >= review:
            pairs.append(Pair(one, other, match))
    pairs = [pair for pair in pairs if pair.match.score >= review]
    return Found(pairs, compared, blocking.crowded)
