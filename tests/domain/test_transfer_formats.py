"""
Days, numbers and names are read in one way or not at all.
"""

from uuid import uuid4

import pytest

from crm_core.custom_fields import CustomField, CustomKind
from crm_core.shared import Invalid
from crm_core.transfers import (
    DateOrder,
    DecimalMark,
    Formats,
    NameOrder,
    choose_columns,
    draft_contact,
    raw_fields,
    read_formats,
    suggest_formats,
    suggest_mapping,
)
from tests.builders import MOMENT


def custom(name, kind):
    """
    A custom field of contacts.
    """
    return CustomField(
        id=uuid4(), record="contact", name=name, label=name, kind=CustomKind(kind),
        created_at=MOMENT, updated_at=MOMENT,
    )  # fmt: skip


FIELDS = [custom("since", "date"), custom("budget", "number")]
CHOICES = {"Since": "custom.since", "Start Date": "custom.since"}
CHOICES |= {"Budget": "custom.budget"}


def mapped(headers, **formats):
    """
    The mapping of these columns, read in these formats.
    """
    chosen = {header: CHOICES[header] for header in headers if header in CHOICES}
    return choose_columns(
        suggest_mapping(headers), headers, chosen, formats=Formats(**formats)
    )


def read(header, cell, **formats):
    """
    The raw custom value of a cell, or the code of what is wrong with it.
    """
    mapping = mapped([header], **formats)
    draft = draft_contact({header: cell}, mapping)
    values = raw_fields(draft, mapping, FIELDS)["custom"]
    return [each.code for each in draft.errors] or next(iter(values.values()))


@pytest.mark.parametrize(
    ("cell", "unsettled", "dmy", "mdy"),
    [
        ("01/02/2024", ["ambiguous"], "2024-02-01", "2024-01-02"),
        ("1.2.2024", ["ambiguous"], "2024-02-01", "2024-01-02"),
        ("03/03/2024", "2024-03-03", "2024-03-03", "2024-03-03"),
        ("13/02/2024", "2024-02-13", "2024-02-13", ["date"]),
        ("02/13/2024", "2024-02-13", ["date"], "2024-02-13"),
        ("30/02/2024", ["date"], ["date"], ["date"]),
        ("2024-02-13", "2024-02-13", "2024-02-13", "2024-02-13"),
        ("2024/2/13 00:00:00", "2024-02-13", "2024-02-13", "2024-02-13"),
        ("2024-02-13T10:00", ["date"], ["date"], ["date"]),
        ("2024-13-01", ["date"], ["date"], ["date"]),
        ("2/30/24", ["date"], ["date"], ["date"]),
        ("7-Feb-22", ["date"], ["date"], ["date"]),
        ("12 Mar 2024", "2024-03-12", "2024-03-12", "2024-03-12"),
        ("March 5th, 2024", "2024-03-05", "2024-03-05", "2024-03-05"),
        ("5. März 2024", "2024-03-05", "2024-03-05", "2024-03-05"),
        ("3 de mayo de 2024", "2024-05-03", "2024-05-03", "2024-05-03"),
        ("today", ["date"], ["date"], ["date"]),
        ("45321", ["date"], ["date"], ["date"]),
        ("٠١/٠٢/٢٠٢٤", ["date"], ["date"], ["date"]),
    ],
)
def test_days_are_never_guessed(cell, unsettled, dmy, mdy):
    """
    IMP-16: what can be two days is refused until the order is settled.
    """
    assert unsettled == read("Since", cell)
    assert dmy == read("Since", cell, date_order=DateOrder.DMY)
    assert mdy == read("Since", cell, date_order=DateOrder.MDY)


def test_a_serial_is_a_day_only_where_the_header_says_so():
    """
    IMP-16: 45321 is a number of anything, unless the column is one of dates.
    """
    assert "2024-01-30" == read("Start Date", "45321")
    assert ["date"] == read("Start Date", "2024")


@pytest.mark.parametrize(
    ("cell", "unsettled", "point", "comma"),
    [
        ("12", "12", "12", "12"),
        ("12.5", "12.5", "12.5", ["number"]),
        ("12,5", "12.5", ["number"], "12.5"),
        ("1,234", ["ambiguous"], "1234", "1.234"),
        ("1.234", ["ambiguous"], "1.234", "1234"),
        ("0.125", "0.125", "0.125", ["number"]),
        ("-1.234,50", "-1234.50", ["number"], "-1234.50"),
        ("1\u202f234,56", "1234.56", ["number"], "1234.56"),
        ("1'234.50", "1234.50", "1234.50", ["number"]),
        ("1,00,000", "100000", "100000", ["number"]),
        ("12,34,5", ["number"], ["number"], ["number"]),
        ("1e5", ["number"], ["number"], ["number"]),
        ("$5", ["number"], ["number"], ["number"]),
        ("a lot", ["number"], ["number"], ["number"]),
        ("0." + "0" * 98 + "1", ["number"], ["number"], ["number"]),
    ],
)
def test_numbers_are_never_guessed(cell, unsettled, point, comma):
    """
    The same for what parts thousands or a fraction.
    """
    assert unsettled == read("Budget", cell)
    assert point == read("Budget", cell, decimal_mark=DecimalMark.POINT)
    assert comma == read("Budget", cell, decimal_mark=DecimalMark.COMMA)


def test_own_exports_are_read_as_they_are_written():
    """
    A column that this CRM has named is in its own form: a point is a point.
    """
    mapping = suggest_mapping(["custom.budget"])
    draft = draft_contact({"custom.budget": "1.234"}, mapping)

    assert {"custom": {"budget": "1.234"}} == raw_fields(draft, mapping, FIELDS)


@pytest.mark.parametrize(
    ("days", "order", "doubts"),
    [
        (["01/02/2024", "13/02/2024"], "dmy", []),
        (["01/02/2024", "02/13/2024"], "mdy", []),
        (["01/02/2024", "05/05/2024"], None, ["01/02/2024"]),
        (["01/02/2024", "13/02/2024", "02/13/2024"], None, ["01/02/2024"]),
        (["2024-02-01", "today"], None, []),
    ],
)
def test_other_rows_settle_the_order_of_days(days, order, doubts):
    """
    IMP-16: one cell that is a day in one order only; what stays open is told.
    """
    rows = [{"Since": day} for day in days]
    found = suggest_formats(rows, mapped(["Since"]), FIELDS)

    assert order == found.formats.date_order
    assert doubts == [doubt.example for doubt in found.doubts]
    if doubts:
        assert "Since: '01/02/2024' can be read as 'dmy' or 'mdy'." == (
            found.doubts[0].told
        )


def test_other_rows_settle_the_decimal_mark_names_and_country():
    """
    Each is told apart by the cells that leave no doubt.
    """
    headers = ["Name", "Budget", "Country"]
    rows = [
        {"Name": "Doe, Ann", "Budget": "1.234", "Country": "Deutschland"},
        {"Name": "Smith, Jr", "Budget": "2,5", "Country": "de"},
    ]
    found = suggest_formats(rows, mapped(headers), FIELDS)

    assert () == found.doubts
    assert found.formats == Formats(
        decimal_mark=DecimalMark.COMMA,
        phone_country="DE",
        name_order=NameOrder.LAST_COMMA_FIRST,
    )
    assert found.formats == read_formats(found.formats.told)


@pytest.mark.parametrize(
    ("order", "name", "parts"),
    [
        (None, "Turner Tony", ("Turner", "Tony")),
        ("first last", "Turner Tony", ("Turner", "Tony")),
        ("last first", "Turner Tony", ("Tony", "Turner")),
        ("last first", "van der Berg Anna", ("Anna", "van der Berg")),
        ("last first", "Doe, John", ("John", "Doe")),
        (None, "Smith, Jr", ("Smith, Jr", "")),
        ("last, first", "Smith, Jr", ("Jr", "Smith")),
    ],
)
def test_names_are_taken_apart_in_their_order(order, name, parts):
    """
    As the file writes them, whether the cell is plain or not.
    """
    mapping = mapped(["Name"], name_order=NameOrder(order) if order else None)
    fields = draft_contact({"Name": name}, mapping).fields

    assert parts == (fields.get("first_name", ""), fields.get("last_name", ""))


def test_formats_are_read_from_text():
    """
    Every wrong one is named; IMP-36: nothing is evaluated.
    """
    with pytest.raises(Invalid) as wrong:
        read_formats({
            "date_order": "{{ config }}", "phone_country": "Germany",
            "__class__": "x", "name_order": "last first", "decimal_mark": "",
        })  # fmt: skip

    assert ["choice", "country", "unknown"] == sorted(
        each.code for each in wrong.value.errors
    )
