"""
Learning from closed leads and scoring all open ones, step by step: each step in a
transaction of its own.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from ..scoring import Training, train_on
from .model import ClosedLead, LeadId
from .use_cases.scoring import (
    is_training_due,
    keep_training,
    read_closed_leads,
    score_some,
)


class Run(Protocol):
    """
    Runs a use case in a transaction of its own, as ``Crm.run`` does for one actor.
    """

    def __call__(
        self, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any: ...


def train_scoring(run: Run) -> Training:
    """
    Learn from the organization's closed leads, and keep what came of it: a model with
    its back-test, or why there is none.
    """
    closed, at = _closed(run)
    training = train_on(
        [each.facts for each in closed],
        [each.won for each in closed],
        [each.closed_at.timestamp() for each in closed],
        at=at,
    )
    run(keep_training, training)
    return training


def _closed(run: Run) -> tuple[list[ClosedLead], datetime]:
    found: tuple[list[ClosedLead], datetime] = run(read_closed_leads)
    return found


def keep_learning(run: Run) -> Training | None:
    """
    Learn again when the last time is a week ago; never where nobody has wanted it.
    """
    return train_scoring(run) if run(is_training_due) else None


def rescore_leads(run: Run) -> int:
    """
    Score all open leads anew, and answer how many there are.
    """
    count = 0
    behind: LeadId | None = None
    while scored := run(score_some, behind):
        count += len(scored)
        behind = scored[-1]
    return count
