"""
Looking at pairs and merges, and deciding that two records are different.
"""

from ...shared import Invalid, NotFound, Page, PageRequest, Permission, use_case
from ..events import PairDecided
from ..model import SUBJECTS, Merge, Pair, PairId, PairRow, PairState
from ..ports import DuplicateWork


@use_case(requires=Permission.DUPLICATE_READ)
def list_duplicates(
    work: DuplicateWork,
    kind: str = "contact",
    page: PageRequest | None = None,
    *,
    apart: bool = False,
    least: float = 0.0,
) -> Page[PairRow]:
    """
    Pairs of records that may be the same, the likeliest first, with the reasons; or
    those that are known to be *apart*. Only pairs of which one sees both records.

    Raises:
        Invalid: There is no such kind of record.
    """
    work.actor.require(reading(kind))
    state = PairState.APART if apart else PairState.OPEN
    return work.pairs.page(kind, state, page or PageRequest(), least=least)


@use_case(requires=Permission.DUPLICATE_WRITE)
def keep_apart(work: DuplicateWork, pair_id: PairId, *, apart: bool = True) -> Pair:
    """
    Remember that two records are different: no scan brings them up again, and nothing
    merges them by itself. With *apart* false this is forgotten.

    Raises:
        NotFound: No such pair, or one of its records is gone or not visible.
    """
    pair = work.pairs.get(pair_id)
    both = [pair.low_id, pair.high_id]
    work.actor.require(reading(pair.kind))
    if work.records.visible(pair.kind, both) != {*both}:
        raise NotFound(id=pair_id)
    state = PairState.APART if apart else PairState.OPEN
    if state is pair.state:
        return pair
    what = "Keep two records apart" if apart else "Let two records be duplicates again"
    work.name(what)
    work.emit(PairDecided(pair_id=pair.id, apart=apart))
    decided = pair.decided(state, by=work.actor.user_id, at=work.now)
    return work.pairs.save(decided)


@use_case(requires=Permission.DUPLICATE_READ)
def list_merges(work: DuplicateWork, page: PageRequest | None = None) -> Page[Merge]:
    """
    The merges that stand, the latest first; each can be taken back.
    """
    return work.merges.page(page or PageRequest())


def reading(kind: str) -> Permission:
    """
    The permission to read records of one kind.

    Raises:
        Invalid: There is no such kind of record.
    """
    if kind not in SUBJECTS:
        raise Invalid.of("kind", "choice", f"Must be one of: {', '.join(SUBJECTS)}.")
    return Permission(f"{kind}:read")
