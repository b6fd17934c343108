"""
How common a value is: that two people are both called Lachlan says more than Smith.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

from attrs import Factory, define

from .evidence import RELATIVES
from .profile import Profile

USUAL = {
    "given": 0.004,
    "family": 0.0008,
    "firm": 0.0005,
    "domain": 0.001,
    "phone": 0.0,
    "street": 0.0005,
    "address": 0.0001,
    "postcode": 0.002,
    "city": 0.01,
    "date": 0.0001,
    "code": 0.0,
}
"""
The share of a value of each sort that nothing is known about.
"""
USUAL_SIZE = 10_000
_WEIGHT = 200
_EXPECTED = 20
"""
As if so many records had been seen to have the usual number of relatives.
"""


@define
class Commonness:
    """
    How often each value occurs among *size* records; without counts, as usual.

    What was counted is mixed with what is usual, as if 200 more records had been seen,
    so that a small file says little.
    """

    size: int = USUAL_SIZE
    counts: dict[str, Counter[str]] = Factory(dict)
    relatives: float = RELATIVES

    @classmethod
    def among(
        cls, profiles: Sequence[Profile], sources: Sequence[int] = ()
    ) -> "Commonness":
        """
        The commonness of the values of *profiles*.

        Where they come from several sources, the relatives within each source say how
        many to expect between them.
        """
        found = cls(0, {sort: Counter() for sort in USUAL})
        for profile in profiles:
            found.size += 1
            for sort, value in _values(profile):
                if value:
                    found.counts[sort][value] += 1
        found.size = max(found.size, 2)
        if len(set(sources)) > 1:
            met = 2 * _relatives(profiles, sources)
            seen = found.size + _EXPECTED
            found.relatives = (met + _EXPECTED * RELATIVES) / seen
        return found

    def share(self, sort: str, value: str) -> float:
        """
        The probability that a stranger's value of this *sort* is *value*.
        """
        counted = self.counts.get(sort)
        if counted is None:
            return max(USUAL[sort], 1 / self.size)
        seen = counted[value] + _WEIGHT * USUAL[sort]
        return max(seen, 1) / (self.size + _WEIGHT)


def _relatives(profiles: Sequence[Profile], sources: Sequence[int]) -> int:
    """
    How many pairs within one source share last name and house, not the first name.
    """
    houses: dict[tuple[int, str, str, str], list[str]] = {}
    for source, profile in zip(sources, profiles, strict=True):
        person, place = profile.person, profile.place
        if person.family and person.given and place and place.street:
            house = (source, person.family, place.house, place.street)
            houses.setdefault(house, []).append(person.given)
    return sum(
        one != other
        for given in houses.values()
        for one, other in combinations(given[:20], 2)
    )


def _values(profile: Profile) -> Iterable[tuple[str, str]]:
    yield "given", profile.person.given
    yield "family", profile.person.family
    for word in profile.firm.words:
        yield "firm", word
    for phone in profile.phones:
        yield "phone", phone
    for box in profile.mailboxes:
        if not box.free:
            yield "domain", box.domain
    for domain in profile.domains:
        yield "domain", domain
    place = profile.place
    if place is not None:
        yield "street", place.street
        yield "postcode", place.postcode
        yield "city", place.city
        if place.street and place.house:
            yield "address", f"{place.house} {place.street}"
    for date in profile.dates.values():
        yield "date", date
    for code in profile.codes.values():
        yield "code", code
