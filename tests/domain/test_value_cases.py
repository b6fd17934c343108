"""
The cases VAL and CLI-10 of the table of bad inputs that the core alone can show: kinds
that no field has yet, keys, time. The others are in ``tests/parity``.
"""

import time
from datetime import UTC, datetime
from unicodedata import normalize

import pytest

from crm_core.companies import COMPANY_FIELDS
from crm_core.contacts import CONTACT_FIELDS, ContactEmail
from crm_core.custom_fields import CustomKind, parse_custom
from crm_core.shared import (
    Invalid,
    Moment,
    Number,
    Text,
    email_key,
    fold,
    tag_key,
    words,
)
from tests.builders import a_custom_field

NAME = Text(255)


def case(id, kind, raw):
    return pytest.param(kind, raw, id=id)


def deep(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        case("VAL-02 a megabyte", NAME, "x" * 1_000_000),
        case("VAL-19 no zone, in the gap", Moment(), "2025-03-30T02:30:00"),
        case("VAL-19 no zone, in the fold", Moment(), "2025-10-26T02:30"),
        case("VAL-19 a week", Moment(), "2026-W01-1T09:00Z"),
        case("VAL-19 a comma", Moment(), "2026-01-31T09:00:00,5Z"),
        case("CLI-10 more digits than Python prints", Number(), 10**5000),
        case("CLI-10 an exponent beyond all arithmetic", Number(), "1e9999999"),
        case("CLI-10 a naive moment", Moment(), datetime(2026, 1, 1)),
    ],
)
def test_refused(kind, raw):
    """
    What no record can be given yet, or costs more than its worth, is refused.
    """
    begun = time.monotonic()
    with pytest.raises(Invalid):
        kind.parse(raw)

    assert time.monotonic() - begun < 2


def test_an_offset():
    """
    VAL-19: a moment is kept in UTC.
    """
    moment = datetime(2025, 3, 29, 12, 30, tzinfo=UTC)

    assert moment == Moment().parse("2025-03-30t02:30:00+14:00")


@pytest.mark.parametrize(
    "raw",
    ["a" + "\u0301" * 100, "👩\u200d👩\u200d👧" * 50, "﷽" * 100],
    ids=["VAL-08 Zalgo", "VAL-08 joined emoji", "VAL-08 a long ligature"],
)
def test_heavy_text(raw):
    """
    Heavy text is stored or refused, and searched for, in no time.
    """
    begun = time.monotonic()

    assert normalize("NFC", raw) == NAME.parse(raw)
    assert all(len(word) <= 60 for word in words(raw))
    assert time.monotonic() - begun < 0.2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Exämple@Exämple.com", "EXÄMPLE@xn--exmple-cua.com", id="VAL-12"),
        pytest.param("A@B.CO", "a@b.co", id="VAL-12 case"),
        pytest.param("STRASSE@b.co", "straße@b.co", id="VAL-09 sharp s"),
        pytest.param("\u212a@b.co", "k@b.co", id="VAL-09 Kelvin"),
    ],
)
def test_same_address(one, other):
    """
    Spellings of one e-mail address share their key, by Unicode case folding.
    """
    assert email_key(one) == email_key(other)


def test_tagged_address():
    """
    VAL-12: an address with a tag is another one.
    """
    assert email_key("a+tag@gmail.com") != email_key("a@gmail.com")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("İSTANBUL", "istanbul", id="VAL-09 dotted I"),
        pytest.param("Straße", "STRASSE", id="VAL-09 sharp s"),
        pytest.param("\u212a", "k", id="VAL-09 Kelvin"),
        pytest.param("e\u0301", "\u00e9", id="VAL-05 composed"),
        pytest.param("ﬁ", "fi", id="VAL-05 ligature"),
        pytest.param("\u212b", "å", id="VAL-05 Ångström"),
        pytest.param("Łódź", "lodz", id="accents"),
    ],
)
def test_found_by(one, other):
    """
    Search and tags see through case, accents and ligatures.
    """
    assert fold(one) == fold(other)
    assert tag_key(one) == tag_key(other)


@pytest.mark.parametrize(
    "raw",
    ["\x00", "\ud800", deep(50_000), "x" * 5_000_000, {"a": "\x00"}, {"a": "\ud800"}],
    ids=["NUL", "surrogate", "50,000 deep", "5 MB", "NUL inside", "surrogate inside"],
)
@pytest.mark.parametrize("kind", CustomKind)
def test_custom_value(kind, raw):
    """
    VAL-24: a custom field takes only what its kind takes.
    """
    options = ("Red",) if kind is CustomKind.CHOICE else ()
    known = [a_custom_field(name="it", kind=kind, options=options)]

    with pytest.raises(Invalid) as caught:
        parse_custom({"it": raw}, known, before={})

    assert all(error.field.startswith("custom.it") for error in caught.value.errors)


@pytest.mark.parametrize(
    ("fields", "raw", "wrong"),
    [
        (CONTACT_FIELDS, {"emails": [ContactEmail("x y@b.co")]}, "emails.0.address"),
        (
            CONTACT_FIELDS,
            {"emails": [{"address": "a@b.co", "kind": 0}]},
            "emails.0.kind",
        ),
        (CONTACT_FIELDS, {"phones": [{"number": "1"}]}, "phones.0.number"),
        (CONTACT_FIELDS, {"affiliations": [{"company_id": "x"}]}, "affiliations.0"),
        (CONTACT_FIELDS, {"social_profiles": {"": "a.co"}}, "social_profiles"),
        (CONTACT_FIELDS, {"address": {"planet": "x"}}, "address.planet"),
        (CONTACT_FIELDS, {"tags": ["ok", "a,b"]}, "tags.1"),
        (COMPANY_FIELDS, {"domain": "localhost"}, "domain"),
    ],
)
def test_where(fields, raw, wrong):
    """
    An error names the place of the wrong value, down to the item of a list.
    """
    with pytest.raises(Invalid) as caught:
        fields.parse(raw)

    assert [wrong] == [error.field for error in caught.value.errors]
