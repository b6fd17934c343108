"""
Two records that may be the same: what a scan found, what people decided.
"""

from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from attrs import evolve, frozen

from ...shared import UserId

PairId = NewType("PairId", UUID)


class PairState(StrEnum):
    """
    Whether anybody has decided about two records.
    """

    OPEN = "open"
    APART = "apart"


@frozen(kw_only=True)
class Pair:
    """
    Two records of one *kind*, the one with the lower id first, how alike they are
    (0 to 1) and why, and whether they were said to be different.
    """

    id: PairId
    kind: str
    low_id: UUID
    high_id: UUID
    score: float
    reasons: tuple[str, ...] = ()
    state: PairState = PairState.OPEN
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    def decided(self, state: PairState, *, by: UserId, at: datetime) -> "Pair":
        """
        The pair as somebody decided about it.
        """
        return evolve(self, state=state, decided_by=by, decided_at=at, updated_at=at)

    def other(self, id: UUID) -> UUID:
        """
        The record that *id* is paired with.
        """
        return self.high_id if id == self.low_id else self.low_id


@frozen
class PairRow:
    """
    A pair as lists show it, both records by what they are called.
    """

    id: PairId
    kind: str
    low_id: UUID
    low_name: str
    high_id: UUID
    high_name: str
    score: float
    reasons: list[str]
    state: PairState
    decided_by: UserId | None
    decided_at: datetime | None
    created_at: datetime
    version: int


def ordered(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """
    Two ids, the lower first.
    """
    return (one, other) if one < other else (other, one)
