"""
The spellings of a query: as a URL and as text in the search box.

Both are read and written here, so that what is written can always be read back.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from .errors import FieldError, Invalid
from .fields import Field, Fields
from .filters import (
    DAYS,
    MOST_TERMS,
    PERIODS,
    Condition,
    Operator,
    Order,
    Query,
    Term,
    Word,
)
from .kinds import Date
from .paging import PageRequest
from .values import clean_text, refuse

LONGEST_SEARCH = 500
_ORDERED = frozenset({"number", "date", "moment"})
_PREFIXES = {
    "gte:": Operator.GTE,
    "gt:": Operator.GT,
    "lte:": Operator.LTE,
    "lt:": Operator.LT,
    "before:": Operator.LT,
    "after:": Operator.GT,
}
_SIGNS = ((">=", "gte:"), ("<=", "lte:"), (">", "gt:"), ("<", "lt:"))
_IN_DAYS = re.compile(r"-?\d{1,5}d", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,8}", re.ASCII)
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(rf"(?:{_QUOTED}|\S)+")
_PART = re.compile(rf"(?:{_QUOTED}|[^,])+")
_WHOLLY_QUOTED = re.compile(_QUOTED)
_NAME = re.compile(r"-?[a-z_][\w.]*:")
_SCHEMES = frozenset({"http", "https", "mailto"})
_SEARCH = ("search", "q")
_PAGING = {"page": "page", "page_size": "page_size", "size": "page_size"} | {
    "cursor": "cursor",
    "after": "cursor",
}


def parse_url(
    pairs: Iterable[tuple[str, str]], fields: Fields
) -> tuple[Query, PageRequest]:
    """
    A list's query and page from the decoded pairs of its query string.

    Raises:
        Invalid: Naming every parameter that is unknown or wrong.
    """
    paging: dict[str, str] = {}
    conditions: list[tuple[str, str]] = []
    words: list[str] = []
    order: list[str] = []
    archived: list[str] = []
    errors: list[FieldError] = []
    for key, value in pairs:
        if key in _SEARCH:
            words.append(value)
        elif key == "sort":
            order.append(value)
        elif key == "archived":
            archived.append(value)
        elif key in _PAGING:
            if _PAGING[key] in paging:
                errors.append(FieldError(key, "repeated", "Given more than once."))
            paging[_PAGING[key]] = value
        else:
            conditions.append((key, value))
    reading = _Reading(fields, errors)
    query = reading.query(conditions, words, order, archived)
    page = reading.page(paging)
    if errors:
        raise Invalid(errors=errors)
    return query, page


def parse_text(
    text: str, fields: Fields, *, more: Iterable[tuple[str, str]] = ()
) -> Query:
    """
    A query from what a person typed: ``acme owner:me -tag:vip created_at:>=2026-01-01``.

    Pairs of *more* add to its ``sort`` and ``archived`` what was said beside the text.

    Raises:
        Invalid: Naming every field that is unknown or wrong.
    """
    conditions: list[tuple[str, str]] = []
    words: list[str] = []
    own: dict[str, list[str]] = {"sort": [], "archived": []}
    errors: list[FieldError] = []
    for token in _TOKEN.findall(text):
        name = _filter_name(token)
        if name is None:
            words.append(_unquoted(token))
            continue
        value = token[len(name) + 1 :]
        if name in own:
            own[name].append(value)
        else:
            conditions += _spelled_as_url(name, value)
    for name, value in more:
        own[name].append(value)
    reading = _Reading(fields, errors)
    query = reading.query(conditions, words, own["sort"], own["archived"])
    if errors:
        raise Invalid(errors=errors)
    return query


def _filter_name(token: str) -> str | None:
    found = _NAME.match(token)
    if found is None or found.group().strip("-:") in _SCHEMES:
        return None
    return found.group()[:-1]


def _unquoted(text: str) -> str:
    if not _WHOLLY_QUOTED.fullmatch(text):
        return text
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def _spelled_as_url(key: str, value: str) -> list[tuple[str, str]]:
    negated = "not:" if key.startswith("-") else ""
    found = []
    for part in _PART.findall(value) or [""]:
        sign = next(((s, p) for s, p in _SIGNS if part.startswith(s)), None)
        spelled = sign[1] + part[len(sign[0]) :] if sign else part
        found.append((key.lstrip("-"), negated + spelled))
    return found


class _Reading:
    """
    Reads raw parts of a query, collecting every error.
    """

    def __init__(self, fields: Fields, errors: list[FieldError]) -> None:
        self.fields = fields
        self.errors = errors

    def query(
        self,
        conditions: list[tuple[str, str]],
        words: list[str],
        order: list[str],
        archived: list[str],
    ) -> Query:
        return Query(
            conditions=self._conditions(conditions),
            search=self._search(words),
            order=self._order(order),
            archived=self._archived(archived),
        )

    def _conditions(self, pairs: list[tuple[str, str]]) -> tuple[Condition, ...]:
        if len(pairs) > MOST_TERMS:
            message = f"At most {MOST_TERMS} filters; these are {len(pairs)}."
            self.errors.append(FieldError("filter", "length", message))
            return ()
        read: dict[tuple[str, bool], list[Term]] = {}
        for key, value in pairs:
            field = self.fields.named(key)
            if field is None or not field.filterable:
                self.errors.append(FieldError(key, "unknown", "No such filter."))
                continue
            negated = value.startswith("not:")
            try:
                term = _read_term(value[4:] if negated else value, field)
            except Invalid as error:
                self.errors += error.under(key)
            else:
                read.setdefault((field.name, negated), []).append(term)
        return tuple(
            Condition(name, tuple(dict.fromkeys(terms)), negated)
            for (name, negated), terms in read.items()
        )

    def _search(self, words: list[str]) -> str:
        try:
            text = clean_text(" ".join(words), longest=LONGEST_SEARCH, lines=True)
            return " ".join(text.split())
        except Invalid as error:
            self.errors += error.under("search")
            return ""

    def _order(self, given: list[str]) -> tuple[Order, ...]:
        keys = [key for each in given for key in each.split(",")]
        order: dict[str, Order] = {}
        for key in keys:
            field = self.fields.named(key.removeprefix("-"))
            if field is None or not field.sortable:
                known = [f.name for f in self.fields.by_name.values() if f.sortable]
                message = f"Lists are ordered by {', '.join(known)}; minus reverses."
                self.errors.append(FieldError("sort", "unknown", message))
            else:
                order.setdefault(field.name, Order(field.name, key.startswith("-")))
        return tuple(order.values())

    def _archived(self, given: list[str]) -> bool | None:
        meanings = {"false": False, "true": True, "any": None}
        if not given:
            return False
        if len(set(given)) > 1 or given[0] not in meanings:
            message = "Must be true, false or any."
            self.errors.append(FieldError("archived", "choice", message))
            return False
        return meanings[given[0]]

    def page(self, given: dict[str, str]) -> PageRequest:
        numbers = {"page": 1, "page_size": 20}
        for key in numbers:
            text = given.get(key)
            if text is None:
                continue
            if not _COUNT.fullmatch(text):
                message = "Must be a whole number."
                self.errors.append(FieldError(key, "number", message))
            else:
                numbers[key] = int(text)
        try:
            return PageRequest(
                size=numbers["page_size"],
                number=numbers["page"],
                cursor=given.get("cursor"),
            )
        except Invalid as error:
            self.errors += error.errors
            return PageRequest()


def _read_term(text: str, field: Field) -> Term:
    if text == "none":
        return Term(Operator.NONE)
    if text == "any":
        return Term(Operator.ANY)
    ordered = field.kind.name in _ORDERED
    for prefix, operator in _PREFIXES.items():
        if ordered and text.startswith(prefix):
            return Term(operator, _read_value(text[len(prefix) :], field))
    low, dots, high = text.partition("..")
    if ordered and dots:
        return Term(Operator.BETWEEN, _read_value(low, field), _read_value(high, field))
    return Term(Operator.IS, _read_value(text, field))


def _read_value(text: str, field: Field) -> object:
    if _WHOLLY_QUOTED.fullmatch(text):
        text = _unquoted(text)
    elif (word := _word(text, field)) is not None:
        return word
    kind = field.kind
    if kind.name == "moment" and len(text) == 10:
        return Date().parse(text)
    if kind.name == "tags":
        return clean_text(text, longest=50)
    if kind.name in {"text", "email", "phone", "url", "choice"}:
        value: object = clean_text(text, longest=255)
    else:
        value = kind.parse(text)
    if value is None or value == "":
        raise refuse("empty", "Empty; write none for records without a value.")
    return value


def _word(text: str, field: Field) -> Word | None:
    kind = field.kind
    if kind.name in {"date", "moment"} and (
        text in PERIODS or text in DAYS or _IN_DAYS.fullmatch(text)
    ):
        return Word(text)
    if field.name == "assigned_to" and text in {"me", "team"}:
        return Word(text)
    return None


def to_url(query: Query) -> list[tuple[str, str]]:
    """
    The pairs of a query string that mean *query*.
    """
    pairs = [
        (condition.field, ("not:" if condition.negated else "") + _write_term(term))
        for condition in query.conditions
        for term in condition.terms
    ]
    if query.search:
        pairs.append(("search", query.search))
    if query.order:
        pairs.append(("sort", ",".join(_write_order(each) for each in query.order)))
    if query.archived is not False:
        pairs.append(("archived", "any" if query.archived is None else "true"))
    return pairs


def to_text(query: Query) -> str:
    """
    What a person would type for *query*.
    """
    parts = [
        _quoted(word) if '"' in word or _filter_name(word) else word
        for word in query.search.split()
    ]
    for (name, negated), group in groupby(
        query.conditions, key=lambda each: (each.field, each.negated)
    ):
        terms = ",".join(
            _write_text_term(term) for condition in group for term in condition.terms
        )
        parts.append(f"{'-' if negated else ''}{name}:{terms}")
    if query.order:
        parts.append("sort:" + ",".join(_write_order(each) for each in query.order))
    if query.archived is not False:
        parts.append(f"archived:{'any' if query.archived is None else 'true'}")
    return " ".join(parts)


def _write_order(order: Order) -> str:
    return ("-" if order.descending else "") + order.field


def _write_term(term: Term) -> str:
    match term.operator:
        case Operator.NONE | Operator.ANY:
            return term.operator.value
        case Operator.IS:
            return _write_value(term.value)
        case Operator.BETWEEN:
            return f"{_write_value(term.value)}..{_write_value(term.until)}"
        case _:
            return f"{term.operator.value}:{_write_value(term.value)}"


def _write_text_term(term: Term) -> str:
    spelled = _write_term(term)
    for sign, prefix in _SIGNS:
        if term.operator.value + ":" == prefix:
            return sign + spelled[len(prefix) :]
    return spelled


def _write_value(value: object) -> str:
    if isinstance(value, Word):
        return value.text
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return format(value, "f")
    if not isinstance(value, str):
        return str(value)
    if re.fullmatch(r"[\w@+][\w@+\-]*", value) and value not in _RESERVED:
        return value
    return _quoted(value)


_RESERVED = frozenset({"none", "any", "me", "team", "not"}) | PERIODS | DAYS
