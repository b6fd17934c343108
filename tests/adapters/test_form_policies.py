"""
What a visitor's transaction may read, and counts that processes share.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from crm_adapters.postgres import PostgresWorks
from crm_adapters.postgres.schema import APP_ROLE
from crm_adapters.postgres.statements import statement
from crm_core import Crm
from crm_core.forms import (
    Said,
    add_form,
    digest_of_code,
    find_form,
    form_actor,
    link_submission,
    list_submissions,
    start_token,
    submit_form,
)
from tests.builders import an_actor

pytestmark = pytest.mark.postgres
ASKED = [{"name": "email", "required": True}]


@pytest.fixture
def forms(crm):
    """
    Forms of two organizations, each with a submission that waits.
    """
    made = []
    for _ in range(2):
        someone = an_actor()
        form = crm.run(someone, add_form, name="News", fields=ASKED, double_opt_in=True)
        actor, found = find_form(crm.run, form.key)
        submit_form(crm.run, actor, found, Said(values={"email": "a@b.co"}), "::1")
        [kept] = crm.run(someone, list_submissions, form.id).items
        code = digest_of_code(form.key)
        crm.run(form_actor(someone.organization_id), link_submission, kept.id, code)
        made.append(form)
    return made


@pytest.fixture
def visitor(database_url):
    """
    A connection as the application's role, of no organization.
    """
    with psycopg.connect(database_url) as connection:
        connection.execute(f"set role {APP_ROLE}")
        yield connection


def knowing(visitor, known):
    """
    How many forms and submissions are seen by whoever knows this.
    """
    visitor.execute("select set_config('crm.form_key', %s, false)", [known])
    return tuple(
        visitor.execute(f"select count(*) from crm.{table}").fetchone()[0]
        for table in ("forms", "form_submissions")
    )


def test_who_knows_a_key_reads_one_row(visitor, forms):
    """
    A key shows its form, the digest of a code its submission; nothing else shows
    anything, patterns and empty texts neither.
    """
    form = forms[0]

    assert (1, 0) == knowing(visitor, form.key)
    assert (0, 1) == knowing(visitor, digest_of_code(form.key).hex())
    for nothing in ("", "%", "x", str(form.id), form.key[:-1], form.key.upper()):
        assert (0, 0) == knowing(visitor, nothing)


def test_who_knows_a_key_writes_nothing(visitor, forms):
    """
    The row that is seen cannot be changed, taken or deleted.
    """
    assert (1, 0) == knowing(visitor, forms[0].key)
    for write in (
        "update crm.forms set name = 'Mine' where key = %s",
        "update crm.forms set organization_id = gen_random_uuid() where key = %s",
        "delete from crm.forms where key = %s",
    ):
        assert 0 == visitor.execute(write, [forms[0].key]).rowcount


def test_the_setting_ends_with_the_transaction(crm, forms):
    """
    Connections are used again: whoever comes next on one knows no key.
    """
    stranger = an_actor()
    find_form(crm.run, forms[0].key)

    asked = statement("SELECT count(*) FROM crm.forms")

    def seen(work):
        return work.forms.context.transaction.ask(asked, {})[0][0]

    assert [0] * 20 == [crm.run(stranger, seen) for _ in range(20)]


def test_uses_are_counted_by_all_together(engine):
    """
    Sixteen at once, on works that share nothing but the database: none is lost.
    """
    someone = an_actor()
    crms = [Crm(PostgresWorks(engine)) for _ in range(4)]

    def count(work):
        return work.form_uses.count("x", within=timedelta(days=9999))

    def use(number):
        return crms[number % 4].run(someone, count)

    with ThreadPoolExecutor(8) as pool:
        counted = sorted(pool.map(use, range(16)))

    assert [*range(1, 17)] == counted


def test_a_double_click_is_one_submission(engine, crm):
    """
    Sent twice at the same moment, with the mark of one page, it is kept once.
    """
    someone = an_actor()
    form = crm.run(someone, add_form, name="X", fields=ASKED, minimum_seconds=0)
    actor, found = find_form(crm.run, form.key)
    started = start_token(form, datetime.now(UTC) - timedelta(seconds=9), "nonce")
    said = Said(values={"email": "a@b.co"}, started=started)
    with ThreadPoolExecutor(6) as pool:
        sent = pool.map(
            lambda n: submit_form(crm.run, actor, found, said, f"192.0.2.{n}"), range(6)
        )
        assert {True} == set(sent)

    assert 1 == crm.run(someone, list_submissions, form.id).total
