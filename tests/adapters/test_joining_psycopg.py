"""
The CRM inside a transaction of a host that speaks psycopg.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row, scalar_row

from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.contacts import EmailTaken, add_contact, list_contacts
from crm_core.shared import Actor, Conflict, CrmError, Invalid, Unavailable
from tests.builders import an_actor

from .postgres_crm import first_names

pytestmark = pytest.mark.postgres
Host = psycopg.Connection[Any]


@pytest.fixture
def host(database_url: str) -> Iterator[Host]:
    """
    A connection of the host's own, in no transaction.
    """
    with psycopg.connect(database_url) as connection:
        connection.execute("create table if not exists public.orders (number text)")
        connection.commit()
        yield connection


def settings_of(host: Host) -> tuple[str, str]:
    """
    Who the connection works as, and for which organization.
    """
    asked = "select current_user, current_setting('crm.organization_id', true)"
    user, organization_id = host.cursor(row_factory=psycopg.rows.tuple_row).execute(
        asked
    ).fetchone() or ("", "")
    return user, organization_id or ""


def orders(host: Host, actor: Actor) -> int:
    """
    How many orders the host has stored under the actor's id.
    """
    counted = host.execute(
        "select number from public.orders where number = %s", [str(actor.user_id)]
    )
    return len(counted.fetchall())


def order(host: Host, actor: Actor) -> None:
    """
    A write of the host.
    """
    host.execute("insert into public.orders values (%s)", [str(actor.user_id)])


def test_the_host_commits_both(host: Host, crm: Crm, ann: Actor) -> None:
    """
    What the CRM wrote stays when the host commits, and is unseen until then.
    """
    order(host, ann)
    Crm(PostgresWorks(host)).run(ann, add_contact, first_name="Joined")
    assert first_names(crm, ann) == []

    host.commit()

    assert first_names(crm, ann) == ["Joined"]
    assert orders(host, ann) == 1


def test_the_host_rolls_both_back(host: Host, crm: Crm, ann: Actor) -> None:
    """
    What the CRM wrote goes when the host rolls back.
    """
    order(host, ann)
    Crm(PostgresWorks(host)).run(ann, add_contact, first_name="Joined")

    host.rollback()

    assert first_names(crm, ann) == []
    assert orders(host, ann) == 0


def test_a_refusal_undoes_only_its_own_use_case(
    host: Host, crm: Crm, ann: Actor
) -> None:
    """
    The host goes on after a refusal, which names what stands in the way.
    """
    joined = Crm(PostgresWorks(host))
    order(host, ann)
    first = joined.run(ann, add_contact, first_name="First", email="a@example.com")
    with pytest.raises(EmailTaken) as taken:
        joined.run(ann, add_contact, first_name="Second", email="A@example.com")
    with pytest.raises(Invalid):
        joined.run(ann, add_contact, first_name="")
    joined.run(ann, add_contact, first_name="Third")
    order(host, ann)

    host.commit()

    assert taken.value.details["contact_id"] == first.id
    assert first_names(crm, ann) == ["First", "Third"]
    assert orders(host, ann) == 2


def test_the_host_stays_who_it_is(host: Host, ann: Actor) -> None:
    """
    Role and organization are put back after success, refusal and fault alike.
    """
    before = settings_of(host)
    joined = Crm(PostgresWorks(host))

    joined.run(ann, add_contact, first_name="First", email="a@example.com")
    assert settings_of(host) == before

    with pytest.raises(EmailTaken):
        joined.run(ann, add_contact, first_name="Second", email="a@example.com")
    assert settings_of(host) == before

    with pytest.raises(ZeroDivisionError):
        joined.run(ann, lambda work: work.contacts.matching(None, most=1 // 0))
    assert settings_of(host) == before


def test_a_role_that_the_host_took_is_put_back(host: Host, ann: Actor) -> None:
    """
    A host that works as another role for this transaction keeps it, and what it
    set for the CRM itself.
    """
    host.execute("set local role crm_search")
    host.execute("set local crm.organization_id = 'mine'")

    Crm(PostgresWorks(host)).run(ann, add_contact, first_name="Joined")
    assert settings_of(host) == ("crm_search", "mine")

    host.rollback()
    assert settings_of(host) == ("postgres", "")


def test_two_organizations_in_one_transaction(host: Host, ann: Actor) -> None:
    """
    One after the other, each sees its own and never the other's.
    """
    joined, other = Crm(PostgresWorks(host)), an_actor()

    joined.run(ann, add_contact, first_name="Of Ann")
    joined.run(other, add_contact, first_name="Of the other")

    assert first_names(joined, ann) == ["Of Ann"]
    assert first_names(joined, other) == ["Of the other"]
    assert first_names(joined, an_actor()) == []


def test_one_organization_inside_another(host: Host, ann: Actor) -> None:
    """
    A use case that runs one for another organization gets its own back.
    """
    joined, other = Crm(PostgresWorks(host)), an_actor()

    def add_both(work: Any) -> list[str]:
        add_contact(work, first_name="Before")
        joined.run(other, add_contact, first_name="Of the other")
        with pytest.raises(Invalid):
            joined.run(other, add_contact, first_name="")
        add_contact(work, first_name="After")
        return [row.first_name for row in list_contacts(work).items]

    assert sorted(joined.run(ann, add_both)) == ["After", "Before"]
    assert first_names(joined, other) == ["Of the other"]


def test_the_host_may_forget_an_introduction(host: Host, crm: Crm, ann: Actor) -> None:
    """
    After the host rolled back, the next transaction introduces the actor again.
    """
    joined = Crm(PostgresWorks(host))
    joined.run(ann, add_contact, first_name="Zacharias")
    host.rollback()

    joined.run(ann, add_contact, first_name="Zacharias")
    host.commit()

    assert first_names(crm, ann) == ["Zacharias"]
    words = "select word from crm.search_words where organization_id = %s"
    found = host.execute(words, [ann.organization_id]).fetchall()
    assert found == [("zacharias",)]


def test_who_goes_on_after_a_refusal_keeps_nothing(crm: Crm, ann: Actor) -> None:
    """
    A use case that swallows what the database refused is refused as a whole,
    rather than told that all went well.
    """
    crm.run(ann, add_contact, first_name="First", email="a@example.com")

    def swallow(work: Any) -> None:
        add_contact(work, first_name="Lost")
        add_contact(work, first_name="Second", email="a@example.com")
        with pytest.raises(EmailTaken):
            list_contacts(work)

    with pytest.raises(EmailTaken):
        crm.run(ann, swallow)
    assert first_names(crm, ann) == ["First"]


@pytest.mark.parametrize("factory", [dict_row, scalar_row], ids=["dict", "scalar"])
def test_rows_of_the_host_are_its_own_matter(
    database_url: str, ann: Actor, factory: Any
) -> None:
    """
    A row factory changes nothing for the CRM, nor the CRM for the factory.
    """
    with psycopg.connect(database_url, row_factory=factory) as host:
        joined = Crm(PostgresWorks(host))
        joined.run(ann, add_contact, first_name="Joined")
        assert first_names(joined, ann) == ["Joined"]
        assert host.execute("select 1 as one").fetchone() in ({"one": 1}, 1)


def test_autocommit_inside_a_transaction_block(
    database_url: str, crm: Crm, ann: Actor
) -> None:
    """
    ``conn.transaction()`` of a connection in autocommit is a transaction; a block in
    it, rolled back, takes the CRM's writes with it.
    """
    with psycopg.connect(database_url, autocommit=True) as host:
        joined = Crm(PostgresWorks(host))
        with host.transaction():
            joined.run(ann, add_contact, first_name="Kept")
            with host.transaction(force_rollback=True):
                joined.run(ann, add_contact, first_name="Undone")
                assert first_names(joined, ann) == ["Kept", "Undone"]

    assert first_names(crm, ann) == ["Kept"]


def test_outside_of_a_transaction(database_url: str, crm: Crm, ann: Actor) -> None:
    """
    A connection in autocommit is told to begin; nothing is written.
    """
    with psycopg.connect(database_url, autocommit=True) as host:
        with pytest.raises(Conflict, match="begin one first"):
            Crm(PostgresWorks(host)).run(ann, add_contact, first_name="Lost")
        assert host.execute("select 1").fetchone() == (1,)

    assert first_names(crm, ann) == []


def test_the_driver_begins_by_itself(host: Host, crm: Crm, ann: Actor) -> None:
    """
    Without autocommit a transaction begins with the first statement, as psycopg
    does: with its settings, and the host ends it.
    """
    host.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    Crm(PostgresWorks(host)).run(ann, add_contact, first_name="Joined")

    shown = host.execute("show transaction_isolation").fetchone()
    assert shown == ("repeatable read",)
    assert first_names(crm, ann) == []
    host.commit()
    assert first_names(crm, ann) == ["Joined"]


def failed(host: Host) -> None:
    """
    A transaction that an error of the host has ended.
    """
    with pytest.raises(psycopg.errors.UndefinedColumn):
        host.execute("select nonsense")


@pytest.mark.parametrize(
    ("spoil", "refused", "said"),
    [
        (failed, Conflict, "has failed"),
        (psycopg.Connection.close, Unavailable, "closed"),
    ],
)
def test_a_connection_that_cannot_be_joined(
    database_url: str, ann: Actor, spoil: Any, refused: type[CrmError], said: str
) -> None:
    """
    A connection that is of no use now is refused in words, and left as it is.
    """
    host = psycopg.connect(database_url)
    host.execute("select 1")
    spoil(host)
    with pytest.raises(refused, match=said):
        Crm(PostgresWorks(host)).run(ann, add_contact, first_name="Lost")
    host.close()


def test_a_connection_that_is_reading(database_url: str, ann: Actor) -> None:
    """
    While the host reads a stream, its connection can do nothing else; the stream
    goes on.
    """
    with psycopg.connect(database_url) as host, host.cursor() as cursor:
        rows = iter(cursor.stream("select generate_series(1, 100000)"))
        next(rows)
        with pytest.raises(Conflict, match="busy"):
            Crm(PostgresWorks(host)).run(ann, add_contact, first_name="Lost")
        assert sum(1 for _ in rows) == 99_999


def test_a_connection_in_a_pipeline(database_url: str, ann: Actor) -> None:
    """
    The host's pipeline is not the CRM's to end: it is asked to wait.
    """
    with psycopg.connect(database_url) as host, host.pipeline():
        asked = host.execute("select 1")
        with pytest.raises(Conflict, match="busy"):
            Crm(PostgresWorks(host)).run(ann, add_contact, first_name="Lost")
        assert asked.fetchone() == (1,)


def test_another_driver_is_told_so(ann: Actor) -> None:
    """
    What is no connection of psycopg is refused by its type.
    """
    with pytest.raises(TypeError, match="psycopg 3"):
        Crm(PostgresWorks(None)).run(ann, list_contacts)
