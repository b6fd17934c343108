"""
The comparison of two records by days, as of birth, and by numbers given to them.
"""

from collections.abc import Mapping
from datetime import date

from .commonness import Commonness
from .evidence import Evidence
from .likeness import Likeness
from .spelling import one_slip

_GENERATION = 15 * 365
_UNIQUE = 5
"""
A number on at most so many records is one that is given to each record alone.
"""


def compare_dates(
    ours: Mapping[str, str],
    theirs: Mapping[str, str],
    common: Commonness,
    likeness: Likeness,
) -> list[Evidence]:
    """
    What the days that both records have show.
    """
    return [
        _dates(name, ours[name], theirs[name], common, likeness)
        for name in ours
        if name in theirs
    ]


def _dates(
    name: str, one: str, other: str, common: Commonness, likeness: Likeness
) -> Evidence:
    said = name.replace("_", " ")
    if one == other:
        share = min(common.share("date", one), 0.001)
        return Evidence((0.85, 0.01, share, share), f"same {said}")
    if _near_dates(one, other, likeness):
        return Evidence((0.09, 0.01, 0.004, 0.004), f"{said} nearly the same")
    if abs(_day(one) - _day(other)) <= 62:
        return Evidence((0.03, 0.002, 0.005, 0.005), f"{said} close")
    if abs(_day(one) - _day(other)) >= _GENERATION:
        return Evidence((0.006, 0.6, 0.6, 0.6), f"different {said}")
    return Evidence((0.012, 0.37, 0.39, 0.39), f"different {said}")


def a_generation_apart(ours: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    """
    Whether a day that both have, as of birth, lies so far apart as parents and children.
    """
    return any(
        abs(_day(day) - _day(theirs[name])) >= _GENERATION
        for name, day in ours.items()
        if name in theirs
    )


def _near_dates(one: str, other: str, likeness: Likeness) -> bool:
    """
    Whether one digit, one part, or the order of day and month differs.
    """
    parts = [(each[:4], each[4:6], each[6:]) for each in (one, other)]
    same = sum(x == y for x, y in zip(*parts, strict=True))
    turned = parts[0][0] == parts[1][0] and set(parts[0][1:]) == set(parts[1][1:])
    return same == 2 or turned or one_slip(one, other, likeness)


def _day(written: str) -> int:
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:])).toordinal()
    except ValueError:
        return int(written or 0) * 1000


def compare_codes(
    ours: Mapping[str, str],
    theirs: Mapping[str, str],
    common: Commonness,
    likeness: Likeness,
) -> list[Evidence]:
    """
    What the numbers that both records have show.
    """
    return [
        _codes(name, ours[name], theirs[name], common, likeness)
        for name in ours
        if name in theirs
    ]


def _codes(
    name: str, one: str, other: str, common: Commonness, likeness: Likeness
) -> Evidence:
    said = name.replace("_", " ")
    if one == other:
        share = common.share("code", one)
        rare = share * common.size <= _UNIQUE
        chance = 0.05 / common.size if rare else share
        return Evidence((0.92, max(0.0001, chance), chance, chance), f"same {said}")
    if one_slip(one, other, likeness):
        return Evidence((0.05, 0.0005, 0.0001, 0.0001), f"{said} differs in one digit")
    return Evidence((0.03, 0.999, 0.999, 0.999), f"different {said}")
