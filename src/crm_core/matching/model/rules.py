"""
An organization's rules: what happens when a record comes that may be there already.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from attrs import evolve, frozen

from ...shared import Choice, Field, FieldError, Fields, Invalid, refuse
from .comparison import CERTAIN, REVIEW
from .marks import IDENTITY


class Action(StrEnum):
    """
    What happens to a record that is probably there already.
    """

    BLOCK = "block"
    WARN = "warn"
    ALLOW = "allow"


@frozen
class MatchingRules:
    """
    How an organization wants duplicates found and met.

    Args:
        on_create: What happens when a record is added.
        on_update: What happens when a record is changed into a duplicate.
        contact_review: From this score on two contacts are shown to a person.
        contact_certain: From this score on they need no person to look.
        company_review: The same for companies.
        company_certain: The same for companies.
        identity: The custom fields whose values tell records apart.
    """

    on_create: Action = Action.BLOCK
    on_update: Action = Action.BLOCK
    contact_review: float = REVIEW
    contact_certain: float = CERTAIN
    company_review: float = REVIEW
    company_certain: float = CERTAIN
    identity: tuple[str, ...] = IDENTITY

    def thresholds(self, noun: str) -> tuple[float, float]:
        """
        From which scores on two records of one kind are shown, and are certain.
        """
        if noun == "contact":
            return self.contact_review, self.contact_certain
        return self.company_review, self.company_certain

    def edited(self, raw: Mapping[str, object]) -> "MatchingRules":
        """
        The rules with other values; None brings back the usual one.

        Raises:
            Invalid: Naming every value that is wrong.
        """
        values = {
            name: getattr(_USUAL, name) if raw[name] is None else value
            for name, value in RULE_FIELDS.parse(raw).items()
        }
        rules = evolve(self, **values)  # type: ignore[arg-type]
        errors = [
            FieldError(f"{noun}_review", "range", "Must not be above certain.")
            for noun in ("contact", "company")
            if rules.thresholds(noun)[0] > rules.thresholds(noun)[1]
        ]
        if errors:
            raise Invalid(errors=errors)
        return rules


_USUAL = MatchingRules()


@frozen
class _ActionKind:
    empty: Action = Action.BLOCK
    name: ClassVar[str] = "choice"
    options: tuple[str, ...] = tuple(Action)

    def parse(self, raw: object, /) -> Action:
        return Action(Choice(self.options).parse(raw) or Action.BLOCK)


@frozen
class _Score:
    empty: float = REVIEW
    name: ClassVar[str] = "number"

    def parse(self, raw: object, /) -> float:
        """
        A share of at least one half, given as a number or spelled as one.
        """
        try:
            number = isinstance(raw, str | int | float | Decimal)
            value = float(raw) if number else -1.0  # type: ignore[arg-type]
        except (ValueError, OverflowError):
            value = -1.0
        if isinstance(raw, bool) or not REVIEW <= value <= 1:
            raise refuse("range", f"Must be a number from {REVIEW} to 1.")
        return value


@frozen
class _Names:
    empty: tuple[str, ...] = ()
    name: ClassVar[str] = "list"

    def parse(self, raw: object, /) -> tuple[str, ...]:
        """
        Names of custom fields, at most 20: a list, or one text with commas.
        """
        if isinstance(raw, str):
            raw = [part.strip() for part in raw.split(",") if part.strip()]
        if not isinstance(raw, list | tuple) or len(raw) > 20:
            raise refuse("type", "Must be a list of at most 20 names.")
        if not all(isinstance(each, str) and 0 < len(each) <= 100 for each in raw):
            raise refuse("type", "Each must be the name of a custom field.")
        return tuple(dict.fromkeys(raw))


RULE_FIELDS = Fields.of(
    [
        Field(name="on_create", label="When added", kind=_ActionKind()),
        Field(name="on_update", label="When changed", kind=_ActionKind()),
        *(
            Field(name=f"{noun}_{bound}", label=f"{label} {bound}", kind=_Score())
            for noun, label in (("contact", "Contacts"), ("company", "Companies"))
            for bound in ("review", "certain")
        ),
        Field(name="identity", label="Fields that tell apart", kind=_Names()),
    ]
)
