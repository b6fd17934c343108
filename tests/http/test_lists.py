"""
Lists: search, filters, order, pages.
"""

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]


@pytest.fixture
def people(ours):
    """
    Twelve contacts of the organization beside its first one.
    """
    ours.rep.get("users/me/")  # whom the CRM has seen can be assigned to
    return [
        ours.admin.add(
            "contacts",
            first_name=f"Person{n:02}",
            last_name="Müller" if n % 2 else "Doe",
            email=f"person{n}@example.com",
            phone=f"+49 30 90182{n:02}",
            tags=["vip"] if n % 3 == 0 else ["customer"],
            assigned_to=str(ours.rep.actor.user_id) if n < 4 else None,
        )
        for n in range(12)
    ]


def names(answer):
    """
    The first names on a page.
    """
    assert answer.status_code == 200, answer.text
    return [item["first_name"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("search=person03", {3}),
        ("search=muller person05", {5}),
        ("q=person07@example.com", set()),
        ("search=9018204", {4}),
        ("tags=vip", {0, 3, 6, 9}),
        ("tag=vip&tag=customer", set(range(12))),
        ("tags=vip&tags=not:vip", set()),
        ("tags=not:vip&last_name=Doe", {2, 4, 8, 10}),
        ("email=person5@example.com", {5}),
        ("assigned_to=none", set(range(4, 12))),
        ("created_at=today&last_name=Doe", {0, 2, 4, 6, 8, 10}),
        ("created_at=gte:2999-01-01", set()),
        ("email=any&archived=true", set()),
    ],
)
def test_found(ours, people, query, expected):
    """
    Search and each kind of filter find exactly what they say.
    """
    found = names(ours.admin.get(f"contacts/?page_size=200&{query}"))

    assert {f"Person{n:02}" for n in expected} == {
        name for name in found if name.startswith("Person")
    }


def test_as_the_requirements_spell_it(ours, people):
    """
    page, page_size, search, tags and assigned_to work together.
    """
    owner = ours.rep.actor.user_id
    page = ours.admin.get(
        f"contacts/?page=1&page_size=20&search=person&tags=vip&assigned_to={owner}"
    ).json()

    assert {"Person00", "Person03"} == {each["first_name"] for each in page["items"]}
    assert 2 == page["total"]
    assert page["total_exact"]
    assert (1, 20, None) == (page["page"], page["page_size"], page["next_cursor"])


def test_own_records_only(ours, people):
    """
    A rep's lists, totals and single reads end at the records assigned to them.
    """
    mine = ours.rep.get("contacts/").json()

    assert {f"Person{n:02}" for n in range(4)} == {
        each["first_name"] for each in mine["items"]
    }
    assert 4 == mine["total"]
    assert 404 == ours.rep.get(f"contacts/{people[7]['id']}/").status_code
    assert 0 == ours.rep.get("contacts/?search=person07").json()["total"]


@pytest.mark.parametrize("sort", ["name", "-created_at", "email", "-email", ""])
def test_pages_join_to_the_whole(ours, people, sort):
    """
    Pages by cursor and by number hold every record once, in the same order.
    """
    order = f"&sort={sort}" if sort else ""
    whole = names(ours.admin.get(f"contacts/?page_size=200{order}"))
    by_cursor, cursor = [], ""
    while cursor is not None:
        page = ours.admin.get(
            f"contacts/?page_size=5{order}{cursor and '&cursor='}{cursor}"
        )
        by_cursor += names(page)
        cursor = page.json()["next_cursor"]
    by_number = [
        name
        for number in (1, 2, 3)
        for name in names(ours.admin.get(f"contacts/?page_size=5&page={number}{order}"))
    ]

    assert 13 == len(whole)
    assert whole == by_cursor == by_number


def test_corrected(ours, people):
    """
    When nothing has a word as typed, the likeliest spelling is searched and named.
    """
    page = ours.admin.get("contacts/?search=mueler").json()

    assert {"Müller"} == {each["last_name"] for each in page["items"]}
    assert "muller" == page["corrected"]


def test_custom_fields(ours):
    """
    An organization's own field is set, shown, filtered by, and takes only its kind.
    """
    field = {"record": "contact", "name": "shoe_size", "kind": "number"}
    added = ours.admin.post("custom-fields/", json=field)

    assert 201 == added.status_code
    assert added.json() == ours.admin.get(added.headers["location"]).json()
    ours.admin.add("contacts", first_name="Big", custom={"shoe_size": 44.5})
    ours.admin.add("contacts", first_name="Small", custom={"shoe_size": "38"})
    assert ["Big"] == names(ours.admin.get("contacts/?custom.shoe_size=gt:40"))
    assert 422 == ours.admin.get("contacts/?custom.hat_size=1").status_code
    wrong = ours.admin.post(
        "contacts/", json={"custom": {"shoe_size": "x", "hat": 1}, "nmae": 1}
    )
    assert {"custom.shoe_size", "custom.hat", "nmae"} == {
        each["field"] for each in wrong.json()["errors"]
    }
    place = added.headers["location"]
    renamed = ours.admin.patch(place, match='"1"', json={"label": "Shoe (EU)"})
    assert "Shoe (EU)" == renamed.json()["label"]
    assert 412 == ours.admin.patch(place, match='"1"', json={"label": "x"}).status_code
    assert 204 == ours.admin.delete(place).status_code
    assert 404 == ours.admin.get(place).status_code
    assert {"items": []} == ours.admin.get("custom-fields/?record=contact").json()


BULK_FILTERS = pytest.mark.parametrize(
    "filter", ["tags=vip", "?tags=vip&archived=false", "tag:vip"]
)


@BULK_FILTERS
def test_bulk_by_filter(ours, people, filter):
    """
    One change set changes all that a filter finds, and one undo takes it back.
    """
    wanted = {
        "filter": filter,
        "set": {"category": "customer"},
        "add_tags": ["2026"],
        "remove_tags": ["vip"],
    }
    done = ours.admin.post("contacts/bulk/", json=wanted)

    assert 200 == done.status_code
    assert {"changed": 4, "change_set": done.headers["change-set"]} == done.json()
    assert 4 == ours.admin.get("contacts/?tags=2026&category=customer").json()["total"]
    ours.admin.post(f"changes/{done.headers['change-set']}/undo/")
    assert 0 == ours.admin.get("contacts/?tags=2026").json()["total"]
    assert 4 == ours.admin.get("contacts/?tags=vip").json()["total"]


def test_bulk_by_ids(ours, people):
    """
    Archive those named, all or none.
    """
    ids = [each["id"] for each in people[:3]]
    done = ours.admin.post("contacts/bulk/", json={"ids": ids, "archive": True})

    assert 3 == done.json()["changed"]
    again = ours.admin.post("contacts/bulk/", json={"ids": [*ids, people[5]["id"]]})
    assert 404 == again.status_code
    assert 200 == ours.admin.get(f"contacts/{people[5]['id']}/").status_code


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"selection"}),
        ({"ids": [], "filter": ""}, {"selection"}),
        ({"ids": "x"}, {"ids"}),
        ({"ids": ["x", 5], "nope": 1}, {"ids.0", "ids.1", "nope"}),
        ({"ids": [], "set": {"contact_id": 1}}, {"set.contact_id"}),
        ({"ids": [], "set": {"ids": 1, "email": "x"}}, {"set.ids", "set.email"}),
        ({"ids": [], "set": {"tags": []}}, {"set.tags"}),
        ({"ids": [], "set": {"version": 1, "query": 1}}, {"set.version", "set.query"}),
        ({"ids": [], "set": []}, {"set"}),
        ({"ids": [], "set": {"nmae": 1, "title": 5}}, {"nmae", "title"}),
        ({"ids": [], "add_tags": "vip"}, {"add_tags"}),
        ({"ids": [], "remove_tags": [1]}, {"remove_tags.0"}),
        ({"ids": [], "archive": "perhaps"}, {"archive"}),
        ({"filter": "nope=1"}, {"filter.nope"}),
        ({"filter": "tags=vip&page=2"}, {"filter"}),
        ({"filter": 5}, {"filter"}),
        ({"filter": "", "set": {"email": "a@b.example"}}, {"email"}),
    ],
)
def test_bulk_refused(ours, body, fields):
    """
    Every member that is wrong is named, and nothing is changed.
    """
    refused = ours.admin.post("contacts/bulk/", json=body)

    assert 422 == refused.status_code
    assert fields == {each["field"] for each in refused.json()["errors"]}
