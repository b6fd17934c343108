import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.files import open_file, read_csv
from crm_core.shared import Invalid
from crm_core.transfers import FileUnreadable

from .samples import opened, read, split, told


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_line_ends_are_found(delimiter, end):
    """
    IMP-03: any delimiter, any line end, with and without the last one.
    """
    lines = [["Name", "Email"], ["Ann", "a@b.co"], ["Bob, Jr; x", "b@b.co"]]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(lines)

    assert lines[1:] == read(out.getvalue())
    assert lines[1:] == read(out.getvalue().removesuffix(end))


def test_line_ends_may_be_mixed():
    """
    IMP-03: CRLF, CR and LF in one file.
    """
    assert [["1", "2"], ["3", "4"], ["5", "6"]] == read("a,b\r\n1,2\r3,4\n5,6")


def test_a_sep_line_is_obeyed():
    """
    IMP-03: what Excel writes in front says the delimiter and is no row.
    """
    source = opened("\ufeffsep=;\r\nName;Betrag\r\nGroß AG;1.234,56\r\n")

    assert (";", 2, ("Name", "Betrag")) == (
        source.delimiter,
        source.header_line,
        source.headers,
    )
    assert [["Groß AG", "1.234,56"]] == read("sep=;\nName;Betrag\nGroß AG;1.234,56")


def test_an_open_quote_costs_one_row():
    """
    IMP-04: one error that names the line of the quote; no row is swallowed.
    """
    data = "a,b\n" + '"x,1\n' + "2,3\n" * 100_000
    good, refused = split(data)

    assert [(2, "A quote opened on line 2 is never closed.")] == told(refused)
    assert 100_000 == len(good)


def test_open_quotes_on_many_lines_cost_only_these():
    """
    IMP-04: the next quote does not close the one before.
    """
    data = 'Name,Email\n"Ann,a@b.co\n"Bob, Jr",b@b.co\n"Cy,c@b.co\nDi,d@b.co\n'
    good, refused = split(data)

    assert ["Bob, Jr", "Di"] == [row.values["Name"] for row in good]
    assert [2, 4] == [row.line for row in refused]


def test_a_quote_that_closes_by_accident_swallows_nothing():
    """
    IMP-04: a record that holds whole rows of the right width was not meant.
    """
    good, refused = split('a,b,c\n"x,1,2\n3,4,5\n6,7",8\n9,10,11\n')

    assert [2] == [row.line for row in refused]
    assert [["3", "4", "5"], ["6", '7"', "8"], ["9", "10", "11"]] == [
        list(row.values.values()) for row in good
    ]


def test_quotes_that_were_not_doubled_are_text():
    """
    IMP-05: a lone quote inside a cell is part of it, quoted or not.
    """
    data = 'Name,Notes\na"b,x\n"He said "hi" to me",y\n"a ""b""",z\n'

    assert [['a"b', "x"], ['He said "hi" to me', "y"], ['a "b"', "z"]] == read(data)


def test_long_cells_are_read():
    """
    IMP-05: beyond what the csv module allows by itself, on one line and on many.
    """
    wide, tall = "x" * 200_000, "line\n" * 3_000

    assert [[wide, tall]] == read(f'a,b\n"{wide}","{tall}"\n')


def test_a_line_without_end_is_refused_and_the_next_is_read():
    """
    IMP-05: memory is not at the mercy of one line.
    """
    good, refused = split(b"a,b\n1," + b"x" * 20_000_000 + b"\n2,3\n")

    assert [(2, "This line is too long to read.")] == told(refused)
    assert ["2", "3"] == list(good[0].values.values())


def test_what_cannot_be_stored_costs_its_row():
    """
    IMP-06: a NUL and a cut character refuse their rows by column; Ctrl-Z is an end.
    """
    data = b"Name,Email\nA\0nn,a@b.co\nM\xc3\xbcller,m@b.co\nBob,b@b.co\nM\xc3"
    good, refused = split(data)

    assert ["Müller", "Bob"] == [row.values["Name"] for row in good]
    assert [
        (2, "Name: Contains a NUL character."),
        (5, "Name: Contains bytes that are not utf-8; choose another encoding."),
    ] == told(refused)
    assert [["Ann", "a@b.co"]] == read("Name,Email\nAnn,a@b.co\n\x1a")


def test_ragged_rows_never_shift():
    """
    IMP-07: missing cells are blank, empty ones too many are dropped, filled ones too
    many refuse the row.
    """
    good, refused = split("Name,Phone,Email\nAnn\nBob,1,b@b.co,,\nCy,2,c@b.co,x\n")

    assert [{"Name": "Ann"}, {"Name": "Bob", "Phone": "1", "Email": "b@b.co"}] == [
        row.values for row in good
    ]
    assert [(4, "4 cells, but the header has 3.")] == told(refused)
    assert "x" == refused[0].values["Column 4"]


def test_a_line_break_without_quotes_is_seen():
    """
    IMP-07: two short rows that make one whole row together are refused as torn.
    """
    data = "Name,Notes,Email\nAnn,first\nsecond,a@b.co\nBob,x,b@b.co\n"
    good, refused = split(data)

    assert [(2, "A line break in a cell without quotes (lines 2 to 3).")] == told(
        refused
    )
    assert ["Bob"] == [row.values["Name"] for row in good]


def test_headers_get_names_of_their_own():
    """
    IMP-07: repeated, blank and untidy headers.
    """
    source = opened("email, E-Mail ,email,\na@b.co,b@b.co,c@b.co,d\n")

    assert ("email", "E-Mail", "email (2)", "Column 4") == source.headers
    assert ("Column 1", "Column 2", "email") == opened(",,email\n,,a@b.co").headers


def test_too_many_columns_are_refused():
    """
    IMP-07: 2,000 are read, more are no address list.
    """
    header = ",".join(f"c{n}" for n in range(2_001))

    assert 2_000 == len(opened(header.rsplit(",", 1)[0] + "\n1").headers)
    with pytest.raises(FileUnreadable, match="2001 columns"):
        opened(header + "\n1")


def test_the_header_is_found_below_a_preamble():
    """
    Notes above the header (LinkedIn, QuickBooks) are no rows; totals are none either.
    """
    data = (
        'Notes:\r\n"Some addresses are missing, you see"\r\n\r\n'
        "Customer,Email,Full Name,Open Balance\r\n"
        "Acme,a@b.co,Ann Lee,0\r\n"
        "Customer,Email,Full Name,Open Balance\r\n"
        'Total,,,"1,200.00"\r\nTotal Energies,t@b.co,,\r\n'
    )
    source, (good, refused) = opened(data), split(data)

    assert 4 == source.header_line
    assert ["Acme", "Total Energies"] == [row.values["Customer"] for row in good]
    assert [
        (6, "It repeats the header."),
        (7, "A line of totals, no record."),
    ] == told(refused)


def test_a_table_far_below_its_notes_is_not_guessed_at():
    """
    A header that no one would look for there can be said.
    """
    data = "x\n" * 40 + "Name,Email,Phone\n" + "Ann,a@b.co,1\n" * 60

    assert 1 == opened(data).header_line
    assert ("Name", "Email", "Phone") == opened(data, header_line=41).headers


def test_a_file_without_header_is_read_whole():
    """
    When the first line is data, columns are numbered.
    """
    source = opened("ann@b.co,Ann\nbob@b.co,Bob\n")

    assert (None, ("Column 1", "Column 2")) == (source.header_line, source.headers)
    assert 2 == len(list(source.rows))


def test_layout_can_be_said():
    """
    A person chooses delimiter and header line; what cannot be is refused.
    """
    source = opened("x;y\nName;Email\nAnn;a@b.co\n", delimiter=";", header_line=2)

    assert ("Name", "Email") == source.headers
    with pytest.raises(FileUnreadable, match="No header begins on line 7"):
        opened("Name\nAnn", header_line=7)
    with pytest.raises(Invalid, match="One character"):
        opened("Name\nAnn", delimiter="::")


def test_what_spreadsheets_write_to_keep_text_is_undone():
    """
    ``'+49`` and ``="01067"`` are the text inside; a formula is text as it stands.
    """
    data = 'a,b,c\n\'+49 170,"=""01067""",=1+1\n-5,@user,\'tis\n'

    assert [["+49 170", "01067", "=1+1"], ["-5", "@user", "'tis"]] == read(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08rest", "compressed; unpack it first"),
        (b"\xef\xbb\xbf <!DOCTYPE html><table>", "web page"),
        ("<html><table>".encode("utf-16"), "web page"),
        (b'<?xml version="1.0"?><vcards>', "xCard"),
        (b'["vcard", []]', "jCard"),
        (b'<?mso-application progid="Excel.Sheet"?>', "XML spreadsheet"),
        (b"<note/>", "XML; no table"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(data, reason):
    """
    IMP-23: the refusal says what the file is.
    """
    with pytest.raises(FileUnreadable, match=reason):
        opened(data)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
tables = st.lists(st.lists(cells, min_size=2, max_size=2), max_size=6)


@given(tables, st.sampled_from(["", "'", '"', "="]))
def test_a_second_look_changes_no_other_row(table, sign):
    """
    Rows are the same whether the text around them needs a second look or none.
    """
    out = io.StringIO(newline="")
    rows = [["k", "a", "b"], *(["x" + sign, *row] for row in table)]
    csv.writer(out).writerows(rows)
    said = {"delimiter": ",", "header_line": 1}
    plain = list(opened(out.getvalue(), **said).rows)
    careful = list(opened(out.getvalue() + '"=""1""",,\r\n', **said).rows)

    assert plain == careful[:-1]


def test_serials_and_dates_come_as_they_stand():
    """
    IMP-16: the reader guesses no date; that is for the format of the column.
    """
    row = ["01/02/2024", "2024-13-01", "45321", "2/30/24", "today"]

    assert [row] == read("a,b,c,d,e\n" + ",".join(row))


def test_a_pipe_is_read():
    """
    Standard input cannot be rewound; it is read all the same.
    """

    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    rows = list(open_file(Pipe(b"Name,Email\nAnn,a@b.co\n")).rows)

    assert [{"Name": "Ann", "Email": "a@b.co"}] == [row.values for row in rows]


def test_memory_does_not_grow_with_the_file(tmp_path):
    """
    Ten megabytes are read in less than four.
    """
    path = tmp_path / "long.csv"
    path.write_text("Name,Notes\n" + f"Ann,{'x' * 1_000}\n" * 10_000)
    tracemalloc.start()
    with path.open("rb") as file:
        count = sum(1 for _ in read_csv(file).rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert 10_000 == count
    assert peak < 4_000_000
