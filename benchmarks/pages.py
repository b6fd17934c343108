"""
Whether a page deep in a list costs what the first one costs.
"""

import json
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from urllib.parse import quote

from .load import HOST, Request, run
from .report import Figure, middle, told, under
from .stage import Product, Stage

SIZE = 20
STRIDE = 200
LIST = "/api/crm/contacts/"


def measure(stage: Stage) -> Iterator[Figure]:
    """
    Page 1 against page 10,000 (the last whole thousand there is), by both ways.
    """
    deep = min(10_000, stage.largest // SIZE // 1_000 * 1_000)
    with stage.product(stage.dataset(stage.largest)) as product:
        cursor = _cursor(product, (deep - 1) * SIZE)
        paths = {
            "first": f"{LIST}?page_size={SIZE}",
            "cursor": f"{LIST}?page_size={SIZE}&cursor={quote(cursor)}",
            "number": f"{LIST}?page_size={SIZE}&page={deep}",
        }
        p50 = _medians(stage, product, paths)
    ratio = p50["cursor"] / p50["first"]
    yield under(1.25, f"page {deep:,} by cursor over page 1", ratio, "x")
    yield told("page 1, p50", p50["first"], "ms")
    # A number means counting that far: the bar is for the cursor.
    for way in ("cursor", "number"):
        yield told(f"page {deep:,} by {way}, p50", p50[way], "ms")


def _medians(
    stage: Stage, product: Product, paths: Mapping[str, str]
) -> dict[str, float]:
    rounds: dict[str, list[float]] = {way: [] for way in paths}
    for _ in range(stage.rounds):
        for way, path in paths.items():
            request = Request(path, headers=product.headers)
            outcome = run(
                [request], port=product.port, connections=1, seconds=20, count=100
            )
            rounds[way].append(outcome.percentile(50))
    return {way: middle(values) for way, values in rounds.items()}


def _cursor(product: Product, rows: int) -> str:
    """
    The cursor behind the first *rows* rows, by walking there.
    """
    connection = HTTPConnection(HOST, product.port)
    cursor = ""
    for size in [STRIDE] * (rows // STRIDE) + [rows % STRIDE] * bool(rows % STRIDE):
        path = f"{LIST}?page_size={size}" + (
            f"&cursor={quote(cursor)}" if cursor else ""
        )
        connection.request("GET", path, headers=dict(product.headers))
        cursor = json.loads(connection.getresponse().read())["next_cursor"]
    connection.close()
    return cursor
