"""
What pipelines ask of storage.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from ..changes import ChangeWork
from ..currencies import CurrencyWork
from ..custom_fields import CustomFieldWork
from ..shared import Fields, RecordRef, Repository
from .model import Pipeline, PipelineId, StageChange, StageChangeId


class Pipelines(Repository[PipelineId, Pipeline], Protocol):
    """
    The pipelines of the organization at work, the usual ones when it has no others.
    """

    def of(self, record: str, /) -> list[Pipeline]:
        """
        The pipelines of one kind of record, the default one first, then by name.
        """
        ...

    def counts(self, pipeline: Pipeline, /) -> Mapping[str, int]:
        """
        How many records stand in each stage that has any, those in the archive too;
        until the transaction ends no other one enters a stage.
        """
        ...


class StageChanges(Repository[StageChangeId, StageChange], Protocol):
    """
    Which record entered which stage when.
    """

    def of(self, record: RecordRef, /) -> list[StageChange]:
        """
        The way of one record, oldest first.
        """
        ...


class Placed(Protocol):
    """
    A record that stands in a stage.
    """

    @property
    def id(self) -> UUID: ...

    @property
    def pipeline_id(self) -> PipelineId: ...

    @property
    def stage(self) -> str: ...

    @property
    def stage_entered_at(self) -> datetime: ...


class Standing(Protocol):
    """
    The records of one kind, visible to the actor or not, by where they stand.
    """

    @property
    def fields(self) -> Fields:
        """
        The fields that all records of the kind have.
        """
        ...

    def standing(self, pipeline_id: PipelineId, stage: str, /) -> list[Any]:
        """
        All that stand in a stage, those in the archive too, locked.
        """
        ...

    def save(self, entity: Any, /) -> Any: ...


class Plans(Protocol):
    """
    What is planned about the records of the organization at work.
    """

    def upcoming(self, ids: Iterable[UUID], /) -> Mapping[UUID, datetime]:
        """
        When the next activity about each of those records is planned, today or later;
        those without one are left out.
        """
        ...


class PipelineWork(ChangeWork, CurrencyWork, CustomFieldWork, Protocol):
    """
    What the use cases of pipelines need.
    """

    @property
    def pipelines(self) -> Pipelines: ...

    @property
    def plans(self) -> Plans: ...

    @property
    def stage_changes(self) -> StageChanges: ...

    @property
    def standing(self) -> Mapping[str, Standing]:
        """
        Leads and opportunities, by their kind.
        """
        ...
