"""
Merging, unmerging and pairs over HTTP.
"""

from uuid import uuid4

import pytest

pytestmark = pytest.mark.postgres


@pytest.fixture
def twins(ours):
    """
    Two contacts of one person.
    """
    people = (("Ada", "Chair"), ("A.", "CEO"))
    return [
        ours.admin.add("contacts", first_name=name, title=title, tags=[title])["id"]
        for name, title in people
    ]


def test_merge(witness, ours, twins):
    """
    The answer is the record that is left, what it left out, and the change set.
    """
    answer = ours.admin.post("contacts/merge/", json={"ids": twins})

    assert 200 == answer.status_code
    merged = answer.json()
    assert merged["change_set_id"] == answer.headers["change-set"]
    assert (twins[0], ["Chair", "CEO"]) == (
        merged["record"]["id"],
        merged["record"]["tags"],
    )
    assert {"first_name", "title"} == {each["field"] for each in merged["conflicts"]}
    assert [{"id": twins[1], "value": "CEO"}] == next(
        each["others"] for each in merged["conflicts"] if each["field"] == "title"
    )


def test_the_old_address_answers_the_one_left(witness, ours, twins):
    """
    200 with Content-Location, the tag of the record shown, and 304 by it; writing
    there is 404, which names the other.
    """
    ours.admin.post("contacts/merge/", json={"ids": twins})

    old = ours.admin.get(f"contacts/{twins[1]}/")
    new = ours.admin.get(f"contacts/{twins[0]}/")

    assert (200, twins[0]) == (old.status_code, old.json()["id"])
    assert f"/api/crm/contacts/{twins[0]}/" == old.headers["content-location"]
    assert "content-location" not in new.headers
    assert new.headers["etag"] == old.headers["etag"]
    for refused in (
        ours.admin.patch(f"contacts/{twins[1]}/", json={"title": "X"}),
        ours.admin.delete(f"contacts/{twins[1]}/"),
    ):
        assert 404 == refused.status_code
        assert twins[0] == refused.json()["merged_into"]


def test_a_preview_writes_nothing(witness, ours, twins):
    """
    The same answer without a change set.
    """
    body = {
        "ids": twins,
        "into": twins[1],
        "take": {"title": twins[0]},
        "set": {"department": "Engines"},
        "preview": True,
    }
    shown = ours.admin.post("contacts/merge/", json=body)
    done = ours.admin.post("contacts/merge/", json={**body, "preview": False})

    assert (200, True, None) == (
        shown.status_code,
        shown.json()["preview"],
        shown.json()["merge_id"],
    )
    assert "change-set" not in shown.headers
    same = ("conflicts", "moved", "merged_ids")
    assert [shown.json()[n] for n in same] == [done.json()[n] for n in same]
    assert ("A.", "Chair", "Engines") == tuple(
        done.json()["record"][n] for n in ("first_name", "title", "department")
    )


def test_companies(witness, ours):
    """
    What pointed at the others is counted.
    """
    keep = ours.admin.add("companies", name="Keep")["id"]
    lose = ours.admin.add("companies", name="Lose")["id"]
    ours.admin.add("contacts", first_name="Ann", company_id=lose)

    merged = ours.admin.post("companies/merge/", json={"ids": [keep, lose]}).json()

    assert [{"kind": "contact", "count": 1}] == merged["moved"]
    nodes = ours.admin.get(f"companies/{lose}/tree/").json()["items"]
    assert [(keep, 1)] == [(node["id"], node["contacts"]) for node in nodes]


def test_undo(witness, ours, twins):
    """
    Taken apart, with the fields that stay; once.
    """
    merged = ours.admin.post("contacts/merge/", json={"ids": twins}).json()
    ours.admin.patch(f"contacts/{twins[0]}/", json={"tags": ["Chair", "New"]})
    place = f"merges/{merged['merge_id']}/undo/"

    undone = ours.admin.post(place)

    assert (200, [twins[1]], []) == (
        undone.status_code,
        undone.json()["restored_ids"],
        undone.json()["kept"],
    )
    assert ["Chair", "New"] == ours.admin.get(f"contacts/{twins[0]}/").json()["tags"]
    assert ["CEO"] == ours.admin.get(f"contacts/{twins[1]}/").json()["tags"]
    assert 404 == ours.admin.post(place).status_code
    assert [] == ours.admin.get("merges/").json()["items"]


def test_a_repeated_request_merges_once(witness, ours, twins):
    """
    With an idempotency key the second answer is the first.
    """
    headers = {"idempotency-key": str(uuid4())}
    first, second = (
        ours.admin.post("contacts/merge/", json={"ids": twins}, headers=headers)
        for _ in range(2)
    )

    assert 200 == second.status_code
    assert first.json() == second.json()


def test_the_survivor_was_merged_again(witness, ours, twins):
    """
    409 that names the merge to take back first.
    """
    third = ours.admin.add("contacts", first_name="Third")["id"]
    first = ours.admin.post("contacts/merge/", json={"ids": twins}).json()
    second = ours.admin.post("contacts/merge/", json={"ids": [third, twins[0]]}).json()

    refused = ours.admin.post(f"merges/{first['merge_id']}/undo/")

    assert (409, "urn:crm:problem:survivor-merged", second["merge_id"]) == (
        refused.status_code,
        refused.json()["type"],
        refused.json()["merge_id"],
    )


WRONG = [
    ({}, {"ids"}),
    ({"ids": "x"}, {"ids"}),
    ({"ids": ["x", 1]}, {"ids.0", "ids.1"}),
    ({"ids": [0, 1], "into": "x", "take": {"title": 1}}, {"into", "take.title"}),
    ({"ids": [0, 1], "take": [], "set": []}, {"take", "set"}),
    ({"ids": [0, 1], "preview": "maybe", "more": 1}, {"preview", "more"}),
    ({"ids": [0, 1], "set": {"into": 1, "take": 1}}, {"set.into", "set.take"}),
    ({"ids": [0, 1], "set": {"ids": 1, "version": 1}}, {"set.ids", "set.version"}),
    ({"ids": [0, 1], "set": {"email": "x", "nmae": 1}}, {"email", "nmae"}),
    ({"ids": [0, 0]}, {"ids"}),
    ({"ids": [0] * 101}, {"ids"}),
]


@pytest.mark.parametrize(("body", "fields"), WRONG)
def test_wrong_bodies(witness, ours, twins, body, fields):
    """
    422 that names every wrong member.
    """
    ids = body.get("ids")
    if isinstance(ids, list):
        body = {**body, "ids": [twins[i] if i in (0, 1) else i for i in ids]}
        if fields == {"ids.0", "ids.1"}:
            body["ids"] = ids

    refused = ours.admin.post("contacts/merge/", json=body)

    assert 422 == refused.status_code
    assert fields == {each["field"] for each in refused.json()["errors"]}


def test_foreign_records_are_not_found(witness, ours, theirs, twins):
    """
    Neither as survivor nor as the one that goes, nor their merges and pairs.
    """
    other = str(theirs.contact)
    for ids in ([twins[0], other], [other, twins[0]]):
        refused = ours.admin.post("contacts/merge/", json={"ids": ids})
        assert 404 == refused.status_code
    merged = ours.admin.post("contacts/merge/", json={"ids": twins}).json()

    assert 404 == theirs.admin.post(f"merges/{merged['merge_id']}/undo/").status_code
    assert [] == theirs.admin.get("merges/").json()["items"]


def test_pairs(witness, ours, twins):
    """
    What was taken apart is listed as different, page by page, until it is forgotten.
    """
    third = ours.admin.add("contacts", first_name="Third")["id"]
    for ids in (twins, [twins[0], third]):
        merged = ours.admin.post("contacts/merge/", json={"ids": ids}).json()
        ours.admin.post(f"merges/{merged['merge_id']}/undo/")

    first = ours.admin.get("duplicates/?apart=true&page_size=1").json()
    rest = ours.admin.get(
        f"duplicates/?apart=true&page_size=1&cursor={first['next_cursor']}"
    ).json()
    pairs = first["items"] + rest["items"]
    assert (2, None) == (first["total"], rest["next_cursor"])
    assert 2 == len({pair["id"] for pair in pairs})
    assert {"Ada"} == {"Ada" for p in pairs if "Ada" in (p["low_name"], p["high_name"])}

    decided = ours.admin.post(
        f"duplicates/{pairs[0]['id']}/keep-apart/", json={"apart": False}
    )

    assert (200, "open") == (decided.status_code, decided.json()["state"])
    listed = ours.admin.get("duplicates/?kind=contact").json()["items"]
    assert [pairs[0]["id"]] == [pair["id"] for pair in listed]
    assert [] == ours.admin.get("duplicates/?least=0.5").json()["items"]
    assert [] == ours.admin.get("duplicates/?kind=company").json()["items"]


def test_a_scan_is_requested(witness, ours):
    """
    202: a worker will do it; the latest scans are listed. A wrong kind is refused.
    """
    done = ours.admin.post("duplicates/scan/", json={"kind": "company"})
    wrong = ours.admin.post("duplicates/scan/", json={"kind": "lead", "more": 1})

    assert (202, {"requested": True}) == (done.status_code, done.json())
    assert 202 == ours.admin.post("duplicates/scan/").status_code
    assert 422 == wrong.status_code
    assert 403 == ours.rep.post("duplicates/scan/").status_code
    assert {"items": []} == ours.rep.get("duplicates/scans/").json()


@pytest.mark.parametrize("query", ["kind=lead", "apart=maybe", "least=x", "more=1"])
def test_wrong_questions(witness, ours, query):
    """
    422 that names the parameter.
    """
    refused = ours.admin.get(f"duplicates/?{query}")

    assert 422 == refused.status_code
    [error] = refused.json()["errors"]
    assert query.partition("=")[0] == error["field"]


def test_who_does_not_see_a_record_sees_none_of_its_pairs(witness, ours):
    """
    A rep sees pairs of own contacts only, and can decide on no other.
    """
    mine = [ours.rep.add("contacts", first_name=name)["id"] for name in ("A", "B")]
    hidden = ours.admin.add("contacts", first_name="C")["id"]
    for ids in (mine, [mine[0], hidden]):
        merged = ours.admin.post("contacts/merge/", json={"ids": ids}).json()
        ours.admin.post(f"merges/{merged['merge_id']}/undo/")
    pairs = {
        frozenset((each["low_id"], each["high_id"])): each["id"]
        for each in ours.admin.get("duplicates/?apart=true").json()["items"]
    }

    seen = ours.rep.get("duplicates/?apart=true").json()

    assert [pairs[frozenset(mine)]] == [each["id"] for each in seen["items"]]
    assert 1 == seen["total"]
    theirs = pairs[frozenset((mine[0], hidden))]
    assert 404 == ours.rep.post(f"duplicates/{theirs}/keep-apart/").status_code
