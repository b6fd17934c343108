"""
A real PostgreSQL for the tests, and cheap databases on it.

One server serves the whole run, all xdist workers: that of CRM_TEST_DATABASE_URL, whose
user must be allowed to create databases, else an embedded one, started when a test
first asks. The migrations run once, into a template; databases are copies of it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import attrs
import psycopg
import pytest
from psycopg import sql

from crm_adapters.embedded import Server, running
from crm_adapters.embedded.places import settle

CONFIGURED = "CRM_TEST_DATABASE_URL"
HOME = pytest.StashKey[Path]()


@attrs.frozen
class OwnPostgres:
    """
    A server that a test may stop and start.
    """

    home: Path
    url: str
    server: Server


def pytest_configure(config: pytest.Config) -> None:
    """
    One folder for the whole run, which also gives the template its name.
    """
    if hasattr(config, "workerinput"):
        config.stash[HOME] = Path(config.workerinput["postgres_home"])
        return
    cleanup = ExitStack()
    config.stash[HOME] = cleanup.enter_context(open_folder())
    if url := os.environ.get(CONFIGURED):
        cleanup.callback(drop_database, url, template_name(config))
    config.add_cleanup(cleanup.close)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """
    Tell an xdist worker the folder.
    """
    node.workerinput["postgres_home"] = str(node.config.stash[HOME])


@pytest.fixture(scope="session")
def postgres_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """
    The server; only for making databases.
    """
    if configured := os.environ.get(CONFIGURED):
        yield configured
        return
    with running(pytestconfig.stash[HOME], durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def template_database(pytestconfig: pytest.Config, postgres_url: str) -> str:
    """
    The name of a migrated database to copy, which the first to ask makes.
    """
    from crm_adapters.postgres import migrate

    name = template_name(pytestconfig)
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute("select pg_advisory_lock(hashtext(%s))", [name])
        known = "select 1 from pg_database where datname = %s"
        if not admin.execute(known, [name]).fetchone():
            admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
            try:
                migrate(address(postgres_url, name))
            except BaseException:
                drop_database(postgres_url, name)
                raise
    return name


@pytest.fixture(scope="session")
def database_url(postgres_url: str, template_database: str) -> Iterator[str]:
    """
    A migrated database for all tests of this worker; what they leave stays.
    """
    with a_database(postgres_url, template_database) as url:
        yield url


@pytest.fixture
def fresh_database_url(postgres_url: str, template_database: str) -> Iterator[str]:
    """
    A migrated, empty database for one test.
    """
    with a_database(postgres_url, template_database) as url:
        yield url


@pytest.fixture
def empty_database_url(postgres_url: str) -> Iterator[str]:
    """
    A database without tables, for the migrations' own tests.
    """
    with a_database(postgres_url, "template0") as url:
        yield url


@pytest.fixture
def own_postgres() -> Iterator[OwnPostgres]:
    """
    A server for one test: durable, unmigrated, to be stopped and started at will.
    """
    with open_folder() as home, running(home) as url:
        yield OwnPostgres(home, url, Server(settle(home)))


def template_name(config: pytest.Config) -> str:
    """
    Of this run: several may work on a configured server at once.
    """
    return "crm_template_" + config.stash[HOME].name.split()[-1]


@contextmanager
def open_folder() -> Iterator[Path]:
    """
    A folder for a server's files. Root's own are closed to the user who runs it.
    """
    with tempfile.TemporaryDirectory(prefix="crm test ") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder
        elsewhere = (folder / "postgres").resolve()
        if folder not in elsewhere.parents:  # the folder above is closed to that user
            shutil.rmtree(elsewhere, ignore_errors=True)


@contextmanager
def a_database(server_url: str, template: str) -> Iterator[str]:
    """
    A copy of a database, dropped in the end whoever is still connected.
    """
    name = f"crm_test_{uuid4().hex}"
    copy = "create database {} template {} strategy file_copy"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(
            sql.SQL(copy).format(sql.Identifier(name), sql.Identifier(template))
        )
    try:
        yield address(server_url, name)
    finally:
        drop_database(server_url, name)


def drop_database(server_url: str, name: str) -> None:
    """
    Drop a database that may be gone, or in use.
    """
    drop = sql.SQL("drop database if exists {} with (force)")
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(drop.format(sql.Identifier(name)))


def address(server_url: str, database: str) -> str:
    """
    The URL of another database of the server.
    """
    return urlsplit(server_url)._replace(path=f"/{database}").geturl()
