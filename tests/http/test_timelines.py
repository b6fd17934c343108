"""
Timelines and the feed over HTTP.
"""

import pytest

pytestmark = pytest.mark.postgres


def test_a_timeline_in_words_and_pages(ours, witness):
    """
    The record, its fields by their labels, and the cursor to what came before.
    """
    acme = ours.admin.add("companies", name="Acme")
    lee = ours.admin.add("contacts", first_name="Lee", company_id=acme["id"])
    ours.admin.patch(f"contacts/{lee['id']}/", json={"title": "Captain"})
    place = f"companies/{acme['id']}/timeline/"

    latest = ours.admin.get(place, params={"page_size": 1}).json()
    cursor = latest["next_cursor"]
    rest = ours.admin.get(place, params={"cursor": cursor}).json()
    mine = ours.admin.get(place, params={"kind": "edited,stage", "person": "me"}).json()

    assert ["edited"] == [each["kind"] for each in latest["items"]]
    assert latest["items"][0]["details"] == [
        {"field": "title", "label": "Job title", "was": None, "now": "Captain"}
    ]
    assert ["Contact added", "Company added"] == [e["title"] for e in rest["items"]]
    assert (None, True) == (rest["next_cursor"], rest["complete"])
    assert latest["items"] == mine["items"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=call,nonsense", "kind"),
        ("person=nobody", "person"),
        ("page_size=0", "page_size"),
        ("page_size=201", "page_size"),
        ("page=2", "page"),
        ("cursor=made-up", "cursor"),
        ("since=2026-01-01", "since"),
        ("kind=call&kind=note", "kind"),
    ],
)
def test_wrong_parameters_are_named(ours, witness, query, field):
    """
    Each by its name, for records and for the feed.
    """
    lead = ours.admin.add("leads", title="Boat")
    for path in (f"leads/{lead['id']}/timeline/", "feed/"):
        answer = ours.admin.get(f"{path}?{query}")
        assert 422 == answer.status_code, answer.text
        assert [field] == [each["field"] for each in answer.json()["errors"]]


def test_walls(ours, theirs, witness):
    """
    Another organization's record is not there, nor is one of another kind.
    """
    for person in (ours.admin, ours.rep):
        answer = person.get(f"contacts/{theirs.contact}/timeline/")
        assert 404 == answer.status_code
    assert 404 == ours.admin.get(f"leads/{ours.contact}/timeline/").status_code
    assert 404 == ours.admin.get("leads/nonsense/timeline/").status_code


def test_a_foreign_cursor(ours, theirs):
    """
    A cursor of another organization's feed is refused.
    """
    cursor = theirs.admin.get("feed/?page_size=1").json()["next_cursor"]
    assert 422 == ours.admin.get(f"feed/?cursor={cursor}").status_code
