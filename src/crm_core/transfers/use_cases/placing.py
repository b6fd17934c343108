"""
Where the rows of a file stand in a pipeline, and what of them fits there.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from attrs import define

from ...pipelines import Pipeline, PipelineId, Stage, StageKind
from ...shared import Invalid, fold
from ..model import Draft, kind_said
from ..ports import TransferWork

Place = tuple[Pipeline, Stage]


class Standing(Protocol):
    """
    A known record that stands somewhere.
    """

    @property
    def pipeline_id(self) -> PipelineId: ...

    @property
    def stage(self) -> str: ...


@define
class Places:
    """
    The pipelines for one kind of record, and their stages as files call them.
    """

    work: TransferWork
    record: str
    state_said: Callable[[str], str | None] = kind_said
    _known: list[Pipeline] | None = None

    @property
    def known(self) -> list[Pipeline]:
        """
        The default one first.
        """
        if self._known is None:
            self._known = self.work.pipelines.of(self.record)
        return self._known

    def now(self, record: Standing) -> Place:
        """
        Where a known record stands.
        """
        pipeline = next(each for each in self.known if each.id == record.pipeline_id)
        return pipeline, pipeline.known(record.stage)

    def said(self, draft: Draft, record: Standing | None) -> Place:
        """
        Where a row says that its record stands: by the pipeline's name, the key or
        name of a stage, or a word for won and lost. What it leaves open stays as it is
        with the *record*, and is the beginning for a new one.

        Raises:
            Invalid: No such pipeline, or no such stage in it.
        """
        before = self.now(record) if record else None
        pipeline = self._pipeline(draft, before)
        stage = self._stage(draft, pipeline)
        kind = self._kind(draft)
        if stage is None and before and kind in (None, before[1].kind):
            same = before[0].id == pipeline.id
            return pipeline, before[1] if same else pipeline.first(before[1].kind)
        if stage is None or (
            kind and kind is not StageKind.OPEN and kind != stage.kind
        ):
            return pipeline, pipeline.first(kind or StageKind.OPEN)
        return pipeline, stage

    def _pipeline(self, draft: Draft, before: Place | None) -> Pipeline:
        said = draft.named.get("pipeline")
        if not said:
            return before[0] if before else self.known[0]
        for pipeline in self.known:
            if fold(pipeline.name) == fold(said) or str(pipeline.id) == said.lower():
                return pipeline
        names = ", ".join(each.name for each in self.known)
        message = f"No pipeline is called {said[:100]!r}. There is: {names}."
        raise Invalid.of("pipeline", "unknown", message)

    def _stage(self, draft: Draft, pipeline: Pipeline) -> Stage | None:
        said = draft.named.get("stage")
        if not said:
            return None
        for stage in pipeline.live:
            if fold(said) in (fold(stage.key), fold(stage.name)):
                return stage
        if state := self.state_said(said):
            return _first(pipeline, state)
        known = ", ".join(stage.name for stage in pipeline.live)
        message = f"The pipeline {pipeline.name} has no stage {said[:100]!r}. It has: {known}."
        raise Invalid.of("stage", "unknown", message)

    def _kind(self, draft: Draft) -> StageKind | None:
        said = draft.named.get("status")
        if not said:
            return None
        if state := self.state_said(said):
            return StageKind.OPEN if state in ("new", "working") else StageKind(state)
        leave(draft, "status")
        return None


def _first(pipeline: Pipeline, state: str) -> Stage:
    """
    The stage that a state begins with; ``working`` is behind the first one.
    """
    if state in ("new", "working"):
        stages = [each for each in pipeline.live if each.kind is StageKind.OPEN]
        return stages[min(state == "working", len(stages) - 1)]
    return pipeline.first(StageKind(state))


def leave(draft: Draft, *fields: str) -> None:
    """
    Note that what a row says of *fields* finds no place in its record.
    """
    draft.unused += [header for each in fields if (header := draft.column_of(each))]


def fit(draft: Draft, values: dict[str, Any], place: Place, now: Any) -> None:
    """
    Bring clean *values* of a row into the form that fits its place; *now* is the known
    record.

    The day of closing is one to come or one that was, as the stage is; what only other
    stages have is left out; a probability or category that is the stage's own follows
    the stage; a lost record has one of the pipeline's reasons.
    """
    pipeline, stage = place
    is_open = stage.kind is StageKind.OPEN
    if closing := draft.named.get("close_date"):
        name = "expected_close_date" if is_open else "actual_close_date"
        if values.get(name) is None:
            values[name] = date.fromisoformat(closing)
            draft.origins[name] = draft.origins["close_date"]
    if is_open:
        _leave_out(draft, values, "actual_close_date")
    by_hand = draft.named.get("probability_source") == "hand"
    _follow(
        draft, values, "probability", stage.probability, place, now, by_hand=by_hand
    )
    _follow(draft, values, "forecast_category", stage.category, place, now)
    if stage.kind is StageKind.LOST:
        _give_reason(values, pipeline, now)
    else:
        _leave_out(draft, values, "lost_reason", "lost_note")


def _leave_out(draft: Draft, values: dict[str, Any], *names: str) -> None:
    for name in names:
        if values.pop(name, None) is not None:
            leave(draft, name)


def _follow(
    draft: Draft,
    values: dict[str, Any],
    name: str,
    own: object,
    place: Place,
    now: Any,
    *,
    by_hand: bool = False,
) -> None:
    said = values.get(name)
    if said is None:
        return
    if place[1].kind is not StageKind.OPEN:
        del values[name]
        if said != own:
            leave(draft, name)
    elif said == own and not by_hand:
        del values[name]
        if now is not None and getattr(now, name) != own:
            values[name] = None


def _give_reason(values: dict[str, Any], pipeline: Pipeline, now: Any) -> None:
    """
    The pipeline's own reason that the file names; else the one that stands for all
    others, with what the file says as the note. A reason that is known stays.
    """
    said = values.pop("lost_reason", None)
    known = {fold(each): each for each in pipeline.reasons}
    if said is None:
        if now is None or now.lost_reason is None:
            values["lost_reason"] = _any_reason(pipeline)
    elif not known or fold(said) in known:
        values["lost_reason"] = known.get(fold(said), said)
    else:
        values["lost_reason"] = _any_reason(pipeline)
        note = values.get("lost_note")
        if note is None or said not in note:
            values["lost_note"] = f"{said}\n\n{note}" if note else said


def _any_reason(pipeline: Pipeline) -> str:
    """
    What a pipeline calls any other reason: the one so named, or else its last.
    """
    if not pipeline.reasons:
        return "Other"
    named = (each for each in pipeline.reasons if fold(each) in _OTHERS)
    return next(named, pipeline.reasons[-1])


_OTHERS = frozenset(
    fold(word)
    for word in (
        *("Other", "Others", "Unknown", "Sonstiges", "Sonstige", "Andere", "Autre"),
        *("Otro", "Otra", "Altro", "Outro", "Anders", "Inne", "Jiné", "Annat"),
        *("Andet", "Annet", "Muu", "Egyéb", "Altele", "Другое", "Інше"),
        *("Άλλο", "その他", "其他", "기타", "Diğer"),
    )
)
