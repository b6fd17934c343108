"""
The conditions of a query over plain facts: what is known of a record that need not be
stored yet.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from .errors import Invalid
from .fields import Field, Fields
from .filters import Condition, Operator, Term, as_moment, span_of
from .values import email_key, tag_key
from .wording import digits

Facts = Mapping[str, object]


def unmet(
    conditions: Iterable[Condition], facts: Facts, fields: Fields, today: date
) -> Condition | None:
    """
    The first of *conditions* that *facts* do not meet, or None when they meet all.

    A fact that is missing, or that its field could not hold, is no value. ``me`` and
    ``team`` fit nobody: facts are judged without a person who asks.
    """
    return next(
        (each for each in conditions if not _met(each, facts, fields, today)), None
    )


def _met(condition: Condition, facts: Facts, fields: Fields, today: date) -> bool:
    field = fields.by_name[condition.field]
    value = _value(field, facts.get(field.name))
    found = any(_fits(term, field, value, today) for term in condition.terms)
    return found != condition.negated


def _value(field: Field, fact: object) -> object:
    """
    *fact* as its field holds it; None when there is none.
    """
    if fact is None:
        return None
    try:
        value = field.kind.parse(fact)
    except Invalid:
        return None
    return None if value in ("", ()) else value


def _fits(term: Term, field: Field, value: object, today: date) -> bool:
    if term.operator in (Operator.NONE, Operator.ANY):
        return (value is None) == (term.operator is Operator.NONE)
    if value is None:
        return False
    match value:
        case bool() | UUID():
            return value == term.value
        case int() | Decimal():
            return _compared(term, Decimal(value))
        case datetime():
            low, high = map(as_moment, span_of(term, today))
            return (low is None or value >= low) and (high is None or value < high)
        case date():
            first, end = span_of(term, today)
            return (first is None or value >= first) and (end is None or value < end)
        case tuple():
            return tag_key(str(term.value)) in map(tag_key, value)
    fold = _FOLDS.get(field.kind.name, _lower)
    return fold(str(value)) == fold(str(term.value))


def _compared(term: Term, number: Decimal) -> bool:
    bound = Decimal(str(term.value))
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


def _lower(text: str) -> str:
    # Letter by letter, as databases do it.
    if text.isascii():
        return text.lower()
    return "".join(letter.lower()[0] for letter in text)


def _email(text: str) -> str:
    try:
        return email_key(text)
    except Invalid:
        return text.casefold()


_FOLDS: Mapping[str, Callable[[str], str]] = {"email": _email, "phone": digits}
