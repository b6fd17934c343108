"""
Leads that come at the same time go to people in turns all the same.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from crm_adapters.bootstrap import build
from crm_adapters.bootstrap.scoring import score_daily
from crm_adapters.bootstrap.worker import work_until_ended
from crm_adapters.settings import Settings
from crm_core.access import save_user
from crm_core.leads import (
    add_lead,
    add_routing_rule,
    add_scoring_rule,
    request_training,
    route_leads,
    show_lead,
    show_training,
)

from .postgres_crm import a_crm

pytestmark = pytest.mark.postgres


@pytest.fixture
def crm(fresh_database_url):
    """
    A CRM on a database of the test's own.
    """
    with a_crm(fresh_database_url) as crm:
        yield crm


@pytest.fixture
def application(fresh_database_url):
    """
    The same with its worker.
    """
    application = build(Settings(database_url=fresh_database_url))
    yield application
    application.close()


@pytest.mark.parametrize("method", ["round-robin", "weighted", "least-load"])
def test_threads_share_out_fairly(crm, ann, method):
    """
    Eight threads capture forty leads for six people: nobody has more than one more
    than another, and none is lost.
    """
    people = [uuid4() for _ in range(6)]
    for number, id in enumerate(people):
        crm.run(ann, save_user, id, name=f"P{number}")
    crm.run(ann, add_routing_rule, name="All", users=people, method=method)

    def capture(number):
        title = f"Lead {number}"
        return crm.run(ann, add_lead, title=title, route=True).assigned_to

    with ThreadPoolExecutor(8) as threads:
        counts = Counter(threads.map(capture, range(40)))

    assert {*people} == {*counts}
    assert {6, 7} == {*counts.values()}


def test_bulk_and_single_routing_do_not_lock_each_other_out(crm, ann):
    """
    Leads routed many at once, in two orders, while others are captured: all end.
    """
    people = [uuid4() for _ in range(2)]
    for number, id in enumerate(people):
        crm.run(ann, save_user, id, name=f"P{number}")
    crm.run(ann, add_routing_rule, name="All", users=people)
    ids = [crm.run(ann, add_lead, title=f"Lead {n}").id for n in range(20)]

    def one(number):
        if number % 2:
            crm.run(ann, add_lead, title="More", route=True)
        else:
            crm.run(ann, route_leads, ids=ids if number % 4 else ids[::-1])

    with ThreadPoolExecutor(8) as threads:
        [*threads.map(one, range(24))]

    owners = Counter(crm.run(ann, show_lead, id).assigned_to for id in ids)
    assert {10: 2} == Counter(owners.values())


def test_a_worker_scores_and_learns(application, crm, ann):
    """
    Rules that change and a training that is wanted leave jobs; the nightly round does
    the same for all organizations.
    """
    lead = crm.run(ann, add_lead, title="A", address={"country": "DE"})
    crm.run(ann, add_scoring_rule, name="Germany", when="country:DE", points=10)
    crm.run(ann, request_training)
    before = crm.run(ann, show_lead, lead.id).score
    work_until_ended(application, wait=False)
    after = crm.run(ann, show_lead, lead.id).score
    score_daily(application)

    assert [None, 10, 10] == [before, after, crm.run(ann, show_lead, lead.id).score]
    assert "0 won and 0 lost" in crm.run(ann, show_training).refused
