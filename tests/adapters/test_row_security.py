"""
The second wall: what the application's role can do in the database, whatever the
application asks.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors, sql

from crm_adapters.postgres import PostgresWorks, metadata
from crm_adapters.postgres.schema import APP_ROLE, SEARCH_ROLE, WORKER_ROLE
from crm_core import Crm
from crm_core.access import create_sign_in_link, define_role, invite_user
from crm_core.companies import add_company, edit_company, list_companies
from crm_core.contacts import (
    EmailTaken,
    add_contact,
    list_contacts,
)
from crm_core.custom_fields import add_custom_field
from crm_core.matching import change_matching_rules
from crm_core.shared import Actor, Forbidden, Invalid
from tests.builders import an_actor

from .filling import (
    answer_once,
    attach_a_file,
    book_a_meeting,
    fill_a_form_in,
    find_and_merge,
    give_away,
    plan_what_recurs,
    read_a_mailbox,
    refuse_a_row,
    sell,
    share_a_calendar,
    write_letters,
)
from .postgres_crm import an_engine

pytestmark = pytest.mark.postgres
App = psycopg.Connection[Any]
Run = Callable[..., Any]
TABLES = sorted(table.name for table in metadata.sorted_tables)
KEPT = {"change_sets", "changes", "events", "forecast_submissions"}
"""
What the application adds to and never deletes from.
"""


@pytest.fixture
def ben(crm: Crm) -> Actor:
    """
    Somebody of another organization, which has a row in every table.
    """
    ben = an_actor(name="Ben", email=f"{uuid4()}@example.com")
    company = crm.run(ben, add_company, name="Blue Harbor", tags=["vip"])
    crm.run(ben, add_custom_field, record="contact", name="shoe", kind="number")
    person = {"email": "lee@example.com", "affiliations": [{"company_id": company.id}]}
    lee = crm.run(ben, add_contact, first_name="Lee", company_id=company.id, **person)
    crm.run(ben, define_role, "clerk", permissions=["contact:read"], visibility="own")
    invited = crm.run(ben, invite_user, email="new@example.com", name="New")
    crm.run(ben, create_sign_in_link, invited.id)
    crm.run(ben, answer_once)
    find_and_merge(partial(crm.run, ben))
    crm.run(ben, change_matching_rules, on_create="warn")
    crm.run(ben, refuse_a_row)
    crm.run(ben, sell, lee.id)
    crm.run(ben, attach_a_file, lee.id)
    crm.run(ben, plan_what_recurs, lee.id)
    crm.run(ben, share_a_calendar)
    crm.run(ben, read_a_mailbox)
    fill_a_form_in(crm, ben)
    book_a_meeting(crm, ben)
    write_letters(partial(crm.run, ben), lee.id)
    give_away(partial(crm.run, ben), ben.user_id)
    return ben


@pytest.fixture
def app(database_url: str) -> Iterator[App]:
    """
    A connection as the application's role, for no organization yet.
    """
    with psycopg.connect(database_url) as connection:
        connection.execute(f"set role {APP_ROLE}")
        connection.commit()
        yield connection
        connection.rollback()


def work_for(app: App, organization_id: UUID) -> None:
    """
    Set the organization for the transaction, as the adapter does.
    """
    setting = "select set_config('crm.organization_id', %s, true)"
    app.execute(setting, [str(organization_id)])


def organizations_seen(app: App, table: str) -> set[UUID]:
    """
    Whose rows of a table are seen.
    """
    query = sql.SQL("select distinct organization_id from crm.{}")
    return {row[0] for row in app.execute(query.format(sql.Identifier(table)))}


@pytest.mark.parametrize("table", TABLES)
def test_no_organization_sees_nothing(ben: Actor, app: App, table: str) -> None:
    """
    TEN-21: a forgotten setting gives no rows and no error; so does the empty text
    that a setting leaves behind when its transaction ends.
    """
    assert organizations_seen(app, table) == set()
    work_for(app, ben.organization_id)
    assert organizations_seen(app, table) == {ben.organization_id}
    app.commit()
    assert app.execute("show crm.organization_id").fetchone() == ("",)
    assert organizations_seen(app, table) == set()


@pytest.mark.parametrize("table", TABLES)
def test_another_organization_sees_its_own(
    crm: Crm, ben: Actor, ann: Actor, app: App, table: str
) -> None:
    """
    With the setting of one organization the rows of no other are seen or touched,
    even when they are asked for by name.
    """
    crm.run(ann, add_contact, first_name="Ann's")
    work_for(app, ann.organization_id)
    assert organizations_seen(app, table) <= {ann.organization_id}
    owned = sql.SQL("from crm.{} where organization_id = %s")
    theirs = owned.format(sql.Identifier(table))
    asked = [ben.organization_id]
    assert app.execute(sql.SQL("select 1 ") + theirs, asked).fetchall() == []
    if table not in KEPT:
        assert app.execute(sql.SQL("delete ") + theirs, asked).rowcount == 0


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_the_wall(app: App, table: str) -> None:
    """
    Row security is on for the owner too, and writes are checked like reads.
    """
    row = app.execute(
        "select c.relrowsecurity, c.relforcerowsecurity, p.polwithcheck is not null"
        " from pg_class c join pg_policy p on p.polrelid = c.oid"
        " where c.oid = %s::regclass and p.polname = 'tenant'",
        [f"crm.{table}"],
    ).fetchone()
    assert row == (True, True, True)


@pytest.mark.parametrize("table", TABLES)
def test_every_key_begins_with_the_organization(app: App, table: str) -> None:
    """
    No unique index and no foreign key spans organizations: the one would tell of
    others' values, the other could point at their rows.
    """
    found = app.execute(
        "select i.indexrelid::regclass::text, a.attname from pg_index i"
        " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]"
        " where i.indrelid = %s::regclass and i.indisunique"
        " union all select k.conname, a.attname from pg_constraint k"
        " join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]"
        " where k.conrelid = %s::regclass and k.contype = 'f'",
        [f"crm.{table}"] * 2,
    ).fetchall()
    assert {column for _, column in found} == {"organization_id"}


def test_a_row_of_another_organization_cannot_be_written(
    ben: Actor, ann: Actor, app: App
) -> None:
    """
    Neither a new row for another organization nor one of one's own moved there.
    """
    work_for(app, ann.organization_id)
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute("insert into crm.tags values (%s, 'a', 'A')", [ben.organization_id])
    app.rollback()
    work_for(app, ann.organization_id)
    app.execute("insert into crm.tags values (%s, 'a', 'A')", [ann.organization_id])
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute("update crm.tags set organization_id = %s", [ben.organization_id])


def test_no_reference_into_another_organization(
    crm: Crm, ben: Actor, ann: Actor
) -> None:
    """
    TEN-04: foreign keys are checked past row security, and still refuse.
    """
    theirs = crm.run(ben, list_companies).items[0].id
    mine = crm.run(ann, add_company, name="Mine").id
    for field, wrong in (
        ("company_id", {"company_id": theirs}),
        ("affiliations", {"affiliations": [{"company_id": theirs}]}),
        ("assigned_to", {"assigned_to": ben.user_id}),
    ):
        with pytest.raises(Invalid) as refused:
            crm.run(ann, add_contact, first_name="A", **wrong)
        assert [error.field for error in refused.value.errors] == [field]
    with pytest.raises(Invalid) as refused:
        crm.run(ann, edit_company, mine, parent_id=theirs)
    assert [error.field for error in refused.value.errors] == ["parent_id"]


def test_what_others_have_is_not_taken(crm: Crm, ben: Actor, ann: Actor) -> None:
    """
    The same e-mail address, user and tag in two organizations: neither hears of
    the other, and a refusal in one's own names one's own.
    """
    mine = crm.run(ann, add_contact, first_name="Mine", email="lee@example.com")
    with pytest.raises(EmailTaken) as taken:
        crm.run(ann, add_contact, first_name="Again", email="LEE@example.com")
    assert taken.value.details["contact_id"] == mine.id

    both = an_actor(user_id=ben.user_id, name=ben.name, email=ben.email)
    crm.run(both, add_company, name="Blue Harbor", tags=["ViP"])
    assert crm.run(both, list_companies).items[0].tags == ["ViP"]


@pytest.mark.parametrize(
    "call",
    [
        (
            "select * from crm.search_records('contacts', %s, false, null,"
            " ''::tsquery, 'updated_at', true, null, null, null, 10)"
        ),
        "select * from crm.similar_words(%s, 'lee')",
        (
            "select crm.defer_job('send_invitation',"
            " jsonb_build_object('organization_id', %s::uuid))"
        ),
    ],
    ids=["search", "spelling", "job"],
)
def test_functions_serve_the_organization_at_work(
    ben: Actor, ann: Actor, app: App, call: str
) -> None:
    """
    What runs with more rights than the caller asks first for whom.
    """
    for at_work in (None, ann.organization_id):
        if at_work:
            work_for(app, at_work)
        with pytest.raises(errors.InsufficientPrivilege, match="another organization"):
            app.execute(call, [ben.organization_id])
        app.rollback()
    work_for(app, ben.organization_id)
    app.execute(call, [ben.organization_id])


@pytest.mark.parametrize(
    "statement",
    [
        "delete from crm.events",
        "update crm.events set kind = 'x'",
        "delete from crm.changes",
        "update crm.changes set action = 'removed'",
        "update crm.changes set record_id = change_set_id",
        "delete from crm.change_sets",
        "update crm.change_sets set user_id = id",
        "update crm.change_sets set at = now()",
        "truncate crm.changes",
    ],
)
def test_the_trail_only_grows(ben: Actor, app: App, statement: str) -> None:
    """
    TEN-25: what happened, who did it and when are not for the application to change.
    """
    work_for(app, ben.organization_id)
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "select * from crm.procrastinate_jobs",
        "insert into crm.procrastinate_jobs (task_name) values ('x')",
        "alter table crm.contacts no force row level security",
        "alter table crm.contacts disable row level security",
        "create policy mine on crm.contacts using (true)",
        "drop policy tenant on crm.contacts",
        "create table crm.mine ()",
        "create function crm.mine() returns int language sql as 'select 1'",
        "alter role crm_app bypassrls",
        "grant crm_search to crm_app",
        "copy crm.contacts to program 'cat'",
    ],
)
def test_the_wall_is_not_the_applications(app: App, statement: str) -> None:
    """
    The application's role cannot take the wall down, nor look around it.
    """
    with pytest.raises((errors.InsufficientPrivilege, errors.InvalidGrantOperation)):
        app.execute(statement)


def test_leaving_row_security_out_is_refused(ben: Actor, app: App) -> None:
    """
    The application may ask to be shown everything, and gets an error instead.
    """
    work_for(app, ben.organization_id)
    app.execute("set local row_security = off")
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute("select * from crm.contacts")


def test_the_roles_are_plain(app: App) -> None:
    """
    No role of the CRM signs in, owns a table, or has a right beyond its grants.
    """
    roles = [APP_ROLE, SEARCH_ROLE, WORKER_ROLE]
    plain = app.execute(
        "select rolname from pg_roles where rolname = any(%s) and not (rolsuper"
        " or rolbypassrls or rolcanlogin or rolcreaterole or rolcreatedb)"
        " and not exists (select from pg_class where relowner = pg_roles.oid)"
        " and not exists (select from pg_auth_members where member = pg_roles.oid)",
        [roles],
    ).fetchall()
    assert sorted(roles) == sorted(row[0] for row in plain)


def test_connections_forget(database_url: str, ben: Actor, ann: Actor) -> None:
    """
    TEN-20: on one connection, organization after organization, success or not:
    nothing of the one is left for the next, or for a query without a setting.
    """
    with an_engine(database_url, size=1) as engine:
        crm = Crm(PostgresWorks(engine))
        assert crm.run(ben, list_contacts).total == 1
        assert crm.run(ann, list_contacts).total == 0
        with pytest.raises(EmailTaken):
            crm.run(ben, add_contact, first_name="Again", email="lee@example.com")
        assert crm.run(ann, list_contacts).total == 0
        with engine.connect() as connection:
            left = connection.exec_driver_sql(
                "select current_user, current_setting('crm.organization_id', true)"
            ).one()
        assert tuple(left) == ("postgres", "")


def test_the_login_may_not_become_the_application(
    fresh_database_url: str, ann: Actor
) -> None:
    """
    A login that was not made a member is refused, not let in without the wall.
    """
    with psycopg.connect(fresh_database_url) as admin:
        admin.execute("drop role if exists stranger")
        admin.execute("create role stranger login")
    url = fresh_database_url.replace("postgres@", "stranger@", 1)
    with an_engine(url) as engine, pytest.raises(Forbidden):
        Crm(PostgresWorks(engine)).run(ann, list_contacts)
    with psycopg.connect(fresh_database_url) as admin:
        admin.execute("drop role stranger")
