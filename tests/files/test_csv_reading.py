import csv
import io
import tracemalloc

import pytest

from crm_adapters.files import open_file, read_csv
from crm_core.shared import Invalid
from crm_core.transfers import FileUnreadable

from .samples import opened, read, split, told

LETTERS = {
    "utf-8": "Zoë Łukasz 田中",
    "utf-8-sig": "Zoë Łukasz 田中",
    "utf-16": "Zoë Łukasz 田中",
    "utf-16-le": "Zoë Lefèvre",
    "utf-16-be": "Zoë Lefèvre",
    "utf-32": "Zoë Łukasz 田中",
    "cp1252": "Société Générale d’Œuvre – François Lefèvre €",
    "cp1250": "Žofie Nováková, Řehoř Dvořák, Škoda, Łódź",
    "iso8859_2": "Žofie Nováková Řehoř Dvořák",
    "cp1251": "Юлия Щербакова ООО «Ромашка»",
    "koi8_r": "Юлия Щербакова, Ромашка",
    "iso8859_7": "Γιώργος Παράδειγμα Εταιρεία",
    "cp1254": "Işıl Çağlayan Güneş Öğretmen",
    "cp932": "山田太郎 株式会社サンプル 髙橋",
    "gb18030": "王小明 北京有限公司 电话",
    "big5hkscs": "王小明 臺北有限公司 電話",
    "cp949": "김철수 주식회사 서울특별시",
}


@pytest.mark.parametrize("encoding", LETTERS)
def test_encodings_are_found(encoding):
    """
    A file is read in the encoding it was written in, whether marked or not.
    """
    text = f"Name;Company\n{LETTERS[encoding]};Acme\n{LETTERS[encoding]};Ltd\n"

    assert [[LETTERS[encoding], "Acme"], [LETTERS[encoding], "Ltd"]] == read(
        text.encode(encoding)
    )


def test_an_old_macintosh_file_is_read():
    """
    Lone carriage returns end lines, and mean Mac OS letters; inside a cell one is a
    line break.
    """
    data = 'Vorname;Notiz\rJürgen;"Zeile 1\rZeile 2"\rZoë;–\r'.encode("mac_roman")

    assert [["Jürgen", "Zeile 1\nZeile 2"], ["Zoë", "–"]] == read(data)


def test_mixed_encodings_lose_no_row():
    """
    Lines that are not UTF-8 among others that are get an encoding of their own.
    """
    data = "Name,City\nJosé,Málaga\n".encode("cp1252") + "Zoë,Zürich\n".encode()
    source = opened(data)

    assert [["José", "Málaga"], ["Zoë", "Zürich"]] == read(data)
    assert "utf-8, some lines cp1252" == source.encoding


def test_letters_that_come_late_still_tell_the_encoding():
    """
    A long beginning in ASCII does not make the rest UTF-8.
    """
    plain = "Name,City\n" + "Ann,Bonn\n" * 40_000
    data = plain.encode() + "Jürgen Groß,Köln\nZoë Lefèvre,Orléans\n".encode("cp1252")

    assert ["Jürgen Groß", "Köln"] == read(data)[-2]


def test_an_encoding_can_be_chosen():
    """
    A person overrides the guess; an unknown name is refused by name.
    """
    data = "Name,City\nJos\xe9,x\n".encode("latin-1")

    assert [["Josй", "x"]] == read(data, encoding="cp1251")
    with pytest.raises(Invalid, match="No encoding 'klingon'"):
        opened(data, encoding="klingon")


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
        (5, "Name: Contains bytes that are not utf-8."),
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
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"<html><table>", "page or XML"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(data, reason):
    """
    IMP-23: the refusal says what the file is.
    """
    with pytest.raises(FileUnreadable, match=reason):
        opened(data)


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
