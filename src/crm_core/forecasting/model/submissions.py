"""
What people say a period will bring, kept as it was said, and how right they were.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NewType
from uuid import UUID

from attrs import field, frozen

from ...shared import UserId
from .goals import SHARE
from .lots import NOTHING
from .periods import Period

SubmissionId = NewType("SubmissionId", UUID)


@frozen(kw_only=True)
class Submission:
    """
    What one person said at one moment. It is never changed: whoever thinks otherwise
    later submits again, so that a change of period or of deals leaves it as it was.

    Args:
        owner: Whose deals it is about, and *by* who said it.
        commit: What will be won in all; *best_case* and *pipeline* come on top of each
            other.
        currency: The base currency at that moment.
        computed: What the deals themselves said then, by category, and *weighted*.
        expected: The open deals that were due in the period, by id.
        adjusts: The submission that a manager changes by this one.
    """

    id: SubmissionId
    owner: UserId
    period: Period
    at: datetime
    by: UserId
    commit: Decimal
    best_case: Decimal
    pipeline: Decimal
    currency: str
    computed: Mapping[str, Decimal] = field(factory=dict)
    expected: frozenset[UUID] = frozenset()
    adjusts: SubmissionId | None = None
    note: str = ""


@frozen
class Actual:
    """
    How a period ended for one owner: what was won, and which deals were won or lost.
    """

    owner: UserId
    period: Period
    won: Decimal
    closed: frozenset[UUID] = frozenset()


@frozen
class Record:
    """
    How right an owner's first submissions of past periods were.

    Args:
        bias: What was committed less what came, over what came: above zero for those
            who promise too much. None when nothing came.
        error: The same without signs.
        slip: The share of the deals expected in the period that did not close in it.
        adjusted_error: The error of the manager's word, where there was one, else of
            the owner's.
    """

    owner: UserId
    periods: int
    bias: Decimal | None
    error: Decimal | None
    slip: Decimal | None
    adjusted_error: Decimal | None


def standing(
    submissions: Iterable[Submission],
) -> dict[tuple[UserId, Period], Submission]:
    """
    The last word on each owner and period, be it the owner's or a manager's.
    """
    found: dict[tuple[UserId, Period], Submission] = {}
    for each in sorted(submissions, key=lambda one: (one.at, one.id)):
        found[each.owner, each.period] = each
    return found


def track_record(
    submissions: Iterable[Submission], actuals: Iterable[Actual]
) -> list[Record]:
    """
    The record of each owner over the periods of *actuals*: their first word counts,
    what is said at the end of a period is no forecast.
    """
    by_period: defaultdict[tuple[UserId, Period], list[Submission]]
    by_period = defaultdict(list)
    for each in sorted(submissions, key=lambda one: (one.at, one.id)):
        by_period[each.owner, each.period].append(each)
    judged: defaultdict[UserId, list[tuple[Submission, Submission, Actual]]]
    judged = defaultdict(list)
    for actual in actuals:
        said = by_period.get((actual.owner, actual.period), [])
        own = next((each for each in said if each.adjusts is None), None)
        if own is not None:
            changed = next((each for each in said if each.adjusts == own.id), own)
            judged[actual.owner].append((own, changed, actual))
    return [_record(owner, each) for owner, each in sorted(judged.items())]


def _record(
    owner: UserId, judged: Sequence[tuple[Submission, Submission, Actual]]
) -> Record:
    won = sum((actual.won for _, _, actual in judged), NOTHING)
    errors = [own.commit - actual.won for own, _, actual in judged]
    changed = [said.commit - actual.won for _, said, actual in judged]
    expected = sum(len(own.expected) for own, _, _ in judged)
    slipped = sum(len(own.expected - actual.closed) for own, _, actual in judged)
    return Record(
        owner=owner,
        periods=len(judged),
        bias=_share(sum(errors, NOTHING), won),
        error=_share(sum(map(abs, errors), NOTHING), won),
        slip=_share(Decimal(slipped), Decimal(expected)),
        adjusted_error=_share(sum(map(abs, changed), NOTHING), won),
    )


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(SHARE) if whole else None
