"""
The values of the catalogue of bad inputs, each with the verdict of every door (G10).

A case is named by its id in the catalogue; ids that are not in it are of the same
kinds. A door brings a value as it can: the library as it is, HTTP as JSON, a command
and the cell of a file as text. ``elsewhere`` names a door whose verdict is another
one by design, or whose nature keeps the value out, with the reason.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from attrs import Factory, frozen


@frozen
class Kept:
    """
    The value is stored, as this in JSON.
    """

    stored: object


@frozen
class Refused:
    """
    The value is refused: the path and code of every error.
    """

    errors: frozenset[tuple[str, str]]


@frozen
class LeftOut:
    """
    The rest of the row is stored, and the report names the column as not taken.
    """


Verdict = Kept | Refused | LeftOut

TAGS = frozenset({"tags", "custom.tags"})
STRUCTURES = frozenset(
    {"address", "affiliations", "emails", "phones", "social_profiles"}
)


@frozen
class Case:
    """
    A value for one field of a kind of record.
    """

    id: str
    plural: str
    field: str
    value: object
    verdict: Verdict
    elsewhere: Mapping[str, Verdict | str] = Factory(dict)

    @property
    def json(self) -> str | None:
        """
        The value in a JSON body; None when JSON has nothing like it.
        """
        try:
            return json.dumps(self.value, allow_nan=False)
        except (TypeError, ValueError):
            return None

    @property
    def text(self) -> str | None:
        """
        The value as a word or a cell; None when text would mean something else.

        Tags stand there with commas between them, structures as JSON.
        """
        value, listed = self.value, self.field in TAGS
        if type(value) is str:
            return None if listed or self.field in STRUCTURES else value
        if listed and isinstance(value, list) and all(map(_is_plain_word, value)):
            return ",".join(value)
        return self.json if self.field in STRUCTURES else None

    def verdict_of(self, door: str) -> Verdict | str:
        """
        What this door must say, or why it is never asked.
        """
        return self.elsewhere.get(door, self.verdict)


def _is_plain_word(item: object) -> bool:
    return isinstance(item, str) and item != "" and not set(item) & set(",;")


def refused(id: str, place: str, value: object, *codes: str, **elsewhere) -> Case:
    """
    A value that is refused, with one code or with ``path:code`` for each error.
    """
    plural, _, field = place.partition(".")
    pairs = (code.rpartition(":") for code in codes)
    errors = frozenset((path or field, code) for path, _, code in pairs)
    return Case(id, plural, field, value, Refused(errors), elsewhere)


def kept(id: str, place: str, value: object, stored: object = ..., **elsewhere) -> Case:
    """
    A value that is kept, as it is or as *stored*.
    """
    plural, _, field = place.partition(".")
    shown = value if stored is ... else stored
    return Case(id, plural, field, value, Kept(shown), elsewhere)


def told(path: str, message: str) -> Refused:
    """
    A refusal by a command in words of its own.
    """
    return Refused(frozenset({(path, message)}))


HALF = {
    "http": "Half a character is no JSON: HTTP-04 refuses the whole body.",
    "file": "Half a character has no bytes: the file is in another encoding then.",
}
# A file brings all that another program kept: what has no place here is left out of
# its row and counted in the report, it does not keep the person out.
SPARE = {"file": LeftOut()}
# Programs write a date or a reason there: whatever is no clear "no" means stop.
STOPPED = {"file": Kept(True)}
# A file says yes in any language.
YES = {"file": Kept(True)}
# A number of a JSON file is its digits, as in a cell; what stands alone in a column of
# tags or addresses is one; an empty list is an empty cell.
DIGITS = {"file": Refused(frozenset({("email", "email")}))}
NO_NUMBER = {"file": Refused(frozenset({("custom.number", "number")}))}
STREET = {"file": Kept({"street": "Main Street 1"})}
EMPTY = {"file": "An empty list is an empty cell, which says nothing."}
# A command names people as people do.
NOBODY = {"cli": told("assigned_to", "Nobody here has this id or e-mail address.")}
FIRST, TITLE, NOTES = "contacts.first_name", "contacts.title", "contacts.notes"
MAIL, SITE, NUMBER = "contacts.email", "companies.website", "contacts.custom.number"
PROFILES, NAME = "contacts.social_profiles", "companies.name"
ADDRESS, TAGGED = "contacts.address", "contacts.tags"
DAY, TEXT, LONG = (f"contacts.custom.{each}" for each in ("date", "text", "long_text"))
FLAG, CHOICE, URL = (f"contacts.custom.{each}" for each in ("flag", "choice", "url"))
NAIVE = datetime(2026, 1, 1)


class Word(str):
    """
    Text of a class of its own, which claims to be other text.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return "other"


TEXTS = [
    refused("VAL-01-nul", FIRST, "a\x00b", "characters"),
    refused("VAL-01-nul-in-notes", NOTES, "a\x00b", "characters"),
    refused("VAL-01-escape", FIRST, "a\x1bb", "characters"),
    refused("VAL-01-c1", TITLE, "a\x9bb", "characters"),
    refused("VAL-01-line", FIRST, "a\nb", "characters"),
    refused("VAL-01-line-separator", FIRST, "a\u2028b", "characters"),
    refused("VAL-01-tab", TITLE, "a\tb", "characters"),
    kept("VAL-01-lines-in-notes", NOTES, "a\nb"),
    kept("VAL-01-trimmed", FIRST, "  a  ", "a"),
    kept("VAL-01-only-spaces", TITLE, "   ", None),
    refused("HTTP-04-high", FIRST, "\ud800", "characters", **HALF),
    refused("HTTP-04-low", NOTES, "\udc00x", "characters", **HALF),
    kept("VAL-02-at-limit", FIRST, "x" * 100),
    refused("VAL-02-over-limit", FIRST, "x" * 101, "length"),
    refused("VAL-02-half-megabyte", FIRST, "x" * 500_000, "length"),
    kept("VAL-02-emoji-at-limit", NAME, "😀" * 255),
    refused("VAL-02-emoji-over-limit", NAME, "😀" * 256, "length"),
    kept("VAL-02-notes-at-limit", NOTES, "x " * 9999 + "x"),
    refused("VAL-02-notes-over-limit", NOTES, "x" * 20_001, "length"),
    kept("VAL-05-nfc", FIRST, "e\u0301", "é"),
    kept("VAL-05-angstrom", TITLE, "\u212b", "Å"),
    kept("VAL-05-ligature", NAME, "ﬁnn"),
    refused("VAL-06-override", FIRST, "gpj.exe\u202e", "characters"),
    refused("VAL-06-isolate", TITLE, "\u2066x\u2069", "characters"),
    refused("VAL-06-mark", FIRST, "\u200fname", "characters"),
    refused("VAL-06-company", NAME, "\u202eemA", "characters"),
    kept("VAL-08-ligature", FIRST, "﷽" * 100),
    refused("VAL-08-thousand-ligatures", FIRST, "﷽" * 1000, "length"),
    refused("VAL-08-zalgo", FIRST, ("x" + "\u0336" * 100) * 2, "length"),
    kept("VAL-08-zalgo-in-notes", NOTES, "Q" + "\u0336" * 100),
    kept("VAL-08-family", NOTES, "👩‍👩‍👧" * 1000),
    kept("VAL-09-turkish", TITLE, "İSTANBUL"),
    kept("VAL-09-kelvin", FIRST, "\u212aelvin", "Kelvin"),
    kept("VAL-10-markup", FIRST, "<script>alert(1)</script>"),
    kept("VAL-10-formula", FIRST, "=1+1"),
    kept("QRY-02-quote", TITLE, "' OR '1'='1"),
    kept("QRY-02-drop", TITLE, "'; DROP TABLE crm.contacts; --"),
    kept("QRY-02-backslash", TITLE, "\\' OR 1=1--"),
    kept("QRY-10-wildcard", TITLE, "100%_"),
]

REACH = [
    refused("VAL-11-no-at", MAIL, "nobody", "email"),
    refused("VAL-11-two-at", MAIL, "a@b@c.example", "email"),
    refused("VAL-11-space", MAIL, "a b@c.example", "email"),
    refused("VAL-11-header", MAIL, "a@b.example\nBcc: x", "characters"),
    refused("VAL-11-nul", MAIL, "a\x00@b.example", "characters"),
    refused("VAL-11-dots", MAIL, "a..b@c.example", "email"),
    refused("VAL-11-long-local", MAIL, "x" * 65 + "@c.example", "email"),
    refused("VAL-11-long", MAIL, "a@" + "x." * 130 + "example", "length"),
    refused("VAL-11-no-dot", MAIL, "a@localhost", "email"),
    refused("VAL-11-space-in-domain", MAIL, "ada@ example.com", "email"),
    refused("VAL-11-number-for-domain", MAIL, "a@127.0.0.1", "email"),
    refused("VAL-11-number", MAIL, 5, "type", **DIGITS),
    kept("VAL-12-idn", MAIL, "User@Exämple.com"),
    kept("VAL-12-punycode", MAIL, "user@xn--exmple-cua.com"),
    kept("VAL-12-local", MAIL, "üser@example.com"),
    kept("VAL-12-tag", MAIL, "a+tag@example.com"),
    refused(
        "VAL-12-21-addresses",
        "contacts.emails",
        [{"address": f"a{n}@b.example"} for n in range(21)],
        "length",
    ),
    refused(
        "VAL-12-second-address",
        "contacts.emails",
        [{"address": "a@b.example"}, {"address": "b c@d.example"}],
        "emails.1.address:email",
    ),
    kept("VAL-13-plus", "contacts.phone", "+1-555-0123"),
    kept("VAL-13-arabic", "contacts.phone", "٠١٢٣٤٥"),
    refused("VAL-13-words", "contacts.phone", "call me", "phone"),
    refused("VAL-13-long", "contacts.phone", "1" * 51, "length"),
    refused("VAL-13-company", "companies.phone", "call me", "phone"),
    refused("VAL-14-javascript", SITE, "javascript:alert(1)", "url"),
    refused("VAL-14-mixed-case", SITE, "JaVaScRiPt:alert(1)", "url"),
    refused("VAL-14-control", SITE, "\x01javascript:alert(1)", "characters"),
    refused("VAL-14-tab", SITE, "java\tscript:alert(1)", "characters"),
    refused("VAL-14-data", SITE, "data:text/html,<script>", "url"),
    refused("VAL-14-vbscript", SITE, "vbscript:x", "url"),
    refused("VAL-14-relative", SITE, "//evil.com", "url"),
    refused("VAL-14-user", SITE, "http://a@b.example", "url"),
    refused("VAL-14-file", SITE, "file:///etc/passwd", "url"),
    refused("VAL-14-long", SITE, "https://a.example/" + "x" * 5000, "length"),
    refused("VAL-14-brackets", SITE, "http://[::1", "url"),
    refused("VAL-14-port", SITE, "http://a.example:99999", "url"),
    refused("VAL-14-only-a-dot", SITE, "http://.", "url"),
    kept("VAL-14-http", SITE, "http://example.com/x?y#z"),
    kept("VAL-14-bare", SITE, "example.com", "https://example.com"),
    refused(
        "VAL-14-profile",
        PROFILES,
        {"x": "javascript:alert(1)"},
        "social_profiles.x:url",
        **SPARE,
    ),
    refused("VAL-14-custom", URL, "javascript:alert(1)", "url"),
    refused("domain", "companies.domain", "not a domain", "domain"),
    refused("domain-one-label", "companies.domain", "localhost", "domain"),
    refused("address-part", ADDRESS, {"planet": "Mars"}, "address.planet:unknown"),
    refused("address-nul", ADDRESS, {"city": "a\x00"}, "address.city:characters"),
    refused("address-text", ADDRESS, "Main Street 1", "type", **STREET),
    refused(
        "affiliation-id",
        "contacts.affiliations",
        [{"company_id": "x"}],
        "affiliations.0:id",
    ),
]

# Custom fields, one of each kind, have the name of their kind.
TYPED = [
    kept("VAL-15-text", NUMBER, "0.1"),
    kept("VAL-15-exact", NUMBER, "1.005"),
    kept("VAL-15-not-rounded", NUMBER, 2.675, "2.675"),
    kept("VAL-15-exponent", NUMBER, "1e3", "1000"),
    kept("VAL-15-minus-nothing", NUMBER, "-0", "-0"),
    refused("VAL-15-thousands", NUMBER, "1,234.56", "number"),
    refused("VAL-15-comma", NUMBER, "1.234,56", "number"),
    refused("VAL-15-currency", NUMBER, "€5", "number"),
    refused("VAL-15-arabic", NUMBER, "٣", "number"),
    refused("VAL-15-underscore", NUMBER, "1_0", "number"),
    refused("VAL-15-nan", NUMBER, "NaN", "range"),
    refused("VAL-15-infinity", NUMBER, "Infinity", "range"),
    refused("VAL-15-large", NUMBER, "99999999999999.99", "range"),
    refused("VAL-15-very-large", NUMBER, "1e400", "range"),
    refused("VAL-15-very-small", NUMBER, "1e-400", "number"),
    refused("VAL-15-digits", NUMBER, "0.1234567", "number"),
    refused("VAL-15-flag", NUMBER, True, "type", **NO_NUMBER),
    refused("VAL-15-5000-digits", NUMBER, "9" * 5000, "range"),
    kept("VAL-18-old", DAY, "1900-02-28"),
    kept("VAL-18-leap", DAY, "2024-02-29"),
    kept("VAL-18-first", DAY, "0001-01-01"),
    kept("VAL-18-last", DAY, "9999-12-31"),
    refused("VAL-18-no-leap", DAY, "1900-02-29", "date"),
    refused("VAL-18-no-leap-2023", DAY, "2023-02-29", "date"),
    refused("VAL-18-slashes", DAY, "29/02/2024", "date"),
    refused("VAL-18-short", DAY, "02-03-04", "date"),
    refused("VAL-18-week", DAY, "2026-W01-1", "date"),
    refused("VAL-18-digits", DAY, "20240101", "date"),
    refused("VAL-18-number", DAY, 20240101, "date"),
    refused("VAL-19-moment", DAY, "2024-01-01T00:00:00Z", "date"),
    refused("VAL-19-gap", DAY, "2025-03-30T02:30:00", "date"),
    refused("VAL-24-nul", TEXT, "a\x00", "characters"),
    refused("VAL-24-surrogate", TEXT, "a\ud800", "characters", **HALF),
    refused("VAL-24-object", TEXT, {"a": 1}, "type"),
    refused("VAL-24-long", TEXT, "x" * 256, "length"),
    refused("VAL-24-longer", LONG, "x" * 10_001, "length"),
    refused("VAL-24-not-object", "contacts.custom", [], "type", **EMPTY),
    refused(
        "VAL-24-nul-in-object",
        PROFILES,
        {"a": "\x00"},
        "social_profiles.a:characters",
        **SPARE,
    ),
    refused("VAL-24-unknown", "contacts.custom.nmae", "x", "unknown"),
    refused("flag-word", FLAG, "perhaps", "type"),
    refused("flag-yes", FLAG, "yes", "type", **YES),
    kept("flag", FLAG, False),
    kept("flag-text", FLAG, "true", True),
    refused("do-not-contact", "contacts.do_not_contact", "perhaps", "type", **STOPPED),
    kept("choice-case", CHOICE, "RED", "red"),
    refused("choice-other", CHOICE, "blue", "choice"),
    refused("choice-list", CHOICE, ["red"], "type"),
    refused("owner", "contacts.assigned_to", "nobody", "id", **NOBODY, **SPARE),
    refused("VAL-25-10000-tags", TAGGED, [f"t{n}" for n in range(10_000)], "length"),
    refused("VAL-25-51-tags", TAGGED, [f"t{n}" for n in range(51)], "length"),
    refused("VAL-25-comma", TAGGED, ["a,b"], "tags.0:tag"),
    refused("VAL-25-semicolon", TAGGED, ["a;b"], "tags.0:tag"),
    refused("VAL-25-empty", TAGGED, [""], "tags.0:tag"),
    refused("VAL-25-text", TAGGED, "vip", "type", file=Kept(["vip"])),
    refused("VAL-25-long", TAGGED, ["ok", "x" * 51], "tags.1:length"),
    kept("VAL-25-emoji", TAGGED, ["💎"]),
    kept("VAL-25-case", TAGGED, ["Press", "press", "PRESS"], ["Press"]),
    kept("VAL-25-custom", "contacts.custom.tags", ["a", "A"], ["a"]),
    refused(
        "VAL-25-custom-text", "contacts.custom.tags", "a", "type", file=Kept(["a"])
    ),
    refused("HTTP-10-unknown", "contacts.nmae", "b", "unknown", **SPARE),
    refused(
        "HTTP-10-read-only", "contacts.created_at", "2026-01-01", "read-only", **SPARE
    ),
]

# What only a program can hand over: no JSON and no text is like it.
OBJECTS = [
    refused("CLI-10-bytes", FIRST, b"Ada", "type"),
    refused("CLI-10-nan-for-text", FIRST, float("nan"), "type"),
    refused("CLI-10-nan", NUMBER, float("nan"), "range"),
    refused("CLI-10-signalling-nan", NUMBER, Decimal("sNaN"), "range"),
    refused("CLI-10-infinity", NUMBER, Decimal("Infinity"), "range"),
    refused("CLI-10-naive", "contacts.custom.date", NAIVE, "type"),
    refused("CLI-10-moment", DAY, NAIVE.replace(tzinfo=UTC), "type"),
    refused("CLI-10-set", TAGGED, {"a"}, "type"),
    refused("CLI-10-object", "companies.parent_id", object(), "id"),
    kept("CLI-10-subclass", FIRST, Word("Ada"), "Ada"),
]

CASES = [*TEXTS, *REACH, *TYPED, *OBJECTS]
