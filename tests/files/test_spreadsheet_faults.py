import io
import socket
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_adapters.files import open_file, read_spreadsheet
from crm_adapters.sheets import Limits
from crm_core.transfers import FileUnreadable

from .samples import opened, real_files, split
from .workbooks import (
    compound,
    document,
    label,
    ods_row,
    old_workbook,
    raw_sheet,
    table,
    texts,
    zipped,
)

PEOPLE = texts("Name", "Email") + texts("Ann", "a@b.co")
WHOLE = table(["Name", "Email"], ["Ann", "a@b.co"])
NAMES = label(0, 0, "Name")
LOCKED = "<manifest><encryption-data/></manifest>"


def flipped(data, at):
    """
    *data* with one byte wrong.
    """
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def locked(data):
    """
    An archive whose parts need a password, as its directory says.
    """
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data = data[: at + 8] + b"\1" + data[at + 9 :]
        at = data.find(b"PK\x01\x02", at + 1)
    return data


def lying(data, size):
    """
    An archive whose directory claims that size of every part.
    """
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data = data[: at + 24] + size.to_bytes(4, "little") + data[at + 28 :]
        at = data.find(b"PK\x01\x02", at + 1)
    return data


FAULTS = {
    "random zip": (zipped({"a.txt": "hello"}), "ZIP archive, no spreadsheet"),
    "empty zip": (zipped({}), "ZIP archive, no spreadsheet"),
    "only the magic": (b"PK\x03\x04rest", "damaged or incomplete"),
    "truncated": (WHOLE[:-30], "damaged or incomplete"),
    "half": (WHOLE[: len(WHOLE) // 2], "damaged or incomplete"),
    "no content types": (
        raw_sheet(PEOPLE, types=None),
        r"\[Content_Types\].xml is missing, so it is not a valid XLSX",
    ),
    "no workbook": (raw_sheet(PEOPLE, book=None), "xl/workbook.xml is missing"),
    "no sheet": (raw_sheet(PEOPLE, sheet=None), "sheet1.xml is missing"),
    "no rows": (table(), "has no rows"),
    "no sheets": (raw_sheet(PEOPLE, links="<Relationships/>"), "has no rows"),
    "broken XML": (raw_sheet(PEOPLE, sheet="<a><b></a>"), "sheet1.xml, mismatched"),
    "broken XML behind": (
        raw_sheet(texts("Name") * 5_000 + "<row>"),
        "damaged: xl/worksheets/sheet1.xml",
    ),
    "word": (zipped({"word/document.xml": ""}), "a Word document"),
    "numbers": (zipped({"Index/Document.iwa": ""}), "a Numbers document"),
    "binary": (zipped({"xl/workbook.bin": ""}), r"XLSB\); save it as XLSX"),
    "old magic": (b"\xd0\xcf\x11\xe0" + b"rest" * 99, "damaged or incomplete"),
    "old half": (old_workbook(NAMES)[:3_000], "damaged"),
    "old word": (compound(WordDocument=b""), "a Word document"),
    "old nothing": (compound(Other=b""), "no spreadsheet"),
    "mail": (compound(**{"__properties_version1.0": b""}), "an Outlook message"),
    "encrypted": (compound(EncryptedPackage=b""), "protected by a password"),
    "encrypted xls": (old_workbook(NAMES, protected=True), "protected by a password"),
    "encrypted ods": (
        document(more={"META-INF/manifest.xml": LOCKED}),
        "protected by a password",
    ),
    "encrypted zip": (locked(WHOLE), "protected by a password"),
    "entities": (
        raw_sheet(PEOPLE, head='<!DOCTYPE x [<!ENTITY a "aaa">]>'),
        "declares a document type",
    ),
    "bomb": (
        raw_sheet(PEOPLE, more={"xl/media": b"\0" * (70 << 20)}),
        "would unpack to 70 MB from",
    ),
    "claimed bomb": (lying(WHOLE, 4_000_000_000), "would unpack to"),
    "many parts": (
        zipped({f"a{n}": "" for n in range(10_001)}),
        "holds 10001 files, no spreadsheet",
    ),
    "endless rows": (
        document(("S", ods_row("Name") + ods_row("x", times=99_999_999))),
        "Row 100000000: no spreadsheet has so many rows",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_no_spreadsheet_says_why(case):
    """
    IMP-23: damaged, protected, packed like a bomb, or something else: refused as a
    file with the reason, before any row.
    """
    data, reason = FAULTS[case]

    with pytest.raises(FileUnreadable, match=reason):
        opened(data)


def test_a_table_named_as_a_spreadsheet_is_read():
    """
    IMP-23: what a file holds counts, not what it is called.
    """
    assert "csv" == opened("Name,Email\nAnn,a@b.co\n").format


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(memory=64 << 20), "too much memory"),
        (Limits(seconds=1), "too long"),
        (Limits(silence=0), "too long"),
    ],
)
def test_parsing_has_limits(limits, reason):
    """
    IMP-23: memory, processor time and waiting all end, and end only the file.
    """
    strings = "".join(f"<si><t>{'x' * 90}{n}</t></si>" for n in range(300_000))
    rows = texts("Name") + '<row><c t="s"><v>299999</v></c></row>'
    data = raw_sheet(rows + texts("y") * 450_000, strings=strings)

    with pytest.raises(FileUnreadable, match=reason):
        list(read_spreadsheet(io.BytesIO(data), limits=limits).rows)
    assert 1 == len(split(WHOLE)[0])


def test_macros_and_links_do_nothing():
    """
    IMP-29: a workbook with a macro, a linked workbook, an embedded object and a DDE
    formula is read for its cells; nobody is called.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        link = (
            '<Relationships><Relationship Id="rId1" TargetMode="External"'
            f' Type="externalLinkPath" Target="{address}"/></Relationships>'
        )
        dde = "<row><c t='str'><f>cmd|'/C calc'!A0</f><v>shown</v></c></row>"
        data = raw_sheet(
            PEOPLE + dde,
            more={
                "xl/vbaProject.bin": b"macro",
                "xl/embeddings/oleObject1.bin": b"object",
                "xl/externalLinks/_rels/externalLink1.xml.rels": link,
                "xl/worksheets/_rels/sheet1.xml.rels": link,
            },
        )
        good, refused = split(data)
        with pytest.raises(BlockingIOError):
            server.accept()

    assert ["Ann", "shown"] == [row.values["Name"] for row in good]
    assert [] == refused


def test_memory_does_not_grow_with_the_sheet():
    """
    Ten megabytes of cells are read in less than four.
    """
    data = raw_sheet(texts("Name", "Notes") + texts("Ann", "x" * 1_000) * 10_000)
    tracemalloc.start()
    count = sum(1 for _ in open_file(io.BytesIO(data)).rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert 10_000 == count
    assert peak < 4_000_000


def test_reading_may_stop_early():
    """
    Who asks for no more rows waits for none, and the file can be opened again.
    """
    file = io.BytesIO(raw_sheet(texts("Name") + texts("Ann") * 50_000))
    rows = open_file(file).rows
    first = next(rows)
    rows.close()

    assert (2, "Ann") == (first.line, first.values["Name"])
    assert 50_000 == sum(1 for _ in open_file(file).rows)


@settings(max_examples=30)
@given(
    st.sampled_from(
        [
            WHOLE,
            raw_sheet(PEOPLE),
            document(("S", ods_row("Name"))),
            old_workbook(NAMES),
        ]
    ),
    st.data(),
)
def test_no_wrong_byte_breaks_the_reader(data, choice):
    """
    A byte wrong anywhere: rows, or refused as a file.
    """
    at = choice.draw(st.integers(4, len(data) - 1))

    with suppress(FileUnreadable):
        list(opened(flipped(data, at)).rows)


@pytest.mark.parametrize("path", real_files("import_xlsx"))
def test_real_files_are_read(path):
    """
    Every real spreadsheet is rows under headers, or refused with a reason.
    """
    with path.open("rb") as file:
        source = open_file(file)
        rows = list(source.rows)

    assert source.headers
    assert all(set(row.values) <= {*source.headers} for row in rows)
