"""
The embedded PostgreSQL starts, is shared, keeps its data, and leaves nothing behind.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg
import pytest

from crm_adapters.embedded import ServerFailed, running
from crm_adapters.embedded.locks import locked
from tests.plugins.postgres import open_folder

pytestmark = pytest.mark.postgres

USER = """
import sys
from pathlib import Path
from crm_adapters.embedded import running
with running(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """
    A home without a server.
    """
    with open_folder() as folder:
        yield folder


def a_user(home: Path, **options) -> subprocess.Popen:
    """
    Another process that starts or joins the server.
    """
    command = [sys.executable, "-c", USER, str(home)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, **pipes, **options)


def leave(user: subprocess.Popen) -> int:
    """
    Let it end by itself; what it returned.
    """
    user.communicate()
    return user.returncode


def wait_until_stopped(home: Path) -> None:
    """
    The keeper has its lock until the server has stopped.
    """
    with locked(home / "postgres/keeper.lock"):
        assert not (home / "postgres/data/postmaster.pid").exists()


def ask(url: str, question: str) -> object:
    """
    The one value that answers the question.
    """
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def test_it_is_a_whole_postgresql(home):
    """
    The database is called crm, speaks Unicode, and has the extensions search needs.
    """
    with running(home, durable=False) as url, psycopg.connect(url) as connection:
        connection.execute("create extension pg_trgm; create extension unaccent")

        assert ask(url, "select current_database()") == "crm"
        assert ask(url, "select lower('ÄПΩ')") == "äпω"
        found = connection.execute("select show_trgm('Привет') && show_trgm('привет')")
        assert found.fetchone() == (True,)
        assert ask(url, "show listen_addresses") == ""


def test_data_are_kept_until_they_are_given_up(home):
    """
    The second run finds what the first wrote; a fresh one does not.
    """
    with running(home) as url, psycopg.connect(url) as connection:
        connection.execute("create table kept ()")
    with running(home) as url:
        assert ask(url, "select to_regclass('kept') is not null")
    with running(home, fresh=True) as url:
        assert ask(url, "select to_regclass('kept') is null")


def test_another_process_shares_the_server(home):
    """
    It finds the same server, and leaves it to the first when it ends.
    """
    with running(home, durable=False) as url:
        started = ask(url, "select pg_postmaster_start_time()")
        other = a_user(home)
        assert url == other.stdout.readline().strip()
        assert leave(other) == 0

        assert started == ask(url, "select pg_postmaster_start_time()")
    wait_until_stopped(home)


def test_the_starter_may_leave_first(home):
    """
    The server stays for those who joined later.
    """
    first, second = a_user(home), a_user(home)
    url = first.stdout.readline().strip()
    assert url == second.stdout.readline().strip()
    leave(first)

    assert ask(url, "select 1") == 1
    leave(second)
    wait_until_stopped(home)


def test_a_server_that_was_stopped_is_started_for_the_next_user(own_postgres):
    """
    The keeper does not send anybody to a server that is not there.
    """
    own_postgres.server.stop("immediate")

    with running(own_postgres.home) as url:
        assert ask(url, "select 1") == 1


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_server_outlives_its_last_user(home, end):
    """
    However the user ends, the server stops.
    """
    user = a_user(home, stderr=subprocess.DEVNULL)
    user.stdout.readline()
    user.send_signal(end)
    leave(user)

    wait_until_stopped(home)


def test_a_killed_keeper_is_replaced(home):
    """
    Its server, left behind, is stopped by the next run, which has the data.
    """
    user = a_user(home)
    url = user.stdout.readline().strip()
    with psycopg.connect(url) as connection:
        connection.execute("create table kept ()")
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if "crm_adapters.embedded" in words and str(home) in words:
            process.kill()
    leave(user)

    with running(home) as url:
        assert ask(url, "select to_regclass('kept') is not null")
    wait_until_stopped(home)


def test_a_pid_file_that_names_a_stranger_does_not_matter(home):
    """
    After a power cut the number may belong to any process: that one is left alone.
    """
    with running(home, durable=False):
        pid_file = home / "postgres/data/postmaster.pid"
        lines = pid_file.read_text().split("\n")
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    with running(home, durable=False) as url:
        assert ask(url, "select 1") == 1


def test_an_interrupted_first_start_is_begun_anew(home):
    """
    Half a cluster is not taken for a whole one.
    """
    half = home / "postgres/data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    with running(home, durable=False) as url:
        assert ask(url, "select 1") == 1


def test_the_reason_is_told_when_it_cannot_start(home):
    """
    The data are of another version: which one, and what can be done.
    """
    with running(home, durable=False):
        pass
    (home / "postgres/data/PG_VERSION").write_text("9.6\n")

    with pytest.raises(ServerFailed, match=r"made by PostgreSQL 9\.6"), running(home):
        pytest.fail("it started")


def test_a_long_path_does_not_matter(home):
    """
    Sockets have short names only: they are put elsewhere.
    """
    home = home / ("x" * 100)
    home.mkdir()
    home.chmod(0o711)
    with running(home, durable=False) as url:
        assert ask(url, "select 1") == 1
    (sockets,) = parse_qs(urlsplit(url).query)["host"]
    Path(sockets).rmdir()


def test_the_log_has_no_values(home):
    """
    What a statement failed on may be somebody's address.
    """
    with running(home, durable=False) as url, psycopg.connect(url) as connection:
        connection.execute("create table people (email text primary key)")
        connection.execute("insert into people values ('jo@example.com')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into people values ('jo@example.com')")
    log = (home / "postgres/server.log").read_text()

    assert "duplicate key" in log
    assert "jo@example.com" not in log


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's folders need this")
def test_root_may_keep_the_home_closed(home):
    """
    PostgreSQL runs as somebody else, who cannot enter: data are put where it can.
    """
    home.chmod(0o700)
    with running(home / "closed", durable=False) as url:
        assert ask(url, "select 1") == 1
    elsewhere = (home / "closed/postgres").resolve()

    assert elsewhere.stat().st_uid != 0
    assert home not in elsewhere.parents
    shutil.rmtree(elsewhere)
