"""
Likeness by RapidFuzz.
"""

from attrs import frozen
from rapidfuzz.distance import OSA


@frozen
class RapidfuzzLikeness:
    """
    Counts slips in compiled code.
    """

    def slips(self, one: str, other: str, /, *, most: int) -> int:
        return OSA.distance(one, other, score_cutoff=most)
