"""
The cases VAL and CLI-10 of the table of bad inputs, at the core: each by its id.
"""

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from unicodedata import normalize

import pytest

from crm_core.companies import COMPANY_FIELDS
from crm_core.contacts import CONTACT_FIELDS, ContactEmail
from crm_core.custom_fields import CustomKind, parse_custom
from crm_core.shared import (
    Date,
    Email,
    Invalid,
    Moment,
    Number,
    Phone,
    Tags,
    Text,
    Url,
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
        case("VAL-02 one code point too many", NAME, "x" * 256),
        case("VAL-02 one emoji too many", NAME, "😀" * 256),
        case("VAL-06 right-to-left override", NAME, "gpj.exe\u202e"),
        case("VAL-06 isolates", NAME, "\u2066x\u2069"),
        case("VAL-06 a mark in front", NAME, "\u200fname"),
        case("VAL-14 script", Url(), "javascript:alert(1)"),
        case("VAL-14 script in mixed case", Url(), "JaVaScRiPt:alert(1)"),
        case("VAL-14 script behind a control", Url(), "\x01javascript:alert(1)"),
        case("VAL-14 script with a tab", Url(), "java\tscript:alert(1)"),
        case("VAL-14 data", Url(), "data:text/html,<script>"),
        case("VAL-14 vbscript", Url(), "vbscript:x"),
        case("VAL-14 no scheme, but slashes", Url(), "//evil.com"),
        case("VAL-14 somebody's password", Url(), "http://a@b"),
        case("VAL-14 a file", Url(), "file:///etc/passwd"),
        case("VAL-14 too long", Url(), "https://example.com/" + "x" * 5000),
        case("VAL-14 only a dot", Url(), "http://."),
        case("VAL-14 no such port", Url(), "http://example.com:99999"),
        case("VAL-15 thousands", Number(), "1,234.56"),
        case("VAL-15 decimal comma", Number(), "1.234,56"),
        case("VAL-15 a currency", Number(), "€5"),
        case("VAL-15 underscores", Number(), "1_000"),
        case("VAL-15 too many digits", Number(), "99999999999999.99"),
        case("VAL-15 too precise", Number(), "0.0000001"),
        case("VAL-15 digits of another script", Number(), "٣"),
        case("VAL-18 no leap year, 1900", Date(), "1900-02-29"),
        case("VAL-18 no leap year, 2023", Date(), "2023-02-29"),
        case("VAL-18 another order", Date(), "29/02/2024"),
        case("VAL-18 short", Date(), "02-03-04"),
        case("VAL-18 a week", Date(), "2026-W01-1"),
        case("VAL-18 a moment", Date(), datetime(2026, 1, 1, tzinfo=UTC)),
        case("VAL-19 no zone, in the gap", Moment(), "2025-03-30T02:30:00"),
        case("VAL-19 no zone, in the fold", Moment(), "2025-10-26T02:30"),
        case("VAL-19 a week", Moment(), "2026-W01-1T09:00Z"),
        case("VAL-19 a comma", Moment(), "2026-01-31T09:00:00,5Z"),
        case("VAL-25 ten thousand tags", Tags(), [f"t{n}" for n in range(10_000)]),
        case("VAL-25 fifty-one tags", Tags(), [f"t{n}" for n in range(51)]),
        case("VAL-25 a comma", Tags(), ["a,b"]),
        case("VAL-25 a semicolon", Tags(), ["a;b"]),
        case("VAL-25 a text for a list", Tags(), "vip"),
        case("CLI-10 bytes", NAME, b"Ada"),
        case("CLI-10 not a number, as text", NAME, float("nan")),
        case("CLI-10 not a number", Number(), float("nan")),
        case("CLI-10 a signalling not-a-number", Number(), Decimal("sNaN")),
        case("CLI-10 infinity", Number(), Decimal("Infinity")),
        case("CLI-10 a truth for a number", Number(), True),
        case("CLI-10 more digits than Python prints", Number(), 10**5000),
        case("CLI-10 a naive moment", Moment(), datetime(2026, 1, 1)),
        case("CLI-10 a number for an address", Email(), 5),
        case("CLI-10 a space in the domain", Email(), "ada@ example.com"),
        case("CLI-10 letters for a number", Phone(), "call me"),
    ],
)
def test_refused(kind, raw):
    """
    What would mislead, break or not fit is refused, in no time.
    """
    begun = time.monotonic()
    with pytest.raises(Invalid):
        kind.parse(raw)

    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        pytest.param(NAME, "x" * 255, "x" * 255, id="VAL-02 at the limit"),
        pytest.param(NAME, "😀" * 255, "😀" * 255, id="VAL-02 emoji at the limit"),
        pytest.param(NAME, "e\u0301", "\u00e9", id="VAL-05 composed"),
        pytest.param(NAME, "\u212b", "\u00c5", id="VAL-05 Ångström"),
        pytest.param(NAME, "ﬁ", "ﬁ", id="VAL-05 a ligature stays"),
        pytest.param(Email(), "User@Exämple.com", "User@Exämple.com", id="VAL-12 IDN"),
        pytest.param(
            Email(), "a+tag@gmail.com", "a+tag@gmail.com", id="VAL-12 a tag stays"
        ),
        pytest.param(
            Url(), "example.com", "https://example.com", id="VAL-14 a bare host"
        ),
        pytest.param(Number(), "0.1", Decimal("0.1"), id="VAL-15 exact"),
        pytest.param(Number(), "1.005", Decimal("1.005"), id="VAL-15 not rounded"),
        pytest.param(Number(), "-0", Decimal(0), id="VAL-15 minus nothing"),
        pytest.param(Number(), "1e3", Decimal(1000), id="VAL-15 an exponent"),
        pytest.param(Date(), "0001-01-01", date(1, 1, 1), id="VAL-18 the first day"),
        pytest.param(Date(), "9999-12-31", date(9999, 12, 31), id="VAL-18 the last"),
        pytest.param(
            Moment(),
            "2025-03-30t02:30:00+14:00",
            datetime(2025, 3, 29, 12, 30, tzinfo=UTC),
            id="VAL-19 an offset",
        ),
        pytest.param(Tags(), ["VIP", "vip", "Vip "], ("VIP",), id="VAL-25 one tag"),
        pytest.param(Tags(), ["⭐"], ("⭐",), id="VAL-25 emoji"),
    ],
)
def test_stored(kind, raw, stored):
    """
    What is unusual but right is stored exactly.
    """
    assert stored == kind.parse(raw)


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
