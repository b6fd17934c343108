"""
The comparison of two companies by their names.
"""

from .commonness import Commonness
from .evidence import Evidence, Likelihoods
from .firms import FirmName
from .likeness import Likeness
from .spelling import near_name

NAMESAKES = 0.005
"""
How many strangers of the very same full name a company has.
"""
_SAME_FORM = Evidence((0.6, 0.25, 0.2, 0.2))
_ONE_FORM = Evidence((0.35, 0.35, 0.3, 0.3))
_OTHER_FORM = Evidence((0.05, 0.4, 0.5, 0.5), "different legal forms")
_DIFFERS = Evidence((0.05, 0.3, 1.0, 1.0), "different names")


def compare_firms(
    a: FirmName, b: FirmName, common: Commonness, likeness: Likeness
) -> tuple[Evidence, ...]:
    """
    What the names of two companies show.
    """
    if not a.words or not b.words:
        return ()
    name = _compared(a, b, common, likeness)
    if name is _DIFFERS:
        return (name,)
    return (name, _forms(a, b))


def _forms(a: FirmName, b: FirmName) -> Evidence:
    if not a.legal or not b.legal:
        return _ONE_FORM
    return _SAME_FORM if a.legal & b.legal else _OTHER_FORM


def same_firm(a: FirmName, b: FirmName, likeness: Likeness) -> bool:
    """
    Whether two names are of one company, or of parts of it.
    """
    if not a.words or not b.words:
        return False
    return a.joined == b.joined or near_name(a.joined, b.joined, likeness)


def _compared(
    a: FirmName, b: FirmName, common: Commonness, likeness: Likeness
) -> Evidence:
    if a.whole == b.whole or a.joined == b.joined or set(a.words) == set(b.words):
        return Evidence(_qualified(a, b, common), "same name")
    left, right = _unpaired(a, b, likeness), _unpaired(b, a, likeness)
    if (not left and not right) or near_name(a.whole, b.whole, likeness):
        seen = _qualified(a, b, common)
        return Evidence(
            (seen[0] * 0.3, seen[1] * 0.3, seen[2] * 3, seen[3] * 3),
            "names spelled alike",
        )
    if not left or not right:
        share = _rarest(a if not left else b, common)
        return Evidence((0.1, 0.2, share, share), "one name in the other")
    if len(left) < len(a.words):
        share = _rarest(a, common)
        return Evidence((0.02, 0.3, share, share), "names share a word")
    if _initials_of(a, b) or _initials_of(b, a):
        return Evidence((0.03, 0.005, 0.001, 0.001), "one name abbreviates the other")
    return _DIFFERS


def _qualified(a: FirmName, b: FirmName, common: Commonness) -> Likelihoods:
    chance = NAMESAKES / common.size
    if a.whole == b.whole and a.places == b.places:
        return (0.5, 0.01, chance, chance)
    if a.places and b.places and not a.places & b.places:
        return (0.01, 0.3, chance, chance)
    if a.places != b.places:
        return (0.08, 0.2, chance, chance)
    if a.generic == b.generic:
        return (0.5, 0.01, chance, chance)
    if a.generic <= b.generic or b.generic <= a.generic:
        return (0.15, 0.1, chance, chance)
    return (0.03, 0.2, chance, chance)


def _unpaired(a: FirmName, b: FirmName, likeness: Likeness) -> list[str]:
    """
    The words of *a* that have no like in *b*, mistyped ones of any kind included.
    """
    others = [*b.words, *b.generic, *b.places]
    return [
        word
        for word in a.words
        if not any(
            word == other or near_name(word, other, likeness) for other in others
        )
    ]


def _rarest(name: FirmName, common: Commonness) -> float:
    return min(common.share("firm", word) for word in name.words)


def _initials_of(short: FirmName, long: FirmName) -> bool:
    letters = short.joined
    words = [*long.words]
    return 3 <= len(letters) == len(words) and letters == "".join(w[0] for w in words)
