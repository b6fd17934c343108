"""
The board of a pipeline with 50,000 open opportunities, and moves on it.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from attrs import evolve

from crm_adapters.postgres import PostgresWorks, connect_engine
from crm_core import Crm, CrmWork
from crm_core.access import DEFAULT_ROLES, actor_with
from crm_core.opportunities import Opportunity, OpportunityId
from crm_core.pipelines import StageKind, pipeline_of, stage_change

from .databases import connect, copied
from .dataset import ORGANIZATION, database, owners
from .load import Request, percentile, run
from .report import Figure, told, under
from .stage import Product, Stage

CONTACTS = 10_000
OPEN, CLOSED = 50_000, 10_000
AT_ONCE = 5_000
BOARD = "/api/crm/opportunities/pipeline/"
TIMES = 200


def measure(stage: Stage) -> Iterator[Figure]:
    """
    The latencies of the board and of moves, one request after another.
    """
    stage.dataset(CONTACTS)
    with copied(stage.url, database(CONTACTS)) as url:
        ids = _fill(url)
        with connect(url) as admin:
            admin.execute("vacuum analyze crm.opportunities")
        with stage.product(url) as product:
            yield from _figures(product, ids)


def _figures(product: Product, ids: list[OpportunityId]) -> Iterator[Figure]:
    for name, path in (
        ("board of 6 columns", f"{BOARD}?closed=true"),
        ("board of one's own", f"{BOARD}?closed=true&assigned_to=me"),
    ):
        sample = _times(product, [Request(path, headers=product.headers)] * TIMES)
        yield under(50, f"{name}, {OPEN:,} open, p95", percentile(sample, 95), "ms")
        yield told(f"{name}, {OPEN:,} open, p50", percentile(sample, 50), "ms")
    stages = ("discovery", "proposal", "negotiation")
    moves = [
        Request(
            f"/api/crm/opportunities/{each}/stage/",
            "PUT",
            product.headers,
            json.dumps({"stage": stages[n % 3], "notes": "Next"}).encode(),
        )
        for n, each in enumerate(ids)
    ]
    sample = _times(product, moves)
    yield under(20, f"move, {OPEN:,} open, p95", percentile(sample, 95), "ms")
    yield told(f"move, {OPEN:,} open, p50", percentile(sample, 50), "ms")


def _times(product: Product, requests: list[Request]) -> list[float]:
    warm, asked = requests[:20], requests[20:]
    for each in (warm, asked):
        outcome = run(
            each, port=product.port, connections=1, seconds=60, count=len(each)
        )
    return list(outcome.latencies)


def _fill(url: str) -> list[OpportunityId]:
    """
    Opportunities of everybody in every stage; answers some of the first stage.
    """
    engine = connect_engine(url)
    people = owners()
    actor = actor_with(
        ["admin"], DEFAULT_ROLES, user_id=people[0], organization_id=ORGANIZATION
    )
    crm, random = Crm(PostgresWorks(engine)), Random(11)
    found: list[OpportunityId] = []
    for start in range(0, OPEN + CLOSED, AT_ONCE):
        made = crm.run(actor, _add, random, people, closed=start >= OPEN)
        found += [each.id for each in made if each.stage == "qualification"]
    engine.dispose()
    return random.sample(found, TIMES + 20)


def _add(work: CrmWork, random: Random, people: list, *, closed: bool) -> list:
    pipeline = pipeline_of(work, "opportunity", None)
    stages = [s for s in pipeline.live if (s.kind is not StageKind.OPEN) is closed]
    deals = []
    for number in range(AT_ONCE):
        blank = Opportunity(
            id=OpportunityId(work.new_id()),
            name=f"{random.choice(('New', 'Big', 'Next'))} deal {number}",
            pipeline_id=pipeline.id,
            stage="",
            stage_entered_at=work.now,
            rank="",
            value=Decimal(random.randrange(10_000, 9_000_000)) / 100,
            currency=random.choice(("EUR", "EUR", "USD")),
            expected_close_date=date(2026, 11, 1) + timedelta(random.randrange(200)),
            assigned_to=random.choice(people),
            created_by=work.actor.user_id,
            created_at=work.now,
            updated_at=work.now,
        )
        moment = work.now - timedelta(hours=random.randrange(2_000))
        placed = blank.placed(pipeline, random.choice(stages), at=moment)
        lost = placed.status is StageKind.LOST
        deals.append(evolve(placed, lost_reason="Price" if lost else None))
    work.opportunities.add_many(deals)
    work.stage_changes.add_many(
        [stage_change(work, "opportunity", None, each) for each in deals]
    )
    return deals
