"""
The CRM inside ``transaction.atomic()`` of a Django project.
"""

from collections.abc import Iterator
from typing import Any

import django
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from psycopg.conninfo import conninfo_to_dict

from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.contacts import EmailTaken, add_contact
from crm_core.shared import Actor, Conflict
from tests.builders import an_actor

from .postgres_crm import first_names

pytestmark = pytest.mark.postgres


def database_settings(url: str) -> dict[str, Any]:
    """
    The URL in Django's words.
    """
    given = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given["dbname"],
        "USER": given.get("user", ""),
        "PASSWORD": given.get("password", ""),
        "HOST": given.get("host", ""),
        "PORT": given.get("port", ""),
    }


@pytest.fixture(scope="module", autouse=True)
def project(database_url: str) -> Iterator[None]:
    """
    A Django project on the same database, with a table of its own.
    """
    settings.configure(DATABASES={"default": database_settings(database_url)})
    django.setup()
    with connection.cursor() as cursor:
        cursor.execute("create table public.bills (number text primary key)")
    yield
    connection.close()


def joined() -> Crm:
    """
    The CRM on Django's connection of this moment.
    """
    return Crm(PostgresWorks(connection.connection))


def bill(number: object) -> None:
    """
    A write of the host.
    """
    with connection.cursor() as cursor:
        cursor.execute("insert into public.bills values (%s)", [str(number)])


def bills(number: object) -> int:
    """
    How many bills have the number.
    """
    with connection.cursor() as cursor:
        counting = "select count(*) from public.bills where number = %s"
        cursor.execute(counting, [str(number)])
        return cursor.fetchone()[0]


def who() -> tuple[str, str]:
    """
    As whom Django's connection works.
    """
    with connection.cursor() as cursor:
        asked = "select current_user, current_setting('crm.organization_id', true)"
        cursor.execute(asked)
        user, organization_id = cursor.fetchone()
        return user, organization_id or ""


@transaction.atomic
def add_and_fail(ann: Actor) -> None:
    """
    A block that breaks after the CRM has written in it.
    """
    bill(ann.organization_id)
    joined().run(ann, add_contact, first_name="Undone")
    bill(ann.organization_id)


def test_atomic_keeps_both(crm: Crm, ann: Actor) -> None:
    """
    What the CRM wrote is there when the block ends, also as its first statement.
    """
    before = who()
    with transaction.atomic():
        joined().run(ann, add_contact, first_name="Joined")
        bill(ann.user_id)
        assert before == who()
        assert first_names(crm, ann) == []
    assert first_names(crm, ann) == ["Joined"]
    assert bills(ann.user_id) == 1
    assert before == who()


def test_atomic_undoes_both(crm: Crm, ann: Actor) -> None:
    """
    An error in the block takes the CRM's writes with it.
    """
    with pytest.raises(IntegrityError):
        add_and_fail(ann)
    assert first_names(crm, ann) == []
    assert bills(ann.organization_id) == 0


def test_a_refusal_leaves_atomic_usable(crm: Crm, ann: Actor) -> None:
    """
    The block goes on after a refusal, with blocks inside it kept and undone.
    """
    with transaction.atomic():
        joined().run(ann, add_contact, first_name="First", email="a@example.com")
        with pytest.raises(EmailTaken):
            joined().run(ann, add_contact, first_name="Again", email="a@example.com")
        with pytest.raises(IntegrityError):
            add_and_fail(ann)
        with transaction.atomic():
            joined().run(ann, add_contact, first_name="Inner")
        joined().run(an_actor(), add_contact, first_name="Elsewhere")
        bill(ann.user_id)
    assert first_names(crm, ann) == ["First", "Inner"]
    assert bills(ann.user_id) == 1


def test_outside_of_atomic(crm: Crm, ann: Actor) -> None:
    """
    Django commits each statement then: the refusal says what to do.
    """
    assert bills("none") == 0
    with pytest.raises(Conflict, match=r"transaction\.atomic\(\)"):
        joined().run(ann, add_contact, first_name="Lost")
    assert first_names(crm, ann) == []
