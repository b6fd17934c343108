"""
The values that a rule of routing has, and how each is read from plain data.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, NewType, TypeVar
from uuid import UUID

from attrs import frozen

from ...shared import (
    Field,
    FieldError,
    Fields,
    Flag,
    Invalid,
    Text,
    WholeNumber,
    clean_text,
    each_of,
    read_id,
    refuse,
)

RuleId = NewType("RuleId", UUID)
MOST_WEIGHT = 100
MOST_POSITION = 1_000_000
MOST_CANDIDATES = 500


class Method(StrEnum):
    """
    How one of those who are free is chosen: in turns, by the fewest open leads, in
    turns by weight, or always the one person.
    """

    ROUND_ROBIN = "round-robin"
    LEAST_LOAD = "least-load"
    WEIGHTED = "weighted"
    OWNER = "owner"


class OutsideHours(StrEnum):
    """
    What happens when the only ones free are not at work now: they get the lead all
    the same, it is left without an owner, or the next rule is tried.
    """

    ASSIGN = "assign"
    LEAVE = "leave"
    NEXT = "next"


class NobodyFree(StrEnum):
    """
    What happens when nobody may get the lead: the next rule is tried, or the lead is
    left without an owner.
    """

    NEXT = "next"
    LEAVE = "leave"


E = TypeVar("E", bound=StrEnum)


@frozen
class _Choice(Generic[E]):
    empty: E
    name = "choice"

    def parse(self, raw: object, /) -> E:
        options = type(self.empty)
        if isinstance(raw, str) and raw in {*options}:
            return options(raw)
        raise refuse("choice", f"Must be one of: {', '.join(options)}.")


class _Ids:
    empty: tuple[UUID, ...] = ()
    name = "list"

    def parse(self, raw: object, /) -> tuple[UUID, ...]:
        each = each_of(raw, lambda item: str(_id(item)), most=MOST_CANDIDATES)
        return tuple(map(UUID, dict.fromkeys(each)))


class _Weights:
    empty: Mapping[UUID, int] = {}
    name = "mapping"

    def parse(self, raw: object, /) -> Mapping[UUID, int]:
        if not isinstance(raw, Mapping) or len(raw) > MOST_CANDIDATES:
            raise refuse("type", "Must be a mapping of users to whole numbers.")
        weights: dict[UUID, int] = {}
        errors: list[FieldError] = []
        for user, weight in raw.items():
            try:
                weights[_id(user)] = _weight(weight)
            except Invalid as error:
                errors += error.under(str(user))
        if errors:
            raise Invalid(errors=errors)
        return weights


class _Names:
    empty: tuple[str, ...] = ()
    name = "list"

    def parse(self, raw: object, /) -> tuple[str, ...]:
        names = each_of(raw, lambda item: clean_text(item, longest=100), most=20)
        return tuple(dict.fromkeys(names))


def _weight(raw: object) -> int:
    weight = WholeNumber(1, MOST_WEIGHT).parse(raw)
    if weight is None:
        raise refuse("empty", "Must not be empty.")
    return weight


def _id(raw: object) -> UUID:
    return raw if isinstance(raw, UUID) else read_id(raw)


RULE_FIELDS = Fields.of(
    [
        Field(name="name", label="Name", kind=Text(100, empty="")),
        Field(
            name="position",
            label="Position",
            kind=WholeNumber(0, MOST_POSITION, empty=0),
        ),
        Field(name="active", label="Active", kind=Flag(empty=True)),
        Field(name="when", label="When", kind=Text(2000, empty="")),
        Field(name="users", label="Users", kind=_Ids()),
        Field(name="teams", label="Teams", kind=_Ids()),
        Field(name="method", label="Method", kind=_Choice(Method.ROUND_ROBIN)),
        Field(name="weights", label="Weights", kind=_Weights()),
        Field(name="skills", label="Skills", kind=_Names()),
        Field(
            name="outside_hours",
            label="Outside working hours",
            kind=_Choice(OutsideHours.ASSIGN),
        ),
        Field(name="nobody_free", label="Nobody free", kind=_Choice(NobodyFree.NEXT)),
    ]
)
