"""
The comparison of two people by their names.
"""

from .commonness import Commonness
from .evidence import Evidence
from .likeness import Likeness
from .nicknames import interchangeable
from .people import PersonName
from .spelling import near

_NOTHING: tuple[Evidence, ...] = ()
_GIVEN_DIFFERS = Evidence((0.03, 0.9, 0.95, 0.95), "different first names")
_FAMILY_DIFFERS = Evidence((0.06, 0.2, 0.99, 0.99), "different last names")
_GIVEN_INITIAL = Evidence((0.05, 0.07, 0.07, 0.07), "first name abbreviated")
_MIDDLE_AGREES = Evidence((0.6, 0.1, 0.1, 0.1), "same middle name")
_MIDDLE_DIFFERS = Evidence((0.05, 0.8, 0.8, 0.8), "different middle names")
_OTHER_GENERATION = Evidence((0.005, 0.5, 0.1, 0.1), "Jr and Sr differ")
_ONE_GENERATION = Evidence((0.2, 0.4, 0.1, 0.1), "only one is Jr or Sr")


def compare_names(
    a: PersonName,
    b: PersonName,
    common: Commonness,
    likeness: Likeness,
    *,
    generations: bool = False,
) -> tuple[Evidence, ...]:
    """
    What two names of people show.

    Args:
        generations: Whether they were born a generation apart: then relatives may
            well have one name.
    """
    swapped = _swapped(a, b, common, likeness)
    if swapped:
        return (swapped,)
    crossed = _crossed(a, b, common)
    if crossed:
        return (crossed,)
    found = [
        *_given(a, b, common, likeness, generations=generations),
        *_family(a, b, common, likeness),
        *(_middle(a, b) if a.given == b.given else ()),
        *_generation(a, b),
    ]
    return tuple(found)


def _alike(one: str, other: str, likeness: Likeness) -> bool:
    return one == other or near(one, other, likeness)


def _swapped(
    a: PersonName, b: PersonName, common: Commonness, likeness: Likeness
) -> Evidence | None:
    if not (a.given and a.family and b.given and b.family):
        return None
    if a.given == b.given or a.family == b.family:
        return None
    if not (
        _alike(a.given, b.family, likeness) and _alike(a.family, b.given, likeness)
    ):
        return None
    chance = 0.1 * common.share("family", a.family) * common.share("given", a.given)
    return Evidence(
        (0.03, 0.0002, max(chance, 1e-9), max(chance, 1e-9)),
        "first and last name swapped",
    )


def _crossed(a: PersonName, b: PersonName, common: Commonness) -> Evidence | None:
    """
    The first name of one as the last name of the other, when nothing else agrees.
    """
    if a.family == b.family or a.given == b.given:
        return None
    moved = {a.given, b.given} & {a.family, b.family} - {""}
    if not moved or (moved <= {a.family} and moved <= {a.given}):
        return None
    word = max(moved, key=len)
    if len(word) == 1:
        return None
    share = 0.1 * max(common.share("given", word), common.share("family", word))
    both = a.given and a.family and b.given and b.family
    same = 0.004 if both else 0.03
    return Evidence((same, share / 10, share, share), "a first name as last name")


def _given(
    a: PersonName,
    b: PersonName,
    common: Commonness,
    likeness: Likeness,
    *,
    generations: bool,
) -> tuple[Evidence, ...]:
    one, other = a.given, b.given
    if not one or not other:
        return _NOTHING
    if len(one) == 1 or len(other) == 1:
        return (_GIVEN_INITIAL if one[0] == other[0] else _GIVEN_DIFFERS,)
    if one == other:
        share = common.share("given", one)
        family = 0.1 if generations else 0.01
        family = 0.3 if a.generation != b.generation else family
        return (Evidence((0.78, family, share, share), "same first name"),)
    share = max(common.share("given", one), common.share("given", other))
    if interchangeable(one, other):
        said = f"{one.title()} and {other.title()} are forms of one name"
        return (Evidence((0.08, 0.002, share, share), said),)
    if near(one, other, likeness):
        return (Evidence((0.08, 0.01, 0.004, 0.004), "first names spelled alike"),)
    if one in b.further or other in a.further:
        return (Evidence((0.03, 0.03, share, share), "goes by a middle name"),)
    if a.further or b.further:
        together = "".join((one, *a.further)), "".join((other, *b.further))
        if together[0] == together[1] or near(*together, likeness):
            return (Evidence((0.05, 0.005, 0.002, 0.002), "first names spelled alike"),)
    return (_GIVEN_DIFFERS,)


def _family(
    a: PersonName, b: PersonName, common: Commonness, likeness: Likeness
) -> tuple[Evidence, ...]:
    one, other = a.family, b.family
    if not one or not other:
        return _NOTHING
    if one == other:
        share = common.share("family", one)
        return (Evidence((0.82, 0.75, share, share), "same last name"),)
    if near(one, other, likeness):
        return (Evidence((0.08, 0.03, 0.002, 0.002), "last names spelled alike"),)
    if one in b.families or other in a.families:
        return (Evidence((0.03, 0.03, 0.002, 0.002), "one last name in the other"),)
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return (Evidence((0.02, 0.05, 0.06, 0.06), "last name abbreviated"),)
    return (_FAMILY_DIFFERS,)


def _middle(a: PersonName, b: PersonName) -> tuple[Evidence, ...]:
    if not a.further or not b.further:
        return _NOTHING
    one, other = a.further[0], b.further[0]
    if one == other or (1 in (len(one), len(other)) and one[0] == other[0]):
        return (_MIDDLE_AGREES,)
    return (_MIDDLE_DIFFERS,)


def _generation(a: PersonName, b: PersonName) -> tuple[Evidence, ...]:
    if a.generation == b.generation:
        return _NOTHING
    if a.generation and b.generation:
        return (_OTHER_GENERATION,)
    return (_ONE_GENERATION,)
