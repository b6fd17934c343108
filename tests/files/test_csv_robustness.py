from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.files import open_file
from crm_core.transfers import FileUnreadable, draft_contact, suggest_mapping

from .samples import opened, real_files


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    """
    Whatever is uploaded is rows, or refused as a file.
    """
    with suppress(FileUnreadable):
        list(opened(data).rows)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_no_text_breaks_the_reader(text):
    """
    Quotes, delimiters and line ends in any order.
    """
    with suppress(FileUnreadable):
        list(opened("Name,Email\n" + text + '\n",;"\n').rows)


@pytest.mark.parametrize(
    "data",
    [
        "Name\nJürgen\n" + "a" * 250_000,
        "a,b\n" + '"' + "x," * 300_000,
        'a,b\n"x" y' + ' "' * 100_000 + ",",
        "a@" + "." * 200_000 + " ,b\n1,2\n",
        "Email\na@b.co" + " " * 200_000 + "c@\n",
        "Phone\n" + "(" * 200_000 + " " * 200_000 + "(work)\n",
    ],
    ids=["ascii", "commas", "quotes", "dots", "spaces", "brackets"],
)
def test_no_text_takes_long(data):
    """
    G6: what makes patterns try for hours is read, and mapped, at once.
    """
    source = opened(data.encode("cp1252"))
    mapping = suggest_mapping(source.headers, sample=source.sample)
    rows = [draft_contact(row.values, mapping) for row in source.rows]

    assert rows


@pytest.mark.parametrize("path", real_files("import_csv"))
def test_real_files_are_read(path):
    """
    Every real file has a header that was found, and rows that fit it.
    """
    with path.open("rb") as file:
        source = open_file(file)
        rows = list(source.rows)

    assert source.headers
    assert rows
    assert all(set(row.values) <= {*source.headers} for row in rows) or (
        source.format == "vcard"
    )
