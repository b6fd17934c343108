"""
Whether two words may be one, mistyped.
"""

from ...shared import digits
from .letters import skeleton
from .likeness import Likeness


def near(one: str, other: str, likeness: Likeness) -> bool:
    """
    Whether two different words are spelled or sound nearly the same.
    """
    shorter = min(len(one), len(other))
    if shorter < 3:
        return False
    most = 1 if shorter < 6 else 2 if shorter < 10 else 3
    if likeness.slips(one, other, most=most) <= most:
        return True
    heard = skeleton(one)
    return len(heard) > 2 and heard == skeleton(other)


def near_name(one: str, other: str, likeness: Likeness) -> bool:
    """
    Whether two parts of names are nearly the same; numbers in them must not differ.
    """
    return near(one, other, likeness) and digits(one) == digits(other)


def one_slip(one: str, other: str, likeness: Likeness) -> bool:
    """
    Whether two numbers differ in one digit or two swapped ones.
    """
    return min(len(one), len(other)) >= 4 and likeness.slips(one, other, most=1) == 1
