"""
Places without what varies: the kinds of streets, the order of number and name.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from attrs import frozen

from .letters import plain_words

_STREETS = {
    short: plain_words(long)[0]
    for long, shorts in {
        "street": "st str strt strasse straat strada",
        "road": "rd",
        "avenue": "av ave avn avda avenida",
        "boulevard": "blvd bd bvd blv",
        "drive": "dr drv",
        "lane": "ln",
        "place": "pl plc plaza platz",
        "court": "ct crt",
        "crescent": "cr cres crs",
        "circuit": "cct cir circ",
        "circle": "crcl",
        "close": "cl",
        "square": "sq",
        "terrace": "tce ter terr",
        "parade": "pde",
        "highway": "hwy hway",
        "parkway": "pkwy pwy",
        "grove": "gr grv gve",
        "way": "wy weg",
        "north": "n nord",
        "south": "s sud",
        "east": "e ost",
        "west": "w",
        "mount": "mt mnt",
        "apartment": "apt appt",
        "suite": "ste",
        "unit": "un",
        "floor": "fl flr",
        "building": "bldg bld",
        "village": "vlge vill",
        "route": "rte",
    }.items()
    for short in plain_words(shorts)
}
_GLUED = re.compile(r"(strasse|str|weg|platz|straat|gasse|allee)$")
_NUMBER = re.compile(r"\d+[a-z]?")


@frozen
class Place:
    """
    An address in the form that is compared; *extra* is what stands below the street.
    """

    house: str = ""
    street: str = ""
    extra: str = ""
    postcode: str = ""
    city: str = ""


@lru_cache(maxsize=20_000)
def street_parts(street: str) -> tuple[str, str]:
    """
    The house number and the name of the street, in one word, of a street's line.
    """
    words = [_STREETS.get(word, word) for word in plain_words(street)]
    words = [_GLUED.sub(_unglued, word) for word in words]
    number = next((w for w in words if _NUMBER.fullmatch(w)), "")
    if number:
        words.remove(number)
    return number, "".join(words)


def _unglued(ending: re.Match[str]) -> str:
    word = ending.group()
    return _STREETS.get(word, word)


def place(address: Mapping[str, str] | None) -> Place | None:
    """
    The parts of *address* as they are compared; None when it says nothing.
    """
    if not address:
        return None
    line, _, extra = (address.get("street") or "").partition("\n")
    house, street = street_parts(line)
    found = Place(
        house=house,
        street=street,
        extra="".join(plain_words(extra)),
        postcode="".join(plain_words(address.get("postal_code") or "")),
        city="".join(plain_words(address.get("city") or "")),
    )
    return None if found == _NOWHERE else found


_NOWHERE = Place()
