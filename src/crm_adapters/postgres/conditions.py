"""
The filter grammar as SQL: conditions with their parameters apart.

A query's *shape* (fields and operators without values) is what a statement is
compiled and cached by; the values travel as parameters.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from attrs import evolve, frozen
from sqlalchemy import (
    ColumnElement,
    and_,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, DateTime, Numeric, Text, Uuid

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

from .schema import tags
from .sight import Sight

Expression = ColumnElement[Any]


@frozen
class Source:
    """
    Where the values of a field are: an SQL expression and how it compares.

    *fold* prepares a text value as the expression holds it; *among* says when a
    record has one of several ids, where that is more than equality.
    """

    expression: Expression
    fold: Callable[[str], str] = str
    among: Callable[[Expression], Expression] | None = None


Sources = Mapping[str, Source]


def shape_of(query: Query) -> Query:
    """
    *query* without its values: equal for all queries that one statement serves.
    """
    return evolve(
        query,
        search="",
        conditions=tuple(
            evolve(condition, terms=tuple(map(_bare, condition.terms)))
            for condition in query.conditions
        ),
    )


def _bare(term: Term) -> Term:
    return evolve(term, value=None, until=None)


def conditions_of(query: Query, fields: Fields, sources: Sources) -> list[Expression]:
    """
    The conditions of *query* with parameters ``c0t0``, ``c0t0_low`` and so on.
    """
    return [
        _condition(condition, index, _known(fields, condition.field), sources)
        for index, condition in enumerate(query.conditions)
    ]


def _known(fields: Fields, name: str) -> Field:
    field = fields.named(name)
    if field is None:
        raise Invalid.of(name, "unknown", "No such filter.")
    return field


def _condition(
    condition: Condition, index: int, field: Field, sources: Sources
) -> Expression:
    source = sources[field.name]
    met = or_(
        *(
            _term(term, f"c{index}t{place}", field, source)
            for place, term in enumerate(condition.terms)
        )
    )
    return not_(func.coalesce(met, false())) if condition.negated else met


def custom_sources(fields: Fields, custom: Expression) -> dict[str, Source]:
    """
    Where the values of the organization's own fields are: in the column *custom*.
    """
    return {
        name: Source(_custom(field, custom))
        for name, field in fields.by_name.items()
        if name.startswith("custom.")
    }


SHAPES = {"date": r"^\d{4}-\d\d-\d\d$", "number": r"^-?\d+(\.\d+)?$"}


def _custom(field: Field, custom: Any) -> Expression:
    # A removed field's values stay: under its name there may be one of another kind.
    value = custom[field.name.removeprefix("custom.")]
    text: Expression = value.astext
    shape = SHAPES.get(field.kind.name)
    if shape is not None:
        return case((text.regexp_match(shape), text))
    if field.kind.name != "tags":
        return text
    listed = case((func.jsonb_typeof(value) == "array", value))
    each = func.jsonb_array_elements_text(listed).column_valued("each")
    return select(func.array_agg(each)).scalar_subquery()


def _term(term: Term, name: str, field: Field, source: Source) -> Expression:
    expression = source.expression
    if term.operator is Operator.NONE:
        return _empty(field, expression)
    if term.operator is Operator.ANY:
        return not_(_empty(field, expression))
    kind = field.kind.name
    if kind in {"date", "moment"}:
        return _within(term, name, kind, expression)
    if kind == "number":
        return _compared(term, name, expression)
    if kind == "flag":
        return cast(expression, Text) == bindparam(name, type_=Text)
    if kind == "tags":
        return _has_tag(name, source)
    if kind == "id":
        ids = any_(bindparam(name, type_=ARRAY(Uuid)))
        return source.among(ids) if source.among else expression == ids
    folded = expression if source.fold is not str else func.lower(expression)
    value = bindparam(name, type_=Text)
    return folded == (value if source.fold is not str else func.lower(value))


def _empty(field: Field, expression: Expression) -> Expression:
    if field.kind.name == "tags":
        return func.coalesce(func.cardinality(expression), 0) == 0
    if field.kind.name in {"text", "email", "phone", "choice", "url"}:
        return func.coalesce(expression, "") == ""
    return expression.is_(None)


def _within(term: Term, name: str, kind: str, expression: Expression) -> Expression:
    typed, type_ = expression, expression.type
    if kind == "moment":
        type_ = DateTime(timezone=True)
    elif not isinstance(type_, Date):
        # A day of the organization's own is text, whose order is the calendar's.
        typed, type_ = expression.collate("C"), Text(collation="C")
    parts = []
    if term.operator not in (Operator.LT, Operator.LTE):
        parts.append(typed >= bindparam(f"{name}_low", type_=type_))
    if term.operator not in (Operator.GT, Operator.GTE):
        parts.append(typed < bindparam(f"{name}_high", type_=type_))
    return and_(*parts)


_COMPARISONS: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.IS: lambda a, b: a == b,
    Operator.GT: lambda a, b: a > b,
    Operator.GTE: lambda a, b: a >= b,
    Operator.LT: lambda a, b: a < b,
    Operator.LTE: lambda a, b: a <= b,
    Operator.BETWEEN: lambda a, b: a >= b,
}


def _compared(term: Term, name: str, expression: Expression) -> Expression:
    number = cast(expression, Numeric)
    met: Expression = _COMPARISONS[term.operator](
        number, bindparam(name, type_=Numeric)
    )
    if term.operator is Operator.BETWEEN:
        return and_(met, number <= bindparam(f"{name}_until", type_=Numeric))
    return met


def _has_tag(name: str, source: Source) -> Expression:
    value: Expression = bindparam(name, type_=Text)
    if source.fold is tag_key:
        own = tags.c.organization_id == bindparam("organization_id")
        spelled = select(tags.c.name).where(own, tags.c.key == value).scalar_subquery()
        return spelled == any_(source.expression)
    among = func.lower(func.array_to_string(source.expression, ","))
    met: Expression = func.lower(value) == any_(func.string_to_array(among, ","))
    return met


def values_of(
    query: Query, fields: Fields, sources: Sources, *, sight: Sight, today: date
) -> dict[str, object]:
    """
    The parameters that the conditions of *query* need.
    """
    values: dict[str, object] = {}
    for index, condition in enumerate(query.conditions):
        field = _known(fields, condition.field)
        source = sources[field.name]
        for place, term in enumerate(condition.terms):
            name = f"c{index}t{place}"
            values.update(_term_values(term, name, field, source, sight, today))
    return values


def _term_values(
    term: Term,
    name: str,
    field: Field,
    source: Source,
    sight: Sight,
    today: date,
) -> Iterator[tuple[str, object]]:
    kind = field.kind.name
    if term.operator in (Operator.NONE, Operator.ANY):
        return
    if kind in {"date", "moment"}:
        low, high = span_of(term, today)
        edges = (as_moment(low), as_moment(high)) if kind == "moment" else (low, high)
        yield f"{name}_low", edges[0]
        yield f"{name}_high", edges[1]
    elif kind == "id":
        yield name, _ids(term, field, sight)
    elif kind == "flag":
        yield name, str(term.value).lower()
    else:
        value = term.value
        yield name, source.fold(value) if isinstance(value, str) else value
        yield f"{name}_until", term.until


def _ids(term: Term, field: Field, sight: Sight) -> list[UUID]:
    team = sight.team if field.name == "assigned_to" else frozenset[UUID]()
    return sorted(ids_of(term, me=sight.me, team=team))


def email_fold(text: str) -> str:
    """
    An e-mail address as its key, or text that no key equals.
    """
    try:
        return email_key(text)
    except Invalid:
        return text.casefold()


def phone_source(column: Expression) -> Source:
    """
    A phone number by its digits.
    """
    return Source(func.regexp_replace(column, "[^0-9]", "", "g"), fold=digits)
