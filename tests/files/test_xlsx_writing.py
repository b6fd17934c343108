"""
Spreadsheets that are written: their cells are what they say, and run nothing.
"""

import io
import re
import zipfile

import pytest

from crm_adapters.files import FORMATS
from crm_core.shared import Invalid
from crm_core.transfers import ExportColumn, ExportPart

from .parts import a_part
from .samples import opened


def written(part):
    """
    A part as the bytes of a spreadsheet.
    """
    return b"".join(FORMATS["xlsx"].write([part]))


def sheet_of(data):
    """
    The XML of the one sheet.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


HOSTILE = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "{=1}", "'=x", "http://a.example",
    "mailto:a@b.co", "internal:Sheet1!A1", "<r><t>x</t></r>", "<r>&</r>", "_x0041_",
    " padded ", "a\nb", "007", "1e5", "TRUE", "#REF!",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_a_text(text):
    """
    EXP-01: no cell is a formula or a link, and each is read as it was written.
    """
    data = written(a_part([{"a": text, "b": "x"}]))
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()

    assert not re.search(r"<f>|<hyperlink", sheet_of(data))
    assert [] == [name for name in names if "rels" in name and "sheet" in name]
    rows = [dict(row.values) for row in opened(data).rows]
    assert [{"a": text.strip(" \t"), "b": "x"}] == [
        {name: value.strip(" \t") for name, value in row.items()} for row in rows
    ]


def test_numbers_and_flags_are_what_they_are():
    """
    As far as a spreadsheet has them exactly: one of 18 digits stays a text.
    """
    columns = tuple(ExportColumn(name, json=True) for name in "abcd")
    cells = ("12.50", "-3", "999999999999.999999", "true")
    xml = sheet_of(written(ExportPart(columns=columns, rows=[cells])))

    assert '<c r="B2"><v>-3</v></c>' in xml
    assert '<c r="D2" t="b"><v>1</v></c>' in xml
    assert "<t>999999999999.999999</t>" in xml


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(a_part([{"a": "x" * 32_768}]), id="a long text"),
        pytest.param(a_part([{f"c{n}": "x" for n in range(16_385)}]), id="wide"),
    ],
)
def test_what_does_not_fit_is_refused(part):
    """
    Nothing is cut off: another format is named that holds it.
    """
    with pytest.raises(Invalid, match="CSV or JSON Lines"):
        written(part)


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    """
    The folder in which it is made goes, when it is done and when it is given up.
    """
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    whole = FORMATS["xlsx"].write([a_part([{"a": "x"}])])
    given_up = FORMATS["xlsx"].write([a_part([{"a": "x"}])])

    next(given_up)
    given_up.close()
    assert b"".join(whole).startswith(b"PK")
    assert [] == [*tmp_path.iterdir()]
