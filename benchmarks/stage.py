"""
What a benchmark measures on: databases of several sizes, and servers over them.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from . import dataset
from .installation import CRM, environment, token
from .servers import Running, serving, started

FLOOR = [sys.executable, "-m", "benchmarks.floor", "{port}"]


class Product(NamedTuple):
    """
    A running server, the URL of its database, and the headers of one who may all.
    """

    server: Running
    url: str
    headers: Mapping[str, str]

    @property
    def port(self) -> int:
        return self.server.port


class Stage(NamedTuple):
    """
    Where to measure, and how thoroughly.
    """

    url: str
    quick: bool

    @property
    def sizes(self) -> tuple[int, ...]:
        """
        Contacts in the organization, smallest first.
        """
        return (10_000, 100_000) if self.quick else (10_000, 100_000, 1_000_000)

    @property
    def largest(self) -> int:
        return self.sizes[-1]

    @property
    def rounds(self) -> int:
        return 3 if self.quick else 5

    @property
    def seconds(self) -> float:
        """
        How long each part of a round lasts.
        """
        return 2.0 if self.quick else 4.0

    def dataset(self, size: int) -> str:
        """
        The URL of the database with *size* contacts, loaded when it is not there yet.
        """
        return dataset.loaded(self.url, size)

    @contextmanager
    def product(self, url: str) -> Iterator[Product]:
        """
        The product's server over the database at *url*.
        """
        command = [*CRM, "serve", "--host", "127.0.0.1", "--port", "{port}"]
        with serving(command, env=environment(url)) as running:
            yield Product(running, url, {"authorization": f"Bearer {_token()}"})

    @contextmanager
    def floor(self, url: str) -> Iterator[Product]:
        """
        The floor's server over the same database.
        """
        env = environment(url) | {
            "BENCH_DATABASE_URL": url,
            "BENCH_ORGANIZATION": str(dataset.ORGANIZATION),
        }
        with serving(FLOOR, env=env) as running:
            yield Product(running, url, {})

    @contextmanager
    def worker(self, url: str) -> Iterator[Running]:
        """
        The product's worker over the database at *url*.
        """
        with started([*CRM, "worker"], env=environment(url)) as program:
            yield Running(0, program.pid)


def _token() -> str:
    return token(user_id=dataset.owners()[0], organization_id=dataset.ORGANIZATION)
