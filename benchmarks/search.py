"""
Search through HTTP, under row-level security, at every size.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection

from .load import HOST, Request, percentile, run
from .questions import Question, questions
from .report import Figure, told, under
from .stage import Product, Stage

ROUNDS = 3
EACH_ROUND = 200


def measure(stage: Stage) -> Iterator[Figure]:
    """
    The latencies of mixed questions, each asked once, one after another.
    """
    times: dict[int, dict[str, list[float]]] = {}
    found: dict[int, dict[str, list[bool]]] = {}
    with ExitStack() as stack:
        products = {
            size: stack.enter_context(stage.product(stage.dataset(size)))
            for size in stage.sizes
        }
        for size, product in products.items():
            found[size] = _checked(product, questions(product.url, 200, seed=7))
            times[size] = defaultdict(list)
        for number in range(ROUNDS):
            for size, product in products.items():
                asked = questions(product.url, EACH_ROUND, seed=100 + number)
                _ask(product, asked, times[size])
    yield from _figures(stage, times)
    for kind, hits in sorted(found[stage.largest].items()):
        share = 100 * sum(hits) / len(hits)
        yield told(f"search finds whom it should: {kind}", share, "%")


def _checked(product: Product, asked: list[Question]) -> dict[str, list[bool]]:
    """
    Whether the questions are answered rightly. It also warms the server up.
    """
    found: dict[str, list[bool]] = defaultdict(list)
    connection = HTTPConnection(HOST, product.port)
    for question in asked:
        connection.request("GET", question.path, headers=product.headers)
        items = json.loads(connection.getresponse().read())["items"]
        names = {item["last_name"] for item in items}
        right = question.surname in names if question.surname else bool(items)
        found[question.kind].append(right)
    connection.close()
    return found


def _ask(
    product: Product, asked: list[Question], times: dict[str, list[float]]
) -> None:
    requests = [Request(each.path, headers=product.headers) for each in asked]
    outcome = run(
        requests, port=product.port, connections=1, seconds=60, count=len(requests)
    )
    for number, latency in zip(outcome.numbers, outcome.latencies, strict=True):
        times[asked[number].kind].append(latency)


def _figures(
    stage: Stage, times: dict[int, dict[str, list[float]]]
) -> Iterator[Figure]:
    every = {
        size: [t for ts in kinds.values() for t in ts] for size, kinds in times.items()
    }
    smallest, largest = stage.sizes[0], stage.largest
    p50 = {size: percentile(ts, 50) for size, ts in every.items()}
    p95 = {size: percentile(ts, 95) for size, ts in every.items()}
    for size in stage.sizes[1:]:
        yield under(15, f"search, {size:,} contacts, p50", p50[size], "ms")
        yield under(60, f"search, {size:,} contacts, p95", p95[size], "ms")
    yield told(f"search, {smallest:,} contacts, p50", p50[smallest], "ms")
    yield under(15, f"search, {smallest:,} contacts, p95", p95[smallest], "ms")
    growth = p50[largest] / p50[smallest]
    yield under(5, f"search p50, {largest:,} over {smallest:,}", growth, "x")
    for kind, values in sorted(times[largest].items()):
        for percent in (50, 95):
            name = f"search, {largest:,} contacts, {kind}, p{percent}"
            yield told(name, percentile(values, percent), "ms")
