"""
Imports whose processes are killed, or meet each other. Slow: they are real processes.
"""

import json
import re
import signal
import subprocess
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from .terminal import begin
from .test_serving import address_in, asked, running

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

ROWS = 12_000
PATIENCE = 60


@pytest.fixture
def house(fresh_terminal):
    """
    An organization on a database of the test's own.
    """
    return begin(fresh_terminal, "Northwind")


@pytest.fixture
def file(tmp_path) -> Path:
    """
    People by the thousand; the first and the last row are about the same one.
    """
    return written(tmp_path / "people.csv", ROWS)


def written(path, number):
    """
    A file of so many rows.
    """
    rows = [f"First {n},Last {n},p{n}@example.com" for n in range(number - 1)]
    lines = ["First Name,Last Name,Email", *rows, "First 0,Last 0,p0@example.com"]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def database(fresh_terminal):
    """
    Who looks at the database while processes work.
    """
    url = fresh_terminal.settings["CRM_DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def eventually(database, question):
    """
    The first true answer to *question*, which is asked again and again.
    """
    end = monotonic() + PATIENCE
    while not (answer := database.execute(question).fetchone()[0]):
        assert monotonic() < end, question
        database.execute("select pg_sleep(0.02)")
    return answer


def count(database):
    """
    Contacts, and how many different addresses they have.
    """
    return database.execute(
        "select count(*), count(distinct emails) from crm.contacts"
    ).fetchone()


def imports(house):
    """
    Every import: state, rows, created, repeated.
    """
    found = house("transfers", "list", "--json").json["items"]
    return [
        (
            each["state"],
            *(each["figures"][name] for name in ("rows", "created", "repeated")),
        )
        for each in found
    ]


AT_WORK = "select max(position) from crm.transfers"
WHOLE = [("done", ROWS, ROWS - 1, 1)]


@contextmanager
def importing(house, file):
    """
    The import as a process, some parts of which are in.
    """
    words = ("contacts", "import", str(file), "--organization", house.id)
    process = house.terminal.start(
        *words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=file.parent
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_killed_import_goes_on(house, file, database):
    """
    IMP-21: the same command goes on where the killed one stopped: every row once.
    """
    with importing(house, file) as process:
        eventually(database, AT_WORK)
        process.kill()
        process.wait(PATIENCE)
    [(state, rows, _, _)] = imports(house)
    assert "running" == state
    assert 0 < rows < ROWS

    said = house("contacts", "import", str(file))

    assert f"Going on behind row {rows:,}" in said.err
    assert (ROWS - 1, ROWS - 1) == count(database)
    assert WHOLE == imports(house)


def test_an_interrupted_import_says_how_it_goes_on(house, file, database):
    """
    Ctrl-C: what is in stays, and can be taken back.
    """
    with importing(house, file) as process:
        eventually(database, AT_WORK)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=PATIENCE)[0].decode()

    assert 1 == process.returncode
    assert "Traceback" not in said
    transfer = re.search(r"crm transfers undo (\S+)", said)
    assert transfer is not None
    house("transfers", "undo", transfer[1])
    assert (0, 0) == count(database)
    assert "cancelled" == imports(house)[0][0]


def test_two_at_the_same_file(house, tmp_path, database):
    """
    IMP-10: both are the same import; one takes it to its end, the other is told so.
    """
    number = 3 * ROWS  # so that neither has ended when the other begins
    file = written(tmp_path / "people.csv", number)
    with importing(house, file) as first, importing(house, file) as second:
        said = [each.communicate(timeout=PATIENCE)[0] for each in (first, second)]

    assert [0, 1] == sorted([first.returncode, second.returncode])
    loser = said[0] if first.returncode else said[1]
    assert b"somebody else is taking this file in" in loser
    assert b"Traceback" not in loser
    assert (number - 1, number - 1) == count(database)
    assert [("done", number, number - 1, 1)] == imports(house)


def sent(address, token, file, **headers):
    """
    What the server answers to the file.
    """
    request = urllib.request.Request(
        f"{address}/api/crm/contacts/import/?label=people.csv",
        data=file.read_bytes(),
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "text/csv",
            **headers,
        },
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return answer.status, answer.headers, json.loads(answer.read())


ASYNC = {"Prefer": "respond-async"}


def token_of(house):
    """
    A token of somebody who may import.
    """
    person = house.user("ada@example.com", "admin")
    return house("token", "issue", "--as", person).out.strip()


def test_a_killed_worker(house, file, database):
    """
    A file that was left to a worker which is killed: the job is rescued, another worker
    goes on, and the file is removed in the end.
    """
    token = token_of(house)
    with running(house.terminal, "serve", "--port", "0") as server:
        address = address_in(server)
        status, headers, body = sent(address, token, file, **ASYNC)
        place = headers["Location"]
        assert (202, "waiting") == (status, body["state"])
        with running(house.terminal, "worker"):
            eventually(database, AT_WORK)
        database.execute(
            "update crm.procrastinate_workers"
            " set last_heartbeat = now() - interval '1 hour'"
        )
        database.execute(
            "select crm.procrastinate_defer_jobs_v1(array[row('crm', 'rescue_stalled',"
            " 0, null, null, '{\"timestamp\": 0}'::jsonb, null)]"
            "::crm.procrastinate_job_to_defer_v1[])"
        )
        kept = house.terminal.home / "files" / house.id
        assert 1 == len([*kept.iterdir()])
        for _ in range(2):
            house.terminal("worker", "--once")
        status, told = asked(f"{address}{place}", token)

    assert ("done", 1.0) == (json.loads(told)["state"], json.loads(told)["share"])
    assert (ROWS - 1, ROWS - 1) == count(database)
    assert [] == [*kept.iterdir()]


def test_a_worker_ends_with_its_server(house, file, database):
    """
    It takes in what was left to it; the server killed, it is gone too.
    """
    token = token_of(house)
    with running(house.terminal, "serve", "--port", "0", "--worker") as server:
        address = address_in(server)
        sent(address, token, file, **ASYNC)
        eventually(database, "select bool_and(state = 'done') from crm.transfers")
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
        workers = [
            Path("/proc", child)
            for child in children.split()
            if b"worker" in Path("/proc", child, "cmdline").read_bytes()
        ]
        assert 1 == len(workers)
        server.kill()
        server.wait(PATIENCE)
        end = monotonic() + PATIENCE
        while workers[0].exists() and "Z" not in (workers[0] / "stat").read_text():
            assert monotonic() < end
            database.execute("select pg_sleep(0.05)")

    assert (ROWS - 1, ROWS - 1) == count(database)


WRITING = (
    "select exists (select from pg_stat_activity where datname = current_database()"
    " and backend_xid is not null and pid <> pg_backend_pid())"
)


def test_a_server_killed_in_the_middle(house, file, database):
    """
    A file that is taken in at once is in whole or not at all; sent again under the same
    key, every row is there once.
    """
    token, key = token_of(house), {"Idempotency-Key": "one"}
    with running(house.terminal, "serve", "--port", "0") as server:
        address = address_in(server)
        asked(f"{address}/api/crm/contacts/", token)
        with client(address, token, file, key) as sending:
            eventually(database, WRITING)
            server.kill()
            server.wait(PATIENCE)
            assert sending.wait(PATIENCE)
    eventually(database, f"select not ({WRITING})")
    assert count(database)[0] in {0, ROWS - 1}

    with running(house.terminal, "serve", "--port", "0") as server:
        status, _, report = sent(address_in(server), token, file, **key)

    assert (200, ROWS - 1, 1) == (status, report["created"], report["repeated"])
    assert (ROWS - 1, ROWS - 1) == count(database)


@contextmanager
def client(address, token, file, headers):
    """
    Somebody who sends the file, as a process.
    """
    more = [word for pair in headers.items() for word in ("-H", ": ".join(pair))]
    process = subprocess.Popen(
        [
            *("curl", "-sS", "-X", "POST", "--data-binary", f"@{file}"),
            *("-H", f"Authorization: Bearer {token}", "-H", "Content-Type: text/csv"),
            *more,
            f"{address}/api/crm/contacts/import/",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
