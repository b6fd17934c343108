"""
Keys: two records that may be the same have at least one in common.
"""

from collections.abc import Iterator

from .letters import skeleton
from .nicknames import full_names, other_names
from .people import PersonName
from .profile import Profile, Spelling

_SHORTEST_LOCAL = 5
_NUMBER = 7


def name_keys(spelled: Spelling) -> tuple[str, ...]:
    """
    The folded "last first" names under which the same person may be stored: as
    spelled, without accents, swapped, with each form of the first name.
    """
    last, first, person = spelled.last, spelled.first, spelled.person
    if not last or not first:
        return (last or first,) if last or first else ()
    found = {f"{last} {first}": None, f"{first} {last}": None}
    if person.given != first:
        found[f"{last} {person.given}"] = None
    for other in other_names(person.given):
        found[f"{last} {other}"] = None
    if person.family != last and not person.families:
        found[f"{person.family} {first}"] = found[f"{person.family} {person.given}"] = (
            None
        )
    return tuple(found)


def suspicious(ours: Spelling, theirs: Spelling) -> bool:
    """
    Whether a contact may be another one: by name, and by something else that is
    exactly the same. Storage asks the same in its own words.
    """
    return f"{theirs.last} {theirs.first}".strip() in name_keys(ours) and (
        (ours.firm_id is not None and ours.firm_id == theirs.firm_id)
        or not set(ours.numbers).isdisjoint(theirs.numbers)
        or (ours.street is not None and ours.street == theirs.street)
        or any(theirs.marks.get(name) == value for name, value in ours.marks.items())
    )


def person_locks(spelled: Spelling) -> tuple[str, ...]:
    """
    What two contacts that are the same have in common whatever their spelling: who
    adds one waits for who adds the other.
    """
    person = spelled.person
    family = skeleton(person.family)
    if not person.given and not family:
        return spelled.numbers
    return tuple(
        " ".join(sorted((skeleton(full), family))) for full in full_names(person.given)
    )


def firm_locks(profile: Profile) -> tuple[str, ...]:
    """
    The same of two companies.
    """
    return (skeleton(profile.firm.joined), *profile.domains)


def keys(profile: Profile) -> tuple[str, ...]:
    """
    What a scan looks for others with: several keys, each of which survives another
    kind of mistake.
    """
    return tuple(dict.fromkeys(_all_keys(profile)))


def _all_keys(profile: Profile) -> Iterator[str]:
    yield from _reach_keys(profile)
    if profile.noun == "contact":
        yield from _person_keys(profile)
    else:
        yield from _firm_keys(profile)


def _reach_keys(profile: Profile) -> Iterator[str]:
    for box in profile.mailboxes:
        if not box.role:
            yield f"m:{box.address}"
            if len(box.local) >= _SHORTEST_LOCAL:
                yield f"l:{box.local}"
    for phone in profile.phones:
        yield f"p:{phone[-_NUMBER:]}"
    for domain in profile.domains:
        yield f"d:{domain}"
    for name, code in profile.codes.items():
        yield f"c:{name}={code}"
    for name, date in profile.dates.items():
        yield f"b:{name}={date}"
    place = profile.place
    if place is not None and place.house and place.street:
        yield f"a:{place.house}{skeleton(place.street)}"


def _person_keys(profile: Profile) -> Iterator[str]:
    person, place = profile.person, profile.place
    family = skeleton(person.family)
    yield from _name_keys(person, family)
    if place is not None:
        for where in filter(None, (place.postcode, skeleton(place.city))):
            if family:
                yield f"f:{family}@{where}"
            if person.given:
                yield f"f:{skeleton(person.given)}@{where}"
            if place.house:
                yield f"h:{place.house}@{where}"
        if place.street and place.postcode:
            yield f"s:{skeleton(place.street)}@{place.postcode}"
    if profile.firm.words and family:
        yield f"e:{family}@{skeleton(profile.firm.joined)}"


def _name_keys(person: PersonName, family: str) -> Iterator[str]:
    if person.given and family:
        for full in full_names(person.given):
            one, other = sorted((skeleton(full), family))
            yield f"n:{one} {other}"
        yield f"i:{person.given[0]} {family}"
    elif family or person.given:
        yield f"n:{family or skeleton(person.given)}"


def _firm_keys(profile: Profile) -> Iterator[str]:
    words = profile.firm.words
    if not words:
        return
    for word in words:
        yield f"w:{skeleton(word)}"
    yield f"j:{profile.firm.joined[:6]}"
    if len(words) > 2:
        yield f"w:{''.join(word[0] for word in words)}"
