"""
Names of people without what varies: titles, particles, the order of the parts.
"""

from functools import lru_cache

from attrs import frozen

from .letters import plain_set, plain_words

_TITLES = plain_set(
    "mr mrs ms miss mx dr prof professor herr frau fr hr dipl ing mag sir dame lord lady"
    " rev reverend hon judge capt captain col colonel maj major gen general lt sgt"
    " monsieur madame mme mlle senor senora sr sra srta dott dottore sig signor signora"
    " dhr mevr mevrouw pan pani phd md mba msc bsc esq cpa dds jd llm llb rn"
    " med rer nat phil"
)
_PARTICLES = plain_set(
    "van von der den de del della di da dos das du la le las los lo ten ter te het t zu"
    " zur zum af av el al bin ibn ben abu bint y e e und i san st mac mc o d l"
)
_GENERATIONS = {
    "jr": "jr", "jnr": "jr", "junior": "jr", "sr": "sr", "snr": "sr", "senior": "sr",
    "ii": "ii", "2nd": "ii", "iii": "iii", "3rd": "iii", "iv": "iv", "4th": "iv",
}  # fmt: skip


@frozen
class PersonName:
    """
    A person's name: the first given name, further ones, the family name in one word
    and in its parts, and what tells a son from a father.
    """

    given: str = ""
    further: tuple[str, ...] = ()
    family: str = ""
    families: tuple[str, ...] = ()
    generation: str = ""


NO_NAME = PersonName()


@lru_cache(maxsize=20_000)
def person_name(first: str, last: str) -> PersonName:
    """
    The name written as *first* and *last*; either may hold all of it.
    """
    if not first and not last:
        return NO_NAME
    if not first and "," in last:
        last, _, first = last.partition(",")
    elif not last and "," in first:
        last, _, first = first.partition(",")
    given, older = _parted(first, family=False)
    family, younger = _parted(last, family=True)
    if not family and len(given) > 1:
        given, family = given[:-1], given[-1:]
    elif not given and len(family) > 1 and " " in last.strip():
        given, family = family[:1], family[1:]
    return PersonName(
        given=given[0] if given else "",
        further=tuple(given[1:]),
        family="".join(family),
        families=tuple(family) if len(family) > 1 else (),
        generation=younger or older,
    )


def _parted(text: str, *, family: bool) -> tuple[list[str], str]:
    words = list(plain_words(text))
    generation = ""
    if len(words) > 1 and (words[-1] in _GENERATIONS):
        generation = _GENERATIONS[words.pop()]
    kept = [word for word in words if word not in _TITLES]
    if family:
        kept = [word for word in kept if word not in _PARTICLES] or kept
    return (kept or words), generation
