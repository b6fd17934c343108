"""
An assignment and its reasons, rule by rule and person by person.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from ...shared import Condition, Query, UserId, to_text
from .loads import Loads, Turns
from .rule_fields import Method, RuleId


class Reason(StrEnum):
    """
    Why somebody whom a rule names was left out.
    """

    UNKNOWN = "unknown"
    INACTIVE = "inactive"
    ABSENT = "absent"
    SKILL = "skill"
    CAPACITY = "capacity"
    OUTSIDE_HOURS = "outside-hours"


_WORDS = {
    Reason.UNKNOWN: "is no user any more",
    Reason.INACTIVE: "is not active",
    Reason.ABSENT: "is absent until",
    Reason.SKILL: "lacks the skill",
    Reason.CAPACITY: "is at capacity,",
    Reason.OUTSIDE_HOURS: "is outside working hours,",
}


@frozen
class LeftOut:
    """
    Somebody whom a rule names but did not choose from, and why: *detail* is the last
    day of the absence, the missing skill, the open leads, the time zone of the hours.
    """

    user: UserId
    name: str
    reason: Reason
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.name} {_WORDS[self.reason]} {self.detail}".rstrip()


@frozen
class Passed:
    """
    A rule that gave no owner: a condition that the lead does not meet, with what the
    lead has there; a *fault* of the rule itself; or nobody who was free.
    """

    rule: RuleId
    name: str
    condition: Condition | None = None
    fact: object = None
    fault: str = ""
    left_out: tuple[LeftOut, ...] = ()
    late: bool = False

    @property
    def found_nobody(self) -> bool:
        """
        Whether the rule took the lead but had nobody to give it to.
        """
        return self.condition is None and not self.fault

    def __str__(self) -> str:
        if self.fault:
            return f"{self.name}: cannot be applied, {self.fault.rstrip('.')}"
        if self.condition is not None:
            wanted = to_text(Query(conditions=(self.condition,)))
            has = "nothing" if self.fact in (None, "", (), []) else _shown(self.fact)
            return f"{self.name}: {wanted} is not met, the lead has {has}"
        if self.late:
            return f"{self.name}: nobody is at work"
        return f"{self.name}: nobody is free"


@frozen(kw_only=True)
class Assignment:
    """
    Who gets a lead and why; *user* is None when nobody does.

    Args:
        outside_hours: Whether the owner is not at work at this moment.
        stopped: Whether the last rule passed left the lead without an owner, so that
            no further rule was tried.
        passed: The rules tried before, in order.
        left_out: Candidates of the rule that chose, who could not be chosen.
        turns: The turns of that rule after this assignment.
    """

    user: UserId | None = None
    name: str = ""
    rule: RuleId | None = None
    rule_name: str = ""
    method: Method | None = None
    outside_hours: bool = False
    stopped: bool = False
    choice: str = ""
    passed: tuple[Passed, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    turns: Turns = field(factory=dict, repr=False)

    @property
    def why(self) -> list[str]:
        """
        Sentences that say how it came to this, in order.
        """
        return [*self._sentences()]

    def _sentences(self) -> Iterator[str]:
        for each in self.passed:
            yield f"{each}."
            yield from (f"{out}." for out in each.left_out)
        yield from (f"{out}." for out in self.left_out)
        if self.user is not None:
            late = ", although outside working hours" if self.outside_hours else ""
            yield f"{self.rule_name}: {self.name} was chosen, {self.choice}{late}."
        elif self.stopped:
            yield f"No owner: {self.passed[-1].name} leaves such leads without one."
        else:
            yield "No owner: no rule chose one."

    def onto(self, loads: Loads, at: datetime) -> Loads:
        """
        The *loads* once the lead is assigned so.
        """
        if self.user is None or self.rule is None:
            return loads
        return loads.given(self.user, at, {self.rule: self.turns})

    def to_json(self) -> dict[str, object]:
        """
        What is kept of it with the lead.
        """
        return {
            "user": str(self.user) if self.user else None,
            "rule": str(self.rule) if self.rule else None,
            "rule_name": self.rule_name or None,
            "method": self.method.value if self.method else None,
            "outside_hours": self.outside_hours,
            "why": self.why,
        }


def _shown(fact: object) -> str:
    if isinstance(fact, tuple | list | frozenset):
        return ", ".join(map(str, fact))
    return str(fact)
