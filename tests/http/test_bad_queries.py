"""
Lists asked for with malice, by the ids of the catalogue: what only HTTP can ask. What
every door can ask is in ``tests/parity``.
"""

from time import perf_counter

import pytest

from tests.query_cases import INJECTIONS

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]


@pytest.fixture(autouse=True)
def quick(request):
    """
    G6: nothing that was asked made the database sleep.
    """
    begun = perf_counter()
    yield
    assert perf_counter() - begun < 4, "slower than any honest answer"


@pytest.mark.parametrize("value", INJECTIONS.values(), ids=INJECTIONS)
@pytest.mark.parametrize("field", ["first_name", "tags", "title", "company.name"])
def test_filter_values(ours, field, value):
    """
    QRY-02, 04: a value is compared as it stands: nothing has it, nothing breaks.
    """
    answer = ours.admin.get("contacts/", params={field: value})

    assert answer.status_code in {200, 422}
    if answer.status_code == 200:
        assert [] == answer.json()["items"]


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
    "value", ["gt:9999-12-31", "lte:9999-12-31", "9999-12-31", "lt:0001-01-01"]
)
def test_ends_of_time(ours, value):
    """
    QRY-13: the ends of the calendar are refused or compared, never a fault.
    """
    answer = ours.admin.get("contacts/", params={"created_at": value})

    assert answer.status_code in {200, 422}


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
