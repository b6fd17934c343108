import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.files import (
    FORMATS,
    write_csv,
    write_jsonl,
    write_refusals,
    write_vcards,
)
from crm_core.transfers import draft_contact, suggest_mapping

from .parts import a_part
from .samples import opened, read, split

# What a field of the CRM can hold: no control characters but line breaks, trimmed.
lines = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]),
    min_size=1,
    max_size=30,
).map(str.strip)
texts = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"
    ).filter(lambda c: c.isprintable() or c in "\n\t"),
    max_size=60,
)
formulas = st.builds(
    str.__add__, st.from_regex(r"'{0,3}[=+\-@\t']", fullmatch=True), lines
)
cells = st.one_of(lines, texts, formulas, st.just("+49 30 1"), st.just('="01"'))


def written(rows, columns, **said):
    """
    The rows as one CSV file.
    """
    return b"".join(write_csv([a_part(rows, columns)], **said))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+49 30 1",
        "-5",
        "@user",
        "\tx",
        "\rx",
        "=cmd|' /C calc'!A0",
        "'=x",
        '="0"',
    ],
)
def test_no_cell_runs_in_a_spreadsheet(cell):
    """
    EXP-01: every cell that a spreadsheet would run is guarded, in headers too, and
    comes back as it was.
    """
    data = written([{cell: cell, "b": "x"}], [cell, "b"])
    raw = list(csv.reader(io.StringIO(data.decode(), newline="")))

    assert [[f"'{cell}", "b"], [f"'{cell}", "x"]] == raw
    assert cell == read(data, header_line=1)[0][0]


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5))
def test_csv_comes_back_as_it_went(table):
    """
    Whatever text goes out comes in again: quotes, delimiters, line breaks, formulas.
    """
    rows = [dict(zip("abc", ["keep", *cell[:2]], strict=True)) for cell in table]
    data = written(rows, ["a", "b", "c"])

    good, refused = split(data, delimiter=",", header_line=1)

    assert [] == refused
    assert rows == [dict(row.values) for row in good]


def test_values_are_written_as_people_read_them():
    """
    Lists of words with commas, structures as JSON, numbers plainly.
    """
    row = {
        "tags": ["VIP", "Blog"],
        "odd": ["a|b"],
        "emails": [{"address": "a@b.co", "kind": "work"}],
        "flag": True,
        "sum": 12.5,
        "debt": -12.5,
        "no": False,
        "none": None,
        "empty": [],
    }

    assert {
        "tags": "VIP, Blog",
        "odd": '["a|b"]',
        "emails": '[{"address": "a@b.co", "kind": "work"}]',
        "flag": "true",
        "sum": "12.5",
        "debt": "-12.5",
        "no": "false",
        "none": "",
        "empty": "",
    } == dict(split(written([row], list(row)))[0][0].values)


def test_a_mark_for_excel_stands_once_in_front():
    """
    The byte-order mark is written when wanted, and with many rows only once.
    """
    rows = [{"a": "é"}] * 1_200
    data = written(rows, ["a"], mark=True)

    assert data.startswith(b"\xef\xbb\xbfa\r\n")
    assert 1 == data.count(b"\xef\xbb\xbf")
    assert [["é"]] * 1_200 == read(data, header_line=1)


@pytest.mark.parametrize("style", ["csv", "vcard", "jsonl"])
def test_files_are_written_in_pieces(style):
    """
    Memory does not grow with the rows: no part is asked for before the one in front
    of it is written.
    """
    asked = []

    def parts():
        for number in range(3):
            asked.append(number)
            yield a_part([{"first_name": str(number)}])

    pieces = FORMATS[style].write(parts())
    next(pieces)

    assert [0] == asked
    assert 2 == len(list(pieces))


def test_refusals_come_back_as_a_file_of_the_same_shape():
    """
    The columns of the file, then line and reasons; mended, it can be read again.
    """
    data = "Name,Email\nA\0nn,a@b.co\nBob,b@b.co,x\n"
    _, refused = split(data)
    again = opened(b"".join(write_refusals(lambda: refused, ["Name", "Email"])))

    assert (
        "Name", "Email", "Column 3", "refused line", "refused because",
    ) == again.headers  # fmt: skip
    assert [
        ("2", "Name: Contains a NUL character."),
        ("3", "3 cells, but the header has 2."),
    ] == [
        (row.values["refused line"], row.values["refused because"])
        for row in again.rows
        if row.values
    ]


reach = st.lists(
    st.tuples(
        st.integers(100, 10**9).map(str),
        st.sampled_from(["work", "home", "mobile", "fax", "other"]),
    ),
    max_size=3,
    unique_by=lambda each: each[0],
)
people = st.fixed_dictionaries(
    {
        "first_name": lines.filter(bool),
        "last_name": lines.filter(bool),
        # "Dr" alone is an honorific in a column called title, and no job.
        "title": st.none() | lines.filter(bool).map("Head of {}".format),
        "department": st.none() | lines.filter(bool),
        "company": lines.filter(bool),
        "notes": st.none() | texts.map(str.strip).filter(bool),
        "street": st.none()
        | texts.map(str.strip).filter(lambda t: t and "\n\n" not in t),
        "city": lines.filter(bool),
        "phones": reach,
        "tags": st.lists(
            st.from_regex(r"[\w.| -]{1,20}", fullmatch=True)
            .map(str.strip)
            .filter(bool),
            max_size=3,
            unique=True,
        ),
    }
)


@given(people)
def test_cards_come_back_as_they_went(person):
    """
    EXP-10: one person is one card, whatever stands in the fields.
    """
    row = {
        **person,
        "phones": [{"number": n, "kind": k} for n, k in person["phones"]],
    }
    data = b"".join(write_vcards([a_part([row])]))
    source = opened(data)
    found = list(source.rows)
    draft = draft_contact(found[0].values, suggest_mapping(source.headers))

    assert 1 == len(found)
    for name in ("first_name", "last_name", "title", "notes"):
        assert (person[name] or None) == draft.fields.get(name)
    assert person["company"] == draft.company
    assert row["phones"] == draft.fields.get("phones", [])
    assert person["tags"] == draft.fields.get("tags", [])
    assert person["city"] == draft.fields["address"]["city"]


@given(st.lists(people, max_size=3))
def test_cards_are_folded_and_hold_one_person_each(many):
    """
    EXP-10: no line is longer than 75 octets, no character is torn, no name makes a
    card of its own.
    """
    evil = {"first_name": "x\nEND:VCARD\nBEGIN:VCARD", "last_name": ";,\\" * 40}
    data = b"".join(
        write_vcards([a_part([{**each, "phones": []} for each in [*many, evil]])])
    )

    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert all(line.decode() is not None for line in data.split(b"\r\n"))
    assert len(many) + 1 == len(list(opened(data).rows))


def test_json_lines_hold_the_rows():
    """
    One object a line, in UTF-8, with lists as lists and nothing for what is empty.
    """
    rows = [{"name": "Zoë\n", "tags": ["a"]}, {"name": None, "tags": None}]
    data = b"".join(write_jsonl([a_part(rows)]))

    assert rows == [json.loads(line) for line in data.decode().splitlines()]
