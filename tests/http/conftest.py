"""
The door, two organizations, and the invariants that hold after every case.
"""

import pytest

from crm_adapters.folder import FolderStorage
from crm_adapters.postgres import connect_engine
from crm_core.forms import add_form
from crm_http import Options

from .door import Door, Organization, Witness, opened
from .form_visits import ASKED, SHOP
from .process import serving


@pytest.fixture(scope="session")
def engine(database_url):
    """
    A pool of connections to the database of all tests.
    """
    engine = connect_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def door(database_url, engine) -> Door:
    """
    An app on that database.
    """
    with opened(database_url, engine) as door:
        yield door


@pytest.fixture
def ours(door) -> Organization:
    """
    The organization that asks.
    """
    return door.organization()


@pytest.fixture
def theirs(door) -> Organization:
    """
    The organization that must stay unseen and unchanged.
    """
    return door.organization()


@pytest.fixture
def witness(door, ours, theirs):
    """
    Checks the invariants G1 to G5 over all that a test was answered.
    """
    witness = Witness(door.database_url, theirs, ours.id)
    before = witness.snapshot()
    door.client.event_hooks = {"response": [witness.see], "request": []}
    yield witness
    door.client.event_hooks = {"response": [], "request": []}
    witness.testify(before)


@pytest.fixture(scope="session")
def server(database_url, tmp_path_factory):
    """
    The address of a server process on the same database.
    """
    home = tmp_path_factory.mktemp("home")
    key = "a key that seals in tests, and no more"
    with serving(database_url, CRM_HOME=str(home), CRM_SEALING_KEY=key) as address:
        yield address


@pytest.fixture
def admin(ours):
    """
    Who looks after the forms of the organization that asks.
    """
    return ours.admin.actor


@pytest.fixture
def new_form(door, admin):
    """
    Makes web forms.
    """

    def make(**given):
        said = {"name": "Contact us", "fields": ASKED, "minimum_seconds": 0, **given}
        return door.crm.run(admin, add_form, **said)

    return make


@pytest.fixture
def form(new_form):
    """
    A web form that another site may send.
    """
    return new_form(origins=[SHOP])


@pytest.fixture
def storage(tmp_path):
    """
    Where contents are kept.
    """
    return FolderStorage(tmp_path / "files")


@pytest.fixture
def desk(door, storage):
    """
    A door with a place for files, of 20 MB at most and 30 MB together.
    """
    options = Options(
        limiter=None,
        access_log=False,
        storage=storage,
        largest_file=20_000_000,
        file_quota=30_000_000,
    )
    with opened(door.database_url, door.engine, options) as desk:
        yield desk


@pytest.fixture
def house(desk):
    """
    An organization at that door.
    """
    return desk.organization()
