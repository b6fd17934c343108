"""
Believable companies and people, the same for the same seed, fast enough for millions.

Rows carry the product's field names. Common names are common, most companies are
small, and an address is never given twice.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any, NamedTuple
from unicodedata import combining, normalize
from uuid import UUID

from . import trades
from .chances import BITS, ranked, subsets, weighted
from .names import NAMES
from .places import PLACES, Places

Row = dict[str, Any]

UNTIL = datetime(2026, 1, 1, 9, tzinfo=UTC)
SPAN = timedelta(days=3 * 365)
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "đ": "d", "ı": "i"})


class _City(NamedTuple):
    name: str
    region: str
    postal_code: str
    phone: str
    mobile: str


class _Locale(NamedTuple):
    code: str
    places: Places
    streets: list[str]
    first: list[tuple[str, str]]
    last: list[tuple[str, str]]
    cities: list[_City]


def companies(
    count: int, *, owners: Sequence[UUID], seed: int = 1, until: datetime = UNTIL
) -> list[Row]:
    """
    *count* companies, oldest first; one in twenty belongs to an older one.
    """
    random = Random(f"companies {seed}")  # noqa: S311 - repeatable, not secret
    locales = weighted({code: PLACES[code].share for code in NAMES})
    made = {code: _locale(code) for code in NAMES}
    domains: set[str] = set()
    rows: list[Row] = []
    for moment in _moments(count, until, random):
        locale = made[locales[random.getrandbits(BITS)]]
        row = _company(locale, random, domains)
        parent = rows[random.randrange(len(rows))] if rows else None
        belongs = parent and random.random() < 0.05
        row["id"] = _id(moment, random)
        row["parent_id"] = parent["id"] if parent and belongs else None
        row["assigned_to"] = random.choice(owners)
        row["created_at"] = moment
        row["updated_at"] = moment + (until - moment) * random.random() ** 3
        rows.append(row)
    return rows


def contacts(
    count: int,
    companies: Sequence[Row],
    *,
    owners: Sequence[UUID],
    seed: int = 1,
    until: datetime = UNTIL,
) -> Iterator[Row]:
    """
    *count* people of *companies*, oldest first; one in ten has no company.

    What a row says of its company is the ``id`` that the company's row has by then.
    """
    random = Random(f"contacts {seed}")  # noqa: S311 - repeatable, not secret
    made = {PLACES[code].country: _locale(code) for code in NAMES}
    person = partial(_person, random, _choices(owners, random), set())
    lonely: list[tuple[Row, _Locale]] = [({}, each) for each in made.values()]
    homes = [(row, made[row["address"]["country"]]) for row in companies]
    for moment in _moments(count, until, random):
        chance = random.random()
        if chance < 0.1 or not homes:
            company, locale = lonely[random.randrange(len(lonely))]
        else:
            company, locale = homes[int(len(homes) * random.random() ** 2)]
        row = person(company, locale)
        row["id"] = _id(moment, random)
        row["created_at"] = moment
        row["updated_at"] = moment + (until - moment) * random.random() ** 3
        yield row


class _Choices(NamedTuple):
    owners: list[UUID | None]
    tags: list[list[str]]
    jobs: list[tuple[str, str]]
    categories: list[str | None]
    sources: list[str | None]
    notes: list[str | None]


def _choices(owners: Sequence[UUID], random: Random) -> _Choices:
    jobs = [
        (department, title)
        for department, titles in trades.TITLES.items()
        for title in titles.split(";")
    ]
    random.shuffle(jobs)
    return _Choices(
        owners=ranked([*owners, None], flatness=20),
        tags=_tags(random),
        jobs=ranked(jobs, flatness=10),
        categories=ranked([None, *trades.CATEGORIES]),
        sources=ranked([None, *trades.SOURCES]),
        notes=weighted({None: 0.9, **dict.fromkeys(trades.NOTES, 0.0125)}),
    )


def _tags(random: Random) -> list[list[str]]:
    """
    What a person is to us, one word at most, and what else is said of them.
    """
    standings = weighted({None: 0.39, **trades.STANDINGS})
    random.shuffle(standings)
    more = subsets(trades.TAGS, random)
    return [
        [standing, *tags] if standing else tags
        for standing, tags in zip(standings, more, strict=True)
    ]


def _person(
    random: Random, choices: _Choices, taken: set[str], company: Row, locale: _Locale
) -> Row:
    bits, chance = random.getrandbits, random.random
    first, short = locale.first[bits(BITS)]
    last, long = locale.last[bits(BITS)]
    city = locale.cities[bits(BITS)]
    digits = tuple(f"{bits(59):018d}")
    department, title = choices.jobs[bits(BITS)]
    domain = company.get("domain") or locale.places.mail[bits(8) % 3]
    return {
        "first_name": first,
        "last_name": last,
        "email": _email(short, long, domain, bits(7), taken),
        "phone": city.phone % digits[2 : 2 + city.phone.count("%")]
        if chance() < 0.7
        else None,
        "mobile": city.mobile % digits[-city.mobile.count("%") :]
        if chance() < 0.55
        else None,
        "title": title,
        "department": department,
        "company_id": company.get("id"),
        "address": _address(locale, city, digits) if chance() < 0.5 else None,
        "tags": choices.tags[bits(BITS)],
        "category": choices.categories[bits(BITS)],
        "notes": choices.notes[bits(BITS)],
        "lead_source": choices.sources[bits(BITS)],
        "assigned_to": choices.owners[bits(BITS)],
    }


def _email(
    first: str, last: str, domain: str, chance: int, taken: set[str]
) -> str | None:
    """
    An address nobody has; one person in twenty has none.
    """
    if chance < 6:
        return None
    if chance < 90:
        local = f"{first}.{last}"
    elif chance < 115:
        local = f"{first[0]}.{last}"
    else:
        local = last
    address = f"{local}@{domain}"
    number = 1
    while address in taken:
        number += 1
        address = f"{first}.{last}{number}@{domain}"
    taken.add(address)
    return address


def _address(locale: _Locale, city: _City, digits: tuple[str, ...]) -> dict[str, str]:
    places = locale.places
    number = int(digits[3]) * 10 + int(digits[4]) + 1
    name = locale.streets[number % len(locale.streets)]
    return {
        "street": places.street.format(name=name, number=number),
        "city": city.name,
        "region": city.region,
        "postal_code": city.postal_code % digits[5 : 5 + city.postal_code.count("%")],
        "country": places.country,
    }


def _company(locale: _Locale, random: Random, domains: set[str]) -> Row:
    industry = random.choice(list(trades.INDUSTRIES))
    root = random.choice(trades.ROOTS) + random.choice(trades.SUFFIXES)
    trade = random.choice(trades.INDUSTRIES[industry].split())
    family = locale.last[random.getrandbits(BITS)][0]
    form = random.choice(trades.LEGAL_FORMS[locale.code])
    core = random.choice(
        [f"{root} {trade}", f"{family} {trade}", f"{root} {family}", f"{root} {trade}"]
    )
    domain = _free_domain(slug(core), locale.places.domain, domains)
    city = locale.cities[random.getrandbits(BITS)]
    digits = tuple(f"{random.getrandbits(59):018d}")
    return {
        "name": f"{core} {form}".strip(),
        "industry": industry,
        "size": random.choices(trades.SIZES, (40, 30, 16, 8, 4, 2))[0],
        "website": f"https://www.{domain}",
        "domain": domain,
        "phone": city.phone % digits[2 : 2 + city.phone.count("%")],
        "address": _address(locale, city, digits),
        "description": None,
        "category": random.choice(trades.COMPANY_CATEGORIES),
        "tags": [random.choice(trades.COMPANY_TAGS)] if random.random() < 0.2 else [],
    }


def _free_domain(name: str, top: str, domains: set[str]) -> str:
    domain = f"{name}.{top}"
    number = 1
    while domain in domains:
        number += 1
        domain = f"{name}{number}.{top}"
    domains.add(domain)
    return domain


def slug(name: str) -> str:
    """
    *name* in the letters that addresses are written in.
    """
    apart = normalize("NFKD", name.lower().translate(_LETTERS))
    return "".join(c for c in apart if c.isalnum() and not combining(c))


def _locale(code: str) -> _Locale:
    names, places = NAMES[code], PLACES[code]
    cities = [
        _City(
            name,
            region,
            _pattern(postal_code),
            _pattern(places.phone.format(area=area)),
            _pattern(places.mobile.format(area=area)),
        )
        for name, region, area, postal_code in places.cities
    ]
    return _Locale(
        code=code,
        places=places,
        streets=places.streets.split(";"),
        first=ranked([(name, slug(name)) for name in names.first]),
        last=ranked([(name, slug(name)) for name in names.last]),
        cities=ranked(cities),
    )


def _pattern(text: str) -> str:
    return text.replace("#", "%s")


def _moments(count: int, until: datetime, random: Random) -> Iterator[datetime]:
    """
    Growing ever faster from three years before *until*, never twice the same.
    """
    start, seconds = until - SPAN, SPAN.total_seconds()
    for index in range(count):
        part = ((index + random.random()) / count) ** 0.7
        yield start + timedelta(seconds=part * seconds)


def _id(moment: datetime, random: Random) -> UUID:
    """
    A UUID version 7 of *moment*.
    """
    milliseconds = int(moment.timestamp() * 1000)
    chance = random.getrandbits(74)
    value = milliseconds << 80 | 0x7 << 76 | (chance >> 62) << 64
    return UUID(int=value | 0b10 << 62 | chance & (1 << 62) - 1)
