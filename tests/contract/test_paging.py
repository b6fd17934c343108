"""
QRY-18: pages while others write; cursors that someone made up.
"""

import pytest
from hypothesis import given, settings

from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.contacts import (
    add_contact,
    archive_contact,
    edit_contact,
    list_contacts,
    purge_contact,
)
from crm_core.shared import Invalid, Order, PageRequest, to_url, write_cursor
from tests.builders import a_query, an_actor
from tests.strategies import junk

LISTS = {
    "latest change": a_query(),
    "name": a_query(order=(Order("name"),)),
    "name, backwards": a_query(order=(Order("name", descending=True),)),
    "newest": a_query(order=(Order("created_at", descending=True),)),
    "two keys": a_query(order=(Order("name"), Order("created_at", descending=True))),
    "search": a_query("lee"),
    "search by name": a_query("lee", order=(Order("name"),)),
    "begun words": a_query("le"),
    "tag": a_query("tag:vip"),
    "tag, two keys": a_query("tag:vip", order=(Order("name"), Order("email"))),
    "condition": a_query("city:rome"),
    "tag and condition": a_query("tag:vip city:rome"),
}


def add(crm, actor, name):
    return crm.run(
        actor,
        add_contact,
        first_name=name,
        last_name="Lee",
        tags=["VIP"],
        address={"city": "Rome"},
    )


@pytest.mark.parametrize("query", LISTS.values(), ids=LISTS)
def test_others_write(crm, actor, query):
    """
    Whatever was there throughout is seen exactly once, page by page, while others
    add, edit, archive and purge.
    """
    names = ["Ann", "Ann", "Bob", "Cy", "Bob", "Ann", "Dee", "Cy", "Eve", "Ann", "Flo"]
    stay = {add(crm, actor, name).id for name in names}
    go = [add(crm, actor, name) for name in names]
    seen, cursor = [], None
    while True:
        page = crm.run(actor, list_contacts, query, PageRequest(size=3, cursor=cursor))
        seen += [row.id for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
        add(crm, actor, "Ann")
        if len(go) > 2:
            crm.run(actor, edit_contact, go.pop().id, first_name="Zoe")
            gone = crm.run(actor, archive_contact, go.pop().id)
            crm.run(actor, purge_contact, gone.id)

    assert stay <= {*seen}
    assert len(stay) == sum(each in stay for each in seen)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "query", [LISTS["name"], LISTS["latest change"], LISTS["search"]], ids=str
)
@settings(max_examples=40)
@given(value=junk)
def test_made_up(engine, query, value):
    """
    TEN-15: a cursor for the right list, put together by someone, is refused or is a
    place in the list; nothing else happens.
    """
    actor, crm = an_actor(), Crm(PostgresWorks(engine))
    bound_to = f"{actor.organization_id}|contacts|{to_url(query)}"
    try:
        cursors = [
            write_cursor([value] * length, bound_to=bound_to) for length in (2, 6)
        ]
    except (TypeError, ValueError):
        return
    for cursor in cursors:
        try:
            page = crm.run(actor, list_contacts, query, PageRequest(cursor=cursor))
        except Invalid:
            continue
        assert [] == page.items


def test_cursor_of_another_list(crm, actor):
    """
    A cursor belongs to one query.
    """
    for name in ("Ann", "Bob"):
        add(crm, actor, name)
    page = crm.run(actor, list_contacts, a_query("lee"), PageRequest(size=1))
    with pytest.raises(Invalid):
        crm.run(actor, list_contacts, a_query(), PageRequest(cursor=page.next_cursor))
