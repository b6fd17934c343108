"""
Remembering that records are different.
"""

from collections.abc import Collection, Iterable
from itertools import combinations
from uuid import UUID

from ..model import Pair, PairId, PairState, ordered
from ..ports import DuplicateWork


def remember_apart(
    duplicates: DuplicateWork, kind: str, couples: Iterable[tuple[UUID, UUID]]
) -> None:
    """
    Note that both records of each couple are different, unless that is known.
    """
    wanted = {ordered(*couple) for couple in couples}
    ids = {id for couple in wanted for id in couple}
    known = {
        (pair.low_id, pair.high_id): pair
        for pair in (duplicates.pairs.between(kind, ids) if ids else ())
    }
    at, by = duplicates.now, duplicates.actor.user_id
    for couple in sorted(wanted):
        pair = known.get(couple) or Pair(
            id=PairId(duplicates.new_id()),
            kind=kind,
            low_id=couple[0],
            high_id=couple[1],
            score=0.0,
            created_at=at,
            updated_at=at,
        )
        if pair.state is PairState.APART:
            continue
        decided = pair.decided(PairState.APART, by=by, at=at)
        if couple in known:
            duplicates.pairs.save(decided)
        else:
            duplicates.pairs.add(decided)


def all_apart(duplicates: DuplicateWork, kind: str, ids: Collection[UUID]) -> None:
    """
    Note that all of several records are different.
    """
    remember_apart(duplicates, kind, combinations(ids, 2))


def inherit_apart(
    duplicates: DuplicateWork, kind: str, gone: Collection[UUID], survivor: UUID
) -> None:
    """
    What was different from one of those *gone* is so from the *survivor*.
    """
    own = {*gone, survivor}
    others = {
        pair.other(id)
        for pair in duplicates.pairs.apart_from(kind, gone)
        for id in (pair.low_id, pair.high_id)
        if id in gone
    }
    remember_apart(duplicates, kind, ((survivor, each) for each in others - own))
