"""
Booking pages from plain data.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from attrs import frozen

from ...forms import LANGUAGES, Origins, read_questions
from ...forms import FormField as Question
from ...shared import (
    Choice,
    Field,
    FieldError,
    Fields,
    Flag,
    Invalid,
    Text,
    UserId,
    WholeNumber,
    WorkingHours,
    each_of,
    read_id,
    refuse,
)
from .page import Hosting
from .phrases import booking_phrase

MOST_HOSTS: Final = 20
MOST_DURATIONS: Final = 10
A_DAY: Final = 24 * 60
_ASKED: Final = {
    "first_name": False,
    "last_name": True,
    "email": True,
    "description": False,
}


@frozen
class _Hosts:
    """
    Ids of users, each once; 20 at most.
    """

    empty: tuple[UserId, ...] = ()
    name: ClassVar[str] = "users"

    def parse(self, raw: object, /) -> tuple[UserId, ...]:
        ids = each_of(raw, lambda each: str(read_id(str(each))), most=MOST_HOSTS)
        return tuple(UserId(read_id(each)) for each in dict.fromkeys(ids))


@frozen
class _Durations:
    """
    Whole minutes from five to a day, in order; 10 at most.
    """

    empty: tuple[int, ...] = (30,)
    name: ClassVar[str] = "durations"

    def parse(self, raw: object, /) -> tuple[int, ...]:
        kind = WholeNumber(5, A_DAY)
        found = each_of(raw, lambda each: str(kind.parse(each)), most=MOST_DURATIONS)
        if not found or "None" in found:
            raise refuse("required", "Say how many minutes a meeting takes.")
        return tuple(sorted(set(map(int, found))))


@frozen
class _Hours:
    """
    Working hours, or None for those of the hosts.
    """

    empty: WorkingHours | None = None
    name: ClassVar[str] = "hours"

    def parse(self, raw: object, /) -> WorkingHours:
        return raw if isinstance(raw, WorkingHours) else WorkingHours.read(raw)


@frozen
class _Hosting:
    """
    How the hosts share the meetings.
    """

    empty: Hosting = Hosting.ROUND_ROBIN
    name: ClassVar[str] = "choice"

    def parse(self, raw: object, /) -> Hosting:
        found = Choice(tuple(Hosting)).parse(raw)
        return Hosting(found) if found else self.empty


PAGE_FIELDS: Final = Fields.of(
    Field(name=name, label=label, kind=kind)
    for name, label, kind in (
        ("name", "Name", Text(200, empty="")),
        ("title", "Title", Text(200, empty="")),
        ("intro", "Introduction", Text(5_000, lines=True)),
        ("language", "Language", Choice(LANGUAGES)),
        ("hosts", "Hosts", _Hosts()),
        ("hosting", "Hosting", _Hosting()),
        ("durations", "Minutes", _Durations()),
        ("step", "Every so many minutes", WholeNumber(5, A_DAY)),
        ("buffer_before", "Free minutes before", WholeNumber(0, A_DAY)),
        ("buffer_after", "Free minutes after", WholeNumber(0, A_DAY)),
        ("minimum_notice", "Minutes ahead", WholeNumber(0, 365 * A_DAY)),
        ("horizon_days", "Days ahead", WholeNumber(1, 365)),
        ("daily_limit", "A day at most", WholeNumber(1, 500)),
        ("hours", "Hours", _Hours()),
        ("place", "Place", Text(255)),
        ("origins", "Origins", Origins()),
        ("per_address", "Per address and hour", WholeNumber(1, 10_000)),
        ("per_page", "Per hour", WholeNumber(1, 100_000)),
        ("thanks", "Thanks", Text(5_000, lines=True)),
        ("source", "Source", Text(100)),
        ("consent", "Consent", Text(2_000, lines=True)),
        ("consent_required", "Consent required", Flag()),
        ("active", "Active", Flag()),
    )
)
_USUAL: Final[Mapping[str, object]] = {
    "language": "en",
    "step": 30,
    "buffer_before": 0,
    "buffer_after": 0,
    "minimum_notice": 240,
    "horizon_days": 30,
    "per_address": 10,
    "per_page": 200,
    "active": True,
}


def read_page(
    raw: Mapping[str, object], known: Mapping[str, Field], *, new: bool
) -> dict[str, Any]:
    """
    The members of a booking page as they are stored; None brings back what is usual.
    *known* are the fields that it may ask for.

    Raises:
        Invalid: Naming every member that is wrong, as ``questions.2.widget``.
    """
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    for name, value in raw.items():
        if name == "questions":
            continue
        said = _USUAL.get(name) if value in (None, "") else value
        try:
            values |= PAGE_FIELDS.parse({name: said})
        except Invalid as error:
            errors += error.errors
    try:
        values |= _questions(raw, known, new=new)
    except Invalid as error:
        errors += error.errors
    if values.get("name") == "" or (new and "name" not in raw):
        errors.append(FieldError("name", "required", "Required."))
    if "hosts" in values and not values["hosts"]:
        message = "Say with whom the meetings are."
        errors.append(FieldError("hosts", "required", message))
    if errors:
        raise Invalid(errors=errors)
    return values


def _questions(
    raw: Mapping[str, object], known: Mapping[str, Field], *, new: bool
) -> dict[str, tuple[Question, ...]]:
    if not new and "questions" not in raw:
        return {}
    given = raw.get("questions")
    try:
        found = read_questions(_usual(raw) if given is None else given, known)
    except Invalid as error:
        renamed = [
            FieldError(e.field.replace("fields", "questions", 1), e.code, e.message)
            for e in error.errors
        ]
        raise Invalid(errors=renamed) from None
    if not any(q.name == "email" and q.required and q.widget == "email" for q in found):
        message = "Ask for the e-mail address, and require it."
        raise Invalid.of("questions", "email", message)
    return {"questions": found}


def _usual(raw: Mapping[str, object]) -> list[dict[str, object]]:
    said = raw.get("language")
    language = said if isinstance(said, str) and said in LANGUAGES else "en"
    return [
        {
            "name": name,
            "required": required,
            "label": booking_phrase(language, f"ask.{name}"),
        }
        for name, required in _ASKED.items()
    ]
