"""
How long the command line takes to say what it can.
"""

import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter

from .installation import CRM, environment
from .report import Figure, middle, told, under
from .stage import Stage

BARE = [sys.executable, "-c", "pass"]


def measure(stage: Stage) -> Iterator[Figure]:
    """
    ``crm --help`` and, for comparison, a bare interpreter.
    """
    times: dict[str, list[float]] = {"crm": [], "bare": []}
    for _ in range(5 * stage.rounds):
        times["crm"].append(_time([*CRM, "--help"]))
        times["bare"].append(_time(BARE))
    yield under(0.2, "crm --help", middle(times["crm"]), "s")
    yield told("a bare Python", middle(times["bare"]), "s")


def _time(command: list[str]) -> float:
    start = perf_counter()
    subprocess.run(command, env=environment(""), check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start
