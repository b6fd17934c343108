"""
Which records of many to compare: those that share a key, not all with all.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import chain, combinations
from math import log2

from attrs import define, field, frozen

from .commonness import Commonness
from .comparison import CERTAIN, REVIEW, Match, compare
from .keys import keys
from .likeness import Likeness
from .profile import Profile

SMALL_BLOCK = 8
"""
Records with one key in common that are always all compared with each other.
"""
_SURELY = 50_000
"""
Comparisons that there is always time for.
"""
_NEIGHBOURS = 2


@define
class Blocking:
    """
    The pairs of *profiles* worth comparing; counts what was narrowed.

    Records with one key are a block. Small blocks come first; those that the time
    does not reach for are divided by a second key of their records. In parts that are
    large still, records are compared with their neighbours in order of name only, and
    the largest blocks of all may be left out: *crowded* counts both.
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
        large = self._too_large(blocks)
        seen: set[int] = set()
        size = len(self.profiles)
        found = chain(
            (pair for key in blocks if key not in large for pair in _all(blocks[key])),
            self._of_large(blocks, large),
        )
        for low, high in found:
            pair = low * size + high
            if pair not in seen:
                seen.add(pair)
                yield low, high

    def _time(self) -> int:
        """
        How many comparisons there is time for: as n log n.
        """
        size = len(self.profiles)
        return max(_SURELY, int(size * log2(size + 2) / 8))

    def _too_large(self, blocks: Mapping[str, list[int]]) -> set[str]:
        """
        The keys of blocks that the time does not reach for.
        """
        left = self._time()
        large: set[str] = set()
        for key, block in sorted(blocks.items(), key=lambda each: len(each[1])):
            left -= len(block) * (len(block) - 1) // 2
            if left < 0 and len(block) > SMALL_BLOCK:
                large.add(key)
        return large

    def _of_large(
        self, blocks: Mapping[str, list[int]], large: AbstractSet[str]
    ) -> Iterator[tuple[int, int]]:
        """
        Pairs of large blocks, the smallest of them first, while there is time again.
        """
        left = self._time()
        for key in sorted(large, key=lambda key: (len(blocks[key]), key)):
            if left <= 0:
                self.crowded += 1
                continue
            for pair in self._narrowed(blocks[key], key, large):
                left -= 1
                yield pair

    def _narrowed(
        self, block: list[int], key: str, large: AbstractSet[str]
    ) -> Iterator[tuple[int, int]]:
        """
        Pairs with a second key in common, which is large too: of a small one they are
        a block anyway.
        """
        parts: defaultdict[str, list[int]] = defaultdict(list)
        for position in block:
            for other in self._keys[position]:
                if other > key and other in large:
                    parts[other].append(position)
        for part in parts.values():
            if len(part) <= SMALL_BLOCK:
                yield from _all(part)
            else:
                yield from self._neighbours(part)

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


def _all(block: list[int]) -> Iterator[tuple[int, int]]:
    return combinations(block, 2)


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
