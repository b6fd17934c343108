"""
G10: the command line and a file that is imported refuse what the library refuses, and
keep what it keeps, as it keeps it.
"""

import csv
import io

import pytest

REFUSED = object()


def case(id, field, header, value, kept=...):
    """
    A value, its column in a file, and what is kept of it, or that it is refused.
    """
    return pytest.param(field, header, value, value if kept is ... else kept, id=id)


# Only values that an argument of a command and a cell of a file can carry at all.
CASES = [
    case("VAL-01-escape", "first_name", "First Name", "a\x1bb", REFUSED),
    case("VAL-01-trimmed", "first_name", "First Name", "  a  ", "a"),
    case("VAL-02-at-limit", "first_name", "First Name", "x" * 100),
    case("VAL-02-over-limit", "first_name", "First Name", "x" * 101, REFUSED),
    case("VAL-02-emoji-over-limit", "title", "Job Title", "😀" * 101, REFUSED),
    case("VAL-02-emoji-at-limit", "title", "Job Title", "😀" * 100),
    case("VAL-05-nfc", "first_name", "First Name", "e\u0301", "é"),
    case("VAL-05-angstrom", "title", "Job Title", "\u212b", "Å"),
    case("VAL-06-override", "first_name", "First Name", "gpj.exe\u202e", REFUSED),
    case("VAL-06-isolate", "title", "Job Title", "\u2066x\u2069", REFUSED),
    case("VAL-08-zalgo", "first_name", "First Name", "Q" + "\u0301" * 90),
    case("VAL-09-dotted-i", "title", "Job Title", "İSTANBUL"),
    case("VAL-12-no-at", "email", "E-mail", "nobody", REFUSED),
    case("VAL-12-two-at", "email", "E-mail", "a@b@c.example", REFUSED),
    case("VAL-12-idn", "email", "E-mail", "user@exämple.com"),
    case("VAL-12-tag", "email", "E-mail", "a+tag@example.com"),
    case("VAL-12-no-dot", "email", "E-mail", "a@localhost", REFUSED),
    case("QRY-02-literal", "title", "Job Title", "' OR '1'='1"),
    case("QRY-10-wildcard", "title", "Job Title", "100%_"),
]


def a_file(header, value):
    """
    A CSV file of one person with this cell.
    """
    text = io.StringIO()
    csv.writer(text).writerows([["Last Name", header], ["Parity", value]])
    return text.getvalue()


def people(house):
    """
    Everyone in the organization.
    """
    return house("contacts", "list", "--json").json["items"]


@pytest.mark.parametrize(("field", "header", "value", "kept"), CASES)
def test_by_command(house, field, header, value, kept):
    """
    ``crm contacts add`` names the field that it refuses, and writes nothing then.
    """
    said = house.run("contacts", "add", "last_name=Parity", f"{field}={value}")

    if kept is REFUSED:
        assert 1 == said.code
        assert f"{field}:" in said.err
        assert [] == people(house)
    else:
        assert 0 == said.code
        assert [kept] == [each[field] for each in people(house)]


@pytest.mark.parametrize(("field", "header", "value", "kept"), CASES)
def test_by_import(house, tmp_path, field, header, value, kept):
    """
    ``crm contacts import`` refuses the row, names its column, keeps it in the file of
    refused rows, and writes nothing of it.
    """
    refused = tmp_path / "refused.csv"
    said = house.run(
        *("contacts", "import", "-", "--refused", str(refused)),
        input=a_file(header, value).encode(),
    )

    if kept is REFUSED:
        assert 1 == said.code
        assert [] == people(house)
        assert header in refused.read_text(encoding="utf-8")
    else:
        assert 0 == said.code
        assert [kept] == [each[field] for each in people(house)]
