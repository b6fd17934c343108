"""
Bodies that no well-meaning client sends, by the ids of the catalogue.
"""

import json
from uuid import uuid4

import pytest

from crm_core.contacts import CONTACT_FIELDS

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]

TARGETS = (
    ("POST", "contacts/"),
    ("POST", "companies/"),
    ("PATCH", "contacts/{contact}/"),
    ("PATCH", "companies/{company}/"),
    ("POST", "contacts/bulk/"),
    ("POST", "contacts/{contact}/consents/"),
    ("POST", "contacts/{contact}/restore/"),
    ("POST", "changes/{change_set}/undo/"),
    ("POST", "custom-fields/"),
    ("PUT", "users/{contact}/"),
    ("PUT", "roles/rep/"),
    ("PATCH", "organization/"),
)


def everywhere(ours, body, media="application/json"):
    """
    The status with which each operation that takes a body answers this one.
    """
    ids = {
        "contact": ours.contact,
        "company": ours.company,
        "change_set": ours.change_set,
    }
    return {
        ours.admin.send(
            path.format(**ids), body, method=method, media=media
        ).status_code
        for method, path in TARGETS
    }


DEEP = 100_000


def case(id, body, status=400):
    """
    A body that gets this status everywhere.
    """
    return pytest.param(body, status, id=id)


BODIES = pytest.mark.parametrize(
    ("body", "status"),
    [
        case("HTTP-01-utf8", b'{"name":"\xff"}'),
        case("HTTP-01-overlong", b'{"name":"\xc0\xae"}'),
        case("HTTP-01-surrogate", b'{"name":"\xed\xa0\x80"}'),
        case("HTTP-01-utf16", '{"name":"x"}'.encode("utf-16")),
        case("HTTP-01-bom", b'\xef\xbb\xbf{"name":"x"}'),
        case("HTTP-02-lists", b"[" * DEEP + b"]" * DEEP),
        case("HTTP-02-objects", b'{"a":' * DEEP + b"1" + b"}" * DEEP),
        case("HTTP-02-33-levels", b'{"a":' + b"[" * 32 + b"]" * 32 + b"}"),
        case("HTTP-03-twice", b'{"name":"a","name":"b"}'),
        case("HTTP-03-twice-inside", b'{"custom":{"x":1,"x":2}}'),
        case("HTTP-03-twice-escaped", b'{"name":"a","n\\u0061me":"b"}'),
        case("HTTP-04-high", b'{"name":"\\ud800"}'),
        case("HTTP-04-low", b'{"name":"\\udc00x"}'),
        case("HTTP-04-two", b'{"name":"\\ud800\\ud800"}'),
        case("HTTP-04-key", b'{"\\ud800":"x"}'),
        case("HTTP-04-deep", b'{"custom":{"a":["\\ud800"]}}'),
        case("HTTP-06-nan", b'{"name":NaN}'),
        case("HTTP-06-infinity", b'{"name":Infinity}'),
        case("HTTP-06-minus", b'{"name":-Infinity}'),
        case("HTTP-06-exponent", b'{"name":1e99999999999999999999}'),
        case("HTTP-08-list", b'[{"name":"x"}]'),
        case("HTTP-08-text", b'"name"'),
        case("HTTP-08-number", b"5"),
        case("HTTP-08-null", b"null"),
        case("HTTP-08-true", b"true"),
        case("HTTP-09-cut", b'{"name":'),
        case("HTTP-09-comma", b'{"name":"x",}'),
        case("HTTP-09-single-quotes", b"{'name':'x'}"),
        case("HTTP-09-comment", b'{"name":"x"} // y'),
        case("HTTP-09-two", b'{"name":"x"}{"name":"y"}'),
        case("HTTP-09-nul", b"\x00"),
        case("HTTP-09-control", b'{"name":"a\nb"}'),
        case("HTTP-09-leading-zero", b'{"name":01}'),
        case("HTTP-09-form", b"name=x"),
        case("HTTP-09-xml", b"<name>x</name>"),
        case("HTTP-10-unknown", b'{"nmae":"b"}', 422),
        case("HTTP-10-proto", b'{"__proto__":{"admin":true},"constructor":1}', 422),
        case("HTTP-10-long-name", b'{"' + b"x" * 100_000 + b'":1}'),
        case("HTTP-14-large", b'{"name":"' + b"x" * 1_000_000 + b'"}', 413),
    ],
)


@BODIES
def test_bodies(ours, body, status):
    """
    A body that two readers could understand differently, or that is none, is
    refused before any use case sees it.
    """
    assert {status} == everywhere(ours, body)


@pytest.mark.parametrize(
    "media",
    [
        pytest.param("text/plain", id="HTTP-11-text"),
        pytest.param("application/x-www-form-urlencoded", id="HTTP-11-form"),
        pytest.param("multipart/form-data; boundary=x", id="HTTP-18-multipart"),
        pytest.param("multipart/form-data", id="HTTP-18-no-boundary"),
        pytest.param("application/x-msgpack", id="HTTP-13-msgpack"),
        pytest.param("application/json; charset=utf-16", id="HTTP-12-charset"),
        pytest.param("application/json; charset=zzz", id="HTTP-18-charset"),
        pytest.param("application/jsonx", id="HTTP-11-like"),
        pytest.param("application/xml", id="HTTP-11-xml"),
        pytest.param("", id="HTTP-11-none"),
        pytest.param("application/json, text/plain", id="HTTP-11-two"),
    ],
)
def test_media_types(ours, media):
    """
    HTTP-11..13, 18: only application/json in UTF-8 is read, whatever it says inside.
    """
    assert {415} == everywhere(ours, b'{"name":"x"}', media)


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "identity, gzip"])
def test_compressed(ours, coding):
    """
    HTTP-17: nothing compressed is unpacked.
    """
    answer = ours.admin.post(
        "contacts/",
        content=b"\x1f\x8b",
        headers={"content-type": "application/json", "content-encoding": coding},
    )

    assert 415 == answer.status_code


def test_json_with_charset_is_fine(ours):
    """
    What is JSON in UTF-8 by every spelling is taken.
    """
    for media in ("application/json", "Application/JSON; charset=UTF-8"):
        answer = ours.admin.send("contacts/", b'{"last_name":"x"}', media=media)

        assert 201 == answer.status_code


TEXT_FIELDS = [
    field.name
    for field in CONTACT_FIELDS.by_name.values()
    if field.writable and field.kind.name in {"text", "email", "phone"}
]


@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_nul_in_text(ours, field):
    """
    HTTP-05: NUL is refused with the field's name, in every text field.
    """
    answer = ours.admin.send("contacts/", b'{"%s":"a\\u0000b"}' % field.encode())

    assert 422 == answer.status_code
    assert [field] == [each["field"] for each in answer.json()["errors"]]


@pytest.mark.parametrize(
    "body",
    [
        b'{"first_name":5,"last_name":true}',
        b'{"first_name":["x"],"last_name":{"x":1}}',
        b'{"first_name":9223372036854775808,"last_name":1e400}',
        b'{"first_name":%s,"last_name":0.1}' % (b"9" * 50_000),
    ],
    ids=["HTTP-07-scalar", "HTTP-08-shape", "HTTP-07-big", "HTTP-07-bigger"],
)
def test_wrong_types(ours, body):
    """
    HTTP-07, 08: a value of another type is refused with the field's name, all of
    them at once; numbers of any size are just wrong, never a fault.
    """
    answer = ours.admin.send("contacts/", body)

    assert 422 == answer.status_code
    assert {"first_name", "last_name"} == {
        each["field"] for each in answer.json()["errors"]
    }


def test_every_error_is_told(ours):
    """
    HTTP-10: all that is wrong is listed, with what each is called.
    """
    body = {
        "nmae": "b",
        "email": "nobody",
        "tags": ["a,b"],
        "id": str(uuid4()),
        "organization_id": str(uuid4()),
        "version": 3,
        "created_at": "2026-01-01T00:00:00Z",
        "emails": [{"address": "x"}, {"address": "a@b.example", "nope": 1}],
        "company_id": "no",
        "contact_id": "x",
    }
    answer = ours.admin.post("contacts/", json=body)
    told = {each["field"] for each in answer.json()["errors"]}

    assert 422 == answer.status_code
    assert {*body} - {"tags", "emails"} | {
        "tags.0",
        "emails.0.address",
        "emails.1.nope",
    } == told


def test_very_many_errors(ours):
    """
    The list of errors is cut to stay readable, and says how many it left out.
    """
    answer = ours.admin.post("contacts/", json={f"field{n}": n for n in range(10_000)})
    problem = answer.json()

    assert 422 == answer.status_code
    assert 10_000 == len(problem["errors"]) + problem["errors_omitted"]
    assert "10000 values are wrong." == problem["detail"]


def test_body_of_what_takes_none(ours):
    """
    Members are not dropped silently by operations that take none.
    """
    place = f"contacts/{ours.contact}/erase/"

    assert 422 == ours.admin.post(place, json={"sure": True}).status_code
    assert 415 == ours.admin.send(place, b"{}", media="text/plain").status_code
    assert 200 == ours.admin.post(place, json={}).status_code


def test_numbers_keep_their_digits(ours):
    """
    Fractions are decimal from end to end.
    """
    ours.admin.post(
        "custom-fields/", json={"record": "contact", "name": "n", "kind": "number"}
    )
    for given, kept in (
        (b"0.1", "0.1"),
        (b"1e2", "100"),
        (b"12345678901.123456", "12345678901.123456"),
        (b"-0", "0"),
    ):
        answer = ours.admin.send(
            "contacts/", b'{"last_name":"x","custom":{"n":%s}}' % given
        )
        number = json.loads(answer.content)["custom"]["n"]

        assert float(kept) == float(number)
        assert "e" not in number.lower()
