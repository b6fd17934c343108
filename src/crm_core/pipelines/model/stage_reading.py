"""
Stages from plain data, with every error by its place.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar

from attrs import asdict, evolve, frozen

from ...shared import (
    Choice,
    Field,
    FieldError,
    Fields,
    Flag,
    Invalid,
    Percent,
    WholeNumber,
    clean_text,
    each_of,
    fold,
    refuse,
)
from .stages import Category, Stage, StageKind

MOST_STAGES = 50
MOST_REASONS = 200
LONGEST = 100
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)
_APART = re.compile(r"[^a-z0-9]+", re.ASCII)
_CLOSED = {
    StageKind.WON: (100, Category.CLOSED),
    StageKind.LOST: (0, Category.OMITTED),
}
_OPEN = (Category.PIPELINE, Category.BEST_CASE, Category.COMMIT)


@frozen
class Words:
    """
    A list of words, each one of *known* when that is given.
    """

    what: str
    known: Collection[str] | None = None
    most: int = MOST_REASONS
    empty: tuple[str, ...] = ()
    name: ClassVar[str] = "words"

    def parse(self, raw: object, /) -> tuple[str, ...]:
        found: dict[str, str] = {}
        for word in each_of(raw, self._word, most=self.most):
            found.setdefault(fold(word), word)
        return tuple(found.values())

    def _word(self, raw: object, /) -> str:
        text = clean_text(raw, longest=LONGEST)
        if not text:
            raise refuse("required", f"Name a {self.what}.")
        if self.known is not None and text not in self.known:
            raise refuse("choice", f"No such {self.what}: {text}.")
        return text


@frozen
class Named:
    """
    Text that is never empty, and of the form that *check* wants.
    """

    check: Callable[[str], object] = bool
    wanted: str = "A name is needed."
    longest: int = LONGEST
    empty: None = None
    name: ClassVar[str] = "text"

    def parse(self, raw: object, /) -> str:
        text = clean_text(raw, longest=self.longest)
        if not self.check(text):
            raise refuse("name", self.wanted)
        return text


@frozen
class Stages:
    """
    A list of objects with the members of ``Stage``, in order.

    Args:
        fields: The fields that a stage may require; any when None.
        roles: The roles that there are; any when None.
        known: The stages so far, retired ones too. One is known by its key, or else
            by its name; what is left out of it stays, but for ``retired``.
    """

    fields: Collection[str] | None = None
    roles: Collection[str] | None = None
    known: Sequence[Stage] = ()
    empty: None = None
    name: ClassVar[str] = "stages"

    @property
    def members(self) -> Fields:
        """
        The members of a stage.
        """
        form = "Lower-case letters, digits, hyphens and underscores."
        return Fields.of(
            [
                Field(name="key", label="Key", kind=Named(_KEY.fullmatch, form)),
                Field(name="name", label="Name", kind=Named()),
                Field(name="kind", label="Kind", kind=Choice(tuple(StageKind))),
                Field(name="probability", label="Probability", kind=Percent()),
                Field(name="stale_days", label="Stale", kind=WholeNumber(1, 3650)),
                Field(
                    name="required",
                    label="Required",
                    kind=Words("field", self.fields),
                ),
                Field(name="roles", label="Who enters", kind=Words("role", self.roles)),
                Field(name="category", label="Forecast", kind=Choice(tuple(Category))),
                Field(name="retired", label="Retired", kind=Flag()),
            ]
        )

    def parse(self, raw: object, /) -> tuple[Stage, ...]:
        """
        Raises:
            Invalid: Naming every member that is wrong, as ``2.probability``.
        """
        if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
            raise refuse("type", "Must be a list of stages.")
        if len(raw) > MOST_STAGES:
            raise refuse("length", f"At most {MOST_STAGES} stages.")
        members = self.members
        errors: list[FieldError] = []
        stages: list[Stage] = []
        for index, each in enumerate(raw):
            try:
                stages.append(self._stage(each, members))
            except Invalid as error:
                errors += error.under(str(index))
        if errors:
            raise Invalid(errors=errors)
        keyed = self._keyed(stages)
        check_stages(keyed)
        return keyed

    def _stage(self, raw: object, members: Fields) -> Stage:
        if not isinstance(raw, Mapping):
            raise refuse("type", "Must be an object with a name.")
        given = members.parse(raw)
        if given.get("key") is None:
            given.pop("key", None)
        before = self._known(given.get("key"), given.get("name"))
        kept = asdict(before, recurse=False) if before else {}
        merged: dict[str, Any] = {**kept, "retired": False, **given}
        values = {name: each for name, each in merged.items() if each is not None}
        if "name" not in values:
            raise Invalid.of("name", "required", "A stage needs a name.")
        kind = values["kind"] = StageKind(values.get("kind", StageKind.OPEN))
        if before is not None and kind is not before.kind:
            message = "The kind of a stage never changes."
            raise Invalid.of("kind", "fixed", message)
        values = _closed(values, kind) if kind in _CLOSED else _open(values)
        return Stage(**{"key": "", **values})

    def _known(self, key: object, name: object) -> Stage | None:
        for stage in sorted(self.known, key=lambda each: each.retired):
            if stage.key == key or (
                key is None and isinstance(name, str) and fold(name) == fold(stage.name)
            ):
                return stage
        return None

    def _keyed(self, stages: Sequence[Stage]) -> tuple[Stage, ...]:
        """
        The stages, each with a key: those without one have it from their name.
        """
        taken = {stage.key for stage in (*self.known, *stages)}
        keyed = []
        for stage in stages:
            key = stage.key or _free_key(stage.name, taken)
            taken.add(key)
            keyed.append(evolve(stage, key=key))
        return tuple(keyed)


def _closed(values: dict[str, Any], kind: StageKind) -> dict[str, Any]:
    probability, category = _CLOSED[kind]
    errors = [
        FieldError(name, "range", f"In a stage of the kind {kind} it is {usual}.")
        for name, usual in (("probability", probability), ("category", category))
        if values.get(name, usual) != usual
    ]
    if errors:
        raise Invalid(errors=errors)
    return {**values, "probability": probability, "category": category}


def _open(values: dict[str, Any]) -> dict[str, Any]:
    category = Category(values.get("category", Category.PIPELINE))
    if category not in _OPEN:
        message = f"In an open stage it is one of: {', '.join(_OPEN)}."
        raise Invalid.of("category", "choice", message)
    return {**values, "category": category}


def _free_key(name: str, taken: Collection[str]) -> str:
    stem = _APART.sub("-", fold(name)).strip("-")[: LONGEST - 3] or "stage"
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def check_stages(stages: Sequence[Stage]) -> None:
    """
    Raises:
        Invalid: Two have one key, two that take records have one name, or a kind of
            stage is missing.
    """
    errors = []
    for what in ("key", "name"):
        seen: set[str] = set()
        for index, stage in enumerate(stages):
            if stage.retired and what == "name":
                continue
            word = fold(getattr(stage, what))
            if word in seen:
                message = f"Two stages have it: {getattr(stage, what)}."
                errors.append(FieldError(f"{index}.{what}", "repeated", message))
            seen.add(word)
    for kind in StageKind:
        if not any(stage.kind is kind and not stage.retired for stage in stages):
            message = f"A pipeline needs a stage of the kind {kind}."
            errors.append(FieldError("", "required", message))
    if errors:
        raise Invalid(errors=errors)
