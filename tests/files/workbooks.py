"""
Spreadsheets for tests: whole ones, and ones that no program would write.
"""

import io
import struct
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(fill, **options):
    """
    An XLSX file that *fill* writes, given the book and its first sheet.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    fill(book, book.add_worksheet("People"))
    book.close()
    return out.getvalue()


def table(*rows, **options):
    """
    An XLSX file of one sheet with these rows, each cell as its type says.
    """

    def fill(book, sheet):
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(fill, **{"strings_to_formulas": False, **options})


def zipped(parts):
    """
    An archive of these parts by name.
    """
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def raw_sheet(rows, *, strings="", head="", more=None, **parts):
    """
    An XLSX file whose only sheet holds the XML *rows*; *parts* replace others by a
    short name, *more* adds some.
    """
    given = {
        "types": f'<Types><Default Extension="xml" ContentType="{_TYPES}"/></Types>',
        "book": f'<workbook xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "links": "<Relationships>"
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet"'
        ' Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATIONS}/sharedStrings"'
        ' Target="sharedStrings.xml"/></Relationships>',
        "sheet": f"{head}<worksheet><sheetData>{rows}</sheetData></worksheet>",
        **parts,
    }
    names = {
        "types": "[Content_Types].xml",
        "book": "xl/workbook.xml",
        "links": "xl/_rels/workbook.xml.rels",
        "sheet": "xl/worksheets/sheet1.xml",
    }
    named = {names[name]: text for name, text in given.items() if text is not None}
    texts = f"<sst>{strings}</sst>"
    return zipped({**named, "xl/sharedStrings.xml": texts, **(more or {})})


def texts(*cells):
    """
    A row of a raw sheet with these texts.
    """
    each = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f"<row>{each}</row>"


def document(*tables, styles="", more=None):
    """
    An ODS file of these tables, each the XML of its rows by name.
    """
    every = "".join(
        f'<table:table table:name="{name}">{rows}</table:table>'
        for name, rows in tables
    )
    content = (
        "<office:document-content"
        + "".join(
            f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
            for name in ("office", "table", "text", "style", "calcext")
        )
        + f">{styles}<office:body><office:spreadsheet>{every}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content, **(more or {})})


def ods_row(*cells, times=1):
    """
    A row of a table: text, or the XML of a cell.
    """
    each = "".join(
        cell
        if cell.startswith("<")
        else '<table:table-cell office:value-type="string">'
        f"<text:p>{cell}</text:p></table:table-cell>"
        for cell in cells
    )
    repeated = f' table:number-rows-repeated="{times}"'
    return f"<table:table-row{repeated}>{each}</table:table-row>"


def compound(**streams):
    """
    A compound file (OLE 2) of these streams by name.
    """
    sectors, entries = [], []
    for name, data in streams.items():
        start = 2 + len(sectors)
        padded = data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0")
        sectors += [padded[at : at + 512] for at in range(0, len(padded), 512)]
        entries.append(_entry(name, 2, start, len(padded)))
    following = [0xFFFFFFFD, 0xFFFFFFFE]
    for at in range(2, 2 + len(sectors)):
        ends = any(at + 1 == struct.unpack("<I", e[116:120])[0] for e in entries)
        last = at == 1 + len(sectors)
        following.append(0xFFFFFFFE if ends or last else at + 1)
    table = struct.pack(f"<{len(following)}I", *following).ljust(512, b"\xff")
    directory = b"".join([_entry("Root Entry", 5, 0xFFFFFFFE, 0), *entries])
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack(
        "<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0
    )
    return b"".join(
        [head.ljust(512, b"\xff"), table, directory.ljust(512, b"\0"), *sectors]
    )


def _entry(name, kind, start, size):
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
    child = 1 if kind == 5 else 0xFFFFFFFF
    head += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return head.ljust(116, b"\0") + struct.pack("<II4x", start, size)


def old_workbook(*records, protected=False, from_1904=False):
    """
    An XLS file of one sheet that holds these records.
    """
    begin = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)
    globals_ = [record(0x809, begin), record(0x22, struct.pack("<H", from_1904))]
    if protected:
        globals_.append(record(0x2F, b"\1\0\1\0\1\0" + bytes(48)))
    formats = b"".join(
        record(0xE0, struct.pack("<HHH", 0, number, 0) + bytes(14))
        for number in (0, 14, 22, 20)
    )
    name = b"People"
    size = sum(map(len, globals_)) + len(formats) + 4 + 8 + len(name) + 4
    at = struct.pack("<IBBBB", size, 0, 0, len(name), 0) + name
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    end = record(0x0A, b"")
    every = [*globals_, formats, record(0x85, at), end, sheet, *records, end]
    return compound(Workbook=b"".join(every))


def record(kind, body):
    """
    A record of an XLS file.
    """
    return struct.pack("<HH", kind, len(body)) + body


def label(row, column, text):
    body = struct.pack("<HHHHB", row, column, 0, len(text), 1)
    return record(0x204, body + text.encode("utf-16-le"))


def number(row, column, value, style=0):
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def error(row, column, code):
    return record(0x205, struct.pack("<HHHBB", row, column, 0, code, 1))
