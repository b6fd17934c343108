import io
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.files import open_file
from crm_core.transfers import FileUnreadable

from .samples import opened, split, told


def test_a_line_is_a_row():
    """
    Names are headers wherever they first stand; numbers keep their digits, lists and
    objects their shape, blank lines are none.
    """
    data = (
        '{"name": "Zoë", "n": 491705550123456789012, "x": 1.50, "vip": true}\n\n'
        '{"name": null, "emails": [{"address": "a@b.co", "main": false}]}'
    )
    source = opened(data)

    assert ("jsonl", ("name", "n", "x", "vip", "emails"), "utf-8") == (
        source.format,
        source.headers,
        source.encoding,
    )
    assert [
        (1, {"name": "Zoë", "n": "491705550123456789012", "x": "1.50", "vip": "true"}),
        (3, {"name": "", "emails": [{"address": "a@b.co", "main": False}]}),
    ] == [(row.line, row.values) for row in source.rows]
    assert "Zoë" == source.sample[0]["name"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"a": 1', "Not JSON: Expecting ',' delimiter (character 8)."),
        ('{"a": 1} {"b": 2}', "Not JSON: Extra data (character 10)."),
        ("[1, 2]", "Not an object with names and values."),
        ("null", "Not an object with names and values."),
        ('{"a": 1, "a": 2}', "The name 'a' stands twice."),
        ('{"a": {"b": 1, "b": 2}}', "The name 'b' stands twice."),
        ('{"a": NaN}', "NaN is no value of JSON."),
        ('{"a": -Infinity}', "-Infinity is no value of JSON."),
        ('{"a": "\\u0000"}', "a: Contains a NUL character."),
        ('{"a": ["\\ud800"]}', "a: Contains half a character."),
        ('{"a": ' + "[" * 12 + "]" * 12 + "}", "a: Nested more than 10 deep."),
        ('{"a": ' + "[" * 10**5 + "]" * 10**5 + "}", "Nested more than 10 deep."),
        ('{"a": ' + '"' + "x" * (9 << 20) + '"}', "This line is too long to read."),
    ],
)
def test_a_wrong_line_costs_only_itself(line, reason):
    """
    Each is refused with its number and reason; the rows around it are read.
    """
    good, refused = split('{"a": "1"}\n' + line + '\n{"a": "3"}\n')

    assert ["1", "3"] == [row.values["a"] for row in good]
    assert [(2, reason)] == told(refused)


def test_a_wrong_line_comes_back_whole():
    """
    What is refused can be mended: the line is there as it stood.
    """
    line = '{"a": "' + "x" * 5_000

    assert line == split(f'{{"a": "1"}}\n{line}\n')[1][0].values["text"]


def test_bytes_that_are_no_text_cost_their_row():
    """
    Invalid UTF-8 in a value names the value.
    """
    _, refused = split(b'{"a": "x", "b": "\xff"}\n{"a": "\xc3\xa9"}\n' * 2)

    assert (1, "b: Contains half a character.") == told(refused)[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_is_a_file_too(encoding, indent):
    """
    One array, on one line or many, in any encoding; a row begins where its object does.
    """
    rows = [{"name": "Zoë", "tags": ["a", "b"]}, {"name": "Ann", "tags": []}]
    data = json.dumps(rows, indent=indent, ensure_ascii=False).encode(encoding)
    good, refused = split(data)

    assert (rows, []) == ([row.values for row in good], refused)
    assert ([1, 1] if indent is None else [2, 9]) == [row.line for row in good]


def test_a_broken_array_tells_where():
    """
    Rows before the fault are read; behind it nothing is, and that is said.
    """
    good, refused = split('[{"a": "1"},\n{"a": "2", "a": "3"},\n{"a": "4"},\n{"a": 5')

    assert ["1", "4"] == [row.values["a"] for row in good]
    assert [(2, "The name 'a' stands twice.")] == told(refused)[:1]
    assert 4 == refused[1].line
    assert refused[1].told.endswith("(character 8). Nothing behind it was read.")


def test_arrays_are_read_in_pieces():
    """
    Objects that lie across pieces are whole, whatever their size.
    """
    rows = [{"n": str(n), "notes": "é\n" * (n % 50 * 500)} for n in range(400)]
    good, refused = split(json.dumps(rows, ensure_ascii=False).encode())

    assert (rows, []) == ([row.values for row in good], refused)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"[]", "no rows"),
        (b'{"a": \n', "no record in the file; line 1: Not JSON"),
        (b'{"a": 1\x00}', "no record in the file; line 1"),
        (b'{"a": {"a": 1, "a": 2}}', "line 1: The name 'a' stands twice"),
    ],
)
def test_a_file_without_a_record_is_refused(data, reason):
    """
    As a whole, with the first reason.
    """
    with pytest.raises(FileUnreadable, match=reason):
        opened(data)


def test_too_many_names_are_refused():
    """
    2,000 headers are read, more are no address list.
    """
    row = {f"n{n}": "x" for n in range(2_000)}

    assert 2_000 == len(opened(json.dumps(row)).headers)
    with pytest.raises(FileUnreadable, match="More than 2000 different names"):
        opened(json.dumps(row) + '\n{"one": "more"}')


cells = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(st.characters(codec="ascii", min_codepoint=32)), inner
        )
    ),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), cells, min_size=1), min_size=1))
def test_what_is_written_is_read(rows):
    """
    Text, lists and objects come back as they went, whichever way they are written.
    """
    for ascii in (True, False):
        lines = [json.dumps(row, ensure_ascii=ascii) for row in rows]
        good, refused = split("\n".join(lines))

        assert (rows, []) == ([row.values for row in good], refused)


@given(st.binary(max_size=200), st.sampled_from([b'{"', b"[{", b'[{"a":1},']))
def test_no_bytes_break_the_reader(data, start):
    """
    Whatever follows the beginning of JSON, it is rows or refused.
    """
    with suppress(FileUnreadable):
        list(open_file(io.BytesIO(start + data)).rows)
