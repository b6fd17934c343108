"""
What Hypothesis makes queries of: any that the grammar can mean.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from crm_core.shared import (
    Condition,
    Invalid,
    Operator,
    Order,
    Query,
    Term,
    Word,
    clean_text,
)

WHEN = [
    f"{a}-{b}"
    for a in ("this", "last", "next")
    for b in ("week", "month", "quarter", "year")
]
DAY_WORDS = st.sampled_from(
    [*WHEN, "today", "yesterday", "tomorrow", "30d", "-7d", "0d"]
)
COMPARED = [Operator.GT, Operator.GTE, Operator.LT, Operator.LTE]
ORDERED = {"number", "date", "moment"}


def _is_clean(text):
    try:
        return text != "" and text == clean_text(text, longest=50)
    except Invalid:
        return False


tricky = st.sampled_from(
    ["none", "any", "me", "team", "not:x", "a,b", 'say "hi"', "back\\slash", "a..b"]
    + [
        "gt:5",
        ">5",
        "today",
        "-7d",
        "x y",
        "a\u00a0b",
        "'",
        '"',
        '""',
        "\\",
        "#tags=vip",
    ]
)
texts = tricky | st.text(max_size=20).filter(_is_clean)
words_typed = st.sampled_from(
    ["owner:me", "-tag:vip", "sort:name", "http://a.b/c", "mailto:a@b.co", "note:", '"']
    + ['"quoted"', 'a"b', "\\", "+49 30 90", "a@b.co", "-", "(((", "100%", "a:b:c"]
)
searches = st.lists(words_typed | texts, max_size=4).map(
    lambda parts: " ".join(" ".join(parts).split())
)


def _values(kind):
    moments = st.datetimes(
        datetime(2000, 1, 1),
        datetime(2060, 1, 1),
        timezones=st.just(UTC),
    )
    days = st.dates(date(2000, 1, 1), date(2060, 1, 1))
    match kind:
        case "moment":
            return moments | days | DAY_WORDS.map(Word)
        case "date":
            return days | DAY_WORDS.map(Word)
        case "number":
            whole = st.integers(-(10**11), 10**11)
            return st.builds(Decimal, whole).map(lambda each: each / 1000)
        case "flag":
            return st.booleans()
        case "id":
            return st.uuids()
    return texts


def terms(field, values=_values):
    """
    Terms over one field.
    """
    kind = field.kind.name
    value = values(kind)
    if field.name == "assigned_to":
        value |= st.sampled_from([Word("me"), Word("team")])
    found = st.sampled_from([Term(Operator.NONE), Term(Operator.ANY)])
    found |= st.builds(Term, st.just(Operator.IS), value)
    if kind in ORDERED:
        found |= st.builds(Term, st.sampled_from(COMPARED), value)
        found |= st.builds(Term, st.just(Operator.BETWEEN), value, value)
    return found


def queries(fields, *, values=_values, searches=searches, most=4):
    """
    Queries over *fields*: each field at most once as it is and once negated.
    """
    known = {name: f for name, f in fields.by_name.items() if f.filterable}
    key = st.tuples(st.sampled_from([*known]), st.booleans())
    sortable = [name for name, field in fields.by_name.items() if field.sortable]
    order = st.builds(Order, st.sampled_from(sortable), st.booleans())

    @st.composite
    def drawn(draw):
        chosen = draw(st.lists(key, max_size=most, unique=True))
        some = {
            each: draw(
                st.lists(
                    terms(known[each[0]], values), min_size=1, max_size=3, unique=True
                )
            )
            for each in chosen
        }
        return Query(
            conditions=tuple(
                Condition(name, tuple(found), negated)
                for (name, negated), found in some.items()
            ),
            search=draw(searches),
            order=tuple(draw(st.lists(order, max_size=2, unique_by=lambda o: o.field))),
            archived=draw(st.sampled_from([False, False, True, None])),
        )

    return drawn()
