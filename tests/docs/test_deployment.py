"""
The deployment guide's roles suffice, and its Compose file is what it says.
"""

import re

import psycopg
import pytest

from crm_adapters.postgres import (
    PostgresWorks,
    connect_engine,
    current_revision,
    known_organizations,
    migrate,
    newest_revision,
)
from crm_adapters.settings import read_settings, unknown_variables
from crm_core import Crm
from crm_core.contacts import CONTACT_FIELDS, add_contact, list_contacts
from crm_core.shared import parse_text
from tests.builders import an_actor

from .pages import ROOT, blocks

GUIDE = ROOT / "docs" / "deployment-guide.md"


@pytest.mark.postgres
@pytest.mark.slow
def test_an_owner_and_a_login_with_no_more_rights_suffice(own_postgres):
    """
    With the roles as the guide creates them, the owner migrates, and the login, who
    owns nothing, writes, searches and looks at the schema's version.
    """
    (script,) = [each.text for each in blocks(GUIDE, "sql") if "crm_login" in each.text]
    with psycopg.connect(own_postgres.url, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS guide")
        for command in script.replace("DATABASE crm ", "DATABASE guide ").split(";"):
            if command.strip():
                admin.execute(command)
    url = re.sub(r"/crm\?", "/guide?", own_postgres.url)
    migrate(url.replace("postgres@", "crm_owner@"))
    engine = connect_engine(url.replace("postgres@", "crm_login@"), size=1)
    crm, actor = Crm(PostgresWorks(engine)), an_actor()

    crm.run(actor, add_contact, last_name="Lovelace")
    found = crm.run(actor, list_contacts, parse_text("lovel", CONTACT_FIELDS))

    assert ["Lovelace"] == [row.last_name for row in found.items]
    assert newest_revision() == current_revision(engine)
    assert [actor.organization_id] == [each.id for each in known_organizations(engine)]
    with engine.connect() as connection, pytest.raises(Exception, match="owner"):
        connection.exec_driver_sql("DROP TABLE crm.contacts CASCADE")
    engine.dispose()


def test_the_compose_file_sets_settings_that_exist():
    """
    Every variable that the Compose file hands over is a setting of this version.
    """
    text = (ROOT / "docker" / "docker-compose.yml").read_text(encoding="utf-8")
    given = dict(re.findall(r"^    ([A-Z_]+): (\S+)", text, re.MULTILINE))
    own = {name: "" for name in given if name.startswith("CRM_")}

    assert own
    assert unknown_variables(own) == []
    assert read_settings(environ={"CRM_CONFIG": ""}).port == 8000
