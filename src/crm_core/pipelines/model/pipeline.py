"""
Pipelines: the stages that leads or opportunities go through.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NewType
from uuid import UUID

from attrs import evolve, frozen

from ...shared import Conflict, Invalid, RecordRef, UserId, clean_text, fold
from .stages import Stage, StageKind

PipelineId = NewType("PipelineId", UUID)
StageChangeId = NewType("StageChangeId", UUID)


class StageInUse(Conflict):
    """
    Records stand in a stage that would go; say where they are to go.
    """


class StageGone(Conflict):
    """
    A record would stand in a stage that is no more.
    """


class PipelineInUse(Conflict):
    """
    Records stand in this pipeline, or new ones enter it.
    """


@frozen(kw_only=True)
class Pipeline:
    """
    The stages that one kind of record goes through, in order.

    Args:
        record: Its kind: ``lead`` or ``opportunity``.
        reasons: Why a record may be lost; any words when empty.
        default: Whether new records enter this pipeline.
    """

    id: PipelineId
    record: str
    name: str
    stages: tuple[Stage, ...]
    reasons: tuple[str, ...] = ()
    default: bool = False
    created_at: datetime
    updated_at: datetime
    version: int = 1

    def stage(self, said: object) -> Stage:
        """
        The stage that a key or a name names.

        Raises:
            Invalid: This pipeline has no such stage, or no longer.
        """
        text = clean_text(said, longest=255)
        for stage in self.live:
            if text == stage.key or fold(text) == fold(stage.name):
                return stage
        known = ", ".join(stage.key for stage in self.live)
        message = f"The pipeline {self.name} has no such stage. It has: {known}."
        raise Invalid.of("stage", "unknown", message)

    def known(self, key: str) -> Stage:
        """
        The stage of this key, a retired one too.
        """
        return next(stage for stage in self.stages if stage.key == key)

    def reason(self, said: object) -> str:
        """
        Why a record is lost, as this pipeline spells it.

        Raises:
            Invalid: None is given, or one that this pipeline does not know.
        """
        text = clean_text(said, longest=100) if said is not None else ""
        if not text:
            message = "Say why it is lost."
            raise Invalid.of("lost_reason", "required", self._told(message))
        if not self.reasons:
            return text
        for reason in self.reasons:
            if fold(reason) == fold(text):
                return reason
        raise Invalid.of("lost_reason", "choice", self._told("No such reason."))

    def _told(self, message: str) -> str:
        known = ", ".join(self.reasons)
        return f"{message} Known are: {known}." if known else message

    @property
    def live(self) -> tuple[Stage, ...]:
        """
        The stages that take records.
        """
        return tuple(stage for stage in self.stages if not stage.retired)

    def first(self, kind: StageKind = StageKind.OPEN) -> Stage:
        """
        The first stage of a kind; new records stand in the first open one.
        """
        return next(stage for stage in self.live if stage.kind is kind)

    def restaged(self, stages: Sequence[Stage]) -> "Pipeline":
        """
        The pipeline with these stages in this order; those left out are retired.
        """
        keys = {stage.key for stage in stages}
        left = [evolve(s, retired=True) for s in self.stages if s.key not in keys]
        return evolve(self, stages=(*stages, *left))


@frozen(kw_only=True)
class StageChange:
    """
    That a record entered a stage. *seconds* is how long it stood in the one before;
    both are None when the record is new.
    """

    id: StageChangeId
    record: RecordRef
    pipeline_id: PipelineId
    from_stage: str | None
    to_stage: str
    created_at: datetime
    created_by: UserId
    notes: str | None = None
    seconds: int | None = None
    updated_at: datetime
    version: int = 1
