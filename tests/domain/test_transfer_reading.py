"""
Plain cells are read without a second look, and that comes to the same.
"""

from hypothesis import given
from hypothesis import strategies as st

from crm_core.companies import COMPANY_FIELDS
from crm_core.contacts import CONTACT_FIELDS
from crm_core.custom_fields import parse_record
from crm_core.shared import Invalid
from crm_core.transfers import Noun, draft_company, draft_contact, suggest_mapping

HEADERS = [
    "First Name", "Last Name", "Name", "Display Name", "Email", "E-mail 2", "Email (2)",
    "E-mail 1 - Label", "E-mail 1 - Value", "Phone", "Mobile Phone", "Business Fax",
    "Phone 1 - Type", "Phone 1 - Value", "Job Title", "Department", "Company",
    "Company Domain", "Tags", "Labels", "Lead Source", "Owner", "Notes", "Comments",
    "Status", "Opt Out", "Business Street", "Business Street 2", "Business City",
    "Home City", "City", "Zip", "Country", "Address", "Website", "LinkedIn",
    "custom.a", "custom.b", "Industry", "Employees", "Domain", "Parent Company", "Foo",
]  # fmt: skip
CELLS = [
    "", "  ", "Anna", " Anna  Maria ", "Doe, John", "Tony van der Berg", "Müller",
    "JÃ¼rgen", "e\u0301", "a@b.example", " A@B.example ", "a@b.example, c@d.example",
    "Anna <a@b.example>", "mailto:a@b.example", "a..b@c.example", "a@b", "@",
    "x@y.example (home)", "/o=ExchangeLabs/x", "-", "n/a", "+49 30 12345",
    "(030) 123-456", "12", "030 1 ::: 040 222222", "4.91705550123E+11", "4.9E+11",
    "tel:+49123", "12345 (mobile)", "123456, 654321", "Mr", "Frau Dr.", "CEO", "a;b, c",
    "* myContacts ::: * starred", '"VIP","Bl,og"', "[clear]", "[1]", '["a","b"]',
    '[{"email":"q@r.example","kind":"home"}]', '{"city":"y"}', "yes", "no", "* Work",
    "unsubscribed", "https://x.example", "@handle", "x" * 101, "a\nb", "nul\0",
    "\u202ebidi", "\xa0nb", "=1+1", "Null", "李 明", "Acme GmbH",
]  # fmt: skip
CELL = st.sampled_from(CELLS) | st.text(max_size=12)
ROWS = st.dictionaries(st.sampled_from(HEADERS), CELL, min_size=1, max_size=12)


class Careful(str):
    """
    Text of a kind of its own, which is always given a second look.
    """

    __slots__ = ()


def told(values, mapping, noun):
    """
    All that a row says, and what becomes of it.
    """
    people = noun is Noun.CONTACTS
    draft = (draft_contact if people else draft_company)(values, mapping)
    fields = CONTACT_FIELDS if people else COMPANY_FIELDS
    try:
        record = parse_record(fields, draft.fields, own=list, before={})
        errors = []
    except Invalid as error:
        record = {}
        errors = [(each, draft.column_of(each.field)) for each in error.errors]
    return {
        "record": record,
        "errors": sorted(errors, key=str),
        "unused": sorted(draft.unused),
        "remarks": sorted(draft.remarks),
        "refused": draft.errors,
        "custom": draft.custom,
        "named": (draft.company, draft.domain, draft.parent, draft.owner),
    }


@given(ROWS, st.sampled_from([Noun.CONTACTS, Noun.COMPANIES]))
def test_a_second_look_finds_the_same(row, noun):
    """
    Whatever stands in which columns: the same record, errors, columns and remarks.
    """
    mapping = suggest_mapping(list(row), noun)
    looked_at = {header: Careful(cell) for header, cell in row.items()}

    assert told(looked_at, mapping, noun) == told(row, mapping, noun)
