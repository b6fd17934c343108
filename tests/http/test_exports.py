"""
Exports over HTTP while their reader is slow, gone, or one of many.
"""

import io
import json
import socket
import zipfile
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from crm_core.transfers import ExportRequest

pytestmark = pytest.mark.postgres

MOST = 5


@pytest.fixture
def crowd(door, ours):
    """
    Twelve thousand contacts of half a kilobyte, straight into the table.
    """
    ours.admin.post("contacts/", json={"last_name": "First", "notes": "x" * 500})
    copied = (
        "INSERT INTO crm.contacts ({names}) SELECT {values} FROM crm.contacts,"
        " generate_series(1, 12000) WHERE organization_id = %s AND last_name = 'First'"
    )
    with psycopg.connect(door.database_url, autocommit=True) as writer:
        found = writer.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name ="
            " 'contacts' AND table_schema = 'crm' AND is_generated = 'NEVER'"
        ).fetchall()
        names = [name for (name,) in found]
        values = ["gen_random_uuid()" if each == "id" else each for each in names]
        writer.execute(
            copied.format(names=", ".join(names), values=", ".join(values)), [ours.id]
        )
    return ours


@contextmanager
def begun(server, person, query=""):
    """
    An export whose head has come, and whose body nobody reads.
    """
    address = urlsplit(server)
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(20)
        line.connect((address.hostname, address.port))
        line.sendall(
            f"GET /api/crm/contacts/export/{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {person.token}\r\n\r\n".encode()
        )
        yield int(line.recv(12).split()[1])


def test_readers_that_stop_hold_no_transaction(crowd, server, door):
    """
    EXP-06: five exports that nobody reads leave no transaction open; a sixth is told
    to come back; when they are gone, there is room again.
    """
    with ExitStack() as readers:
        statuses = [
            readers.enter_context(begun(server, crowd.admin)) for _ in range(MOST)
        ]
        refused = crowd_get(server, crowd.admin)
        with psycopg.connect(door.database_url) as watcher:
            open_ = watcher.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'crm'"
                " AND state LIKE 'idle in transaction%' AND datname = current_database()"
            ).fetchone()

        assert [200] * MOST == statuses
        assert (429, "5") == (refused.status_code, refused.headers["retry-after"])
        assert "urn:crm:problem:rate-limited" == refused.json()["type"]
        assert (0,) == open_
    for _ in range(200):
        answer = crowd_get(server, crowd.admin)
        if answer.status_code == 200:
            break
    assert 12_002 == answer.text.count("\n")


def crowd_get(server, person):
    headers = {"authorization": f"Bearer {person.token}"}
    address = f"{server}/api/crm/contacts/export/?format=jsonl"
    return httpx.get(address, headers=headers, timeout=60)


def test_all_of_it_comes_in_parts(crowd):
    """
    EXP-06: more records than one part holds; each once, in every format.
    """
    lines = crowd.admin.get("contacts/export/?format=jsonl").text.splitlines()
    table = crowd.admin.get("contacts/export/").text
    ids = {json.loads(line)["id"] for line in lines}

    assert ExportRequest.largest < 12_002 == len(lines) == len(ids)
    assert 12_003 == len(table.splitlines())


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/vcard", "text/vcard; charset=utf-8"),
        ("application/xml, application/jsonl;q=0.5", "application/jsonl"),
        ("*/*", "text/csv; charset=utf-8"),
        ("application/json", "text/csv; charset=utf-8"),
    ],
)
def test_accept_names_the_format(ours, accept, expected):
    """
    Where the address does not; what is not known is not asked for.
    """
    answer = ours.admin.get("contacts/export/", headers={"accept": accept})

    assert (200, expected) == (answer.status_code, answer.headers["content-type"])
    named = ours.admin.get("contacts/export/?format=csv", headers={"accept": accept})
    assert "text/csv; charset=utf-8" == named.headers["content-type"]


def test_a_spreadsheet(ours):
    """
    By its name or its media type.
    """
    ours.admin.post("contacts/", json={"last_name": "=1+1"})
    answer = ours.admin.get("contacts/export/?format=xlsx")

    assert (
        'attachment; filename="contacts.xlsx"'
        == (answer.headers["content-disposition"])
    )
    sheet = zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml")
    assert b"<t>=1+1</t>" in sheet
