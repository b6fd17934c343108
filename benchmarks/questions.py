"""
What people type into the search box, made from the people in the database.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlencode

from .databases import connect

Person = Mapping[str, Any]

SAMPLE = """
select c.first_name, c.last_name, c.email, coalesce(c.phone, c.mobile) as number,
       c.tags, c.assigned_to::text as owner, o.name as company
from crm.contacts c join crm.companies o
  on o.organization_id = c.organization_id and o.id = c.company_id
where c.email is not null and coalesce(c.phone, c.mobile) is not null
  and c.assigned_to is not null and c.tags <> '{}'
order by md5(c.id::text || %s) limit %s
"""
COUNTED = "select last_name, count(*) from crm.contacts group by 1 order by 2 desc, 1"


class Question(NamedTuple):
    """
    A search; one of the answers should have *surname*.
    """

    kind: str
    text: str
    surname: str
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        query = urlencode([("search", self.text), *self.filters])
        return f"/api/crm/contacts/?{query}"


def questions(url: str, count: int, *, seed: int) -> list[Question]:
    """
    *count* questions, as many of each kind, in mixed order.
    """
    random = Random(f"questions {seed}")
    with connect(url) as reader:
        cursor = reader.execute(SAMPLE, [str(seed), count])
        names = [column.name for column in cursor.description or ()]
        people = [dict(zip(names, row, strict=True)) for row in cursor]
        surnames = [name for name, _ in reader.execute(COUNTED)]
    kinds = _kinds(surnames)
    asked = [
        kinds[number % len(kinds)](person, random)
        for number, person in enumerate(people)
    ]
    random.shuffle(asked)
    return asked


def _kinds(surnames: list[str]) -> list[Callable[[Person, Random], Question]]:
    common, rare = surnames[:40], surnames[len(surnames) // 2 :]
    known = {name.lower() for name in surnames}

    def common_name(_: Person, random: Random) -> Question:
        name = random.choice(common)
        return Question("common name", name, name)

    def rare_name(_: Person, random: Random) -> Question:
        name = random.choice(rare)
        return Question("rare name", name, name)

    def typing_error(person: Person, random: Random) -> Question:
        name = person["last_name"]
        wrong = name
        while wrong.lower() in known or wrong == name:
            wrong = _mistyped(name, random)
        return Question("typing error", wrong, name)

    return [
        common_name,
        rare_name,
        _beginning,
        _two_words,
        _with_company,
        _email,
        _phone,
        typing_error,
        _with_tag,
        _with_owner,
    ]


def _beginning(person: Person, random: Random) -> Question:
    name = person["last_name"]
    return Question("beginning", name[: random.choice((3, 4, 5))], "")


def _two_words(person: Person, random: Random) -> Question:
    words = [person["first_name"], person["last_name"]]
    random.shuffle(words)
    return Question("two words", " ".join(words), person["last_name"])


def _with_company(person: Person, _: Random) -> Question:
    company = person["company"].split()[0]
    text = f"{person['last_name']} {company}"
    return Question("name and company", text, person["last_name"])


def _email(person: Person, random: Random) -> Question:
    local, _, domain = person["email"].partition("@")
    text = random.choice((person["email"], local, f"{local}@{domain[:4]}"))
    return Question("e-mail", text, person["last_name"])


def _phone(person: Person, random: Random) -> Question:
    digits = "".join(c for c in person["number"] if c.isdigit())
    text = random.choice((digits[-7:], digits[-4:], person["number"], digits[:9]))
    return Question("phone", text, "")


def _with_tag(person: Person, random: Random) -> Question:
    tag = random.choice(person["tags"])
    name = person["last_name"]
    return Question("name with tag", name[:4], "", (("tags", tag),))


def _with_owner(person: Person, _: Random) -> Question:
    name = person["last_name"]
    owner = (("assigned_to", person["owner"]),)
    return Question("name with owner", name, name, owner)


def _mistyped(name: str, random: Random) -> str:
    """
    *name* with one letter wrong, missing, doubled, or swapped with its neighbour.
    """
    at = random.randrange(1, max(2, len(name) - 1))
    return random.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
            name[:at] + random.choice("aeinorst") + name[at + 1 :],
        ]
    )
