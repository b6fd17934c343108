"""
The likeliest spellings of a word that nothing matches.
"""

from collections.abc import Iterable

MOST_SPELLINGS = 3


def likeliest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """
    The up to three words of *known* that *word* is nearest to, nearest first:
    within one slip for words of up to four letters, two up to eight, else three.
    """
    allowed = 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3
    measured = sorted(
        (distance, other)
        for other in known
        if (distance := slips(word, other, most=allowed)) <= allowed
    )
    nearest = [other for d, other in measured if d == measured[0][0]]
    return tuple(nearest[:MOST_SPELLINGS])


def slips(one: str, other: str, *, most: int) -> int:
    """
    How many slips of the hand part two words: a letter left out, added, changed,
    or two neighbours swapped (optimal string alignment distance). Anything above
    *most* may be answered as *most* + 1.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        before, above = above, row
    return above[-1]
