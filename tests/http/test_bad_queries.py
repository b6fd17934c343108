"""
Sorting, filtering and searching with malice, by the ids of the catalogue.
"""

from time import perf_counter
from urllib.parse import quote

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]
PLURALS = ("contacts", "companies")

INJECTIONS = [
    "' OR '1'='1",
    "\\' OR 1=1--",
    "' union select null--",
    "') OR 1=1 --",
    "$$;select pg_sleep(5)--$$",
    "'; DROP TABLE crm.contacts; --",
    "{{7*7}}",
    "${jndi:ldap://127.0.0.1/x}",
    "%s%d%n",
    "\\",
    "\\\\'",
    '"',
]


@pytest.fixture(autouse=True)
def quick(request):
    """
    G6: nothing that was asked made the database sleep.
    """
    begun = perf_counter()
    yield
    assert perf_counter() - begun < 4, "slower than any honest answer"


@pytest.mark.parametrize(
    "sort",
    [
        "id;DROP TABLE contacts--",
        "(select pg_sleep(5))",
        "name,(case when 1=1 then 1 else 1/0 end)",
        "-",
        "--name",
        "+name",
        "__class__",
        "contacts.password_hash",
        "",
        "name,",
        "NAME",
        "name desc",
        "custom.x",
        "search",
        "organization_id",
        "version",
        "1",
    ],
)
@pytest.mark.parametrize("plural", PLURALS)
def test_sort(ours, plural, sort):
    """
    QRY-01: lists are ordered by what is allowed, and by nothing else.
    """
    answer = ours.admin.get(f"{plural}/", params={"sort": sort})

    assert 422 == answer.status_code
    assert ["sort"] == [*{each["field"] for each in answer.json()["errors"]}]


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("field", ["first_name", "tags", "title", "company.name"])
def test_filter_values(ours, field, value):
    """
    QRY-02, 04: a value is compared as it stands: nothing has it, nothing breaks.
    """
    answer = ours.admin.get("contacts/", params={field: value})

    assert answer.status_code in {200, 422}
    if answer.status_code == 200:
        assert [] == answer.json()["items"]


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("plural", PLURALS)
def test_search_values(ours, plural, value):
    """
    QRY-02: the same words in the search box.
    """
    answer = ours.admin.get(f"{plural}/", params={"search": value})

    assert 200 == answer.status_code


@pytest.mark.parametrize("value", INJECTIONS)
def test_literal_match(ours, value):
    """
    QRY-02: and what really has that value is found by it.
    """
    ours.admin.add("contacts", last_name="x", title=value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    found = ours.admin.get("contacts/", params={"title": f'"{escaped}"'}).json()

    assert [value] == [each["title"] for each in found["items"]]


@pytest.mark.parametrize(
    "name",
    [
        "filter[name]",
        "first_name[gt]",
        "first_name__contains",
        "first_name' OR 1=1--",
        "organization_id",
        "org_id",
        "group_by",
        "timezone",
        "fields",
        "include",
        "expand",
        "created_at::text",
        "custom.x' OR 1=1--",
        "custom.",
        "company.id",
        "",
        "__proto__",
        "search[]",
    ],
)
@pytest.mark.parametrize("plural", PLURALS)
def test_filter_names(ours, plural, name):
    """
    QRY-03, 05, 06, 17: filters have the names of fields; others are named as unknown.
    """
    answer = ours.admin.get(f"{plural}/?{quote(name)}=x")

    assert 422 == answer.status_code
    assert [name] == [each["field"] for each in answer.json()["errors"]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "x" * 10_000,
        "a & | b",
        '"',
        "(((",
        ":*",
        "!!!",
        "\\",
        "💩👩‍👩‍👧‍👦",
        "   ",
        "a:b",
        "a:*",
        "<->",
        "'a' & 'b':*",
        "-",
        "1" * 400,
        "İSTANBUL",
        "ﷺ" * 50,
        "e\u0301" * 100,
        " ".join("ab" for _ in range(160)),
    ],
)
@pytest.mark.parametrize("plural", PLURALS)
def test_search_text(ours, plural, text):
    """
    QRY-09: whatever stands in the search box is words, or too long.
    """
    answer = ours.admin.get(f"{plural}/?search={quote(text)}")

    assert answer.status_code == (422 if len(text) > 500 else 200)


@pytest.mark.parametrize("text", ["%", "%%%", "_", "\\%", "%a%", "__________"])
def test_no_wildcards(ours, text):
    """
    QRY-10: per cent and underscore mean themselves, not everything.
    """
    ours.admin.add("contacts", last_name="Plain")
    for name in ("last_name", "title", "tags"):
        found = ours.admin.get("contacts/", params={name: text})
        assert [] == found.json()["items"]
    ours.admin.add("contacts", last_name=text)
    found = ours.admin.get("contacts/", params={"last_name": text})
    assert [text] == [each["last_name"] for each in found.json()["items"]]


def test_many_terms(ours):
    """
    QRY-12: at most a hundred filters.
    """
    for count, status in ((100, 200), (101, 422), (200, 422), (201, 400)):
        query = "&".join(f"tags=t{n}" for n in range(count))
        assert status == ours.admin.get(f"contacts/?{query}").status_code


def test_many_ids(ours):
    """
    QRY-12: at most ten thousand ids at once, and no fault at seventy thousand.
    """
    ids = [str(ours.contact)] * 20_000
    answer = ours.admin.post("contacts/bulk/", json={"ids": ids})

    assert 422 == answer.status_code
    body = b'{"ids":[%s]}' % b",".join([b'"%s"' % str(ours.contact).encode()] * 70_000)
    assert 413 == ours.admin.send("contacts/bulk/", body).status_code


@pytest.mark.parametrize(
    "value",
    [
        "2024-02-30",
        "9999-12-31T23:59:60Z",
        "infinity",
        "-infinity",
        "now()-interval '1 day'",
        "now",
        "0000-00-00",
        "10000-01-01",
        "2024-01-01T00:00:00+24:00",
        "2024-01-01T00:00:00",
        "2024-01-01 00:00:00Z",
        "20240101",
        "2024-W01-1",
        "٢٠٢٤-٠١-٠١",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
        "2024-01-01..",
        "..2024-01-01",
        "a..b",
        "gte:",
        "99999d",
        "-99999999d",
        "this-decade",
        "",
    ],
)
@pytest.mark.parametrize("plural", PLURALS)
def test_moments(ours, plural, value):
    """
    QRY-13: only moments and days that exist, with their offset.
    """
    answer = ours.admin.get(f"{plural}/", params={"created_at": value})

    if value == "99999d":  # far away, but a day
        assert 200 == answer.status_code
    else:
        assert 422 == answer.status_code
        assert "created_at" in {each["field"] for each in answer.json()["errors"]}


@pytest.mark.parametrize(
    "value", ["gt:9999-12-31", "lte:9999-12-31", "9999-12-31", "lt:0001-01-01"]
)
def test_ends_of_time(ours, value):
    """
    QRY-13: the ends of the calendar are refused or compared, never a fault.
    """
    answer = ours.admin.get("contacts/", params={"created_at": value})

    assert answer.status_code in {200, 422}


@pytest.mark.parametrize(
    "value", ["x", "true", str(2**63), "me' or 1=1", "{}", "00000000-0000-0000-0000"]
)
@pytest.mark.parametrize("name", ["assigned_to", "company_id", "created_by"])
def test_ids_in_filters(ours, name, value):
    """
    QRY-03: an id filter takes ids.
    """
    assert 422 == ours.admin.get("contacts/", params={name: value}).status_code


def test_pages_under_writes(ours):
    """
    QRY-18: who pages through a list sees each record that was there all along once,
    whatever others insert and delete meanwhile.
    """
    stay = {
        ours.admin.add("contacts", last_name="Same", first_name=f"{n:02}")["id"]
        for n in range(40)
    }
    for sort in ("name", "created_at", "-created_at"):
        seen, cursor, extra = [], "", []
        while cursor is not None:
            page = ours.admin.get(
                f"contacts/?last_name=Same&page_size=7&sort={sort}&cursor={cursor}"
                if cursor
                else f"contacts/?last_name=Same&page_size=7&sort={sort}"
            ).json()
            seen += [each["id"] for each in page["items"]]
            cursor = page["next_cursor"]
            for place in extra:
                ours.admin.delete(place)
            extra = [
                f"contacts/{ours.admin.add('contacts', last_name='Same')['id']}/"
                for _ in range(2)
            ]

        assert stay <= {*seen}
        assert len(seen) == len({*seen})
        for place in extra:
            ours.admin.delete(place)


def test_cursor_belongs_to_its_list(ours):
    """
    HTTP-20: a cursor is good for the query it came with, and for no other.
    """
    for n in range(3):
        ours.admin.add("contacts", last_name=f"x{n}", tags=["t"])
    cursor = ours.admin.get("contacts/?page_size=1&tags=t").json()["next_cursor"]

    assert 200 == ours.admin.get(f"contacts/?tags=t&cursor={cursor}").status_code
    for other in ("", "tags=t&sort=name&", "tags=u&", "search=x&tags=t&"):
        assert 422 == ours.admin.get(f"contacts/?{other}cursor={cursor}").status_code
    assert 422 == ours.admin.get(f"companies/?cursor={cursor}").status_code
