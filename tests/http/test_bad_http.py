"""
HTTP and JSON that no well-meaning client sends, by the ids of the catalogue.
"""

import json
from uuid import UUID, uuid4

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
    ("query", "status"),
    [
        ("search=%00", 422),
        ("tags=%00", 422),
        ("first_name=a%00b", 422),
        ("%00=1", 422),
        ("search=%ff", 400),
        ("search=%ED%A0%80", 400),
        ("cursor=%00", 422),
        ("sort=%00", 422),
    ],
)
def test_nul_in_query(ours, query, status):
    """
    HTTP-05: so are NUL and broken UTF-8 in the address.
    """
    assert status == ours.admin.get(f"contacts/?{query}").status_code


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


@pytest.mark.parametrize(
    "query",
    [
        "page_size=-1",
        "page_size=0",
        "page_size=1000001",
        "page_size=201",
        "page_size=abc",
        "page_size=1e3",
        "page_size=%D9%A3",
        "page_size=%2B5",
        "page_size=1_0",
        "page_size=1&page_size=20",
        "page_size[]=1",
        "page_size=",
        "page_size=5.0",
        "page_size=0x10",
        "limit=5",
        "size=999",
        "page=0",
        "page=-1",
        "page=9223372036854775808",
        "page=1.5",
    ],
)
@pytest.mark.parametrize("plural", ["contacts", "companies", "changes"])
def test_page_sizes(ours, plural, query):
    """
    HTTP-19: only plain whole numbers within the limits are page sizes.
    """
    assert 422 == ours.admin.get(f"{plural}/?{query}").status_code


@pytest.mark.parametrize(
    "query",
    [
        "cursor=AAAA",
        "cursor=eyJpZCI6IicgT1IgMSJ9",
        "cursor=",
        "cursor=%F0%9F%92%A9",
        "cursor=..%2F..",
        f"cursor={'A' * 5000}",
        "offset=9223372036854775808",
        "page=10000001",
    ],
)
@pytest.mark.parametrize("plural", ["contacts", "companies", "changes"])
def test_cursors(ours, plural, query):
    """
    HTTP-20: a made-up cursor, or a page beyond all, is refused.
    """
    assert 422 == ours.admin.get(f"{plural}/?{query}").status_code


def test_last_page_and_beyond(ours):
    """
    HTTP-20: a page after the last is empty.
    """
    page = ours.admin.get("contacts/?page=9999999").json()

    assert [] == page["items"]
    assert page["next_cursor"] is None


@pytest.mark.parametrize(
    "id",
    [
        "0",
        "-1",
        "9" * 5000,
        "%D9%A3",
        "1%00",
        "..%2f..%2fetc%2fpasswd",
        "%c0%ae",
        "{{{id}}}",
        "%7B{id}%7D",
        "urn:uuid:{id}",
        "{hex}",
        "00000000-0000-0000-0000-000000000000",
        "{id}%20",
        "{id}%0a",
        "{id}x",
        "null",
        "undefined",
        "*",
        "{id}%2fhistory",
        ".",
        "..",
    ],
)
@pytest.mark.parametrize("place", ["contacts", "companies", "changes", "custom-fields"])
def test_ids(ours, place, id):
    """
    HTTP-21: whatever is not an id in its usual spelling is not there.
    """
    own = ours.contact
    spelled = id.replace("{hex}", own.hex).replace("{id}", str(own))
    answer = ours.admin.get(f"{place}/{spelled}/")

    if id in {".", ".."}:  # the client resolves these before it asks
        assert answer.status_code in {200, 404}
    else:
        assert 404 == answer.status_code


def test_upper_case_id(ours):
    """
    HTTP-21: an id in capitals is the same id.
    """
    answer = ours.admin.get(f"contacts/{str(ours.contact).upper()}/")

    assert 200 == answer.status_code
    assert ours.contact == UUID(answer.json()["id"])


@pytest.mark.parametrize(
    "path",
    [
        "//api/crm/contacts/",
        "/api//crm/contacts/",
        "/api/crm/contacts//",
        "/api/crm//contacts",
        "/api/crm/contacts%2f",
        "/api%2fcrm/contacts/",
        "/api/crm/contacts;x=1/",
        "/API/CRM/contacts/",
        "/api/crm/contacts/../contacts%00/",
    ],
)
def test_paths(ours, path):
    """
    HTTP-22: a path has one spelling, with or without the slash at the end.
    """
    answer = ours.admin.get(f"http://127.0.0.1{path}")

    assert 404 == answer.status_code


@pytest.mark.parametrize(
    "method", ["TRACE", "PROPFIND", "CONNECT", "PUT", "BREW", "get"]
)
def test_methods(ours, method):
    """
    HTTP-23: other methods are 405 with those that are allowed.
    """
    answer = ours.admin.request(method, "contacts/")

    if method == "get":  # the client spells it GET
        assert 200 == answer.status_code
    else:
        assert 405 == answer.status_code
        assert "GET, HEAD, OPTIONS, POST" == answer.headers["allow"]


@pytest.mark.parametrize(
    "headers",
    [
        {"x-http-method-override": "DELETE"},
        {"x-http-method": "DELETE"},
        {"x-method-override": "DELETE"},
    ],
)
def test_no_override(ours, headers):
    """
    HTTP-23: no header and no parameter turns one method into another.
    """
    place = f"contacts/{ours.contact}/"
    ours.admin.post(place, headers=headers)
    ours.admin.get(place, headers=headers)
    ours.admin.get(f"{place}?_method=DELETE")

    assert 200 == ours.admin.get(place).status_code


@pytest.mark.parametrize(
    "path", ["contacts/", "contacts/{id}/", "contacts/{id}/history/", "nope/"]
)
def test_head(ours, path):
    """
    HTTP-23: HEAD answers the headers of GET, and no body.
    """
    place = path.format(id=ours.contact)
    get, head = ours.admin.get(place), ours.admin.request("HEAD", place)

    assert get.status_code == head.status_code
    assert b"" == head.content
    for name in ("content-type", "content-length", "etag"):
        assert get.headers.get(name) == head.headers.get(name)


@pytest.mark.parametrize("headers", [{"accept": "text/html"}, {"accept": "image/png"}])
def test_accept_never_matters(ours, headers):
    """
    HTTP-24: an answer is JSON whatever was asked for.
    """
    for path, media in (
        ("contacts/", "application/json"),
        ("nope/", "application/problem+json"),
    ):
        answer = ours.admin.get(path, headers=headers)

        assert media == answer.headers["content-type"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({f"x-{n}": "y" for n in range(1000)}, 431, id="1000-headers"),
        pytest.param({"x-long": "y" * 64_000}, 431, id="64-kB-header"),
        pytest.param({f"x-{n}": "y" * 8000 for n in range(5)}, 431, id="40-kB"),
    ],
)
def test_large_headers(ours, headers, status):
    """
    HTTP-16: headers have limits.
    """
    assert status == ours.admin.get("contacts/", headers=headers).status_code


@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param("search=" + "x" * 16_384, 414, id="16-kB-address"),
        pytest.param("&".join(["tags=x"] * 5000), 414, id="5000-parameters"),
        pytest.param("&".join(["a=b"] * 1000), 400, id="1000-parameters"),
        pytest.param("&".join(["tags=x"] * 150), 422, id="150-filters"),
    ],
)
def test_large_addresses(ours, query, status):
    """
    HTTP-16: addresses have limits.
    """
    assert status == ours.admin.get(f"contacts/?{query}").status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.com"},
        {"host": "127.0.0.1.evil.com"},
        {"host": "evil.com:80"},
        {"host": "127.0.0.1@evil.com"},
        {"host": "127.0.0.1 evil.com"},
        {"host": ""},
        {"host": "[::ffff:127.0.0.1]"},
        {"host": "LOCALHOST.evil.com"},
    ],
    ids=lambda headers: repr(headers["host"]),
)
def test_hosts(ours, headers):
    """
    HTTP-25: only names of this service are answered.
    """
    assert 400 == ours.admin.get("contacts/", headers=headers).status_code


def test_forwarded_names_are_not_believed(ours):
    """
    HTTP-25: links are relative, and no forwarded name gets into an answer.
    """
    headers = dict.fromkeys(
        ("x-forwarded-host", "x-forwarded-server", "x-original-host"), "evil.com"
    ) | {"forwarded": "host=evil.com", "x-forwarded-proto": "evil"}
    added = ours.admin.post("contacts/", json={"last_name": "x"}, headers=headers)

    assert 201 == added.status_code
    assert added.headers["location"].startswith("/api/crm/contacts/")
    assert "evil" not in added.text + str(added.headers)


def test_request_id(ours):
    """
    A sane request id is taken over; anything else is replaced.
    """
    taken = ours.admin.get("contacts/", headers={"x-request-id": "abc-123"})

    assert "abc-123" == taken.headers["x-request-id"]
    for given in ("a b", "x" * 65, "<script>", "é"):
        answer = ours.admin.get("nope/", headers={"x-request-id": given.encode()})
        assert answer.headers["x-request-id"] == answer.json()["request_id"] != given


def test_body_of_what_takes_none(ours):
    """
    Members are not dropped silently by operations that take none.
    """
    place = f"contacts/{ours.contact}/erase/"

    assert 422 == ours.admin.post(place, json={"sure": True}).status_code
    assert 415 == ours.admin.send(place, b"{}", media="text/plain").status_code
    assert 200 == ours.admin.post(place, json={}).status_code


def test_parameters_of_what_takes_none(ours):
    """
    Nor are parameters.
    """
    for path in (f"contacts/{ours.contact}/", "users/", "changes/", "organization/"):
        answer = ours.admin.get(f"{path}?fields=password")

        assert 422 == answer.status_code
        assert ["fields"] == [each["field"] for each in answer.json()["errors"]]


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
