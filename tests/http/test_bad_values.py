"""
Values that a field does not take, by the ids of the catalogue, and that the library
gives each the same verdict (G10).
"""

import json
from decimal import Decimal

import pytest
from attrs import evolve

from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.shared import Conflict, Invalid

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]
REFUSED = object()

ADD = {"contacts": add_contact, "companies": add_company}
ALWAYS = {"contacts": {"last_name": "x"}, "companies": {"name": "x"}}
CUSTOM = ("text", "long-text", "number", "date", "flag", "url", "tags")


@pytest.fixture
def verdict(ours, door):
    """
    What becomes of a value by API, after the library has said the same.
    """

    def judge(plural, field, value):
        body = {**ALWAYS[plural], field: value}
        answer = ours.admin.send(f"{plural}/", json.dumps(body).encode())
        actor = evolve(ours.admin.actor, source="library")
        if answer.status_code == 201:
            kept = answer.json()
            ours.admin.delete(f"{plural}/{kept['id']}/")  # its address is free again
            by_library = door.crm.run(actor, ADD[plural], **body)
            shown = getattr(by_library, field)
            if isinstance(shown, str) or shown is None:
                assert kept[field] == shown, "G10: API and library keep it differently"
            return kept[field]
        with pytest.raises(Invalid) as refused:
            door.crm.run(actor, ADD[plural], **body)
        told = {(each["field"], each["code"]) for each in answer.json()["errors"]}

        assert 422 == answer.status_code
        assert told == {(each.field, each.code) for each in refused.value.errors}
        assert all(name.split(".")[0] == field for name, _ in told)
        return REFUSED

    return judge


def refused(id, *where_and_what):
    """
    A value that must be refused.
    """
    return pytest.param(*where_and_what, REFUSED, id=id)


def kept(id, plural, field, value, shown=...):
    """
    A value that is kept, as it is or as *shown*.
    """
    return pytest.param(plural, field, value, value if shown is ... else shown, id=id)


@pytest.mark.parametrize(
    ("plural", "field", "value", "expected"),
    [
        refused("VAL-01-nul", "contacts", "first_name", "a\x00b"),
        refused("VAL-01-escape", "contacts", "first_name", "a\x1bb"),
        refused("VAL-01-line", "contacts", "first_name", "a\nb"),
        refused("VAL-01-line-separator", "contacts", "first_name", "a\u2028b"),
        kept("VAL-01-lines-in-notes", "contacts", "notes", "a\nb"),
        kept("VAL-01-trimmed", "contacts", "first_name", "  a  ", "a"),
        kept("VAL-01-only-spaces", "contacts", "title", "   ", None),
        kept("VAL-02-at-limit", "contacts", "first_name", "x" * 100),
        refused("VAL-02-over-limit", "contacts", "first_name", "x" * 101),
        kept("VAL-02-emoji-at-limit", "companies", "name", "😀" * 255),
        refused("VAL-02-emoji-over-limit", "companies", "name", "😀" * 256),
        refused("VAL-02-half-megabyte", "contacts", "first_name", "x" * 500_000),
        kept("VAL-02-notes-at-limit", "contacts", "notes", "x " * 9999 + "x"),
        refused("VAL-02-notes-over-limit", "contacts", "notes", "x" * 20_001),
        kept("VAL-05-nfc", "contacts", "first_name", "e\u0301", "é"),
        kept("VAL-05-angstrom", "contacts", "first_name", "\u212b", "Å"),
        refused("VAL-06-override", "contacts", "first_name", "gpj.exe\u202e"),
        refused("VAL-06-isolate", "contacts", "first_name", "\u2066x\u2069"),
        refused("VAL-06-mark", "contacts", "first_name", "\u200fname"),
        refused("VAL-06-company", "companies", "name", "\u202eemA"),
        kept("VAL-08-ligature", "contacts", "first_name", "﷽" * 100),
        refused("VAL-08-zalgo", "contacts", "first_name", ("x" + "\u0336" * 100) * 2),
        kept("VAL-08-family", "contacts", "notes", "👩‍👩‍👧" * 1000),
        kept("VAL-09-turkish", "contacts", "first_name", "İSTANBUL"),
        kept("VAL-10-markup", "contacts", "first_name", "<script>alert(1)</script>"),
        kept("VAL-10-formula", "contacts", "first_name", "=1+1"),
        refused("VAL-11-no-at", "contacts", "email", "nobody"),
        refused("VAL-11-two-at", "contacts", "email", "a@b@c.example"),
        refused("VAL-11-space", "contacts", "email", "a b@c.example"),
        refused("VAL-11-newline", "contacts", "email", "a@b.example\nBcc: x@y.example"),
        refused("VAL-11-dots", "contacts", "email", "a..b@c.example"),
        refused("VAL-11-long-local", "contacts", "email", "x" * 65 + "@c.example"),
        refused("VAL-11-no-dot", "contacts", "email", "a@localhost"),
        refused("VAL-11-address", "contacts", "email", "a@127.0.0.1"),
        refused("VAL-11-number", "contacts", "email", 5),
        kept("VAL-12-idn", "contacts", "email", "User@Exämple.com"),
        kept("VAL-12-punycode", "contacts", "email", "user@xn--exmple-cua.com"),
        kept("VAL-12-local", "contacts", "email", "üser@example.com"),
        kept("VAL-12-tag", "contacts", "email", "a+tag@example.com"),
        kept("VAL-13-plus", "contacts", "phone", "+1-555-0123"),
        kept("VAL-13-arabic", "contacts", "phone", "٠١٢٣٤٥"),
        refused("VAL-13-words", "contacts", "phone", "call me"),
        refused("VAL-13-long", "contacts", "phone", "1" * 51),
        refused("VAL-14-javascript", "companies", "website", "javascript:alert(1)"),
        refused("VAL-14-mixed-case", "companies", "website", "JaVaScRiPt:alert(1)"),
        refused("VAL-14-control", "companies", "website", "\x01javascript:alert(1)"),
        refused("VAL-14-tab", "companies", "website", "java\tscript:alert(1)"),
        refused("VAL-14-data", "companies", "website", "data:text/html,<script>"),
        refused("VAL-14-vbscript", "companies", "website", "vbscript:x"),
        refused("VAL-14-relative", "companies", "website", "//evil.com"),
        refused("VAL-14-user", "companies", "website", "http://a@b.example"),
        refused("VAL-14-file", "companies", "website", "file:///etc/passwd"),
        refused("VAL-14-long", "companies", "website", "https://a.b/" + "x" * 5000),
        refused("VAL-14-brackets", "companies", "website", "http://[::1"),
        refused("VAL-14-port", "companies", "website", "http://a.example:99999"),
        kept("VAL-14-http", "companies", "website", "http://example.com/x?y#z"),
        refused(
            "VAL-14-profile",
            "contacts",
            "social_profiles",
            {"x": "javascript:alert(1)"},
        ),
        refused("VAL-24-nul", "contacts", "social_profiles", {"a": "\x00"}),
        refused("VAL-24-not-object", "contacts", "custom", []),
        refused("VAL-24-unknown", "contacts", "custom", {"a": 1}),
        refused(
            "VAL-25-many-tags", "contacts", "tags", [f"t{n}" for n in range(10_000)]
        ),
        refused("VAL-25-51-tags", "contacts", "tags", [f"t{n}" for n in range(51)]),
        refused("VAL-25-comma", "contacts", "tags", ["a,b"]),
        refused("VAL-25-semicolon", "contacts", "tags", ["a;b"]),
        refused("VAL-25-empty", "contacts", "tags", [""]),
        refused("VAL-25-text", "contacts", "tags", "vip"),
        kept("VAL-25-emoji", "contacts", "tags", ["💎"]),
        kept("VAL-25-case", "contacts", "tags", ["VIP", "vip", "Vip"], ["VIP"]),
        refused("address-unknown-part", "contacts", "address", {"planet": "Mars"}),
        refused("address-text", "contacts", "address", "Main Street 1"),
        refused("affiliation-id", "contacts", "affiliations", [{"company_id": "x"}]),
        refused("21-emails", "contacts", "emails", 21 * [{"address": "a@b.example"}]),
        refused("flag", "contacts", "do_not_contact", "perhaps"),
        refused("owner", "contacts", "assigned_to", "me"),
        refused("domain", "companies", "domain", "not a domain"),
    ],
)
def test_values(verdict, plural, field, value, expected):
    """
    One value, one verdict: kept as expected, or refused with its field named.
    """
    assert expected == verdict(plural, field, value)


@pytest.fixture
def custom(ours):
    """
    A custom field of each kind.
    """
    for kind in CUSTOM:
        field = {"record": "contact", "name": kind.replace("-", "_"), "kind": kind}
        assert 201 == ours.admin.post("custom-fields/", json=field).status_code
    choice = {"record": "contact", "name": "choice", "kind": "choice"}
    ours.admin.post("custom-fields/", json={**choice, "options": ["red", "green"]})


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        pytest.param("number", '"0.1"', "0.1", id="VAL-15-text"),
        pytest.param("number", "2.675", "2.675", id="VAL-15-exact"),
        pytest.param("number", "1e3", "1000", id="VAL-15-exponent"),
        pytest.param("number", '"1,234.56"', None, id="VAL-15-thousands"),
        pytest.param("number", '"1.234,56"', None, id="VAL-15-comma"),
        pytest.param("number", '"€5"', None, id="VAL-15-sign"),
        pytest.param("number", '"٣"', None, id="VAL-15-arabic"),
        pytest.param("number", '"1_0"', None, id="VAL-15-underscore"),
        pytest.param("number", '"NaN"', None, id="VAL-15-nan"),
        pytest.param("number", '"Infinity"', None, id="VAL-15-infinity"),
        pytest.param("number", "99999999999999.99", None, id="VAL-15-large"),
        pytest.param("number", "1e400", None, id="VAL-15-very-large"),
        pytest.param("number", "1e-400", None, id="VAL-15-very-small"),
        pytest.param("number", "0.1234567", None, id="VAL-15-digits"),
        pytest.param("number", "true", None, id="VAL-15-flag"),
        pytest.param("number", "9" * 5000, None, id="VAL-15-5000-digits"),
        pytest.param("date", '"1900-02-28"', "1900-02-28", id="VAL-18-old"),
        pytest.param("date", '"1900-02-29"', None, id="VAL-18-no-leap"),
        pytest.param("date", '"2023-02-29"', None, id="VAL-18-no-leap-2023"),
        pytest.param("date", '"2024-02-29"', "2024-02-29", id="VAL-18-leap"),
        pytest.param("date", '"0001-01-01"', "0001-01-01", id="VAL-18-first"),
        pytest.param("date", '"9999-12-31"', "9999-12-31", id="VAL-18-last"),
        pytest.param("date", '"29/02/2024"', None, id="VAL-18-slashes"),
        pytest.param("date", '"02-03-04"', None, id="VAL-18-short"),
        pytest.param("date", '"2024-01-01T00:00:00Z"', None, id="VAL-19-moment"),
        pytest.param("date", "20240101", None, id="VAL-18-number"),
        pytest.param("text", '"a\\u0000"', None, id="VAL-24-nul"),
        pytest.param("text", '{"a":1}', None, id="VAL-24-object"),
        pytest.param("text", '"' + "x" * 256 + '"', None, id="VAL-24-long"),
        pytest.param("long_text", '"' + "x" * 10_001 + '"', None, id="VAL-24-longer"),
        pytest.param("flag", '"yes"', None, id="flag-word"),
        pytest.param("flag", "false", False, id="flag"),
        pytest.param("choice", '"RED"', "red", id="choice-case"),
        pytest.param("choice", '"blue"', None, id="choice-other"),
        pytest.param("choice", '["red"]', None, id="choice-list"),
        pytest.param("url", '"javascript:alert(1)"', None, id="VAL-14-custom"),
        pytest.param("tags", '["a","A"]', ["a"], id="tags"),
        pytest.param("tags", '"a"', None, id="tags-text"),
    ],
)
def test_custom_values(ours, custom, name, raw, expected):
    """
    A custom field takes values of its kind, exactly; others are refused by name.
    """
    body = f'{{"last_name":"x","custom":{{"{name}":{raw}}}}}'
    answer = ours.admin.send("contacts/", body.encode())

    if expected is None:
        assert 422 == answer.status_code
        assert f"custom.{name}" in {
            each["field"].rsplit(".", 1)[0]
            if each["field"][-1].isdigit()
            else each["field"]
            for each in answer.json()["errors"]
        }
    elif name == "number":
        assert Decimal(expected) == Decimal(answer.json()["custom"][name])
    else:
        assert expected == answer.json()["custom"][name]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        pytest.param("A@B.example", "a@b.example", True, id="VAL-12-case"),
        pytest.param("u@Exämple.com", "U@xn--exmple-cua.com", True, id="VAL-12-idn"),
        pytest.param("a+x@b.example", "a@b.example", False, id="VAL-12-tag"),
        pytest.param("straße@b.example", "STRASSE@b.example", True, id="VAL-09-eszett"),
        pytest.param("é@b.example", "e\u0301@b.example", True, id="VAL-05-nfc"),
        pytest.param("a@b.example", "a@b.example.", True, id="final-dot"),
        pytest.param("a.b@c.example", "ab@c.example", False, id="dots-matter"),
    ],
)
def test_same_address(ours, door, first, second, same):
    """
    Addresses that reach the same person are one, by API and library alike.
    """
    ours.admin.add("contacts", email=first)
    answer = ours.admin.post("contacts/", json={"email": second})

    if same:
        assert 409 == answer.status_code
        with pytest.raises(Conflict):
            door.crm.run(ours.admin.actor, add_contact, email=second)
    else:
        assert 201 == answer.status_code


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        pytest.param("Zoé", "Zoe\u0301", id="VAL-05-nfc"),
        pytest.param("ﬁnn", "finn", id="VAL-05-ligature"),
        pytest.param("Åsa", "\u212bsa", id="VAL-05-angstrom"),
        pytest.param("İSTANBUL", "istanbul", id="VAL-09-turkish"),
        pytest.param("Groß", "GROSS", id="VAL-09-eszett"),
        pytest.param("\u212aelvin", "kelvin", id="VAL-09-kelvin"),
        pytest.param("Müller", "muller", id="accents"),
    ],
)
def test_same_word(ours, written, asked):
    """
    A name is found however its letters are spelled.
    """
    ours.admin.add("contacts", last_name=written)
    found = ours.admin.get("contacts/", params={"search": asked}).json()

    assert 1 == found["total"]
    assert "corrected" not in found


def test_tags_of_the_organization(ours):
    """
    VAL-25: the first spelling of a tag is everybody's.
    """
    ours.admin.add("contacts", last_name="x", tags=["VIP"])
    second = ours.admin.add("contacts", last_name="y", tags=["vip"])

    assert ["VIP"] == second["tags"]
    assert 2 == ours.admin.get("contacts/?tags=vIp").json()["total"]


def test_nothing_to_know_somebody_by(ours):
    """
    A contact has a name, an address or a number; an edit cannot take the last one.
    """
    assert 422 == ours.admin.post("contacts/", json={}).status_code
    assert 422 == ours.admin.post("contacts/", json={"title": "CEO"}).status_code
    contact = ours.admin.add("contacts", last_name="x")
    place = f"contacts/{contact['id']}/"
    assert 422 == ours.admin.patch(place, json={"last_name": None}).status_code
    assert 422 == ours.admin.post("companies/", json={"name": " "}).status_code
