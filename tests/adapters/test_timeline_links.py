"""
The index of entries by record, and for which company changes count: what is said, what
follows from it, and what follows when records move.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from importlib import util
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

import crm_adapters.postgres
from crm_adapters.postgres.links import Linked, link, link_many, unlink
from crm_core import Crm
from crm_core.changes import undo_change_set
from crm_core.companies import add_company
from crm_core.contacts import add_contact, edit_contact, edit_contacts
from crm_core.leads import add_lead, convert_lead
from crm_core.opportunities import add_opportunity, edit_opportunity
from crm_core.shared import Actor, RecordRef, new_uuid7
from tests.builders import an_actor

from .postgres_crm import a_crm, an_engine, asked
from .test_concurrency import at_once

pytestmark = pytest.mark.postgres
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CROWD = 8


@pytest.fixture
def crm(database_url: str) -> Iterator[Crm]:
    """
    A CRM with a connection for each of a crowd.
    """
    with a_crm(database_url, size=CROWD) as crm:
        yield crm


def entry(about: Iterable[RecordRef], **given: Any) -> Linked:
    """
    A call about some records.
    """
    known = {"kind": "call", "at": AT, "user_id": None, "open": False}
    return Linked(entry_id=new_uuid7(), about=tuple(about), **{**known, **given})


def note(work: Any, about: Iterable[RecordRef]) -> UUID:
    """
    A new entry about some records.
    """
    made = entry(about)
    link_many(work.context, "activity", [made])
    return made.entry_id


def links(work: Any, id: UUID) -> set[tuple[str, UUID, bool]]:
    """
    The records that an entry belongs to, and whether it is about them.
    """
    found = asked(
        work,
        "SELECT record_kind, record_id, direct FROM crm.timeline_links"
        f" WHERE entry_id = '{id}'",
    )
    return {(kind, record, direct) for kind, record, direct in found}


def counts_for(work: Any, id: UUID) -> list[Any]:
    """
    The companies that the changes of a record count for.
    """
    query = f"SELECT company_id FROM crm.changes WHERE record_id = '{id}'"
    return [row[0] for row in asked(work, query)]


def test_a_contacts_company_follows(crm: Crm, ann: Actor) -> None:
    """
    What is about a contact belongs to its company too, and moves along with it; about
    both, it is the company's own.
    """
    old, new = (crm.run(ann, add_company, name=name) for name in ("Old", "New"))
    lee = crm.run(ann, add_contact, first_name="Lee", company_id=old.id)
    contact, company = RecordRef("contact", lee.id), RecordRef("company", old.id)
    alone = crm.run(ann, note, [contact])
    both = crm.run(ann, note, [contact, company])
    own, moved = ("contact", lee.id, True), ("company", new.id, False)
    assert {own, ("company", old.id, False)} == crm.run(ann, links, alone)
    assert {own, ("company", old.id, True)} == crm.run(ann, links, both)

    crm.run(ann, edit_contact, lee.id, company_id=new.id)

    assert {own, moved} == crm.run(ann, links, alone)
    assert {own, ("company", old.id, True), moved} == crm.run(ann, links, both)

    crm.run(ann, edit_contact, lee.id, company_id=None)

    assert {own} == crm.run(ann, links, alone)


def test_what_a_lead_became_follows(crm: Crm, ann: Actor) -> None:
    """
    Through a conversion and its undo, to the company of the opportunity it became, and on
    when that moves to another.
    """
    lead = crm.run(ann, add_lead, title="Boat", last_name="Lee", company_name="Acme")
    id = crm.run(ann, note, [RecordRef("lead", lead.id)])
    with crm.works.open(ann) as work:
        became, change_set = convert_lead(work, lead.id), work.change_set_id
    other = crm.run(ann, add_company, name="Other")
    made = {
        ("lead", lead.id, True),
        ("contact", became.contact_id, False),
        ("company", became.company_id, False),
        ("opportunity", became.opportunity_id, False),
    }
    assert made == crm.run(ann, links, id)

    with crm.works.open(ann) as work:
        edit_opportunity(work, became.opportunity_id, company_id=other.id)
        moving = work.change_set_id
    assert {*made, ("company", other.id, False)} == crm.run(ann, links, id)

    crm.run(ann, undo_change_set, moving)
    crm.run(ann, undo_change_set, change_set)

    assert {("lead", lead.id, True)} == crm.run(ann, links, id)


def test_many_at_once_and_none(crm: Crm, ann: Actor) -> None:
    """
    Linking again replaces what was said before; what is unlinked is gone everywhere.
    """
    acme = crm.run(ann, add_company, name="Acme")
    lee = crm.run(ann, add_contact, first_name="Lee", company_id=acme.id)
    deal = crm.run(ann, add_opportunity, name="Boat", company_id=acme.id)
    refs = [RecordRef("contact", lee.id), RecordRef("opportunity", deal.id)]
    made = [entry(refs[n % 2 :][:1]) for n in range(10)]
    with crm.works.open(ann) as work:
        link_many(work.context, "activity", made)
        assert [2] * 10 == [len(links(work, each.entry_id)) for each in made]
        one = made[0]
        link(
            work.context,
            entry_id=one.entry_id,
            entry="activity",
            kind="call",
            at=AT,
            user_id=None,
            open=True,
            about=refs[1:],
        )
        belongs = {("opportunity", deal.id, True), ("company", acme.id, False)}
        assert belongs == links(work, one.entry_id)
        unlink(work.context, *(each.entry_id for each in made))
        assert [] == [each for each in made if links(work, each.entry_id)]
        link_many(work.context, "activity", [])


def test_who_moves_meanwhile(crm: Crm, ann: Actor) -> None:
    """
    Entries that are written at the moment when their contact moves are links of the
    company that it moved to.
    """
    homes = [crm.run(ann, add_company, name=f"No. {n}").id for n in range(2)]
    lee = crm.run(ann, add_contact, first_name="Lee", company_id=homes[0])
    about = [RecordRef("contact", lee.id)]
    for turn in range(10):
        home = homes[(turn + 1) % 2]
        move = partial(crm.run, ann, edit_contact, lee.id, company_id=home)
        write = partial(crm.run, ann, note, about)
        _, *made = at_once(move, *[write] * (CROWD - 1))
        for id in made:
            expected = {("contact", lee.id, True), ("company", home, False)}
            assert expected == crm.run(ann, links, id)


def test_changes_count_for_the_company_of_today(crm: Crm, ann: Actor) -> None:
    """
    All changes of a record, one by one and in bulk, several in one transaction, and those
    that are undone.
    """
    old, new = (crm.run(ann, add_company, name=name) for name in ("Old", "New"))
    assert [old.id] == crm.run(ann, counts_for, old.id)
    with crm.works.open(ann) as work:  # nothing of it is written before its end
        lee = add_contact(work, first_name="Lee", company_id=old.id)
        edit_contact(work, lee.id, company_id=new.id)
        edit_contact(work, lee.id, company_id=old.id)
    assert [old.id] * 3 == crm.run(ann, counts_for, lee.id)

    with crm.works.open(ann) as work:
        edit_contacts(work, ids=[lee.id], company_id=new.id)
        change_set = work.change_set_id
    assert [new.id] * 4 == crm.run(ann, counts_for, lee.id)

    crm.run(ann, undo_change_set, change_set)
    assert [old.id] * 5 == crm.run(ann, counts_for, lee.id)

    crm.run(ann, edit_contact, lee.id, company_id=None)
    assert [None] * 6 == crm.run(ann, counts_for, lee.id)


def test_changes_of_before_are_filled(fresh_database_url: str) -> None:
    """
    A database of an earlier version learns for which companies its changes count, and
    who made them.
    """
    ann = an_actor()
    with a_crm(fresh_database_url) as crm:
        acme = crm.run(ann, add_company, name="Acme")
        ids = [acme.id]
        for fields in ({"company_id": acme.id}, {}):
            lee = crm.run(ann, add_contact, first_name="Lee", **fields)
            crm.run(ann, edit_contact, lee.id, title="Mate", allow_duplicates=True)
            ids.append(lee.id)
        with psycopg.connect(fresh_database_url, autocommit=True) as admin:
            for column in ("company_id", "user_id"):
                admin.execute(f"alter table crm.changes drop column {column}")

        with (
            an_engine(fresh_database_url) as engine,
            engine.begin() as connection,
            Operations.context(MigrationContext.configure(connection)),
        ):
            _migration("0006_timeline")._companies_of_changes()

        expected = [[acme.id], [acme.id] * 2, [None] * 2]
        assert expected == [crm.run(ann, counts_for, id) for id in ids]
        crm.run(ann, edit_contact, ids[1], title="Captain")
    with psycopg.connect(fresh_database_url) as admin:
        found = admin.execute("select distinct user_id from crm.changes").fetchall()
        assert [(ann.user_id,)] == found
        forced = admin.execute(
            "select count(*) from pg_class where relnamespace = 'crm'::regnamespace"
            " and relrowsecurity and not relforcerowsecurity"
        ).fetchone()
        assert (0,) == forced


def _migration(name: str) -> Any:
    folder = Path(crm_adapters.postgres.__file__).parent / "migrations" / "versions"
    spec = util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
