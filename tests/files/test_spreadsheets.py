from datetime import datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.shared import Invalid
from crm_core.transfers import FileUnreadable

from .samples import opened, read, split, told
from .workbooks import (
    document,
    error,
    label,
    number,
    ods_row,
    old_workbook,
    raw_sheet,
    record,
    table,
    texts,
    workbook,
)

ZIP = '<table:table-cell office:value-type="float" office:value="{}"><text:p>{}</text:p></table:table-cell>'


def format_of(book, code):
    return book.add_format({"num_format": code})


def dated(book, sheet):
    """
    One cell of each kind that a number format makes of a number.
    """
    sheet.write_row(0, 0, ["day", "moment", "clock", "span", "zip", "share", "text"])
    day, clock = datetime(2023, 3, 14), time(16, 45)
    moment = datetime(2023, 3, 14, 13, 43, 5)
    sheet.write_datetime(1, 0, day, format_of(book, "dd.mm.yyyy"))
    sheet.write_datetime(1, 1, moment, format_of(book, '[$-407]d. mmm yy "um" hh:mm'))
    sheet.write_datetime(1, 2, clock, format_of(book, "hh:mm AM/PM"))
    sheet.write_number(1, 3, 1.5, format_of(book, "[h]:mm:ss"))
    sheet.write_number(1, 4, 1067, format_of(book, "00000"))
    sheet.write_number(1, 5, 0.15, format_of(book, '0.0% "done"'))
    sheet.write_string(1, 6, "2023-03-14")


DATED = [
    "2023-03-14", "2023-03-14T13:43:05", "16:45:00", "PT36H", "01067", "0.15",
    "2023-03-14",
]  # fmt: skip


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_are_what_the_sheet_shows(from_1904):
    """
    Days, moments, times and spans in ISO 8601, whether the file counts from 1900 or
    from 1904; zeros in front as the format shows them.
    """
    assert [DATED] == read(workbook(dated, date_1904=from_1904))


@pytest.mark.parametrize(
    ("serial", "shown"),
    [(0, "0"), (1, "1900-01-01"), (59, "1900-02-28"), (60, "1900-02-29")]
    + [(61, "1900-03-01"), (2958465, "9999-12-31"), (2958466, "2958466"), (-1, "-1")]
    + [(45000.999999999, "2023-03-16")],
)
def test_the_calendar_of_spreadsheets_has_one_day_more(serial, shown):
    """
    Days before March 1900 are right too; what is no day stays a number.
    """

    def fill(book, sheet):
        sheet.write_row(0, 0, ["Born"])
        sheet.write_number(1, 0, serial, format_of(book, "yyyy-mm-dd"))

    assert [[shown]] == read(workbook(fill))


def test_numbers_keep_their_digits():
    """
    No exponent, no decimals that are not there, nothing rounded.
    """
    row = [491705550123.0, 4.9e11, 1.5, 1e-7, -3, 123456789012345, True, False]

    assert [
        ["491705550123", "490000000000", "1.5", "0.0000001", "-3", "123456789012345"]
        + ["true", "false"]
    ] == read(table(["a", "b", "c", "d", "e", "f", "g", "h"], row))


def test_text_that_looks_like_a_formula_is_text():
    """
    IMP-13: text cells are taken exactly as they stand.
    """
    cells = ["=1+1", "+49 30", "-5", "@user", "=cmd|' /C calc'!A0", "0049"]

    assert [cells] == read(table(list("abcdef"), cells, strings_to_urls=False))


def test_formulas_are_their_results():
    """
    The result that was saved; an error, or no result, refuses the row by column.
    """

    def fill(book, sheet):
        sheet.write_row(0, 0, ["Name", "Total"])
        sheet.write_row(1, 0, ["Ann"])
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_row(2, 0, ["Bob"])
        sheet.write_formula(2, 1, "=#REF!", None, "#REF!")

    good, refused = split(workbook(fill))
    without = raw_sheet(
        texts("Name", "Sum") + "<row><c><v>1</v></c><c><f>1</f></c></row>"
    )

    assert ["2"] == [row.values["Total"] for row in good]
    assert [(3, "Total: Holds the spreadsheet's error #REF!.")] == told(refused)
    assert "#REF!" == refused[0].values["Total"]
    assert "Sum: Holds a formula without its result" in split(without)[1][0].told


def test_a_stray_cell_costs_its_row():
    """
    A sparse sheet: a cell in the very last place is reported, the rest is read.
    """
    rows = texts("Name", "Email") + texts("Ann", "a@b.co")
    stray = '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>'
    good, refused = split(raw_sheet(rows + stray))

    assert ["Ann"] == [row.values["Name"] for row in good]
    assert [
        (1048576, "16384 columns; at most 2000 are read. The last holds '7'.")
    ] == told(refused)


def test_ragged_rows_never_shift():
    """
    Short rows have blanks, blank lines are none; a column that is filled early has
    no name but a number, cells that stray later refuse their row.
    """
    early = texts("Ann", "", "", "x") + "<row/>" + texts("", "1") * 100
    late = raw_sheet(texts("Name", "Phone") + early + texts(*"abcde"))
    good, refused = split(late)

    assert ("Name", "Phone", "Column 3", "Column 4") == opened(late).headers
    assert [
        (2, {"Name": "Ann", "Phone": "", "Column 3": "", "Column 4": "x"}),
        (4, {"Name": "", "Phone": "1"}),
    ] == [(row.line, row.values) for row in good[:2]]
    assert [(104, "5 cells, but the header has 4.")] == told(refused)
    assert "e" == refused[0].values["Column 5"]


def test_too_many_columns_are_refused():
    """
    IMP-07: 2,000 are read, 10,000 are no address list.
    """
    assert 2_000 == len(opened(table([f"c{n}" for n in range(2_000)], ["x"])).headers)
    with pytest.raises(FileUnreadable, match="10000 columns; at most 2000"):
        opened(table([f"c{n}" for n in range(10_000)], ["x"]))


def test_huge_cells_cost_their_row():
    """
    What no spreadsheet can hold is refused with its length, not cut.
    """
    good, refused = split(
        raw_sheet(
            texts("Name", "Notes")
            + texts("Ann", "x" * 32_767)
            + texts("Bob", "x" * 32_768)
        )
    )

    assert ["Ann"] == [row.values["Name"] for row in good]
    assert [(3, "Notes: Longer than 32,767 characters (32,768).")] == told(refused)
    assert "x" * 32_768 == refused[0].values["Notes"]


def test_merged_headers_name_every_column():
    """
    A header over two columns is both columns'; over two lines, groups tell equal
    names apart and a tall header keeps its name.
    """

    def wide(_, sheet):
        sheet.merge_range("A1:B1", "Phone")
        sheet.write_row("C1", ["Name"])
        sheet.write_row("A2", ["1", "2", "Ann"])

    def tall(_, sheet):
        sheet.merge_range("A1:B1", "Person")
        sheet.merge_range("C1:D1", "Home")
        sheet.merge_range("E1:F1", "Work")
        sheet.merge_range("G1:G2", "Email")
        names = ["First name", "Last name", "City", "Street", "City", "Street"]
        sheet.write_row("A2", names)
        sheet.write_row("A3", ["Ann", "Lee", "Bonn", "A 1", "Köln", "B 2", "a@b.co"])

    assert ("Phone", "Phone (2)", "Name") == opened(workbook(wide)).headers
    source = opened(workbook(tall))
    assert (
        "First name", "Last name", "Home City", "Home Street", "Work City",
        "Work Street", "Email",
    ) == source.headers  # fmt: skip
    assert (2, 1) == (source.header_line, len(list(source.rows)))


def test_a_title_is_no_header():
    """
    A merged title, a blank line, a header, a record, a line of totals.
    """

    def fill(_, sheet):
        sheet.merge_range("A1:C1", "Contacts of 2026")
        sheet.write_row("A3", ["Name", "Email", "Amount"])
        sheet.write_row("A4", ["Ann", "a@b.co", 5])
        sheet.write_row("A5", ["Total", "", 5])

    source, (good, refused) = opened(workbook(fill)), split(workbook(fill))

    assert (3, ("Name", "Email", "Amount")) == (source.header_line, source.headers)
    assert [4] == [row.line for row in good]
    assert [(5, "A line of totals, no record.")] == told(refused)


def sheets(book, sheet):
    """
    Notes, hidden old people, nothing, people.
    """
    sheet.write_row(0, 0, ["Please read this first"])
    old = book.add_worksheet("Old")
    old.write_row(0, 0, ["Name", "Email"])
    old.write_row(1, 0, ["Old", "o@b.co"])
    old.hide()
    book.add_worksheet("Empty")
    new = book.add_worksheet("2")
    new.write_row(0, 0, ["Name", "Email"])
    new.write_row(1, 0, ["Ann", "a@b.co"])


def test_the_sheet_with_known_headers_is_taken():
    """
    Not the first, not a hidden one; what else there is is said.
    """
    source = opened(workbook(sheets))

    assert ("2", ("People", "Old", "Empty", "2")) == (source.sheet, source.sheets)
    assert "Ann" == source.sample[0]["Name"]


@pytest.mark.parametrize(
    ("said", "name"), [("old", "Old"), ("2", "2"), ("1", "People"), ("4", "2")]
)
def test_a_sheet_can_be_chosen(said, name):
    """
    By name, else by number; a name that is a number is a name.
    """
    assert name == opened(workbook(sheets), sheet=said).sheet


def test_a_sheet_that_is_not_there_is_refused():
    """
    The refusal names those that are; an empty one says so.
    """
    with pytest.raises(Invalid, match="No sheet '9'; there are: 1 'People', 2 'Old'"):
        opened(workbook(sheets), sheet="9")
    with pytest.raises(FileUnreadable, match="'Empty' has no rows"):
        opened(workbook(sheets), sheet="Empty")


def test_shared_text_is_whole():
    """
    Runs of one text are joined, its pronunciation is not; escapes are undone.
    """
    strings = (
        "<si><r><t>Na</t></r><r><t>me</t></r><rPh><t>X</t></rPh></si>"
        "<si><t>one_x000D_\ntwo_x0041_</t></si>"
    )
    rows = '<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row>'

    assert [["one\ntwoA"]] == read(raw_sheet(rows, strings=strings))
    assert ("Name",) == opened(raw_sheet(rows, strings=strings)).headers


def test_open_documents_are_read():
    """
    ODS: repeated cells and rows, postal codes, dates, spaces, notes beside, errors,
    kinds that nobody knows.
    """
    strange = '<table:table-cell office:value-type="unknown"><text:p>x</text:p></table:table-cell>'
    wrong = '<table:table-cell calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="2024-01-02"/>'
    clock = (
        '<table:table-cell office:value-type="time" office:time-value="PT16H45M00S"/>'
    )
    noted = (
        "<text:s text:c='2'/>b<office:annotation><text:p>c</text:p></office:annotation>"
    )
    good, refused = split(
        document(
            (
                "People",
                ods_row("Name", "Zip", "Born", "At")
                + ods_row("a" + noted, ZIP.format(1067, "01067"), day, clock, times=2)
                + ods_row("Bob", ZIP.format("5.5", "5,50"), strange)
                + ods_row("Eve", wrong)
                + '<table:table-row table:number-rows-repeated="1048570"/>',
            )
        )
    )

    twice = ["a  b", "01067", "2024-01-02", "16:45:00"]
    assert [twice, twice, ["Bob", "5.5", "x"]] == [[*r.values.values()] for r in good]
    assert [2, 3, 4] == [row.line for row in good]
    assert [(5, "Zip: Holds the spreadsheet's error #REF!.")] == told(refused)


def test_old_workbooks_are_read():
    """
    XLS: text, numbers, dates from both days that it counts from, errors of formulas
    and of cells.
    """
    failed = b"\3\0\1\0\0\0" + b"\2\0\7\0\0\0\xff\xff" + bytes(8)
    good, refused = split(
        old_workbook(
            *(label(0, 0, "Name"), label(0, 1, "Born"), label(0, 2, "Phone")),
            *(label(1, 0, "Zoë"), number(1, 1, 42000, 1), number(1, 2, 491705550123.0)),
            *(label(2, 0, "Bob"), error(2, 2, 0x17)),
            *(label(3, 0, "Eve"), record(6, failed)),
        )
    )
    other = old_workbook(label(0, 0, "Born"), number(1, 0, 42000, 1), from_1904=True)

    assert [["Zoë", "2014-12-27", "491705550123"]] == [
        [*r.values.values()] for r in good
    ]
    assert [
        (3, "Phone: Holds the spreadsheet's error #REF!."),
        (4, "Born: Holds the spreadsheet's error #DIV/0!."),
    ] == told(refused)
    assert [["2018-12-28"]] == read(other, header_line=1)


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20
)


@settings(max_examples=15)
@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=5))
def test_text_comes_out_as_it_went_in(rows):
    """
    Whatever text a program writes into cells is read from them.
    """

    def fill(_, sheet):
        for line, row in enumerate([("k", "a", "b", "c"), *(("x", *r) for r in rows)]):
            for column, text in enumerate(row):
                sheet.write_string(line, column, text)

    good, refused = split(workbook(fill), header_line=1)

    assert [] == refused
    assert rows == [
        tuple(row.values.get(name, "") for name in ("a", "b", "c")) for row in good
    ]
