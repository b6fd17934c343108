"""
One organization that can be reached by every door, and another beside it.
"""

from collections.abc import Iterator
from itertools import count
from uuid import UUID

import psycopg
import pytest
from attrs import evolve

from crm_core.custom_fields import CustomKind, add_custom_field
from tests.cli.terminal import SECRET, Terminal, begin
from tests.http.door import Door, Organization, opened

from .doors import World
from .ledger import Ledger

NUMBERS = count(1)


@pytest.fixture(scope="module")
def app(database_url, engine) -> Iterator[Door]:
    """
    An app on the database of all tests.
    """
    with opened(database_url, engine) as door:
        yield door


@pytest.fixture(scope="module")
def theirs(app) -> Organization:
    """
    The organization that must stay unseen and unchanged.
    """
    organization = app.organization()
    organization.admin.get("users/me/")  # whoever asks first is written down
    return organization


@pytest.fixture(scope="module")
def world(database_url, app, theirs, tmp_path_factory) -> Iterator[World]:
    """
    An organization with a custom field of each kind, each called like its kind.
    """
    settings = {"CRM_DATABASE_URL": database_url, "CRM_TOKEN_SECRET": SECRET}
    terminal = Terminal(tmp_path_factory.mktemp("parity"), settings)
    house = begin(terminal, f"Parity {next(NUMBERS)}")
    with psycopg.connect(database_url, autocommit=True) as connection:
        person = app.person(UUID(house.id), "admin")
        person.get("users/me/")
        actor = evolve(person.actor, source="library")
        for kind in CustomKind:
            options = ["red", "green"] if kind is CustomKind.CHOICE else []
            name = kind.value.replace("-", "_")
            asked = {"record": "contact", "name": name, "kind": kind.value}
            app.crm.run(actor, add_custom_field, **asked, options=options)
        ledger = Ledger(connection, UUID(house.id), theirs.id)
        yield World(app.crm, actor, person, house, ledger, theirs.canary)


@pytest.fixture
def cleared(world) -> Iterator[World]:
    """
    The same, without any live record.
    """
    yield world
    world.clear()
