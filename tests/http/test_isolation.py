"""
Two organizations, four roles: nobody sees or changes what is not theirs, by the ids
of the catalogue.
"""

import psycopg
import pytest

from crm_adapters.postgres import connect_engine

from .door import ROLES, opened

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]

PLURALS = pytest.mark.parametrize("plural", ["contacts", "companies"])


def of(organization, plural):
    """
    The id of the organization's first record.
    """
    return organization.contact if plural == "contacts" else organization.company


@PLURALS
@pytest.mark.parametrize("role", ROLES)
def test_foreign_record(ours, theirs, plural, role):
    """
    TEN-01, 02: a record of another organization is not there: for reading, editing,
    archiving, restoring, purging, and in its history.
    """
    person = getattr(ours, role)
    place = f"{plural}/{of(theirs, plural)}/"
    answers = {
        "read": person.get(place),
        "edit": person.patch(place, json={"category": "x"}),
        "archive": person.delete(place),
        "restore": person.post(f"{place}restore/"),
        "history": person.get(f"{place}history/"),
        "purge": person.delete(f"{place}purge/"),
    }
    expected = {
        "read": 404,
        "edit": 403 if role == "viewer" else 404,
        "archive": 403 if role == "viewer" else 404,
        "restore": 403 if role == "viewer" else 404,
        "history": 404,
        "purge": 404 if role == "admin" else 403,
    }

    assert expected == {name: each.status_code for name, each in answers.items()}


@PLURALS
def test_mixed_bulk(ours, theirs, plural):
    """
    TEN-03: one foreign id among ours and nothing is done at all.
    """
    own = [
        ours.admin.add(
            plural, **{"name": "x"} if plural == "companies" else {"last_name": "x"}
        )["id"]
        for _ in range(2)
    ]
    ids = [own[0], str(of(theirs, plural)), own[1]]
    answer = ours.admin.post(f"{plural}/bulk/", json={"ids": ids, "archive": True})

    assert 404 == answer.status_code
    assert [str(of(theirs, plural))] == answer.json()["ids"]
    assert all(200 == ours.admin.get(f"{plural}/{id}/").status_code for id in own)


@pytest.mark.parametrize(
    ("plural", "field"),
    [
        ("contacts", "company_id"),
        ("contacts", "assigned_to"),
        ("companies", "parent_id"),
        ("companies", "assigned_to"),
    ],
)
def test_foreign_reference(ours, theirs, plural, field):
    """
    TEN-04: a reference into another organization is refused with the field's name.
    """
    theirs.admin.get("users/me/")
    target = theirs.admin.actor.user_id if field == "assigned_to" else theirs.company
    fields = {"name": "x"} if plural == "companies" else {"last_name": "x"}
    added = ours.admin.post(f"{plural}/", json={**fields, field: str(target)})
    edited = ours.admin.patch(
        f"{plural}/{of(ours, plural)}/", json={field: str(target)}
    )
    many = ours.admin.post(
        f"{plural}/bulk/",
        json={"ids": [str(of(ours, plural))], "set": {field: str(target)}},
    )

    for answer in (added, edited, many):
        assert 422 == answer.status_code
        assert [field] == [each["field"] for each in answer.json()["errors"]]


def test_foreign_affiliation(ours, theirs):
    """
    TEN-04: nor are further companies of another organization.
    """
    body = {"last_name": "x", "affiliations": [{"company_id": str(theirs.company)}]}
    answer = ours.admin.post("contacts/", json=body)

    assert 422 == answer.status_code
    assert ["affiliations"] == [each["field"] for each in answer.json()["errors"]]


def test_consent_and_erasure_of_a_foreigner(ours, theirs):
    """
    TEN-06: nothing is noted on, exported of, or wiped from somebody elsewhere.
    """
    place = f"contacts/{theirs.contact}/"
    consent = {"purpose": "x", "granted": True, "source": "x"}

    assert 404 == ours.admin.post(f"{place}consents/", json=consent).status_code
    assert 404 == ours.admin.get(f"{place}personal-data/").status_code
    assert 404 == ours.admin.post(f"{place}erase/").status_code
    assert 404 == ours.admin.get(f"companies/{theirs.company}/tree/").status_code


@pytest.mark.parametrize(
    "members",
    [
        {"organization_id": "{other}"},
        {"id": "{other}"},
        {"created_by": "{other}"},
        {"created_at": "2020-01-01T00:00:00Z"},
        {"updated_at": "2020-01-01T00:00:00Z"},
        {"version": 99},
        {"archived_at": None},
        {"consents": []},
        {"company_name": "x"},
        {"search": "x"},
        {"name_key": "x"},
        {"permissions": ["*"]},
        {"contact_id": "{other}"},
        {"work": 1},
    ],
    ids=lambda members: next(iter(members)),
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_mass_assignment(ours, theirs, method, members):
    """
    TEN-08: what the CRM sets itself cannot be sent.
    """
    other = str(theirs.contact)
    body = {k: other if v == "{other}" else v for k, v in members.items()}
    place = "contacts/" if method == "POST" else f"contacts/{ours.contact}/"
    answer = ours.admin.request(
        method, place, json={"last_name": "x", **body}, headers={"if-match": "*"}
    )

    assert 422 == answer.status_code
    assert [*members] == [each["field"] for each in answer.json()["errors"]]


def test_no_oracle(ours, theirs):
    """
    TEN-11: search, filters, totals and taken addresses say nothing of others.
    """
    email = f"{theirs.canary.lower()}@canary.example"

    assert 0 == ours.admin.get("contacts/", params={"email": email}).json()["total"]
    for query in (
        {"search": theirs.canary},
        {"tags": theirs.canary},
        {"company_id": str(theirs.company)},
        {"archived": "any", "search": "CANARY", "title": theirs.canary},
    ):
        assert 0 == ours.admin.get("contacts/", params=query).json()["total"]
    assert 201 == ours.admin.post("contacts/", json={"email": email}).status_code
    assert 1 == ours.admin.get("contacts/", params={"email": email}).json()["total"]


@pytest.mark.parametrize(
    "headers",
    [
        {"x-org-id": "{other}"},
        {"x-organization-id": "{other}"},
        {"x-tenant": "{other}"},
        {"x-tenant-id": "{other}"},
        {"cookie": "organization_id={other}"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_organization_of_the_token(ours, theirs, headers):
    """
    TEN-14: the organization is the token's, whatever else names one.
    """
    told = {name: value.format(other=theirs.id) for name, value in headers.items()}
    page = ours.admin.get("contacts/", headers=told).json()

    assert [str(ours.contact)] == [each["id"] for each in page["items"]]
    for name in ("org_id", "organization_id", "tenant"):
        asked = ours.admin.get(f"contacts/?{name}={theirs.id}")
        assert 422 == asked.status_code


def test_foreign_cursor(ours, door):
    """
    TEN-15: a cursor is bound to its organization.
    """
    theirs = door.organization()
    for plural in ("contacts", "companies"):
        fields = {"name": "x"} if plural == "companies" else {"last_name": "x"}
        for organization in (ours, theirs):
            organization.admin.add(plural, **fields)
        page = ours.admin.get(f"{plural}/?page_size=1").json()
        assert (
            200 == ours.admin.get(f"{plural}/?cursor={page['next_cursor']}").status_code
        )
        answer = theirs.admin.get(f"{plural}/?cursor={page['next_cursor']}")
        assert 422 == answer.status_code


def test_trail_of_others(ours, theirs):
    """
    TEN-25: the trail shows one's own organization, and nobody changes it.
    """
    assert 404 == ours.admin.get(f"changes/{theirs.change_set}/").status_code
    assert 404 == ours.admin.post(f"changes/{theirs.change_set}/undo/").status_code
    for method in ("DELETE", "PATCH", "PUT"):
        answer = ours.admin.request(method, f"changes/{ours.change_set}/")
        assert 405 == answer.status_code
    assert {str(ours.change_set)} == {
        each["id"] for each in ours.admin.get("changes/").json()["items"]
    }


def test_no_organization_no_rows(ours, door):
    """
    TEN-21: a connection that names no organization sees nothing, without a fault.
    """
    with psycopg.connect(door.database_url) as connection:
        connection.execute("set role crm_app")
        for table in ("contacts", "companies", "users", "change_sets"):
            for _ in range(2):
                found = connection.execute(f"select count(*) from crm.{table}")
                assert (0,) == found.fetchone()
                connection.execute(
                    "select set_config('crm.organization_id', %s, true)", [str(ours.id)]
                )
                connection.commit()


def test_one_connection_for_all(door, ours, theirs):
    """
    TEN-20: the work of one organization right after another's, on one connection,
    sees nothing of it.
    """
    single = connect_engine(door.database_url, size=1)
    with opened(door.database_url, single) as narrow:
        for organization in (theirs, ours, theirs, ours):
            token = f"Bearer {organization.admin.token}"
            page = narrow.client.get(
                "/api/crm/contacts/", headers={"authorization": token}
            ).json()
            assert [str(organization.contact)] == [each["id"] for each in page["items"]]
    single.dispose()
