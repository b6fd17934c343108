"""
The comparison of two records by how they are reached and where they are.
"""

from collections.abc import Collection

from .addresses import Place
from .channels import Mailbox, same_number
from .commonness import Commonness
from .evidence import Evidence
from .likeness import Likeness
from .spelling import near, one_slip

_NOTHING: tuple[Evidence, ...] = ()
_MARKS = str.maketrans("", "", ".-_")
_SHARED = 0.05
"""
Of the people who have a personal mailbox, the share whose mailbox two people read.
"""
_OWN_NUMBER = 3
"""
A number on at most so many records is somebody's own, and no switchboard.
"""
_EMAIL_DIFFERS = Evidence((0.2, 0.95, 0.98, 1.0), "different e-mail addresses")
_NUMBERED = Evidence((0.00001, 0.01, 0.3, 0.0001), "mailboxes of two namesakes")
"""
``ann.lee2`` at a company is not ``ann.lee``.
"""
_NUMBERED_ANYWHERE = Evidence((0.03, 0.01, 0.02, 0.02), "mailboxes of two namesakes")
_PHONE_DIFFERS = Evidence((0.3, 0.5, 0.4, 1.0), "different phone numbers")


def compare_mailboxes(
    ours: tuple[Mailbox, ...],
    theirs: tuple[Mailbox, ...],
    common: Commonness,
    likeness: Likeness,
    *,
    names: Collection[str] = (),
) -> tuple[Evidence, ...]:
    """
    What the e-mail addresses of two people show: the best pair of them.

    Args:
        names: What they are called: a mailbox named so tells nothing more.
    """
    if not ours or not theirs:
        return _NOTHING
    best = max(
        (_mailboxes(a, b, common, likeness, names) for a in ours for b in theirs),
        key=lambda each: each.seen[0] / each.seen[3],
    )
    return (best,)


def _mailboxes(
    a: Mailbox,
    b: Mailbox,
    common: Commonness,
    likeness: Likeness,
    names: Collection[str],
) -> Evidence:
    chance = 1 / common.size
    if a.domain == b.domain and a.local == b.local:
        if a.role:
            return Evidence((0.3, 0.2, 0.4, chance), "same mailbox that many may read")
        seen = (0.65, _SHARED, 0.01, _SHARED * chance)
        return Evidence(seen, "same e-mail address")
    same_domain = a.domain == b.domain
    named = _named(a.local, names) and _named(b.local, names)
    alike = not named and _alike(a.local, b.local, likeness)
    bare = {_unnumbered(a.local), _unnumbered(b.local)}
    if same_domain and named and len(bare) == 1 and bare & {a.local, b.local}:
        return _NUMBERED_ANYWHERE if a.free else _NUMBERED
    if alike and (same_domain or near(a.domain, b.domain, likeness)):
        seen = (0.12, 0.005, 0.01, 0.02 * chance)
        return Evidence(seen, "e-mail addresses differ in a letter or two")
    if alike and a.local == b.local:
        seen = (0.06, 0.005, 0.001, 0.0005)
        return Evidence(seen, "same e-mail name at another provider")
    if same_domain and not a.free:
        share = common.share("domain", a.domain)
        return Evidence((0.1, 0.05, 0.8, share), "e-mail at the same domain")
    return _EMAIL_DIFFERS


def _named(local: str, names: Collection[str]) -> bool:
    """
    Whether a mailbox is called as one of the people, as in ``ann.lee`` or ``alee``.
    """
    letters = _unnumbered(local).translate(_MARKS)
    return letters.isalpha() and any(len(name) > 2 and name in local for name in names)


def _unnumbered(local: str) -> str:
    """
    Without the one digit that a second person of the name gets; more digits say more.
    """
    return local[:-1] if local[-1:].isdigit() and not local[-2:].isdigit() else local


def _alike(one: str, other: str, likeness: Likeness) -> bool:
    """
    Whether two names of mailboxes may be one: those of colleagues are short and differ
    in few letters.
    """
    shorter = min(len(one), len(other))
    most = 1 if shorter < 9 else 2
    return shorter > 4 and likeness.slips(one, other, most=most) <= most


def compare_phones(
    ours: tuple[str, ...],
    theirs: tuple[str, ...],
    common: Commonness,
    likeness: Likeness,
) -> tuple[Evidence, ...]:
    """
    What the phone numbers of two records show: the best pair of them.
    """
    if not ours or not theirs:
        return _NOTHING
    for one in ours:
        if any(same_number(one, other) for other in theirs):
            share = common.share("phone", one)
            if share * common.size <= _OWN_NUMBER:
                share = _SHARED / common.size
            return (Evidence((0.6, 0.5, 0.5, share), "same phone number"),)
    if any(one_slip(one, other, likeness) for one in ours for other in theirs):
        seen = (0.05, 0.02, 0.2, 0.0001)
        return (Evidence(seen, "phone numbers differ in one digit"),)
    return (_PHONE_DIFFERS,)


def compare_places(
    a: Place | None, b: Place | None, common: Commonness, likeness: Likeness
) -> tuple[Evidence, ...]:
    """
    What two addresses show.
    """
    if a is None or b is None:
        return _NOTHING
    return (*_streets(a, b, common, likeness), *_localities(a, b, common, likeness))


def _streets(
    a: Place, b: Place, common: Commonness, likeness: Likeness
) -> tuple[Evidence, ...]:
    ours = [line for line in (a.street, a.extra) if line]
    theirs = [line for line in (b.street, b.extra) if line]
    if not ours or not theirs:
        return _houses(a, b)
    same = next((line for line in ours if line in theirs), "")
    house = a.house if a.house == b.house else ""
    if same and house:
        share = common.share("address", f"{house} {same}")
        return (Evidence((0.68, 0.68, 0.4, share), "same street and number"),)
    if same:
        share = common.share("street", same)
        return (Evidence((0.08, 0.08, 0.1, share), "same street"),)
    alike = any(near(one, other, likeness) for one in ours for other in theirs)
    if alike and house:
        return (Evidence((0.12, 0.12, 0.05, 0.00005), "streets spelled alike"),)
    if alike:
        return (Evidence((0.03, 0.03, 0.02, 0.002), "streets spelled alike"),)
    if house:
        return (Evidence((0.04, 0.04, 0.02, 0.02), ""),)
    return (Evidence((0.12, 0.12, 0.5, 1.0), "different streets"),)


def _houses(a: Place, b: Place) -> tuple[Evidence, ...]:
    if not a.house or not b.house:
        return _NOTHING
    if a.house == b.house:
        return (Evidence((0.8, 0.8, 0.3, 0.02), "same house number"),)
    return (Evidence((0.2, 0.2, 0.7, 1.0), ""),)


def _localities(
    a: Place, b: Place, common: Commonness, likeness: Likeness
) -> tuple[Evidence, ...]:
    codes = bool(a.postcode and b.postcode)
    cities = bool(a.city and b.city)
    same_code, same_city = codes and a.postcode == b.postcode, a.city == b.city
    if not codes and not cities:
        return _NOTHING
    alike = cities and (same_city or near(a.city, b.city, likeness))
    if same_code:
        share = common.share("postcode", a.postcode)
        if alike or not cities:
            return (Evidence((0.7, 0.7, 0.4, share), "same postcode"),)
        return (Evidence((0.08, 0.08, 0.05, share), "same postcode"),)
    typed = codes and one_slip(a.postcode, b.postcode, likeness)
    if alike:
        share = common.share("city", a.city)
        if not same_city:
            share = max(share, common.share("city", b.city)) / 10
        if typed:
            share /= 20
            return (Evidence((0.07, 0.07, 0.05, share), "same town"),)
        if codes:
            return (Evidence((0.06, 0.06, 0.15, share), "same town"),)
        seen = (0.75, 0.75, 0.5, share) if same_city else (0.12, 0.12, 0.05, share)
        return (Evidence(seen, "same town" if same_city else "towns spelled alike"),)
    if typed:
        return (Evidence((0.02, 0.02, 0.02, 0.003), "postcodes differ in one digit"),)
    return (Evidence((0.12, 0.12, 0.4, 1.0), "different towns"),)
