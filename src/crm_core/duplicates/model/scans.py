"""
A look through all records of one kind for pairs that may be the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from ...matching import Commonness, Likeness, Match, Profile, compare, find_pairs, keys
from .pairs import ordered

FEW = 20
"""
Changed records are compared on their own when all others are so many times more.
"""


@frozen(kw_only=True)
class Scan:
    """
    The latest scan of one kind of record.

    *records* were looked at, *compared* pairs of them in earnest, *found* may be the
    same; *crowded* groups were so large that only neighbours in them were compared.
    """

    kind: str
    started_at: datetime
    finished_at: datetime | None = None
    records: int = 0
    compared: int = 0
    found: int = 0
    crowded: int = 0

    def finished(self, looked: "Looked", *, at: datetime) -> "Scan":
        """
        The scan when it has come to its end.
        """
        return evolve(
            self,
            finished_at=at,
            records=looked.records,
            compared=looked.compared,
            found=len(looked.pairs),
            crowded=looked.crowded,
        )


@frozen
class Scanned:
    """
    A record as a scan reads it; *changed* since the last one.
    """

    id: UUID
    changed: bool
    profile: Profile


@frozen(kw_only=True)
class FoundPair:
    """
    Two records that may be the same, the lower id first.
    """

    low_id: UUID
    high_id: UUID
    score: float
    reasons: tuple[str, ...]


@frozen(kw_only=True)
class Looked:
    """
    What a scan has found, before it is stored. *changed* are the records whose pairs
    are told anew; None when it is all.
    """

    records: int
    compared: int
    crowded: int
    pairs: tuple[FoundPair, ...]
    changed: frozenset[UUID] | None


def look(
    records: Sequence[Scanned],
    likeness: Likeness,
    *,
    review: float,
    certain: float,
    everything: bool,
) -> Looked:
    """
    The pairs among *records* that may be the same: of all, or when few have changed,
    of those with the others.
    """
    changed = [place for place, each in enumerate(records) if each.changed]
    if everything or len(changed) * FEW > len(records):
        profiles = [each.profile for each in records]
        found = find_pairs(profiles, likeness, review=review, certain=certain)
        pairs = [
            _found(records[pair.low].id, records[pair.high].id, pair.match)
            for pair in found.pairs
        ]
        compared, crowded, of = found.compared, found.crowded, None
    else:
        matches = list(_compared(records, changed, likeness, review, certain))
        compared, crowded = len(matches), 0
        pairs = [
            _found(records[one].id, records[other].id, match)
            for one, other, match in matches
            if match.score >= review
        ]
        of = frozenset(records[place].id for place in changed)
    return Looked(
        records=len(records),
        compared=compared,
        crowded=crowded,
        pairs=_each_once(pairs),
        changed=of,
    )


def _each_once(pairs: Sequence[FoundPair]) -> tuple[FoundPair, ...]:
    """
    In order of their ids, as every scan stores them: two at once do not get stuck.
    """
    best = {(pair.low_id, pair.high_id): pair for pair in pairs}
    return tuple(best[couple] for couple in sorted(best))


def _compared(
    records: Sequence[Scanned],
    changed: Collection[int],
    likeness: Likeness,
    review: float,
    certain: float,
) -> Iterator[tuple[int, int, Match]]:
    """
    Each of those changed with every record that shares a key with it.
    """
    if not changed:
        return
    wanted = {key for place in changed for key in keys(records[place].profile)}
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(records):
        for key in wanted.intersection(keys(each.profile)):
            blocks[key].append(place)
    common = Commonness.among([each.profile for each in records])
    seen: set[tuple[int, int]] = set()
    for one in changed:
        for key in keys(records[one].profile):
            for other in blocks[key]:
                couple = (one, other) if one < other else (other, one)
                if one == other or couple in seen:
                    continue
                seen.add(couple)
                a, b = records[one].profile, records[other].profile
                match = compare(
                    a, b, likeness, common=common, review=review, certain=certain
                )
                yield one, other, match


def _found(one: UUID, other: UUID, match: Match) -> FoundPair:
    low, high = ordered(one, other)
    return FoundPair(low_id=low, high_id=high, score=match.score, reasons=match.reasons)


def grouped(couples: Sequence[tuple[UUID, UUID]]) -> list[list[UUID]]:
    """
    The records that *couples* hold together, each group and its records in order.
    """
    of: dict[UUID, set[UUID]] = {}
    for one, other in couples:
        together = of.get(one, {one}) | of.get(other, {other})
        for each in together:
            of[each] = together
    groups = {min(together): together for together in of.values()}
    return [sorted(groups[first]) for first in sorted(groups)]
