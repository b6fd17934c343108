"""
What an activity, an e-mail or a file is about: any records, several at once.
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Protocol

from attrs import frozen

from .errors import FieldError, Invalid
from .kinds import read_id
from .ports import Work
from .references import RecordRef
from .values import refuse

SUBJECT_KINDS = ("contact", "company", "lead", "opportunity")
MOST_SUBJECTS = 100


class Subjects(Protocol):
    """
    The records that something may be about.
    """

    def visible(self, refs: Iterable[RecordRef], /) -> set[RecordRef]:
        """
        Those of *refs* that exist and that the actor may see, archived or not.
        """
        ...


class SubjectWork(Work, Protocol):
    """
    A unit of work that knows such records.
    """

    @property
    def subjects(self) -> Subjects: ...


@frozen
class About:
    """
    A list of records, each as ``{"kind": "contact", "id": ...}`` or ``contact:ID``;
    each is kept once.
    """

    empty: tuple[RecordRef, ...] = ()
    name: ClassVar[str] = "records"

    def parse(self, raw: object, /) -> tuple[RecordRef, ...]:
        if isinstance(raw, str | bytes) or not isinstance(raw, Sequence):
            raise refuse("type", "Must be a list of records.")
        if len(raw) > MOST_SUBJECTS:
            raise refuse("length", f"At most {MOST_SUBJECTS} records.")
        found: dict[RecordRef, None] = {}
        errors: list[FieldError] = []
        for index, each in enumerate(raw):
            try:
                found.setdefault(_read(each))
            except Invalid as error:
                errors += error.under(str(index))
        if errors:
            raise Invalid(errors=errors)
        return tuple(found)


def check_about(work: SubjectWork, refs: Sequence[RecordRef]) -> None:
    """
    Make sure that *refs*, what something new is about, can be seen by the actor.

    Raises:
        Invalid: Naming each that cannot, under ``about``.
    """
    if not refs:
        return
    seen = work.subjects.visible(refs)
    errors = [
        FieldError(f"about.{index}", "unknown", f"No such {ref.kind}.")
        for index, ref in enumerate(refs)
        if ref not in seen
    ]
    if errors:
        raise Invalid(errors=errors)


def _read(raw: object) -> RecordRef:
    if isinstance(raw, RecordRef):
        kind, id = raw.kind, str(raw.id)
    elif isinstance(raw, dict):
        if set(raw) != {"kind", "id"}:
            raise refuse("type", "Must have a kind and an id.")
        kind, id = raw["kind"], raw["id"]
    elif isinstance(raw, str) and ":" in raw:
        kind, id = raw.split(":", 1)
    else:
        raise refuse("type", "Must be a record, as contact:ID.")
    if kind not in SUBJECT_KINDS:
        message = f"Must be one of: {', '.join(SUBJECT_KINDS)}."
        raise Invalid(errors=refuse("choice", message).under("kind"))
    try:
        return RecordRef(kind, read_id(id))
    except Invalid as error:
        raise Invalid(errors=error.under("id")) from None
