"""
The demo's past, as timelines tell it.
"""

from datetime import UTC, datetime, timedelta

import pytest

from crm_adapters.demo.members import ADMIN
from crm_adapters.demo.organization import Size, fill_organization
from crm_adapters.demo.pretending import Clock
from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.opportunities import list_opportunities
from crm_core.pipelines import stage_history
from crm_core.shared import PageRequest, RecordRef
from crm_core.timelines import timeline

from .postgres_crm import an_engine

pytestmark = pytest.mark.postgres
LITTLE = Size(companies=9, contacts=70, leads=10, deals=10, batch=4)


def test_ids_know_the_moment() -> None:
    """
    They sort by the moment that is pretended, and at one moment in their order.
    """
    clock = Clock(datetime(2026, 3, 14, tzinfo=UTC))
    first = [clock.new_id() for _ in range(5_000)]
    clock.moment -= timedelta(milliseconds=1)
    before = clock.new_id()

    assert first == sorted(first)
    assert before < first[0]
    assert 5_001 == len({before, *first})
    assert {(7, "specified in RFC 4122")} == {(e.version, e.variant) for e in first}


def test_moves_are_told_at_their_moments(fresh_database_url: str) -> None:
    """
    A timeline has the moves of a deal where its way has them, months ago.
    """
    clock = Clock(datetime.now(UTC))
    with an_engine(fresh_database_url) as engine:
        crm = Crm(PostgresWorks(engine, clock=clock, new_id=clock.new_id))
        fill_organization(crm, clock, LITTLE)
        deals = crm.run(ADMIN.actor, list_opportunities, None, PageRequest(size=200))
        for deal in deals.items:
            record = RecordRef("opportunity", deal.id)
            way = crm.run(ADMIN.actor, stage_history, record)
            told = crm.run(ADMIN.actor, timeline, record, PageRequest(size=200))
            moves = [each.at for each in reversed(told.items) if each.kind == "stage"]
            assert [in_milliseconds(each.created_at) for each in way[1:]] == moves


def in_milliseconds(moment: datetime) -> datetime:
    """
    A moment as exact as an id holds it.
    """
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)
