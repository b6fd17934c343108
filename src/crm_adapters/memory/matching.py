"""
The filter grammar over rows: what each condition means, said plainly.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from crm_core.shared import (
    Condition,
    Field,
    Fields,
    Invalid,
    Operator,
    Query,
    Term,
    as_moment,
    digits,
    email_key,
    ids_of,
    span_of,
    tag_key,
)

from ..rows import Row

Value = Callable[[Row, str], object]
Fold = Callable[[str], str]
Others = Callable[[Row, str], tuple[UUID, ...]]

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def no_others(_row: Row, _field: str) -> tuple[UUID, ...]:
    """
    For records whose fields point at one record each.
    """
    return ()


@frozen(kw_only=True)
class Matcher:
    """
    Decides whether a row meets the conditions of a query, for one actor and day.
    """

    fields: Fields
    value: Value
    folds: Mapping[str, Fold]
    me: UUID
    team: frozenset[UUID]
    today: date
    others: Others = no_others

    def meets(self, row: Row, query: Query) -> bool:
        """
        Whether *row* meets every condition of *query*.
        """
        return all(self._met(row, condition) for condition in query.conditions)

    def _met(self, row: Row, condition: Condition) -> bool:
        field = self.fields.by_name[condition.field]
        value = self._value_of(row, field)
        further = _further(row, field.name)
        found = any(
            self._fits(term, field, each)
            for term in condition.terms
            for each in (value, *(further if term.operator is Operator.IS else ()))
        )
        return found != condition.negated

    def _value_of(self, row: Row, field: Field) -> Any:
        if field.name.startswith("custom."):
            return row["custom"].get(field.name.removeprefix("custom."))
        return self.value(row, field.name)

    def _fits(self, term: Term, field: Field, value: Any) -> bool:
        if term.operator in (Operator.NONE, Operator.ANY):
            return _empty(field, value) == (term.operator is Operator.NONE)
        if field.kind.name == "id":
            team = self.team if field.name == "assigned_to" else frozenset[UUID]()
            return value in ids_of(term, me=self.me, team=team)
        if field.name == "tags":
            return tag_key(str(term.value)) in map(tag_key, value)
        fold = self.folds.get(field.name)
        if fold is not None:
            return value is not None and fold(value) == fold(str(term.value))
        return _COMPARISONS.get(field.kind.name, _same)(term, value, self.today)


def _further(row: Row, field: str) -> tuple[UUID, ...]:
    """
    The records that a field names beside the first: of companies, and of all that
    something is about.
    """
    kind = field.removesuffix("_id")
    about = (each["id"] for each in row.get("about", ()) if each["kind"] == kind)
    own = (each["company_id"] for each in row.get("affiliations", ()))
    return tuple(UUID(id) for id in (*about, *(own if kind == "company" else ())))


def _empty(field: Field, value: Any) -> bool:
    if field.kind.name == "tags":
        return not (isinstance(value, list) and value)
    return value is None or value == ""


def _within_days(term: Term, value: Any, today: date) -> bool:
    low, high = span_of(term, today)
    try:  # an own field's day is text
        day = value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return (low is None or day >= low) and (high is None or day < high)


def _within_moments(term: Term, value: datetime | None, today: date) -> bool:
    if value is None:
        return False
    low, high = map(as_moment, span_of(term, today))
    return (low is None or value >= low) and (high is None or value < high)


def _compared(term: Term, value: Any, _today: date) -> bool:
    text = value if isinstance(value, str) else str(value)
    if value is None or not _NUMBER.fullmatch(text):
        return False
    number, bound = Decimal(text), Decimal(str(term.value))
    match term.operator:
        case Operator.GT:
            return number > bound
        case Operator.GTE:
            return number >= bound
        case Operator.LT:
            return number < bound
        case Operator.LTE:
            return number <= bound
        case Operator.BETWEEN:
            return bound <= number <= Decimal(str(term.until))
    return number == bound


def _has_tag(term: Term, value: Any, _today: date) -> bool:
    tags = value if isinstance(value, list) else []
    return _lower(term.value) in map(_lower, tags)


def _same(term: Term, value: Any, _today: date) -> bool:
    return value is not None and _lower(term.value) == _lower(value)


def _lower(value: object) -> str:
    # Letter by letter, as databases do it.
    return "".join(letter.lower()[0] for letter in str(value))


_COMPARISONS: Mapping[str, Callable[[Term, Any, date], bool]] = {
    "date": _within_days,
    "moment": _within_moments,
    "number": _compared,
    "tags": _has_tag,
}


def part_of(row: Row, part: str) -> str | None:
    """
    A part of the row's postal address.
    """
    found: str | None = (row["address"] or {}).get(part)
    return found


def email_fold(text: str) -> str:
    """
    An e-mail address as its key, or text that no key equals.
    """
    try:
        return email_key(text)
    except Invalid:
        return text.casefold()


def phone_fold(text: str) -> str:
    """
    A phone number as its digits.
    """
    return digits(text)
