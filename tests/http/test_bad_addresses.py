"""
Addresses and methods that no well-meaning client sends, by the ids of the catalogue.
"""

from uuid import UUID

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]


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


def test_parameters_of_what_takes_none(ours):
    """
    Nor are parameters.
    """
    for path in (f"contacts/{ours.contact}/", "users/", "changes/", "organization/"):
        answer = ours.admin.get(f"{path}?fields=password")

        assert 422 == answer.status_code
        assert ["fields"] == [each["field"] for each in answer.json()["errors"]]
