"""
What the server and the worker keep in memory.
"""

from collections.abc import Iterator
from time import sleep

from .http import SIZE
from .load import Request, run
from .report import Figure, told
from .stage import Stage

SETTLED = 5.0


def measure(stage: Stage) -> Iterator[Figure]:
    """
    Resident memory at rest and after load, as Linux tells it.
    """
    url = stage.dataset(SIZE)
    with stage.product(url) as product:
        yield told("server at rest", product.server.memory, "MiB")
        requests = [
            Request(f"/api/crm/contacts/?page_size={size}", headers=product.headers)
            for size in (20, 200)
        ]
        run(requests, port=product.port, seconds=2 * stage.seconds)
        yield told("server after load", product.server.memory, "MiB")
    with stage.worker(url) as worker:
        sleep(SETTLED)
        yield told("worker at rest", worker.memory, "MiB")
