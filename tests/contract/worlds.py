"""
One organization twice: the same records in memory and on PostgreSQL.
"""

from random import Random
from uuid import UUID

from attrs import evolve
from hypothesis import strategies as st

from crm_adapters.memory import MemoryWorks
from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.access import save_user
from crm_core.companies import add_company, archive_company
from crm_core.contacts import CONTACT_FIELDS, add_contact, archive_contact
from crm_core.custom_fields import CustomKind, add_custom_field, list_custom_fields
from crm_core.shared import Visibility
from tests.builders import a_colleague, a_team, an_actor, ticking

FIRST = ["Ann", "Anna", "Anne", "ANN", "Łukasz", "Zoë", "Zoe", "", "Jean-Luc", "李"]
LAST = ["Müller", "Muller", "O'Brien", "de la Cruz", "Lee", "lee", "", "Ünal", "X"]
WORDS = ["Board", "board", "Größe", "100%", "C++", "a,b", "#tags=vip", 'say "hi"', "\\"]
TAGS = ["VIP", "Café", "gold", "long " + "x" * 40, "ﷺ" * 20, "ﷺ" * 19]
CITIES = ["Berlin", "berlin", "Łódź", "São Paulo"]
NUMBERS = ["+49 30 901820", "(030) 90-18-20", "0171 555", "555", "+1 555 0100"]
DAYS = ["2026-03-14", "2026-03-01", "2025-12-31", "2000-02-29"]
FIGURES = ["0", "-1.5", "42", "42.000001", "999999999999"]
CUSTOM = [kind.value for kind in CustomKind]
OPTIONS = ["Red", "Green", "Größe"]
POOLS = {
    "text": [*WORDS, "https://a.example/x", *CUSTOM],
    "number": [*FIGURES, 7],
    "date": DAYS,
    "flag": [True, False],
    "choice": OPTIONS,
    "url": ["https://a.example/x", "b.example"],
    "tags": TAGS,
}


class World:
    """
    Two CRMs that hold the same, by people's first or companies' last names.
    """

    def __init__(self, memory, postgres, me, owners):
        self.memory = memory
        self.postgres = postgres
        self.me = me
        self.owners = owners
        self.companies = ([], [])

    @property
    def crms(self):
        return [self.memory, self.postgres]

    def seen_as(self, visibility):
        return evolve(self.me, visibility=Visibility(visibility))


def a_world(engine):
    """
    An empty organization: me, a member of my team, and someone else.
    """
    team = a_team()
    me = an_actor(teams=frozenset({team}))
    mate, other = a_colleague(me, teams=frozenset({team})), a_colleague(me)
    crms = [Crm(MemoryWorks(ticking())), Crm(PostgresWorks(engine, ticking()))]
    for crm in crms:
        for someone in (mate, other):
            crm.run(me, save_user, someone.user_id, teams=someone.teams)
        for kind in CUSTOM:
            crm.run(
                me,
                add_custom_field,
                record="contact",
                name=kind.replace("-", "_"),
                kind=kind,
                options=OPTIONS if kind == "choice" else [],
            )
    owners = [me.user_id, mate.user_id, other.user_id, None]
    return World(*crms, me, owners)


def fill(world, random, *, people=60):
    """
    Write the same random records into both.
    """
    for number in range(6):
        company = {
            "name": f"{random.choice(['Blue Harbor', 'Port', 'Müller & Co'])} {number}",
            "industry": random.choice([None, "Trade", "trade"]),
            "category": random.choice([None, *WORDS]),
            "tags": random.sample(TAGS, random.randint(0, 2)),
            "address": {"city": random.choice(CITIES)},
            "assigned_to": random.choice(world.owners),
        }
        for crm, companies in zip(world.crms, world.companies, strict=True):
            added = crm.run(world.me, add_company, allow_duplicates=True, **company)
            companies.append(added.id)
            if number == 0:
                crm.run(world.me, archive_company, added.id)
    for number in range(people):
        person = a_person(world, random, number)
        archived = random.random() < 0.2
        for crm, companies in zip(world.crms, world.companies, strict=True):
            own = dict(person)
            place = own.pop("company")
            own["company_id"] = None if place is None else companies[place]
            added = crm.run(world.me, add_contact, allow_duplicates=True, **own)
            if archived:
                crm.run(world.me, archive_contact, added.id)


def a_person(world, random, number):
    """
    The raw values of a contact, with a department of its own to know it by.
    """
    fields = {custom: _custom_value(custom, random) for custom in CUSTOM}
    return {
        "first_name": random.choice(FIRST),
        "last_name": random.choice(LAST),
        "department": f"D{number}",
        "title": random.choice([None, *WORDS]),
        "email": random.choice(
            [None, f"p{number}@Example.com", f"ü{number}@exämple.com"]
        ),
        "phone": random.choice([None, *NUMBERS])
        if random.random() < 0.7
        else "111 222",
        "mobile": random.choice([None, *NUMBERS]),
        "tags": random.sample(TAGS, random.randint(0, 3)),
        "category": random.choice([None, *WORDS]),
        "lead_source": random.choice([None, *WORDS]),
        "address": random.choice(
            [None, {"city": random.choice(CITIES), "country": "DE"}]
        ),
        "do_not_contact": random.random() < 0.3,
        "assigned_to": random.choice(world.owners),
        "company": random.choice([None, *range(6)]),
        "custom": {k.replace("-", "_"): v for k, v in fields.items() if v is not None},
    }


def _custom_value(kind, random):
    if random.random() < 0.5:
        return None
    pool = POOLS["text" if kind == "long-text" else kind]
    return random.sample(pool, 2) if kind == "tags" else random.choice(pool)


def fields_of(world):
    """
    The fields of contacts, custom ones included.
    """
    own = world.memory.run(world.me, list_custom_fields, "contact")
    return CONTACT_FIELDS.with_custom(custom.field for custom in own)


def values_from(world, values):
    """
    Values that queries of this world compare with: often ones that are there.
    """
    texts = [
        *FIRST,
        *LAST,
        *WORDS,
        *CITIES,
        *NUMBERS,
        *OPTIONS,
        "trade",
        "DE",
        "port 1",
    ]
    texts += [f"{a} {b}" for a in FIRST[:4] for b in LAST[:4]]
    texts = [text for text in texts if text]

    def drawn(kind):
        match kind:
            case "tags":
                return st.sampled_from([*TAGS, "cafe", "VIPS", *OPTIONS]) | values(kind)
            case "text" | "choice" | "phone" | "url":
                known = st.sampled_from([*texts, *POOLS["url"]])
                return (
                    known | known.map(str.upper) | known.map(str.lower) | values(kind)
                )
            case "email":
                known = st.sampled_from(["P1@example.COM", "ü2@XN--exmple-cua.com"])
                return known | values(kind)
            case "id":
                ids = [o for o in world.owners if o]
                return st.sampled_from([*ids, UUID(int=7)])
        return values(kind)

    return drawn


def a_random(seed=7):
    return Random(seed)
