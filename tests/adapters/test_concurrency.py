"""
Many at once: nothing twice, nothing lost, nobody stuck.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import psycopg
import pytest
from attrs import evolve

from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.changes import AlreadyUndone, list_change_sets, undo_change_set
from crm_core.companies import CompanyCycle, add_company, edit_company
from crm_core.contacts import (
    CONTACT_FIELDS,
    EmailTaken,
    add_contact,
    archive_contact,
    edit_contact,
    edit_contacts,
    get_contact,
    list_contacts,
    purge_contact,
    restore_contact,
)
from crm_core.shared import (
    Actor,
    Contended,
    CrmError,
    Stale,
    StoredAnswer,
    parse_text,
)
from tests.builders import an_actor

from .postgres_crm import a_crm, first_names

pytestmark = pytest.mark.postgres
CROWD = 16


@pytest.fixture
def crm(database_url: str) -> Iterator[Crm]:
    """
    A CRM with a connection for each of the crowd.
    """
    with a_crm(database_url, size=CROWD) as crm:
        yield crm


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """
    What each call answered, or why it was refused; all begin at the same moment.
    """
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return call()
        except CrmError as refused:
            return refused

    with ThreadPoolExecutor(len(calls)) as threads:
        return [done.result() for done in [threads.submit(run, each) for each in calls]]


def kinds(outcomes: list[Any]) -> dict[str, int]:
    """
    How often each kind of outcome.
    """
    return dict(Counter(type(outcome).__name__ for outcome in outcomes))


def test_identical_creates(crm: Crm, ann: Actor) -> None:
    """
    F36: sixteen creates of one e-mail address make one contact; fifteen refusals
    name it.
    """

    def create() -> Any:
        return crm.run(ann, add_contact, first_name="Ada", email="ada@example.com")

    outcomes = at_once(*[create] * CROWD)

    assert kinds(outcomes) == {"Contact": 1, "EmailTaken": CROWD - 1}
    [made] = [each for each in outcomes if not isinstance(each, EmailTaken)]
    named = {each.details["contact_id"] for each in outcomes if each is not made}
    assert named == {made.id}
    assert first_names(crm, ann) == ["Ada"]


def test_first_requests_of_one_person(crm: Crm, ann: Actor) -> None:
    """
    Sixteen first requests of a person whom the database does not know yet, in an
    organization that it knows or not: all are served.
    """
    crm.run(ann, add_contact, first_name="A")
    of_ann = {"organization_id": ann.organization_id, "roles": ("admin",)}
    for more in (of_ann, {}):
        new = an_actor(name="New", email="new@example.com", **more)
        outcomes = at_once(
            *[partial(crm.run, new, add_contact, first_name="A")] * CROWD
        )
        assert kinds(outcomes) == {"Contact": CROWD}


def test_first_requests_of_people_with_one_address(crm: Crm, ann: Actor) -> None:
    """
    Several people may come with one e-mail address, as tokens of one person before
    and after a move do: none is kept from working.
    """
    crm.run(ann, add_contact, first_name="A")
    one = evolve(ann, name="One", email="same@example.com")
    people = [evolve(one, user_id=an_actor().user_id) for _ in range(CROWD)]

    outcomes = at_once(
        *(partial(crm.run, who, add_contact, first_name="A") for who in people)
    )

    assert kinds(outcomes) == {"Contact": CROWD}


def test_who_comes_second_with_an_address(
    crm: Crm, database_url: str, ann: Actor
) -> None:
    """
    Someone comes with the e-mail address of another who is just being introduced:
    they wait for each other, and both are served.
    """
    crm.run(ann, add_contact, first_name="A")
    one = evolve(ann, email="same@example.com", user_id=an_actor().user_id)
    other = evolve(one, user_id=an_actor().user_id)
    with psycopg.connect(database_url) as host, ThreadPoolExecutor(1) as thread:
        Crm(PostgresWorks(host)).run(one, add_contact, first_name="B")
        second = thread.submit(crm.run, other, add_contact, first_name="C")
        waiting = "select 1 from pg_stat_activity where %s = any(pg_blocking_pids(pid))"
        while not host.execute(waiting, [host.info.backend_pid]).fetchone():
            assert not second.done()
        host.commit()
        assert second.result().first_name == "C"


def test_one_person_in_two_transactions(
    crm: Crm, database_url: str, ann: Actor
) -> None:
    """
    A person who works in two long transactions of a host waits in neither.
    """
    crm.run(ann, add_contact, first_name="A")
    with psycopg.connect(database_url) as one, psycopg.connect(database_url) as other:
        for host in (one, other):
            host.execute("set lock_timeout = '50ms'")
            Crm(PostgresWorks(host)).run(ann, add_contact, first_name="B")
    assert first_names(crm, ann) == ["A", "B", "B"]


def test_edits_of_one_record(crm: Crm, ann: Actor) -> None:
    """
    F35: sixteen clients read and write one number twenty times each, with the
    version they read: the number is that of the acknowledged writes.
    """
    contact = crm.run(ann, add_contact, first_name="Counter", title="0")

    def count_up() -> int:
        done = 0
        for _ in range(20):
            seen = crm.run(ann, get_contact, contact.id)
            title = str(int(seen.title or "0") + 1)
            try:
                crm.run(ann, edit_contact, seen.id, version=seen.version, title=title)
            except Stale:
                continue
            done += 1
        return done

    acknowledged = sum(at_once(*[count_up] * CROWD))

    seen = crm.run(ann, get_contact, contact.id)
    assert (acknowledged, acknowledged + 1) == (int(seen.title or "0"), seen.version)
    assert acknowledged > 0


def test_edits_without_a_version(crm: Crm, ann: Actor) -> None:
    """
    Without a version too, an edit is refused rather than undone by another; the
    history has each that was acknowledged.
    """
    contact = crm.run(ann, add_contact, first_name="Shared")
    fields = ["title", "department", "notes", "lead_source"]

    outcomes = at_once(
        *(
            partial(crm.run, ann, edit_contact, contact.id, **{field: "x"})
            for field in fields * 4
        )
    )

    assert set(kinds(outcomes)) <= {"Contact", "Stale"}
    done = kinds(outcomes)["Contact"]
    assert crm.run(ann, get_contact, contact.id).version == done + 1
    assert crm.run(ann, list_change_sets).total == done + 1


def test_archiving_together(crm: Crm, ann: Actor) -> None:
    """
    CON-13: sixteen archive one contact: one does, the others are told that it is
    gone or was just changed. Restoring it together is the same.
    """
    contact = crm.run(ann, add_contact, first_name="A", email="a@example.com")
    for use_case in (archive_contact, restore_contact):
        outcomes = at_once(*[partial(crm.run, ann, use_case, contact.id)] * CROWD)
        assert kinds(outcomes).pop("Contact") == 1
        assert set(kinds(outcomes)) <= {"Contact", "NotFound", "Stale"}
    assert crm.run(ann, get_contact, contact.id).version == 3


def test_an_undo_happens_once(crm: Crm, ann: Actor) -> None:
    """
    Eight undo one change set: one does, the others hear so.
    """
    contact = crm.run(ann, add_contact, first_name="Ada")
    crm.run(ann, edit_contact, contact.id, first_name="Eda")
    wrong = crm.run(ann, list_change_sets).items[0]

    outcomes = at_once(*[partial(crm.run, ann, undo_change_set, wrong.id)] * 8)

    assert kinds(outcomes) == {"Undone": 1, AlreadyUndone.__name__: 7}
    assert first_names(crm, ann) == ["Ada"]


def test_bulk_edits_that_cross(crm: Crm, ann: Actor) -> None:
    """
    F18: bulk edits of the same records in opposite orders all succeed, one after
    the other.
    """
    ids = [crm.run(ann, add_contact, first_name=f"P{i}").id for i in range(20)]

    def bulk(turn: int) -> Any:
        order = ids if turn % 2 else ids[::-1]
        return crm.run(ann, edit_contacts, ids=order, add_tags=[f"t{turn}"])

    outcomes = at_once(*(partial(bulk, turn) for turn in range(8)))

    assert kinds(outcomes) == {"list": 8}
    tags = {each.tags for each in crm.run(ann, everyone)}
    assert [sorted(each) for each in tags] == [sorted(f"t{turn}" for turn in range(8))]


def everyone(work: Any) -> list[Any]:
    """
    Every contact, whole.
    """
    query = parse_text("", CONTACT_FIELDS)
    return [work.contacts.get(id) for id in work.contacts.matching(query, most=100)]


def test_a_circle_of_waiting_is_run_again(crm: Crm, ann: Actor) -> None:
    """
    Two use cases of a host that lock two records in opposite orders: the database
    undoes one, which is then run again; both succeed.
    """
    a, b = (crm.run(ann, add_contact, first_name=name).id for name in "ab")
    met, runs = Barrier(2), Counter[str]()

    def both(work: Any, first: Any, second: Any) -> None:
        runs[str(first)] += 1
        edit_contacts(work, ids=[first], title="x")
        if runs[str(first)] == 1:
            met.wait()
        edit_contacts(work, ids=[second], title="x")

    outcomes = at_once(
        partial(crm.run, ann, both, a, b), partial(crm.run, ann, both, b, a)
    )

    assert kinds(outcomes) == {"NoneType": 2}
    assert runs.total() > 2
    assert [3, 3] == [each.version for each in crm.run(ann, everyone)]


def test_what_is_used_up_is_not_run_again(crm: Crm, ann: Actor) -> None:
    """
    A use case that was given an iterator would find it empty the second time: its
    caller is told instead.
    """
    a, b = (crm.run(ann, add_contact, first_name=name).id for name in "ab")
    met = Barrier(2)

    def each(work: Any, ids: Iterator[Any]) -> None:
        for at, id in enumerate(ids):
            edit_contacts(work, ids=[id], title="x")
            if at == 0:
                met.wait()

    outcomes = at_once(
        lambda: crm.run(ann, each, iter([a, b])),
        lambda: crm.run(ann, each, iter([b, a])),
    )

    assert kinds(outcomes) == {"NoneType": 1, "Contended": 1}
    assert issubclass(Contended, CrmError)
    assert [2, 2] == [each.version for each in crm.run(ann, everyone)]


def test_companies_that_turn_into_a_circle(crm: Crm, ann: Actor) -> None:
    """
    Two edits that are right each by itself, and wrong together: one is refused.
    """
    for _ in range(5):
        a, b = (crm.run(ann, add_company, name=name).id for name in "ab")
        outcomes = at_once(
            partial(crm.run, ann, edit_company, a, parent_id=str(b)),
            partial(crm.run, ann, edit_company, b, parent_id=str(a)),
        )
        assert kinds(outcomes) == {"Company": 1, CompanyCycle.__name__: 1}


def test_a_company_is_edited_while_people_join_it(crm: Crm, ann: Actor) -> None:
    """
    New people of a company and its new name meet: all are kept, and found by it.
    """
    company = crm.run(ann, add_company, name="Harbor")

    def join() -> Any:
        return crm.run(ann, add_contact, first_name="A", company_id=company.id)

    outcomes = at_once(
        *[join] * 8, partial(crm.run, ann, edit_company, company.id, name="Bay")
    )

    assert kinds(outcomes) == {"Contact": 8, "Company": 1}
    found = crm.run(ann, list_contacts, parse_text("bay", CONTACT_FIELDS))
    assert found.total == 8


def test_one_answer_for_one_key(crm: Crm, ann: Actor) -> None:
    """
    Sixteen requests with one idempotency key: one works, the others wait for it and
    get its answer.
    """

    def create(work: Any) -> bytes:
        known = work.idempotency_keys.claim("key")
        if known:
            return known.body
        body = str(add_contact(work, first_name="Once").id).encode()
        stored = StoredAnswer(fingerprint="f", status=201, headers={}, body=body)
        work.idempotency_keys.store("key", stored)
        return body

    outcomes = at_once(*[partial(crm.run, ann, create)] * CROWD)

    assert len(set(outcomes)) == 1
    assert first_names(crm, ann) == ["Once"]


def test_purging_what_others_edit(crm: Crm, ann: Actor) -> None:
    """
    A record that goes while it is edited is gone for the edit, and nothing of it is
    left behind.
    """
    contact = crm.run(ann, add_contact, first_name="A", email="a@example.com")
    crm.run(ann, archive_contact, contact.id)

    outcomes = at_once(
        *[partial(crm.run, ann, purge_contact, contact.id)] * 4,
        *[partial(crm.run, ann, restore_contact, contact.id)] * 4,
    )

    assert set(kinds(outcomes)) <= {"NoneType", "Contact", "NotFound", "Stale"}
    assert sum(not isinstance(each, CrmError) for each in outcomes) == 1
    assert len(crm.run(ann, everyone)) == kinds(outcomes).get("Contact", 0)
    assert crm.run(ann, list_change_sets).total == 3
