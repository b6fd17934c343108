"""
Jobs: left in the transaction of what they answer, done once, and none stops the rest.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from crm_adapters.postgres import PostgresWorks
from crm_adapters.postgres.jobs import Job, job_worker
from crm_core import Crm
from crm_core.access import find_user, invite_user
from crm_core.shared import Actor, Conflict, Invalid, Unavailable

from .postgres_crm import a_crm

pytestmark = pytest.mark.postgres
INVITED = {"email": "new@example.com", "name": "New"}


@pytest.fixture
def crm(fresh_database_url: str) -> Iterator[Crm]:
    """
    A CRM on a database of the test's own: a worker does all that waits there.
    """
    with a_crm(fresh_database_url) as crm:
        yield crm


@pytest.fixture
def queue(fresh_database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """
    Who looks at the queue.
    """
    with psycopg.connect(fresh_database_url, autocommit=True) as connection:
        connection.execute("set search_path to crm")
        yield connection


def states(queue: psycopg.Connection[Any]) -> list[tuple[str, str, int]]:
    """
    Every job's name, state and tries so far, oldest first.
    """
    return queue.execute(
        "select task_name, status::text, attempts from procrastinate_jobs order by id"
    ).fetchall()


def defer(queue: psycopg.Connection[Any], name: str, **args: Any) -> None:
    """
    Leave a job as it comes, good or bad.
    """
    queue.execute(
        "select procrastinate_defer_jobs_v1(array[row('crm', %s, 0, null, null,"
        " %s::jsonb, null)]::procrastinate_job_to_defer_v1[])",
        [name, json.dumps(args)],
    )


def good(**more: Any) -> dict[str, Any]:
    """
    The arguments of a job, as the trail leaves them.
    """
    ids = ("organization_id", "user_id", "event_id")
    return {**{name: str(uuid4()) for name in ids}, "data": {}, **more}


def work(url: str, **tasks: Callable[[Job], None]) -> None:
    """
    Do all that waits.
    """
    job_worker(url, tasks).run_worker(
        wait=False,
        listen_notify=False,
        install_signal_handlers=False,
        delete_jobs="successful",
    )


def test_a_job_is_left_with_its_event(
    fresh_database_url: str,
    crm: Crm,
    queue: psycopg.Connection[Any],
    ann: Actor,
) -> None:
    """
    It is there when the transaction is, knows for whom and why, and is done once.
    """
    invited = crm.run(ann, invite_user, **INVITED)
    assert states(queue) == [("send_invitation", "todo", 0)]
    done: list[Job] = []

    work(fresh_database_url, send_invitation=done.append)
    work(fresh_database_url, send_invitation=done.append)

    [job] = done
    [[event_id]] = queue.execute("select id from events").fetchall()
    assert (ann.organization_id, event_id) == (job.organization_id, job.event_id)
    assert UUID(job.data["invited_id"]) == invited.id
    assert states(queue) == []


def test_no_job_without_its_event(
    fresh_database_url: str,
    crm: Crm,
    queue: psycopg.Connection[Any],
    ann: Actor,
) -> None:
    """
    What is rolled back leaves none: refused, broken, or undone by the host.
    """

    def break_off(work: Any) -> None:
        invite_user(work, **INVITED)
        find_user(work, "nobody@example.com")

    with pytest.raises(Invalid):
        crm.run(ann, invite_user, email="x", name="X")
    with pytest.raises(Exception, match="Nobody here"):
        crm.run(ann, break_off)
    with psycopg.connect(fresh_database_url) as host:
        Crm(PostgresWorks(host)).run(ann, invite_user, **INVITED)
        host.rollback()
    assert states(queue) == []
    with psycopg.connect(fresh_database_url) as host:
        Crm(PostgresWorks(host)).run(ann, invite_user, **INVITED)
    assert states(queue) == [("send_invitation", "todo", 0)]


def test_a_bad_job_stops_no_other(
    fresh_database_url: str, queue: psycopg.Connection[Any]
) -> None:
    """
    CON-15, F32: unknown, corrupt, old or hopeless jobs stay where they can be seen,
    with what they were given; the others are done.
    """
    defer(queue, "unknown", **good())
    defer(queue, "count", nonsense=1)
    defer(queue, "count", **good(organization_id="nobody"))
    defer(queue, "count", **good(event_id=None))
    defer(queue, "refuse", **good())
    defer(queue, "raise", **good())
    defer(queue, "count", **good(new_fact=1))
    done: list[Job] = []

    def refuse(_job: Job) -> None:
        raise Conflict

    def divide(_job: Job) -> None:
        raise ZeroDivisionError

    work(fresh_database_url, count=done.append, refuse=refuse, **{"raise": divide})

    assert len(done) == 1
    assert states(queue) == [
        ("unknown", "failed", 1),
        ("count", "failed", 1),
        ("count", "failed", 1),
        ("count", "failed", 1),
        ("refuse", "failed", 1),
        ("raise", "failed", 1),
    ]
    kept = queue.execute("select args from procrastinate_jobs order by id").fetchall()
    assert kept[1] == ({"nonsense": 1},)


def test_what_may_work_later_is_tried_later(
    fresh_database_url: str, queue: psycopg.Connection[Any]
) -> None:
    """
    A relay that is away is asked again, each time later; meanwhile others are served.
    """
    defer(queue, "send", **good())
    defer(queue, "send", **good())
    away = [True]

    def send(_job: Job) -> None:
        if away.pop() if away else False:
            raise Unavailable

    work(fresh_database_url, send=send)

    assert states(queue) == [("send", "todo", 1)]
    [[later]] = queue.execute(
        "select scheduled_at > now() from procrastinate_jobs"
    ).fetchall()
    assert later
    queue.execute("update procrastinate_jobs set scheduled_at = now()")
    work(fresh_database_url, send=send)
    assert states(queue) == []


def test_tries_end(fresh_database_url: str, queue: psycopg.Connection[Any]) -> None:
    """
    What never works is given up, and stays to be seen.
    """
    defer(queue, "send", **good())
    tries = []

    def send(_job: Job) -> None:
        tries.append(1)
        raise Unavailable

    while states(queue)[0][1] == "todo":
        queue.execute("update procrastinate_jobs set scheduled_at = now()")
        work(fresh_database_url, send=send)
        assert len(tries) < 30
    assert states(queue) == [("send", "failed", len(tries))]


def test_two_workers(fresh_database_url: str, queue: psycopg.Connection[Any]) -> None:
    """
    F31: two workers share the jobs, and do each once.
    """
    met, done = Barrier(2), list[Job]()
    for _ in range(20):
        defer(queue, "count", **good())

    def start() -> None:
        met.wait()
        work(fresh_database_url, count=done.append)

    with ThreadPoolExecutor(2) as threads:
        for worker in [threads.submit(start) for _ in range(2)]:
            worker.result()
    assert len({job.event_id for job in done}) == len(done) == 20
    assert states(queue) == []


def test_jobs_of_a_worker_that_was_killed(
    fresh_database_url: str, queue: psycopg.Connection[Any]
) -> None:
    """
    F33: a job whose worker has not been heard of is done again by another.
    """
    defer(queue, "count", **good())
    queue.execute(
        "with gone as (insert into procrastinate_workers (last_heartbeat)"
        " values (now() - interval '1 hour') returning id)"
        " update procrastinate_jobs set status = 'doing', worker_id = gone.id from gone"
    )
    done: list[Job] = []

    defer(queue, "rescue_stalled", timestamp=0)
    work(fresh_database_url, count=done.append)
    work(fresh_database_url, count=done.append)

    assert len(done) == 1
    assert states(queue) == []


def test_the_worker_sees_no_organization(
    fresh_database_url: str, crm: Crm, ann: Actor
) -> None:
    """
    The role that reads the queue of all organizations reads nothing else.
    """
    crm.run(ann, invite_user, **INVITED)
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("set role crm_worker")
        jobs = connection.execute("select 1 from crm.procrastinate_jobs").fetchall()
        assert len(jobs) == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select 1 from crm.users")
