"""
Checking a record before it is stored.
"""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from ..shared import Conflict, Contended
from .model import (
    IDENTITY,
    Action,
    Match,
    MatchingRules,
    Profile,
    Spelling,
    compare,
)
from .ports import Candidate, LikelyMatch, MatchingWork

_USUAL = MatchingRules()


class LikelyDuplicate(Conflict):
    """
    Probably it is in the CRM already; allow duplicates to store it all the same.
    """


class Suspected(Contended):
    """
    Something similar is there, which takes a closer look; nothing was done, try again.
    """


class ProfileOf(Protocol):
    """
    Makes the profile of a record, with those of its own fields that tell apart.
    """

    def __call__(self, *, identity: Iterable[str] = IDENTITY) -> Profile: ...


def check_duplicate(
    work: MatchingWork,
    record: ProfileOf,
    *,
    id: UUID,
    before: ProfileOf | None = None,
    spelled: Spelling | None = None,
) -> None:
    """
    Refuse, or warn of, a record that is probably there already, by the rules.

    Args:
        before: The record as it was; what it was a duplicate of then is let be.
        spelled: Of a contact, what storage is asked for.

    Raises:
        LikelyDuplicate: With the records that the actor may see, the others counted.
        Suspected: A closer look is needed, which ``Crm.run`` takes.
    """
    if spelled is not None and not work.candidates.careful:
        work.candidates.guard(spelled, id=id)
        return
    profile = record()
    candidates = work.candidates.similar(profile, id=id)
    rules = work.matching_rules.get() if candidates else _USUAL
    action = rules.on_update if before else rules.on_create
    if action is Action.ALLOW:
        return
    profile = record(identity=rules.identity)
    former = before(identity=rules.identity) if before else None
    apart = work.candidates.keep_apart(profile.noun, id) if former else ()
    found = []
    for candidate in candidates:
        match = _compared(work, profile, candidate, rules)
        if match.verdict == "different" or candidate.id in apart:
            continue
        if (
            former
            and _compared(work, former, candidate, rules).verdict == match.verdict
        ):
            continue
        found.append((candidate, match))
    found.sort(key=lambda each: (-each[1].score, each[0].id))
    certain = [each for each in found if each[1].verdict == "certain"]
    if certain and action is Action.BLOCK:
        shown = _shown(certain)
        raise LikelyDuplicate(candidates=shown, hidden=len(certain) - len(shown))
    work.candidates.warned += _shown(found)


def certain_duplicates(
    work: MatchingWork, record: ProfileOf, *, id: UUID
) -> list[UUID]:
    """
    The records that this one is certainly a duplicate of, visible or not, the
    likeliest first.
    """
    candidates = work.candidates.similar(record(), id=id)
    if not candidates:
        return []
    rules = work.matching_rules.get()
    profile = record(identity=rules.identity)
    found = [
        (-match.score, candidate.id)
        for candidate in candidates
        if (match := _compared(work, profile, candidate, rules)).verdict == "certain"
    ]
    return [each for _, each in sorted(found)]


def _compared(
    work: MatchingWork, profile: Profile, candidate: Candidate, rules: MatchingRules
) -> Match:
    review, certain = rules.thresholds(profile.noun)
    other = candidate.profile
    return compare(profile, other, work.likeness, review=review, certain=certain)


def _shown(found: list[tuple[Candidate, Match]]) -> list[LikelyMatch]:
    return [
        LikelyMatch(candidate.id, candidate.name, round(match.score, 4), match.reasons)
        for candidate, match in found
        if candidate.seen
    ]
