"""
The doors that a query can come in by.
"""

import csv
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from attrs import frozen

from crm_core.companies import COMPANY_FIELDS, list_companies
from crm_core.contacts import CONTACT_FIELDS, list_contacts
from crm_core.shared import Invalid, PageRequest, parse_text, parse_url
from tests.query_cases import PAGING, Answer, Found, QueryCase
from tests.value_cases import Refused

from .doors import World

FIELDS = {"contacts": CONTACT_FIELDS, "companies": COMPANY_FIELDS}
LIST = {"contacts": list_contacts, "companies": list_companies}
OPTIONS = {
    "sort": "--sort",
    "page": "--page",
    "page_size": "--page-size",
    "cursor": "--cursor",
}


def refusal(error: Invalid) -> Refused:
    return Refused(frozenset((each.field, each.code) for each in error.errors))


def by_url(world: World, plural: str, case: QueryCase) -> Answer:
    """
    The library, with parameters as a host's address has them.
    """
    try:
        query, page = parse_url(case.pairs, FIELDS[plural])
        found = world.crm.run(world.actor, LIST[plural], query, page)
    except Invalid as error:
        return refusal(error)
    return Found(len(found.items))


def by_text(world: World, plural: str, case: QueryCase) -> Answer:
    """
    The library, with the text of a search box.
    """
    try:
        query = parse_text(case.text, FIELDS[plural])
        found = world.crm.run(world.actor, LIST[plural], query, PageRequest())
    except Invalid as error:
        return refusal(error)
    return Found(len(found.items))


def by_list(world: World, plural: str, case: QueryCase) -> Answer:
    answer = world.person.get(f"{plural}/?{urlencode(case.pairs)}")
    assert world.canary not in answer.text
    if answer.status_code == 200:
        return Found(len(answer.json()["items"]))
    assert 422 == answer.status_code, answer.text
    errors = answer.json()["errors"]
    return Refused(frozenset((e["field"], e["code"]) for e in errors))


def by_export(world: World, plural: str, case: QueryCase) -> Answer:
    answer = world.person.get(f"{plural}/export/?{urlencode(case.pairs)}")
    assert world.canary not in answer.text
    if answer.status_code == 200:
        return Found(_rows(answer.text))
    assert 422 == answer.status_code, answer.text
    errors = answer.json()["errors"]
    return Refused(frozenset((e["field"], e["code"]) for e in errors))


def by_command(world: World, plural: str, case: QueryCase) -> Answer:
    return _said(world, plural, "list", case, ["--json"])


def by_export_command(world: World, plural: str, case: QueryCase) -> Answer:
    return _said(world, plural, "export", case, [])


def _said(
    world: World, plural: str, command: str, case: QueryCase, more: Sequence[str]
) -> Answer:
    given = ((OPTIONS[name], case.option(name)) for name in OPTIONS)
    words = [f"{option}={value}" for option, value in given if value is not None]
    asked = (plural, command, f"--filter={case.text}", *words, *more)
    said = world.house.run(*asked)
    assert world.canary not in said.out + said.err
    if said.code == 0:
        return Found(len(said.json["items"]) if more else _rows(said.out))
    if said.code == 2:  # not a number: a wrong command line
        assert "is not a whole number" in said.err
        names = {name for name, option in OPTIONS.items() if f"'{option}'" in said.err}
        return Refused(frozenset((name, "number") for name in names))
    assert (1, "") == (said.code, said.out), said.err
    lines = (line[2:] for line in said.err.splitlines() if line.startswith("  "))
    errors = [(f, m) for f, _, m in (line.partition(": ") for line in lines)]
    codes = _codes(world, plural, case)
    return Refused(frozenset((f, codes.get((f, m), m)) for f, m in errors))


def _codes(world: World, plural: str, case: QueryCase) -> dict[tuple[str, str], str]:
    """
    The codes for which the library has the words that a command prints.
    """
    pairs = [pair for pair in case.pairs if pair[0] in {"sort", *PAGING}]
    found: dict[tuple[str, str], str] = {}
    try:
        _, page = parse_url(pairs, FIELDS[plural])
        query = parse_text(case.text, FIELDS[plural])
        world.crm.run(world.actor, LIST[plural], query, page)
    except Invalid as error:
        found = {(e.field, e.message): e.code for e in error.errors}
    return found


def _rows(text: str) -> int:
    return len(list(csv.DictReader(text.lstrip("\ufeff").splitlines())))


@frozen
class Asking:
    """
    A way to ask: with parameters or a text; *paged* if it answers page by page.
    """

    name: str
    ask: Callable[[World, str, QueryCase], Answer]
    in_text: bool = False
    paged: bool = True
    plurals: Sequence[str] = ("contacts",)

    def takes(self, case: QueryCase) -> bool:
        if self.paged:
            return True
        return not any(name in PAGING for name, _ in case.pairs)

    def expected(self, case: QueryCase) -> Answer:
        return case.in_text if self.in_text else case.answer


BOTH = ("contacts", "companies")
ASKED = (
    Asking("library-url", by_url, plurals=BOTH),
    Asking("list", by_list, plurals=BOTH),
    Asking("export", by_export, paged=False),
    Asking("command", by_command, in_text=True),
    Asking("export-command", by_export_command, in_text=True, paged=False),
)
TEXT = Asking("library-text", by_text, in_text=True)
