"""
Both adapters find the same, in the same order: memory says what SQL must mean.
"""

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.contacts import edit_contacts, get_contact, list_contacts
from crm_core.shared import Invalid, PageRequest
from tests.contract.worlds import (
    FIRST,
    LAST,
    NUMBERS,
    a_random,
    a_world,
    fields_of,
    fill,
    values_from,
)
from tests.queries import _values, queries

pytestmark = pytest.mark.postgres

SEEN = st.sampled_from(["own", "team", "all", "all"])
BEGUN = [name[:length] for name in (*FIRST, *LAST) for length in (1, 3) if name]
WORDS = st.sampled_from(
    [
        *FIRST,
        *LAST,
        *NUMBERS,
        *BEGUN,
        "p1@example.com",
        "@example",
        "port",
        "blue",
        "d3",
    ]
    + ["harbor 1", "ann port", "lee 555", "muller co", "4930", "zz", "!!!"]
)
SEARCHES = st.just("") | st.lists(WORDS, max_size=3).map(" ".join).map(str.strip)


@pytest.fixture(scope="module")
def world(engine):
    world = a_world(engine)
    fill(world, a_random())
    return world


def outcome(crm, actor, query):
    """
    All pages of a list as the departments in order, or the fields refused.
    """
    found, cursor, totals, corrected = [], None, [], set()
    try:
        while True:
            request = PageRequest(size=7, cursor=cursor)
            page = crm.run(actor, list_contacts, query, request)
            found += [row.department for row in page.items]
            totals.append(page.total if page.total_exact else None)
            corrected.add(page.corrected)
            cursor = page.next_cursor
            if cursor is None:
                return found, totals, corrected
    except Invalid as refused:
        return [error.field for error in refused.errors], [], set()


@settings(max_examples=250)
@given(data=st.data())
def test_same_lists(world, data):
    """
    Whatever is asked, with whatever sight: the same rows in the same order, page
    after page.
    """
    fields = fields_of(world)
    values = values_from(world, _values)
    query = data.draw(queries(fields, values=values, searches=SEARCHES, most=3))
    actor = world.seen_as(data.draw(SEEN))
    expected, totals, corrected = outcome(world.memory, actor, query)
    found, some, likewise = outcome(world.postgres, actor, query)

    assert (expected, corrected) == (found, likewise)
    assert {*some} <= {*totals, None}
    assert len(expected) == len(set(expected)) or not totals


@settings(max_examples=60)
@given(data=st.data())
def test_numbered_pages(world, data):
    """
    Pages by number hold what pages by cursor hold.
    """
    values = values_from(world, _values)
    drawn = queries(fields_of(world), values=values, searches=SEARCHES, most=2)
    query = data.draw(drawn)
    for crm in world.crms:
        expected, totals, _ = outcome(crm, world.me, query)
        if totals:
            assert expected == numbered(crm, world.me, query)


def numbered(crm, actor, query):
    found = []
    for number in range(1, 99):
        request = PageRequest(size=7, number=number)
        page = crm.run(actor, list_contacts, query, request)
        found += [row.department for row in page.items]
        if page.next_cursor is None:
            return found
    raise AssertionError(query)


@settings(max_examples=60)
@given(data=st.data())
def test_bulk_reaches_what_is_listed(world, data):
    """
    A bulk edit over a filter reaches exactly the rows that the filter lists.
    """
    values = values_from(world, _values)
    drawn = queries(fields_of(world), values=values, searches=SEARCHES, most=2)
    query = evolve(data.draw(drawn), archived=False)
    actor = world.seen_as(data.draw(SEEN))
    for crm in world.crms:
        expected, totals, corrected = outcome(crm, actor, query)
        if totals and corrected == {None}:
            found = []

            def reached(work, found=found):
                found += edit_contacts(work, query=query)
                raise Abandoned

            with pytest.raises(Abandoned):
                crm.run(actor, reached)
            names = {crm.run(actor, get_contact, id).department for id in found}
            assert (len(found), {*expected}) == (len(expected), names)


class Abandoned(Exception):
    pass
