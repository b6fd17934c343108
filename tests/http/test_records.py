"""
Contacts and companies over HTTP: the life of a record.
"""

from uuid import UUID

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]

NEW = {
    "contacts": {
        "first_name": "John",
        "last_name": "Doe",
        "email": "john.doe@example.com",
        "phone": "+1-555-0123",
        "title": "CEO",
        "tags": ["prospect", "enterprise"],
    },
    "companies": {"name": "Acme", "website": "acme.example", "tags": ["vip"]},
    "leads": {"title": "Boat", "phone": "+1-555-0123", "tags": ["vip"]},
}
WORD = {"contacts": "category", "companies": "category", "leads": "product"}
PLURALS = pytest.mark.parametrize("plural", [*NEW])


@PLURALS
def test_add_and_show(ours, plural):
    """
    What was sent comes back, from POST and GET alike, with Location and ETag.
    """
    added = ours.rep.post(f"{plural}/", json=NEW[plural])

    assert 201 == added.status_code
    record = added.json()
    assert f"/api/crm/{plural}/{record['id']}/" == added.headers["location"]
    shown = ours.rep.get(added.headers["location"])
    assert 200 == shown.status_code
    assert record == shown.json()
    assert added.headers["etag"] == shown.headers["etag"] == '"1"'
    assert str(ours.rep.actor.user_id) == record["assigned_to"]
    for name in NEW[plural]:
        if name != "website":
            assert NEW[plural][name] == record[name]


def test_company_of_a_contact(ours):
    """
    A contact shows its company's name, and its ETag notices a new one.
    """
    company = ours.admin.add("companies", name="Acme")
    contact = ours.admin.add("contacts", last_name="Doe", company_id=company["id"])
    place = f"contacts/{contact['id']}/"
    before = ours.admin.get(place)

    assert "Acme" == contact["company_name"] == before.json()["company_name"]

    ours.admin.patch(f"companies/{company['id']}/", json={"name": "Zenith"})
    seen = {"if-none-match": before.headers["etag"]}
    after = ours.admin.get(place, headers=seen)

    assert 200 == after.status_code
    assert "Zenith" == after.json()["company_name"]
    assert (
        304
        == ours.admin.get(
            place, headers={"if-none-match": after.headers["etag"]}
        ).status_code
    )
    assert (
        200
        == ours.admin.patch(
            place, match=before.headers["etag"], json={"title": "CEO"}
        ).status_code
    )


@PLURALS
def test_edit(ours, plural):
    """
    Fields that are left out stay; null clears one; the answer is the new state.
    """
    added = ours.rep.add(plural, **NEW[plural])
    edited = ours.rep.patch(
        f"{plural}/{added['id']}/", json={"phone": None, WORD[plural]: "customer"}
    )

    assert 200 == edited.status_code
    assert edited.json() == ours.rep.get(f"{plural}/{added['id']}/").json()
    assert edited.json()["phone"] is None
    assert "customer" == edited.json()[WORD[plural]]
    assert added["tags"] == edited.json()["tags"]
    assert 2 == edited.json()["version"]


@PLURALS
def test_archive_restore_purge(ours, plural):
    """
    Archived records are gone everywhere but in the archive; purged ones for good.
    """
    place = f"{plural}/{ours.admin.add(plural, **NEW[plural])['id']}/"

    assert 204 == ours.admin.delete(place).status_code
    assert 404 == ours.admin.get(place).status_code
    assert 404 == ours.admin.delete(place).status_code
    archive = ours.admin.get(f"{plural}/?archived=true").json()
    assert [place] == [f"{plural}/{item['id']}/" for item in archive["items"]]
    assert 200 == ours.admin.post(f"{place}restore/").status_code
    assert 404 == ours.admin.post(f"{place}restore/").status_code
    assert 200 == ours.admin.get(place).status_code
    assert 404 == ours.admin.delete(f"{place}purge/").status_code
    assert 204 == ours.admin.delete(place).status_code
    assert 204 == ours.admin.delete(f"{place}purge/").status_code
    assert 404 == ours.admin.post(f"{place}restore/").status_code


@PLURALS
def test_history_and_undo(ours, plural):
    """
    Each write names its change set; history shows it; undo takes it back, once.
    """
    added = ours.rep.post(f"{plural}/", json=NEW[plural])
    place = added.headers["location"]
    edited = ours.rep.patch(place, json={WORD[plural]: "customer"})
    change_set = edited.headers["change-set"]
    history = ours.rep.get(f"{place}history/").json()

    assert [change_set, added.headers["change-set"]] == [
        item["change_set"]["id"] for item in history["items"]
    ]
    assert "customer" == history["items"][0]["change"]["after"][WORD[plural]]
    shown = ours.rep.get(f"changes/{change_set}/").json()
    assert 1 == len(shown["changes_shown"]) == shown["changes"]
    undone = ours.rep.post(f"changes/{change_set}/undo/")
    assert 200 == undone.status_code
    assert undone.headers["change-set"] == undone.json()["change_set_id"]
    assert ours.rep.get(place).json()[WORD[plural]] is None
    again = ours.rep.post(f"changes/{change_set}/undo/")
    assert 409 == again.status_code
    assert "urn:crm:problem:already-undone" == again.json()["type"]


def test_undo_refused(ours):
    """
    An undo in whose way later changes stand says which, and can keep those.
    """
    contact = ours.rep.add("contacts", last_name="Doe")
    place = f"contacts/{contact['id']}/"
    change_set = ours.rep.patch(place, json={"title": "CEO"}).headers["change-set"]
    ours.rep.patch(place, json={"title": "CFO"})
    refused = ours.rep.post(f"changes/{change_set}/undo/", json={})

    assert 409 == refused.status_code
    assert "urn:crm:problem:undo-refused" == refused.json()["type"]
    assert [["title"]] == [each["fields"] for each in refused.json()["kept"]]
    kept = ours.rep.post(f"changes/{change_set}/undo/", json={"keep_changed": True})
    assert 200 == kept.status_code
    assert 1 == len(kept.json()["kept"])
    assert "CFO" == ours.rep.get(place).json()["title"]


def test_tree(ours):
    """
    The hierarchy is shown whole from any company in it; cycles are refused.
    """
    top = ours.admin.add("companies", name="Top")
    low = ours.admin.add("companies", name="Low", parent_id=top["id"])
    ours.admin.add("contacts", last_name="Doe", company_id=low["id"])
    tree = ours.admin.get(f"companies/{low['id']}/tree/").json()["items"]

    assert [("Top", 0, 0, 1), ("Low", 1, 1, 1)] == [
        (node["name"], node["depth"], node["contacts"], node["contacts_below"])
        for node in tree
    ]
    cycle = ours.admin.patch(f"companies/{top['id']}/", json={"parent_id": low["id"]})
    assert 409 == cycle.status_code
    assert "urn:crm:problem:company-cycle" == cycle.json()["type"]
    ours.admin.delete(f"companies/{top['id']}/")
    used = ours.admin.delete(f"companies/{top['id']}/purge/")
    assert 409 == used.status_code
    assert "urn:crm:problem:company-in-use" == used.json()["type"]


def test_email_taken(ours):
    """
    Two live contacts never share an address, however it is spelled.
    """
    ours.admin.add("contacts", email="john@exämple.com")
    second = ours.admin.post("contacts/", json={"email": "JOHN@xn--exmple-cua.com"})

    assert 409 == second.status_code
    assert "urn:crm:problem:email-taken" == second.json()["type"]


def test_consent_personal_data_erasure(ours):
    """
    Consent is on record; a person gets a copy of everything; then nothing is left.
    """
    contact = ours.admin.add("contacts", last_name="Müller", email="m@example.com")
    place = f"contacts/{contact['id']}/"
    consent = {"purpose": "newsletter", "granted": True, "source": "web form"}
    noted = ours.admin.post(f"{place}consents/", json=consent)

    assert 201 == noted.status_code
    assert consent == {name: noted.json()["consents"][0][name] for name in consent}
    everything = ours.admin.get(f"{place}personal-data/").json()
    assert "Müller" == everything["record"]["last_name"]
    assert 2 == len(everything["history"])
    erased = ours.admin.post(f"{place}erase/")
    assert 200 == erased.status_code
    assert 0 == erased.json()["left"]
    assert 404 == ours.admin.get(place).status_code
    assert 404 == ours.admin.get(f"{place}personal-data/").status_code
    wrong = ours.admin.post(
        f"contacts/{ours.contact}/consents/", json={"granted": "yes", "x": 1}
    )
    assert 422 == wrong.status_code
    assert {"granted", "purpose", "source", "x"} == {
        each["field"] for each in wrong.json()["errors"]
    }


def test_ids_are_uuids_in_order(ours):
    """
    Ids sort in order of creation.
    """
    ids = [UUID(ours.rep.add("contacts", last_name=str(n))["id"]) for n in range(5)]

    assert sorted(ids) == ids
