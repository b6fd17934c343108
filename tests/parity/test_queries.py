"""
G10 for questions: one verdict by whichever door they are asked; nothing is written.
"""

import pytest

from crm_core.companies import add_company
from crm_core.contacts import add_contact
from tests.query_cases import CASES, INJECTIONS, Found, right

from .asking import ASKED, TEXT

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module", autouse=True)
def plain(world):
    """
    One contact and one company that no question is about.
    """
    fields = {"last_name": "Plain", "title": "Plain", "tags": ["plain"]}
    world.crm.run(world.actor, add_contact, **fields)
    world.crm.run(world.actor, add_company, name="Plain")


def asked(cases, doors):
    return [
        pytest.param(case, door, plural, id=f"{case.id}-{door.name}-{plural}")
        for case in cases
        for door in doors
        for plural in door.plurals
        if door.takes(case)
        and (plural == "contacts" or {name for name, _ in case.pairs} <= {*COMMON})
    ]


COMMON = ("sort", "search", "created_at", "created_by", "page", "page_size", "cursor")


@pytest.mark.parametrize(("case", "door", "plural"), asked(CASES, ASKED))
def test_answer(world, case, door, plural):
    """
    So many are found, or the parameter is refused by its name and code.
    """
    with world.ledger.unchanged():
        assert door.expected(case) == door.ask(world, plural, case)


LITERAL = [right(id, "title", text) for id, text in INJECTIONS.items()]


@pytest.mark.parametrize(("case", "door", "plural"), asked(LITERAL, [*ASKED[1:], TEXT]))
def test_literal_match(world, case, door, plural):
    """
    QRY-02, 10: nothing has this value, until one has it, which alone is found.
    """
    (_, value) = case.pairs[0]

    assert door.expected(case) == door.ask(world, plural, case)
    one = world.crm.run(world.actor, add_contact, last_name="x", title=value)
    try:
        assert Found(1) == door.ask(world, plural, case)
    finally:
        world.archive(plural, one.id)
