"""
The page about filters: both spellings of each row mean the same.
"""

import re
from urllib.parse import parse_qsl

import pytest

from crm_core.contacts import CONTACT_FIELDS
from crm_core.shared import (
    Choice,
    Field,
    Number,
    parse_text,
    parse_url,
    to_text,
    to_url,
)

from .pages import ROOT

PAGE = ROOT / "docs" / "reference" / "filters.md"
FIELDS = CONTACT_FIELDS.with_custom(
    [
        Field(name="custom.region", label="Region", kind=Choice(("north", "south"))),
        Field(name="custom.seats", label="Seats", kind=Number()),
    ]
)
ROWS = re.findall(
    r"^\| [^|]+ \| `([^`]+)` \| `([^`]+)` \|$",
    PAGE.read_text(encoding="utf-8").split("## Words")[0],
    re.MULTILINE,
)


@pytest.mark.parametrize(("text", "address"), ROWS)
def test_both_spellings_mean_the_same(text, address):
    """
    What the search box and an address say is one query, and can be written back.
    """
    pairs = parse_qsl(address.replace("+", "%2B"), keep_blank_values=True)
    query, _ = parse_url(pairs, FIELDS)

    assert query == parse_text(text, FIELDS)
    assert query == parse_text(to_text(query), FIELDS)
    assert query == parse_url(to_url(query), FIELDS)[0]


def test_the_page_has_every_form():
    """
    The rows are found at all.
    """
    assert len(ROWS) > 25
