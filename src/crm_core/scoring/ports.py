"""
What scoring asks of storage.
"""

from typing import Protocol

from ..shared import Rules, Work
from .model import LearntModel, Training


class Trainings(Protocol):
    """
    The latest training of the organization at work.
    """

    def latest(self) -> Training | None: ...

    def model(self) -> LearntModel | None:
        """
        The model of the latest training, if it speaks.
        """
        ...

    def save(self, training: Training, /) -> None: ...


class ScoringWork(Work, Protocol):
    """
    What use cases that score need.
    """

    @property
    def scoring_rules(self) -> Rules: ...

    @property
    def trainings(self) -> Trainings: ...
