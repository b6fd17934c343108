"""
The filter grammar over plain facts: whether a mapping of fields meets a condition.
"""

from collections.abc import Mapping, Sized
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from ...shared import (
    Condition,
    Fields,
    Operator,
    Term,
    as_moment,
    email_key,
    span_of,
    tag_key,
)

Facts = Mapping[str, object]


def meets(facts: Facts, condition: Condition, fields: Fields, today: date) -> bool:
    """
    Whether *facts* meet a condition; *today* is what relative days count from.
    """
    kind = fields.by_name[condition.field].kind.name
    value = facts.get(condition.field)
    found = any(_fits(term, kind, value, today) for term in condition.terms)
    return found != condition.negated


def moment_in(value: object) -> datetime | None:
    """
    A date or moment of the facts as a moment; None when it is none.
    """
    return as_moment(value) if isinstance(value, date) else None


def _fits(term: Term, kind: str, value: object, today: date) -> bool:
    if term.operator in {Operator.NONE, Operator.ANY}:
        empty = value is None or (isinstance(value, Sized) and not len(value))
        return empty == (term.operator is Operator.NONE)
    if value is None:
        return False
    match kind:
        case "number":
            return _compared(term, value)
        case "date" | "moment":
            return _within(term, value, today)
        case "tags":
            members = value if isinstance(value, list | tuple | frozenset) else (value,)
            return tag_key(str(term.value)) in {tag_key(str(each)) for each in members}
        case "email":
            return email_key(str(value)) == email_key(str(term.value))
    return str(value).casefold() == str(term.value).casefold()


def _compared(term: Term, value: object) -> bool:
    try:
        number, bound = Decimal(str(value)), Decimal(str(term.value))
        until = Decimal(str(term.until)) if term.until is not None else bound
    except InvalidOperation:
        return False
    if not number.is_finite():
        return False
    match term.operator:
        case Operator.GT:
            return number > bound
        case Operator.GTE:
            return number >= bound
        case Operator.LT:
            return number < bound
        case Operator.LTE:
            return number <= bound
    return bound <= number <= until


def _within(term: Term, value: object, today: date) -> bool:
    moment = moment_in(value)
    if moment is None:
        return False
    low, high = map(as_moment, span_of(term, today))
    return (low is None or moment >= low) and (high is None or moment < high)
