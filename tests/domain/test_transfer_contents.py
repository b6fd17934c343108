"""
Columns whose header says nothing are known by their cells.
"""

import pytest

from crm_core.transfers import Noun, Why, suggest_mapping

CELLS = {
    "email": ["a@b.example", "c.d@e.example", "f+g@h.example"],
    "phone": ["+49 30 1234567", "(030) 123-4567", "0171 5550124"],
    "website": ["https://x.example", "www.y.example/z", "http://z.example"],
    "postal_code": ["01067", "80331", "10115"],
    "country": ["Deutschland", "FR", "United Kingdom"],
    "full_name": ["Anna Schmidt", "Müller, Peter", "Xaver Unbekannt"],
    "first_name": ["Anna", "Jean-Pierre", "Xaver"],
    "company": ["Acme GmbH", "Beispiel S.A.", "Nothing Special"],
    "-": ["2024-01-31", "2024-02-28", "2024-03-31"],
}
NOTHING = {
    "amounts": ["1200", "55000", "310"],
    "five digits": ["12345", "54321", "99999"],
    "words": ["New", "Old", "Middle Aged"],
    "titles": ["Sales Manager", "Head of Marketing", "Chief Officer"],
    "days": ["01.02.2024", "31/12/2023", "2024-01-01"],
    "half": ["a@b.example", "no", "none"],
}


def found(cells_by_header, noun=Noun.CONTACTS):
    """
    The columns that are suggested for these cells.
    """
    rows = [
        dict(zip(cells_by_header, row, strict=True))
        for row in zip(*cells_by_header.values(), strict=True)
    ]
    return suggest_mapping(list(cells_by_header), noun, sample=rows).columns


@pytest.mark.parametrize("field", CELLS)
@pytest.mark.parametrize("header", ["Column 1", "Feld 3", "F2", "Column", "2"])
def test_cells_tell_what_no_header_does(field, header):
    """
    With how sure that is, and that it was the cells.
    """
    columns = found({header: CELLS[field]})

    assert [field] == ([c.field for c in columns] or ["-"])
    assert all(c.why is Why.CONTENTS and 0.3 < c.confidence < 1 for c in columns)


@pytest.mark.parametrize("cells", NOTHING.values(), ids=NOTHING)
def test_what_may_be_anything_goes_nowhere(cells):
    """
    Numbers, words, days and what only some cells look like.
    """
    assert () == found({"Column 1": cells})


@pytest.mark.parametrize("header", ["Spouse", "Created by", "Amount", "Interested?"])
def test_a_header_that_means_something_is_not_overridden(header):
    """
    Addresses under "Created by" are not those of the person.
    """
    assert () == found({header: CELLS["email"]})


def test_columns_that_have_a_header_keep_their_field():
    """
    A second address without header is no second e-mail, a second name no name.
    """
    rows = {"Email": CELLS["email"], "Column 2": CELLS["email"]}

    assert ["Email"] == [c.header for c in found(rows)]


def test_a_file_without_headers_is_understood():
    """
    First names with the last names behind them, two addresses, postal code and land.
    """
    columns = found({
        "Column 1": CELLS["first_name"], "Column 2": ["Lee", "Ray", "O'Neill"],
        "Column 3": CELLS["email"], "Column 4": CELLS["email"],
        "Column 5": CELLS["country"], "Column 6": ["12345", "54321", "99999"],
        "Column 7": ["x", "y", "z"],
    })  # fmt: skip

    assert ["first_name", "last_name", "email", "email", "country", "postal_code"] == [
        c.field for c in columns
    ]


def test_companies_are_told_by_their_legal_form():
    """
    Where rows are companies, their name is.
    """
    columns = found({"Column 1": CELLS["company"]}, Noun.COMPANIES)

    assert ["name"] == [c.field for c in columns]
