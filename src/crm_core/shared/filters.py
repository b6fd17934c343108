"""
What a list is narrowed and ordered by: one model behind URL, search box and chips.
"""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from attrs import evolve, frozen

from .errors import FieldError, Invalid
from .fields import Fields
from .values import refuse
from .wording import query_words

MOST_TERMS = 100
MOST_WORDS = 12


class Operator(StrEnum):
    """
    How a term compares.
    """

    IS = "is"
    NONE = "none"
    ANY = "any"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    BETWEEN = "between"


@frozen
class Word:
    """
    A value that depends on who asks and when: ``me``, ``team``, ``this-quarter``,
    ``30d`` (in 30 days), ``-7d`` (7 days ago).
    """

    text: str


@frozen
class Term:
    """
    One comparison; *until* is the far end of a range.
    """

    operator: Operator
    value: object = None
    until: object = None


@frozen
class Condition:
    """
    A field and the terms that it must meet: any of them, or none when *negated*.
    """

    field: str
    terms: tuple[Term, ...]
    negated: bool = False


@frozen
class Order:
    """
    One key that a list is ordered by.
    """

    field: str
    descending: bool = False


@frozen(kw_only=True)
class Query:
    """
    Conditions joined by *and*, words that must all be found, and an order.

    *archived* is False for live records, True for the archive, None for both.
    """

    conditions: tuple[Condition, ...] = ()
    search: str = ""
    order: tuple[Order, ...] = ()
    archived: bool | None = False

    def checked(self, fields: Fields) -> "Query":
        """
        The same query, by the fields' own names.

        Raises:
            Invalid: Naming every filter and order that there is not.
        """
        filters = {c.field: fields.named(c.field) for c in self.conditions}
        orders = {each.field: fields.named(each.field) for each in self.order}
        errors = [
            FieldError(name, "unknown", "No such filter.")
            for name, field in filters.items()
            if field is None or not field.filterable
        ] + [
            FieldError("sort", "unknown", f"Lists are not ordered by {name}.")
            for name, field in orders.items()
            if field is None or not field.sortable
        ]
        if errors:
            raise Invalid(errors=errors)
        own = {name: field.name for name, field in (filters | orders).items() if field}
        return evolve(
            self,
            conditions=tuple(evolve(c, field=own[c.field]) for c in self.conditions),
            order=tuple(evolve(each, field=own[each.field]) for each in self.order),
        )

    @property
    def words(self) -> tuple[str, ...]:
        """
        The words of *search*.

        Raises:
            Invalid: More than 12.
        """
        words = query_words(self.search)
        if len(words) > MOST_WORDS:
            message = f"At most {MOST_WORDS} words; these are {len(words)}."
            raise Invalid.of("search", "length", message)
        return words


PERIODS = frozenset(
    {
        f"{when}-{what}"
        for when in ("this", "last", "next")
        for what in ("week", "month", "quarter", "year")
    }
)
DAYS = frozenset({"today", "yesterday", "tomorrow"})

Edge = date | datetime
Span = tuple[Edge | None, Edge | None]


def span_of(term: Term, today: date) -> Span:
    """
    The half-open interval [low, high) that a term over days or moments means.

    Weeks begin on Monday; days and periods are those of the calendar in UTC.
    """
    try:
        match term.operator:
            case Operator.IS:
                return _begin(term.value, today), _end(term.value, today)
            case Operator.GTE:
                return _begin(term.value, today), None
            case Operator.GT:
                return _end(term.value, today), None
            case Operator.LT:
                return None, _begin(term.value, today)
            case Operator.LTE:
                return None, _end(term.value, today)
            case Operator.BETWEEN:
                return _begin(term.value, today), _end(term.until, today)
    except (OverflowError, ValueError):
        raise refuse("range", "This date is out of range.") from None
    raise AssertionError(term)


def _begin(value: object, today: date) -> Edge:
    if isinstance(value, date):
        return value
    assert isinstance(value, Word)
    return _period(value.text, today)[0]


def _end(value: object, today: date) -> Edge:
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    assert isinstance(value, Word)
    return _period(value.text, today)[1]


def _period(text: str, today: date) -> tuple[date, date]:
    if text in DAYS:
        day = today + timedelta(days=("yesterday", "today", "tomorrow").index(text) - 1)
        return day, day + timedelta(days=1)
    if text.endswith("d"):
        day = today + timedelta(days=int(text[:-1]))
        return day, day + timedelta(days=1)
    when, what = text.split("-")
    step = ("last", "this", "next").index(when) - 1
    if what == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(weeks=1)
    months = {"month": 1, "quarter": 3, "year": 12}[what]
    first = (today.year * 12 + today.month - 1) // months * months + step * months
    return _month(first), _month(first + months)


def _month(count: int) -> date:
    return date(count // 12, count % 12 + 1, 1)


def as_moment(edge: Edge | None) -> datetime | None:
    """
    The moment at which a day begins, in UTC.
    """
    if edge is None or isinstance(edge, datetime):
        return edge
    return datetime(edge.year, edge.month, edge.day, tzinfo=UTC)


def ids_of(term: Term, *, me: UUID, team: frozenset[UUID]) -> frozenset[UUID]:
    """
    The users that an owner term means, with ``me`` and ``team`` filled in.
    """
    if term.value == Word("me"):
        return frozenset({me})
    if term.value == Word("team"):
        return team
    assert isinstance(term.value, UUID)
    return frozenset({term.value})
