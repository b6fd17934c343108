"""
The comparison of two records: one score, with the reasons for it.
"""

from attrs import frozen

from .commonness import Commonness
from .evidence import Evidence, probability_of_same
from .firm_comparison import compare_firms, same_firm
from .likeness import Likeness
from .marks_comparison import a_generation_apart, compare_codes, compare_dates
from .person_comparison import compare_names
from .profile import Profile
from .reach_comparison import compare_mailboxes, compare_phones, compare_places

REVIEW = 0.5
"""
More probably the same than not.
"""
CERTAIN = 0.99
"""
Wrong once in a hundred times.
"""
_SAME_EMPLOYER = Evidence((0.75, 0.05, 0.9, 0.001), "same company")
_OTHER_EMPLOYER = Evidence((0.25, 0.95, 0.1, 1.0), "different companies")
AS_USUAL = Commonness()


@frozen
class Match:
    """
    How probable it is that two records are the same, from 0 to 1, and why.

    *verdict* is ``certain``, ``review`` or ``different``.
    """

    score: float
    reasons: tuple[str, ...]
    verdict: str


def compare(
    a: Profile,
    b: Profile,
    likeness: Likeness,
    *,
    common: Commonness = AS_USUAL,
    review: float = REVIEW,
    certain: float = CERTAIN,
) -> Match:
    """
    How probable it is that *a* and *b* are the same person, or the same company.

    Args:
        common: How common their values are; as usual when nothing was counted.
        review: From this score on a person should look.
        certain: From this score on nobody needs to.
    """
    evidence = weigh(a, b, likeness, common)
    working = a.noun == "contact" and _works(a) and _works(b)
    score = probability_of_same(
        evidence, common.size, relatives=common.relatives, working=working
    )
    verdict = (
        "certain" if score >= certain else "review" if score >= review else "different"
    )
    return Match(score, tuple(each.reason for each in evidence if each.reason), verdict)


def weigh(
    a: Profile, b: Profile, likeness: Likeness, common: Commonness
) -> list[Evidence]:
    """
    What each attribute that both have shows.
    """
    found: list[Evidence] = []
    if a.noun == "contact":
        apart = bool(a.dates) and a_generation_apart(a.dates, b.dates)
        found += compare_names(a.person, b.person, common, likeness, generations=apart)
        found += _employers(a, b, likeness)
        found += compare_mailboxes(
            a.mailboxes,
            b.mailboxes,
            common,
            likeness,
            names=(a.person.given, a.person.family, b.person.given, b.person.family),
        )
    else:
        found += compare_firms(a.firm, b.firm, common, likeness)
        found += _domains(a, b, common)
    found += compare_phones(a.phones, b.phones, common, likeness)
    found += compare_places(a.place, b.place, common, likeness)
    found += compare_dates(a.dates, b.dates, common, likeness)
    found += compare_codes(a.codes, b.codes, common, likeness)
    return found


def _employers(a: Profile, b: Profile, likeness: Likeness) -> tuple[Evidence, ...]:
    known = a.firm_id and b.firm_id
    if not known and not (a.firm.words and b.firm.words):
        return ()
    same = known and a.firm_id == b.firm_id
    if same or same_firm(a.firm, b.firm, likeness):
        return (_SAME_EMPLOYER,)
    return (_OTHER_EMPLOYER,)


def _works(profile: Profile) -> bool:
    known = profile.firm_id or profile.firm.words
    return bool(known) or any(not box.free for box in profile.mailboxes)


def _domains(a: Profile, b: Profile, common: Commonness) -> tuple[Evidence, ...]:
    if not a.domains or not b.domains:
        return ()
    both = set(a.domains) & set(b.domains)
    if not both:
        return (Evidence((0.2, 0.5, 0.99, 1.0), "different domains"),)
    chance = 1 / common.size
    return (Evidence((0.8, 0.4, chance, chance), "same domain"),)
