"""
What matching asks of storage.
"""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from attrs import frozen

from ..shared import Work
from .model import Likeness, MatchingRules, Profile, Spelling


@frozen
class Candidate:
    """
    A live record that shares a key with another one: *seen* says whether the actor
    may see it.
    """

    id: UUID
    name: str
    seen: bool
    profile: Profile


@frozen
class LikelyMatch:
    """
    A record that another one is probably a duplicate of, how probably, and why.
    """

    id: UUID
    name: str
    score: float
    reasons: tuple[str, ...]


class Candidates(Protocol):
    """
    The records of the organization at work that others may be duplicates of.

    Checking must not slow down what is fine. Unless it is *careful*, a work lets the
    record in while ``guard`` watches, and the transaction ends with Suspected when
    something similar is there; it is then run again with care.
    """

    careful: bool
    warned: list[LikelyMatch]

    def guard(self, spelled: Spelling, /, *, id: UUID) -> None:
        """
        Let no other contact be there, now or at the same moment, of the same name
        and the same number, company, address or mark.

        Raises:
            Suspected: There is one; at the latest when the transaction commits.
        """
        ...

    def similar(
        self, profile: Profile, /, *, id: UUID | None, most: int = 50
    ) -> list[Candidate]:
        """
        Live records, visible or not, that share a key with *profile*, and not the
        one with *id*; others of the same keys wait until this transaction has ended.
        """
        ...

    def keep_apart(self, noun: str, id: UUID, /) -> Collection[UUID]:
        """
        The records that were said to be different from this one.
        """
        ...


class MatchingRulesStore(Protocol):
    """
    The rules of the organization at work.
    """

    def get(self) -> MatchingRules:
        """
        The usual rules where the organization has none of its own.
        """
        ...

    def save(self, rules: MatchingRules, /) -> None: ...


class MatchingWork(Work, Protocol):
    """
    What matching needs.
    """

    @property
    def candidates(self) -> Candidates: ...

    @property
    def likeness(self) -> Likeness: ...

    @property
    def matching_rules(self) -> MatchingRulesStore: ...
