"""
What Hypothesis makes values of: junk of every sort, and near misses.
"""

from datetime import UTC, timezone
from decimal import Decimal

from hypothesis import strategies as st


class Shout(str):
    """
    A text of somebody's own class, as libraries have them.
    """

    __slots__ = ()


any_text = st.text(st.characters(codec=None, categories=None), max_size=40)
"""
Control characters, lone surrogates, and whatever else a string can hold.
"""

plain = st.none() | st.booleans() | st.integers() | st.floats() | any_text
beyond = st.sampled_from(
    [10**400, 1e308, "1e999", "9" * 5000, "\x00", "\ud800", "x" * 30_000]
)
odd = (
    st.binary(max_size=20)
    | st.decimals()
    | st.uuids()
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(UTC) | st.timezones())
    | st.timedeltas()
    | st.complex_numbers()
    | st.sampled_from([object(), int, Decimal("sNaN"), Shout("Ada"), timezone.min, ...])
    | beyond
)


def _like(pattern):
    return st.from_regex(pattern, fullmatch=True)


def _like(pattern):
    return st.from_regex(pattern, fullmatch=True)


NEAR = {
    "email": _like(
        r"(mailto:)?[aß.+]{0,3}@{0,2}[ .]?[abä\-]{1,3}[ .]{1,2}(co|рф)[ .]?"
    ),
    "phone": _like(r"((mailto|tel|TEL): ?){0,2}[+0٣² a]{2,6}"),
    "moment": _like(
        r"2\d{3}-[01]\d-[0-3]\d[Tt ][012]\d:[0-5]\d(:[0-6]\d)?([.,]\d{1,9})?"
        r"([Zz]|[+-][012]\d:?[0-5]\d)?"
    )
    | _like(r"202\d-?W[0-5]\d-?[1-7]T09:00(Z|\+24:00)?"),
    "date": _like(r"[0-2]\d{3}-[01]\d-[0-3]\d") | _like(r"202\d-?W[0-5]\d-?[1-7]"),
    "url": _like(
        r"((HTTPS?|https?|ftp|data):)?(//)?(a@)?[a.]{1,4}(:\d{1,6})?(/[a\\]?)?"
    ),
    "text": _like(r"(www\.){0,2}[aß.]{1,3}"),
    "number": _like(r"[ -]?[0-9_,.eE+-]{1,9}"),
    "id": st.uuids().map(str),
    "tags": st.lists(any_text | st.sampled_from(["VIP", "vip", "a,b", "ﷺ" * 50])),
    "choice": st.sampled_from(["red", "RED", " Green ", "blue"]),
    "flag": st.sampled_from(["true", "False", "yes", 1]),
    "address": st.dictionaries(st.sampled_from(["street", "city"]), any_text),
    "profiles": st.dictionaries(
        st.sampled_from(["", "LinkedIn", "linkedin", "İ" * 30]),
        st.sampled_from(["example.com/a", "ftp://x"]),
    ),
    "emails": st.lists(
        st.fixed_dictionaries(
            {"address": st.sampled_from(["a@b.co", "A@B.CO", "a@ b.co", "x"])},
            optional={"kind": st.sampled_from(["work", "HOME", "", None, 0, "x"])},
        )
    ),
    "phones": st.lists(
        st.fixed_dictionaries(
            {"number": st.sampled_from(["+49 30 1", "49301", "tel: 123", "1", ""])},
            optional={"kind": st.sampled_from(["mobile", "fax", False, "x"])},
        )
    ),
    "affiliations": st.lists(
        st.fixed_dictionaries(
            {"company_id": st.uuids().map(str) | any_text},
            optional={"role": st.sampled_from(["Boss", "", None, 0, "x" * 101])},
        )
    ),
}
"""
Nearly or really what a kind of that name takes.
"""

keys = any_text | st.sampled_from(
    ["address", "number", "kind", "company_id", "role", "street", "city", "linkedin"]
)
values = plain | odd
junk = st.recursive(
    values,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=12,
)
"""
Anything that a door might hand over.
"""
