"""
The examples of the guides run, on a real PostgreSQL.
"""

import os
import subprocess
import sys

import psycopg
import pytest

from crm_core.access import Mail

from .pages import ROOT, blocks, run_python

DOCS = ROOT / "docs"
INVOICES = "CREATE TABLE invoices (number text PRIMARY KEY)"
DJANGO = """
import django
from django.conf import settings

settings.configure(
    DATABASES={{
        "default": {{
            "ENGINE": "django.db.backends.postgresql",
            "NAME": {name!r}, "USER": {user!r}, "HOST": {host!r}, "PORT": {port!r},
            "PASSWORD": {password!r},
        }}
    }}
)
django.setup()
{actor}
{guide}
print(contact.name)
"""
ACTOR = """
from uuid import uuid4
from crm_core.shared import Actor, OrganizationId, Permission, UserId
actor = Actor(
    user_id=UserId(uuid4()),
    organization_id=OrganizationId(uuid4()),
    permissions=frozenset(Permission),
)
"""


@pytest.mark.postgres
def test_the_integration_guide_runs(fresh_database_url):
    """
    Engine, roles, joined transactions, ASGI, lists and memory, in one program.
    """
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute(INVOICES)

    left = run_python(DOCS / "integration-guide.md", database_url=fresh_database_url)

    with psycopg.connect(fresh_database_url) as connection:
        numbers = connection.execute(
            "SELECT number FROM invoices ORDER BY 1"
        ).fetchall()
        names = connection.execute("SELECT last_name FROM crm.contacts ORDER BY 1")

        assert [("2026-1",), ("2026-2",)] == numbers
        assert [("Hamilton",), ("Hopper",), ("Lovelace",)] == names.fetchall()
    for engine in (left["engine"], left["crm"].works.source):
        engine.dispose()


@pytest.mark.postgres
def test_the_django_guide_runs(fresh_database_url):
    """
    A row of Django's and a contact are committed together.
    """
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute(INVOICES)
        given = connection.info
        program = DJANGO.format(
            name=given.dbname,
            user=given.user,
            host=given.host,
            port=str(given.port),
            password=given.password,
            actor=ACTOR,
            guide="\n".join(
                block.text
                for block in blocks(DOCS / "howto" / "embed-in-django.md", "python")
            ),
        )

    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT / "src",
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )

    assert ("Lovelace\n", "") == (done.stdout, done.stderr)
    with psycopg.connect(fresh_database_url) as connection:
        assert [("2026-1",)] == connection.execute("TABLE invoices").fetchall()


def test_the_adapter_guide_runs(capsys):
    """
    The example of a port's adapter fills the port.
    """
    left = run_python(DOCS / "howto" / "write-an-adapter.md")
    mail = Mail(to="ada@example.com", subject="Hello", text="Ada", message_id="1")

    left["PrintingMailer"]().send(mail)

    assert capsys.readouterr().out == "To: ada@example.com\nSubject: Hello\n\nAda\n"
