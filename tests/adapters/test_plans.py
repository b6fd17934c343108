"""
What use cases cost the database: indexes used, rows read, trips made.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import psycopg
import pytest
from attrs import evolve, frozen

from crm_adapters.postgres import PostgresWorks
from crm_adapters.postgres.lexemes import owner_fact, prefix
from crm_core import Crm
from crm_core.changes import list_change_sets, record_history
from crm_core.companies import add_company, company_tree
from crm_core.contacts import (
    CONTACT_FIELDS,
    EmailTaken,
    add_contact,
    archive_contact,
    edit_contact,
    get_contact,
    list_contacts,
    show_contact,
)
from crm_core.shared import Actor, PageRequest, RecordRef, Visibility, parse_text
from tests.builders import an_actor
from tests.plugins.postgres import a_database

from .watching import Watch, rows_read, watched

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu")
NAMES = ["".join(each) for each in product(SYLLABLES, repeat=2)]
WORDS_OF_OTHERS = ["".join(each) for each in product(SYLLABLES, repeat=4)]
FEW = 1_200
"""
The most rows that a page may read: it counts no further than 1,001.
"""
MANY = """
insert into crm.contacts
select (c).* from (
    select jsonb_populate_record(c, jsonb_build_object(
        'id', gen_random_uuid(),
        'first_name', initcap(f.name), 'last_name', initcap(l.name),
        'name_key', l.name || ' ' || f.name,
        'email', f.name || '.' || l.name || '@example.com',
        'email_key', f.name || '.' || l.name || '@example.com',
        'created_at', c.created_at - make_interval(secs => row_number() over ()),
        'updated_at', c.updated_at - make_interval(secs => row_number() over ()),
        'search', array_to_tsvector(array[
            %(prefix)s || f.name, %(prefix)s || l.name, %(prefix)s || %(owner)s,
            %(prefix)s || f.name || '.' || l.name || '@example.com'])::text)) as c
    from crm.contacts c, unnest(%(names)s::text[]) f (name),
         unnest(%(names)s::text[]) l (name)
    where c.organization_id = %(organization_id)s) as made;
"""
ADDRESSES = """
insert into crm.contact_emails
select organization_id, email_key, id from crm.contacts
where organization_id = %(organization_id)s and email_key <> '';
"""
WORDS = """
insert into crm.search_words
select %(organization_id)s, unnest(%(names)s::text[] || %(words)s::text[])
on conflict do nothing;
"""


@frozen
class Stage:
    """
    A database with people, someone who works there, and who watches it.
    """

    crm: Crm
    watch: Watch
    ann: Actor

    def run(self, *args: Any, **kwargs: Any) -> Any:
        """
        Run a use case for Ann, watched, after one that warms up the caches.
        """
        self.crm.run(self.ann, list_contacts, None, PageRequest(size=1))
        self.watch.begin()
        return self.crm.run(self.ann, *args, **kwargs)


@pytest.fixture(scope="module")
def stage(postgres_url: str, template_database: str) -> Iterator[Stage]:
    """
    Two organizations of some 10,000 contacts each.
    """
    people = [an_actor(name="Ann"), an_actor(name="Ben")]
    with (
        a_database(postgres_url, template_database) as url,
        watched(url) as (engine, watch),
    ):
        crm = Crm(PostgresWorks(engine))
        for who in people:
            crm.run(who, add_contact, first_name="First")
        with psycopg.connect(url, autocommit=True) as admin:
            for who in people:
                values = {
                    "organization_id": who.organization_id,
                    "prefix": prefix(who.organization_id, archived=False),
                    "owner": owner_fact(who.user_id),
                    "names": NAMES,
                    "words": WORDS_OF_OTHERS,
                }
                for statement in (MANY, ADDRESSES, WORDS):
                    admin.execute(statement, values)
            admin.execute("vacuum analyze")
        yield Stage(crm, watch, people[0])


def economical(watch: Watch) -> None:
    """
    No table was read from end to end, and none of many rows was read widely.
    """
    nodes = [
        node for table in ("contacts", "contact_emails") for node in watch.nodes(table)
    ]
    assert nodes != []
    assert [] == [node for node in nodes if node["Node Type"] == "Seq Scan"]
    assert rows_read(nodes) <= FEW


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("", 1_000),
        ("sort:name", 1_000),
        ("sort:-created_at", 1_000),
        ("owner:me", 1_000),
        ("email:baba.cece@example.com", 1),
        ("baba.cece@example.com", 1),
        ("bace", 100),
        ("baba mumu", 2),
        ("bab cec", 2),
        ("owner:me mumu baba", 2),
        ("tag:nothing", 0),
        ("zzzz", 0),
    ],
)
@pytest.mark.parametrize("visibility", Visibility)
def test_lists_and_searches(
    stage: Stage, text: str, total: int, visibility: Visibility
) -> None:
    """
    Pages of every kind, whatever the actor may see, read what they show and count,
    and little more.
    """
    seeing = evolve(stage, ann=evolve(stage.ann, visibility=visibility))
    page = seeing.run(list_contacts, parse_text(text, CONTACT_FIELDS))
    assert page.total == total
    economical(stage.watch)


def test_a_mistyped_word(stage: Stage) -> None:
    """
    The likeliest spelling is asked of an index of words, not of the records.
    """
    page = stage.run(list_contacts, parse_text("mumuu baba", CONTACT_FIELDS))
    assert page.corrected == "mumu baba"
    economical(stage.watch)
    assert "Seq Scan" not in [
        node["Node Type"] for node in stage.watch.nodes("search_words")
    ]


def test_pages_behind_a_cursor(stage: Stage) -> None:
    """
    The hundredth page costs what the second does.
    """
    page = stage.run(list_contacts, None, PageRequest(size=20))
    reads = []
    for _ in range(100):
        page = stage.run(list_contacts, None, PageRequest(cursor=page.next_cursor))
        reads.append(rows_read(stage.watch.nodes("contacts")))
        economical(stage.watch)
    assert reads[0] == reads[-1]


def test_a_new_contact_is_checked_by_index(stage: Stage) -> None:
    """
    Whether an e-mail address is taken, and by whom, reads no list.
    """
    with pytest.raises(EmailTaken):
        stage.run(add_contact, first_name="A", email="baba.cece@example.com")
    economical(stage.watch)


def test_the_people_of_a_company(stage: Stage) -> None:
    """
    A hierarchy counts the people of its companies, and looks at no others.
    """
    company = stage.run(add_company, name="Harbor")
    stage.run(add_contact, first_name="A", company_id=company.id)
    tree = stage.run(company_tree, company.id)
    assert [node.contacts for node in tree] == [1]
    economical(stage.watch)


def test_trips(stage: Stage) -> None:
    """
    A read is one trip to the database, a search two; a new record is one, a change of
    one three: read, written, committed.
    """
    contact = stage.run(add_contact, first_name="New", email="new@example.com")
    assert stage.watch.trips() == 1
    trips = {}

    def count(name: str, *args: Any, **kwargs: Any) -> None:
        stage.run(*args, **kwargs)
        trips[name] = stage.watch.trips()

    count("show", show_contact, contact.id)
    count("get", get_contact, contact.id)
    count("list", list_contacts)
    count("search", list_contacts, parse_text("bace", CONTACT_FIELDS))
    count("history", record_history, RecordRef("contact", contact.id))
    count("changes", list_change_sets)
    count("edit", edit_contact, contact.id, title="x")
    count("tag", add_contact, first_name="New", tags=["a"])
    count("archive", archive_contact, contact.id)
    assert trips == {
        "show": 1,
        "get": 1,
        "list": 1,
        "search": 2,
        "history": 2,
        "changes": 1,
        "edit": 3,
        "tag": 2,
        "archive": 3,
    }
