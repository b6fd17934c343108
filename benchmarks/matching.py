"""
Finding duplicates among believable people, of whom some stand there twice.

One in twenty comes again with a slip: in a name, the number, the mailbox, as a nickname.
The records are compared as a scan does, from profiles to groups, in this process.
"""

from collections.abc import Callable, Iterator, Sequence
from gc import collect
from itertools import pairwise
from math import log
from random import Random
from time import process_time
from typing import Any

from crm_adapters.demo import companies, contacts
from crm_adapters.likeness import RapidfuzzLikeness
from crm_core.matching import (
    Profile,
    evaluate,
    find_pairs,
    firm_name,
    mailbox,
    person_name,
    place,
    significant_digits,
)

from .dataset import PER_COMPANY, owners
from .report import Figure, told, under
from .stage import Stage

SIZES = (10_000, 100_000, 1_000_000)
AGAIN = 0.05
GROWTH = 1.2
"""
What a step of ten times as many may take of what n log n allows.
"""
Row = dict[str, Any]


def measure(stage: Stage) -> Iterator[Figure]:
    """
    Seconds for growing numbers of contacts, and what was found.
    """
    seconds: dict[int, float] = {}
    for size in SIZES[: 2 if stage.quick else 3]:
        profiles, truth = _people(size)
        collect()
        start = process_time()
        found = find_pairs(profiles, RapidfuzzLikeness())
        seconds[size] = process_time() - start
        quality = evaluate(found, truth)
        name = f"duplicates, {size:,} contacts"
        yield told(name, seconds[size], "s of CPU")
        yield told(f"{name}, pairs compared", found.compared, "pairs")
        yield told(f"{name}, F1", quality.shown.f1, "")
        yield told(f"{name}, precision merged", quality.merged.precision, "")
    for few, many in pairwise(seconds):
        grown = seconds[many] / seconds[few]
        allowed = many * log(many) / (few * log(few))
        name = f"duplicates, {few:,} to {many:,}, growth by n log n"
        yield under(GROWTH, name, grown / allowed, "x")


def _people(size: int) -> tuple[list[Profile], list[int]]:
    """
    The profiles of so many contacts, and who each of them is.
    """
    random = Random(7)
    homes = companies(max(1, size // PER_COMPANY), owners=owners())
    for number, home in enumerate(homes):
        home["id"] = number
    names = {home["id"]: home["name"] for home in homes}
    originals = int(size / (1 + AGAIN))
    rows = list(contacts(originals, homes, owners=owners()))
    truth = [*range(originals)]
    for who in random.sample(truth, size - originals):
        slip: Callable[[Row, Random], Row] = random.choice(SLIPS)
        rows.append(slip(rows[who], random))
        truth.append(who)
    return [_profile(row, names) for row in rows], truth


def _profile(row: Row, names: dict[int, str]) -> Profile:
    numbers = [row.get("phone"), row.get("mobile")]
    box = mailbox(row["email"]) if row.get("email") else None
    return Profile(
        noun="contact",
        person=person_name(row["first_name"], row["last_name"]),
        firm=firm_name(names.get(row.get("company_id"), "")),
        mailboxes=(box,) if box else (),
        phones=tuple(significant_digits(each) for each in numbers if each),
        place=place(row.get("address")),
    )


# -------------------------------------------------------------------------------- slips


def _mistyped(text: str, random: Random) -> str:
    at = random.randrange(max(1, len(text) - 1))
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _last_name(row: Row, random: Random) -> Row:
    return {**row, "email": None, "last_name": _mistyped(row["last_name"], random)}


def _first_letter(row: Row, _random: Random) -> Row:
    return {**row, "first_name": row["first_name"][:1]}


def _number(row: Row, random: Random) -> Row:
    phone = row.get("phone")
    return {**row, "phone": phone and _mistyped(phone, random), "company_id": None}


def _address(row: Row, random: Random) -> Row:
    email = row.get("email")
    return {**row, "email": email and _mistyped(email, random), "phone": None}


def _swapped(row: Row, _random: Random) -> Row:
    first, last = row["first_name"], row["last_name"]
    return {**row, "first_name": last, "last_name": first}


SLIPS: Sequence[Callable[[Row, Random], Row]] = (
    _last_name,
    _first_letter,
    _number,
    _address,
    _swapped,
)
