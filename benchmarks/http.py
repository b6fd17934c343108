"""
Requests per second through HTTP, as ratios to the floor, round about.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from secrets import token_hex
from typing import Any

from crm_adapters.demo import contacts

from .databases import connect, copied
from .dataset import database, owners
from .floor import TABLE, NewContact
from .load import Outcome, Request, run
from .report import Figure, at_least, middle, told
from .stage import Product, Stage

SIZE = 100_000
PREPARED = 20_000
BARS = {"read one": 0.5, "list of 20": 0.5, "create": 0.35}
GIVEN = NewContact.__struct_fields__
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def measure(stage: Stage) -> Iterator[Figure]:
    """
    Reading one contact, listing twenty, creating one: 16 connections, one process.
    """
    stage.dataset(SIZE)
    with copied(stage.url, database(SIZE)) as url:
        with connect(url) as admin:
            admin.execute(TABLE)
        ids, bodies = _material(url)
        with stage.floor(url) as floor, stage.product(url) as product:
            rounds = _rounds(stage, floor, product, ids, bodies)
            constant = run(
                [Request("/constant")], port=floor.port, seconds=stage.seconds
            )
    for name, bar in BARS.items():
        ours, theirs = rounds[name, "product"], rounds[name, "floor"]
        ratios = [a.rate / b.rate for a, b in zip(ours, theirs, strict=True)]
        yield at_least(bar, f"{name}, ratio to the floor", middle(ratios), "x")
        for who, outcomes in (("product", ours), ("floor", theirs)):
            rate = middle(each.rate for each in outcomes)
            yield told(f"{name}, {who}", rate, "requests/s")
            for percent in (50, 99):
                latency = middle(each.percentile(percent) for each in outcomes)
                yield told(f"{name}, {who}, p{percent}", latency, "ms")

    yield told("constant bytes, floor's server", constant.rate, "requests/s")
    busiest = max(each.busy for outcomes in rounds.values() for each in outcomes)
    yield told("load generator, busiest", 100 * busiest, "% of a CPU")


def _rounds(
    stage: Stage, floor: Product, product: Product, ids: list[str], bodies: list[dict]
) -> Mapping[tuple[str, str], list[Outcome]]:
    found: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    plans = {"floor": (floor, _plans("", ids, bodies))}
    plans["product"] = (product, _plans("/api/crm", ids, bodies, product.headers))
    for number in range(stage.rounds + 1):
        order = sorted(plans, reverse=bool(number % 2))
        for name in BARS:
            for who in order:
                server, plan = plans[who]
                outcome = plan[name](server.port, stage.seconds if number else 1.0)
                if number:  # the first round is for warming up
                    found[name, who].append(outcome)
    return found


def _plans(
    base: str, ids: list[str], bodies: list[dict], headers: Mapping[str, str] = {}
) -> Mapping[str, Callable[[int, float], Outcome]]:
    reads = [Request(f"{base}/contacts/{each}/", headers=headers) for each in ids]
    newest = [Request(f"{base}/contacts/?page_size=20", headers=headers)]
    numbers = count()

    def body(_: int) -> bytes:
        number = next(numbers)
        values = bodies[number % len(bodies)]
        token = token_hex(8)
        own = {
            "email": f"{token}.{number}@example.com",
            "last_name": f"{values['last_name']}-{token.translate(_LETTERS)}",
            "phone": f"+1 555 {number:07d}",
        }
        return json.dumps({**values, **own}).encode()

    def keyed(_: int) -> Mapping[str, str]:
        return {**headers, "idempotency-key": token_hex(16)}

    creation = [Request(f"{base}/contacts/", "POST", keyed, body)]
    return {
        "read one": lambda port, seconds: run(reads, port=port, seconds=seconds),
        "list of 20": lambda port, seconds: run(newest, port=port, seconds=seconds),
        "create": lambda port, seconds: run(
            creation, port=port, seconds=seconds, count=PREPARED, expect=201
        ),
    }


def _material(url: str) -> tuple[list[str], list[dict[str, Any]]]:
    """
    The ids to read, and what to create.
    """
    with connect(url) as reader:
        query = "select id::text from crm.contacts order by md5(id::text) limit 2000"
        ids = [row[0] for row in reader.execute(query)]
        companies = reader.execute(
            "select id, address from crm.companies limit 200"
        ).fetchall()
    homes = [{"id": company_id, "address": at} for company_id, at in companies]
    people = contacts(2000, homes, owners=owners(), seed=99)
    return ids, [
        {k: _plain(v) for k, v in person.items() if k in GIVEN} for person in people
    ]


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, list) else str(value)
