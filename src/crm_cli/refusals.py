"""
What was refused, for a person: each kind of error in one place, and its exit code.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import click

from .output import note, shown

if TYPE_CHECKING:
    from crm_core.matching import LikelyDuplicate, LikelyMatch
    from crm_core.pipelines import PipelineInUse, StageInUse
    from crm_core.shared import FieldError, Stale

REFUSED = 1
PARTLY_REFUSED = 3


class Refused(Exception):
    """
    The command cannot do what was asked; says why, and perhaps how to mend it.
    """


@contextmanager
def told() -> Iterator[None]:
    """
    Turn a refusal inside the block into lines for a person and exit code 1.
    """
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort, OSError):
        raise
    except Exception as error:
        lines = _lines(error)
        if not lines:
            raise
        note(f"crm: {lines[0]}")
        for line in lines[1:]:
            note(line)
        raise click.exceptions.Exit(REFUSED) from None


def _lines(error: Exception) -> list[str]:
    """
    What to say of *error*; nothing of a fault of ours.
    """
    from crm_adapters.settings import SettingsWrong
    from crm_core.changes import Kept, UndoRefused
    from crm_core.matching import LikelyDuplicate
    from crm_core.pipelines import PipelineInUse, StageInUse
    from crm_core.shared import CrmError, Invalid, Stale

    match error:
        case Invalid() if error.errors:
            return ["refused.", *(f"  {_named(each)}" for each in error.errors)]
        case UndoRefused():
            in_the_way = cast("tuple[Kept, ...]", error.details.get("kept", ()))
            kept = [
                f"  {each.record}: {each.reason} {', '.join(each.fields)}".rstrip()
                for each in in_the_way
            ]
            return [str(error), *kept, "Undo the others with --keep-changed."]
        case LikelyDuplicate():
            return [str(error), *_likely(error)]
        case StageInUse() | PipelineInUse():
            return [str(error), *_standing(error)]
        case Stale():
            return [str(error), *_changed(error)]
        case SettingsWrong():
            problems = (f"  {each}" for each in error.problems)
            return ["the settings cannot be used:", *problems]
        case Refused() | CrmError():
            return str(error).splitlines() or [type(error).__name__]
    return []


def _likely(error: "LikelyDuplicate") -> list[str]:
    seen = cast("Sequence[LikelyMatch]", error.details.get("candidates", ()))
    told = [f"  {each.name} ({each.id}): {', '.join(each.reasons)}." for each in seen]
    hidden = error.details.get("hidden")
    unseen = [f"  {hidden} that you may not see."] if hidden else []
    return [*told, *unseen, "Say --allow-duplicates to store it all the same."]


def _standing(error: "StageInUse | PipelineInUse") -> list[str]:
    counts = cast("Mapping[str, int]", error.details.get("stages", {}))
    if not counts:
        return []
    lines = [f"  {count:,} in {stage}" for stage, count in counts.items()]
    return [*lines, "Say --move STAGE=STAGE, or --into PIPELINE."]


def _changed(error: "Stale") -> list[str]:
    changed = cast("Sequence[Mapping[str, object]]", error.details.get("changed", ()))
    return [
        f"  {each['field']}: {shown(each['was']) or 'empty'} is now "
        f"{shown(each['is']) or 'empty'}"
        for each in changed
    ]


def _named(error: "FieldError") -> str:
    return f"{error.field}: {error.message}" if error.field else error.message
