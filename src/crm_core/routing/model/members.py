"""
Who can get leads: people with their hours, absences, limits and skills.
"""

from collections.abc import Mapping
from typing import ClassVar

from attrs import evolve, field, frozen

from ...access import User
from ...shared import (
    DaysOff,
    Field,
    FieldError,
    Fields,
    Invalid,
    TeamId,
    UserId,
    WholeNumber,
    WorkingHours,
    clean_text,
    each_of,
    fold,
    refuse,
)

MOST_CAPACITY = 100_000
MOST_SKILLS = 50
Skills = Mapping[str, tuple[str, ...]]


@frozen(kw_only=True)
class Availability:
    """
    When a user can have leads, how many, and of which kind; each as in ``Member``.
    """

    capacity: int | None = None
    hours: WorkingHours | None = None
    absences: DaysOff = field(factory=DaysOff)
    skills: Skills = field(factory=dict)

    def edited(self, raw: Mapping[str, object]) -> "Availability":
        """
        The same with the values of *raw*, plain data; None clears one.

        Raises:
            Invalid: Naming every value that is wrong.
        """
        return evolve(self, **MEMBER_FIELDS.parse(raw))  # type: ignore[arg-type]

    def to_json(self) -> dict[str, object]:
        """
        What ``edited`` takes.
        """
        return {
            "capacity": self.capacity,
            "hours": self.hours.to_json() if self.hours else None,
            "absences": self.absences.to_json(),
            "skills": {name: [*values] for name, values in self.skills.items()},
        }


@frozen(kw_only=True)
class Member:
    """
    A person whom rules may choose.

    Args:
        capacity: At most so many open leads; None for any number.
        hours: When they work; None for always.
        absences: Days on which they are away, by the calendar of their hours.
        skills: Values by the name of a field, such as the languages they speak.
    """

    id: UserId
    name: str
    teams: frozenset[TeamId] = frozenset()
    active: bool = True
    capacity: int | None = None
    hours: WorkingHours | None = None
    absences: DaysOff = field(factory=DaysOff)
    skills: Skills = field(factory=dict)

    _folded: Mapping[str, frozenset[str]] = field(init=False, repr=False, eq=False)

    @classmethod
    def of(cls, user: User, availability: Availability) -> "Member":
        """
        The user as rules see them.
        """
        return cls(
            id=user.id,
            name=user.name or user.email or str(user.id),
            teams=frozenset(user.teams),
            active=user.active,
            capacity=availability.capacity,
            hours=availability.hours,
            absences=availability.absences,
            skills=availability.skills,
        )

    @_folded.default
    def _of_skills(self) -> Mapping[str, frozenset[str]]:
        return {
            name: frozenset(map(fold, values)) for name, values in self.skills.items()
        }

    def knows(self, name: str, wanted: frozenset[str]) -> bool:
        """
        Whether all *wanted* words, folded, are among the skills called *name*.
        """
        return wanted <= self._folded.get(name, frozenset())


class _Hours:
    empty: WorkingHours | None = None
    name = "hours"

    def parse(self, raw: object, /) -> WorkingHours:
        return WorkingHours.read(raw)


class _Absences:
    empty = DaysOff()
    name = "days"

    def parse(self, raw: object, /) -> DaysOff:
        return DaysOff.read(raw)


class _Skills:
    name: ClassVar[str] = "mapping"

    @property
    def empty(self) -> Skills:
        return {}

    def parse(self, raw: object, /) -> Skills:
        if not isinstance(raw, Mapping) or len(raw) > MOST_SKILLS:
            message = f"Must be a mapping of at most {MOST_SKILLS} fields to lists."
            raise refuse("type", message)
        skills: dict[str, tuple[str, ...]] = {}
        errors: list[FieldError] = []
        for name, values in raw.items():
            try:
                skills[str(name)] = tuple(each_of(values, _skill))
            except Invalid as error:
                errors += error.under(str(name))
        if errors:
            raise Invalid(errors=errors)
        return skills


def _skill(raw: object) -> str:
    text = clean_text(raw, longest=100)
    if not text:
        raise refuse("empty", "Must not be empty.")
    return text


MEMBER_FIELDS = Fields.of(
    [
        Field(
            name="capacity", label="Most open leads", kind=WholeNumber(0, MOST_CAPACITY)
        ),
        Field(name="hours", label="Working hours", kind=_Hours()),
        Field(name="absences", label="Absences", kind=_Absences()),
        Field(name="skills", label="Skills", kind=_Skills()),
    ]
)
"""
What routing adds to a user, in plain data; the rest of a member is the user's own.
"""
