"""
JSON as it is read: everything plain, nothing ambiguous.
"""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_http.problems import Refused
from crm_http.strict_json import DEEPEST, LONGEST_NAME, read_object

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4)
    ),
    max_leaves=15,
)


@given(st.dictionaries(NAMES, VALUES, max_size=6), st.booleans())
def test_plain_json(value, ascii):
    """
    What any writer of JSON means comes out unchanged.
    """
    assert value == read_object(json.dumps(value, ensure_ascii=ascii).encode())


@given(st.binary())
def test_any_bytes(data):
    """
    Whatever comes, an object comes out or a refusal.
    """
    with suppress(Refused):
        assert isinstance(read_object(data), dict)


@given(st.text())
def test_any_text(text):
    """
    Nothing with half a character gets in, wherever it stands.
    """
    body = json.dumps({"a": [{"b": text}]}).encode()
    try:
        value = read_object(body)
    except Refused:
        with pytest.raises(UnicodeEncodeError):
            text.encode()
    else:
        assert {"a": [{"b": text}]} == value


@pytest.mark.parametrize("depth", [1, 2, DEEPEST - 1, DEEPEST])
def test_depth(depth):
    """
    So deep and no deeper, whatever stands at the bottom.
    """
    for bottom in ("1", '"x"', "[]", "{}"):
        extra = bottom in {"[]", "{}"}
        inside = depth - 1 - extra
        if inside < 0:
            continue
        body = '{"a":' + "[" * inside + bottom + "]" * inside + "}"
        read_object(body.encode())
    deeper = '{"a":' + "[" * DEEPEST + "1" + "]" * DEEPEST + "}"
    with pytest.raises(Refused, match="malformed"):
        read_object(deeper.encode())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.1", Decimal("0.1")),
        ("1e2", Decimal("1e2")),
        ("12345678901234567890", Decimal(12345678901234567890)),
        ("123456789012345678", 123456789012345678),
        ("-1", -1),
        ("9" * 10_000, Decimal("9" * 10_000)),
    ],
)
def test_numbers(text, number):
    """
    Fractions keep every digit; large integers cost nothing and lose nothing.
    """
    found = read_object(f'{{"n":{text}}}'.encode())["n"]

    assert number == found
    assert type(number) is type(found)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b'{"name":1,"name":2}', "'name'"),
        (b'{"a":{"b":1,"b":1}}', "'b'"),
        (b'{"x":"\\ud800"}', "'x'"),
        (b'{"x":{"y":["","\\udfff"]}}', "'x.y.1'"),
        (b'{"n":NaN}', "NaN"),
        (b"\xff", "byte 0"),
        (b'{"a":1,}', "character 7"),
    ],
)
def test_it_says_where(body, named):
    """
    A refusal names what is wrong, in ASCII and short.
    """
    with pytest.raises(Refused) as refused:
        read_object(body)

    assert named in refused.value.detail
    assert refused.value.detail.isascii()


def test_long_names():
    """
    A name has a limit, so that it can be told back.
    """
    assert read_object(b'{"%s":1}' % (b"x" * LONGEST_NAME))
    with pytest.raises(Refused):
        read_object(b'{"%s":1}' % (b"x" * (LONGEST_NAME + 1)))
