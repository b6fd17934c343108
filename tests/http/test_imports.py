"""
Imports as resources: left to a worker, looked at, cancelled, taken back.
"""

import csv
import io
import json

import pytest

from crm_adapters.bootstrap import build, storage
from crm_adapters.bootstrap.worker import work_until_ended
from crm_adapters.settings import read_settings
from crm_core.transfers import TransferId, cancel_import
from crm_http import Options
from crm_http.api.importing import LARGE

from .door import opened
from .test_transfers import PEOPLE, send

pytestmark = pytest.mark.postgres

LATER = {"prefer": "respond-async"}


@pytest.fixture
def application(database_url, tmp_path):
    """
    An installation on the database of all tests, with files of its own.
    """
    flags = {"database_url": database_url, "home": tmp_path}
    application = build(read_settings(flags=flags, environ={}))
    yield application
    application.close()


@pytest.fixture
def desk(door, application):
    """
    A door that leaves files to the worker.
    """
    kept = storage(application.settings)
    options = Options(limiter=None, access_log=False, storage=kept)
    with opened(door.database_url, door.engine, options) as desk:
        yield desk


@pytest.fixture
def admin(desk):
    """
    Somebody who may import, at that door.
    """
    return desk.organization().admin


@pytest.fixture
def work(application):
    """
    Does all jobs that wait.
    """
    return lambda: work_until_ended(application, wait=False)


def files(application):
    """
    The files that wait, of every organization.
    """
    folder = application.settings.home / "files"
    return [each for each in folder.rglob("*") if each.is_file()]


def test_columns_that_go_nowhere_are_offered_and_taken_as_fields(admin):
    """
    The report says which columns went nowhere; with new_fields they become custom
    fields.
    """
    text = "First Name,E-mail,Shoe\nAda,ada@b.co,38\n"
    offered = send(admin, "contacts/import/?dry_run=true", text).json()
    kept = send(admin, "contacts/import/?new_fields=true", text).json()
    (ada,) = admin.get("contacts/?email=ada@b.co").json()["items"]

    assert [{"header": "Shoe", "field": "new:number", "cells": 1}] == (
        offered["new_fields"]
    )
    assert [] == kept["new_fields"]
    assert {"shoe": "38"} == ada["custom"]


def test_left_to_a_worker(admin, work, application):
    """
    202 with the address of the import, which says how far it is; the worker takes the
    file in, and nothing of it is left lying about.
    """
    answer = send(admin, "contacts/import/?label=people.csv", PEOPLE, headers=LATER)
    place = answer.headers["location"]
    waiting = admin.get(place).json()

    assert (202, "respond-async") == (
        answer.status_code,
        answer.headers["preference-applied"],
    )
    assert answer.json() == waiting
    assert ("waiting", 0, "people.csv") == tuple(
        waiting[name] for name in ("state", "position", "label")
    )
    assert 1 == len(files(application))
    work()
    done = admin.get(place).json()
    assert ("done", 3, 2, 1, 1.0) == tuple(
        done[name] for name in ("state", "rows", "created", "refused", "share")
    )
    assert [done] == admin.get("transfers/").json()["items"]
    assert [] == files(application)


def test_large_files_are_left_to_a_worker(admin, work):
    """
    Without being asked; as CSV that is beyond two megabytes.
    """
    rows = [f"P{n},p{n}@large.example,{'x' * 2_000}\n" for n in range(LARGE // 2_000)]
    answer = send(admin, "contacts/import/", "First,Email,Notes\n" + "".join(rows))

    assert 202 == answer.status_code
    work()
    assert len(rows) == admin.get(answer.headers["location"]).json()["created"]


def test_small_files_are_not(admin):
    """
    The report is the answer.
    """
    assert 200 == send(admin, "contacts/import/", PEOPLE).status_code


def test_asked_twice(admin, work, application):
    """
    IMP-10: the same file again while it waits is the same import; under the same key
    it is the same answer, even when all is done.
    """
    keyed = {**LATER, "idempotency-key": "one"}
    first = send(admin, "contacts/import/", PEOPLE, headers=keyed)
    again = send(admin, "contacts/import/", PEOPLE, headers=LATER)
    work()
    replayed = send(admin, "contacts/import/", PEOPLE, headers=keyed)

    assert first.json()["id"] == again.json()["id"] == replayed.json()["id"]
    assert "true" == replayed.headers["idempotency-replayed"]
    assert 3 == admin.get("contacts/").json()["total"]
    assert [] == files(application)


@pytest.mark.parametrize(
    ("query", "body"),
    [("", "x,y\n1,2\n"), ("map=Nope=email", PEOPLE), ("format=date_order=x", PEOPLE)],
)
def test_what_is_wrong_is_said_at_once(admin, application, query, body):
    """
    Not by the worker; nothing is kept.
    """
    answer = send(admin, f"contacts/import/?{query}", body, headers=LATER)

    assert 422 == answer.status_code
    assert [] == files(application)
    assert [] == admin.get("transfers/").json()["items"]


def test_events(admin, work):
    """
    What the resource says, as server-sent events; the last one when it has ended.
    """
    answer = send(admin, "contacts/import/", PEOPLE, headers=LATER)
    work()
    told = admin.get(f"{answer.headers['location']}events/")

    assert "text/event-stream" == told.headers["content-type"]
    events = [line for line in told.text.splitlines() if line.startswith("data: ")]
    assert "done" == json.loads(events[-1].removeprefix("data: "))["state"]


def test_refused_rows(admin, work):
    """
    They come back as a file, which can be mended and sent again.
    """
    answer = send(admin, "contacts/import/", PEOPLE, headers=LATER)
    work()
    given = admin.get(f"{answer.headers['location']}refused/")
    [row] = csv.DictReader(io.StringIO(given.text))
    mended = given.text.replace("not-an-address", "bad@example.com")
    query = "map=refused line=-&map=refused because=-"
    again = send(admin, f"contacts/import/?{query}", mended)

    assert "text/csv; charset=utf-8" == given.headers["content-type"]
    assert ("4", "Bad") == (row["refused line"], row["First Name"])
    assert "Not an e-mail address." in row["refused because"]
    assert (1, []) == (again.json()["created"], again.json()["refused"])


def test_cancelled(admin, work, application):
    """
    Before a worker comes: nothing is taken in, and the file goes.
    """
    answer = send(admin, "contacts/import/", PEOPLE, headers=LATER)
    place = answer.headers["location"]

    cancelled = admin.post(f"{place}cancel/")
    again = admin.post(f"{place}cancel/")
    work()

    assert (200, "cancelled") == (cancelled.status_code, cancelled.json()["state"])
    assert (409, "urn:crm:problem:transfer-ended") == (
        again.status_code,
        again.json()["type"],
    )
    assert 1 == admin.get("contacts/").json()["total"]
    assert [] == files(application)


def test_undone(admin, work):
    """
    All that it made goes; twice it is refused.
    """
    answer = send(admin, "contacts/import/", PEOPLE, headers=LATER)
    place = answer.headers["location"]
    work()

    undone = admin.post(f"{place}undo/")
    assert (200, []) == (undone.status_code, undone.json()["kept"])
    assert 1 == admin.get("contacts/").json()["total"]
    assert 409 == admin.post(f"{place}undo/").status_code


def test_rights_that_were_lost(desk, work):
    """
    The worker acts with the rights that the person has when it comes: the import has
    failed then, and says why.
    """
    ours = desk.organization()
    answer = send(ours.admin, "contacts/import/", PEOPLE, headers=LATER)
    place = answer.headers["location"]
    second = desk.person(ours.id, "admin")
    who = ours.admin.actor.user_id
    second.put(f"users/{who}/", json={"roles": ["viewer"]})
    work()

    failed = second.get(place).json()
    assert ("failed", 0) == (failed["state"], failed["created"])
    assert "permission" in failed["error"]


def test_a_file_that_two_imports_wait_for(admin, work, desk, application):
    """
    It is kept until both have ended.
    """
    one = send(admin, "contacts/import/", PEOPLE, headers=LATER)
    two = send(admin, "contacts/import/?known=skip", PEOPLE, headers=LATER)
    assert one.json()["id"] != two.json()["id"]
    assert 1 == len(files(application))
    desk.crm.run(admin.actor, cancel_import, TransferId(one.json()["id"]))

    work()

    assert "done" == admin.get(two.headers["location"]).json()["state"]
    assert [] == files(application)


def test_columns_go_where_they_went_before(admin):
    """
    A choice holds for the next file with these headers, and can be forgotten; a dry
    run remembers nothing.
    """
    body = "a;b\nJohn;Doe\n"
    chosen = "map=a=first_name&map=b=last_name"

    def columns(query):
        given = send(admin, f"contacts/import/?dry_run=true&{query}", body).json()
        told = given.get("columns", ())
        return [(each["field"], each["why"]) for each in told]

    assert [("first_name", "chosen"), ("last_name", "chosen")] == columns(chosen)
    assert [] == columns("")
    send(admin, f"contacts/import/?{chosen}", body)
    assert [("first_name", "saved"), ("last_name", "saved")] == columns("")
    assert [] == columns("forget_map=true")
    assert [("first_name", "saved"), ("last_name", "saved")] == columns("")
    send(admin, "contacts/import/?forget_map=true&map=a=last_name", body)
    assert [("last_name", "saved")] == columns("")
