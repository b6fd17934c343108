"""
Four roles in one organization: what each may do and see, by the ids of the catalogue.
"""

from uuid import uuid4

import pytest

from crm_core.access import DEFAULT_ROLES
from crm_core.shared import Visibility

from .test_isolation import PLURALS, of

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]


@PLURALS
def test_viewer_writes_nothing(ours, plural):
    """
    TEN-09: a viewer is refused before anything is written.
    """
    place = f"{plural}/{of(ours, plural)}/"
    answers = [
        ours.viewer.patch(place, json={"category": "x"}),
        ours.viewer.post(f"{plural}/", json={"name": "x", "last_name": "x"}),
        ours.viewer.delete(place),
        ours.viewer.post(f"{plural}/bulk/", json={"ids": [str(of(ours, plural))]}),
        ours.viewer.post(f"changes/{ours.change_set}/undo/"),
    ]

    assert {403} == {each.status_code for each in answers}
    assert {"urn:crm:problem:forbidden"} == {each.json()["type"] for each in answers}


@pytest.mark.parametrize(
    "body", [{"roles": ["admin"]}, {"permissions": ["*"]}, {"organization_id": "x"}]
)
@pytest.mark.parametrize("role", ["viewer", "rep", "manager"])
def test_nobody_promotes_themselves(ours, role, body):
    """
    TEN-10: who may not manage people cannot change their own rights either.
    """
    person = getattr(ours, role)
    me = person.actor.user_id
    before = person.get("users/me/").json()
    answer = person.put(f"users/{me}/", json=body)

    assert answer.status_code in {403, 422}
    assert (
        person.put(
            "roles/rep/", json={"permissions": [], "visibility": "all"}
        ).status_code
        == 403
    )
    assert 405 == person.patch("users/me/", json=body).status_code
    assert before == person.get("users/me/").json()


def test_last_admin(ours):
    """
    The role admin cannot lock everybody out.
    """
    answer = ours.admin.put(
        "roles/admin/", json={"permissions": ["contact:read"], "visibility": "all"}
    )

    assert 409 == answer.status_code
    assert "urn:crm:problem:last-admin" == answer.json()["type"]


def test_people_show_no_secrets(ours):
    """
    TEN-22: what everybody reads of people holds nothing but who they are.
    """
    ours.rep.get("users/me/")
    people = ours.viewer.get("users/").json()["items"]

    assert people
    assert {
        *("id", "name", "email", "roles", "teams", "active", "time_zone"),
        *("created_at", "updated_at", "version"),
    } == {name for person in people for name in person}


def test_totals_are_of_what_is_seen(ours):
    """
    TEN-23: totals and roll-ups count what the same person finds in lists.
    """
    ours.rep.get("users/me/")
    for n in range(5):
        ours.admin.add(
            "contacts",
            last_name=str(n),
            company_id=str(ours.company),
            assigned_to=str(ours.rep.actor.user_id) if n < 2 else None,
        )
    ours.admin.patch(
        f"companies/{ours.company}/",
        json={"assigned_to": str(ours.rep.actor.user_id)},
    )
    listed = ours.rep.get(f"contacts/?company_id={ours.company}").json()
    tree = ours.rep.get(f"companies/{ours.company}/tree/").json()["items"]

    assert 2 == listed["total"] == len(listed["items"])
    assert [2] == [node["contacts"] for node in tree]


def test_trail_of_colleagues(ours, door):
    """
    TEN-25: without the right to undo others' work one sees one's own change sets.
    """
    contact = ours.rep.add("contacts", last_name="x")
    colleague = door.person(ours.id, "rep")
    change_set = ours.rep.get(f"contacts/{contact['id']}/history/").json()["items"][0][
        "change_set"
    ]["id"]

    assert [] == colleague.get("changes/").json()["items"]
    assert 403 == colleague.get(f"changes/{change_set}/").status_code
    assert 403 == colleague.post(f"changes/{change_set}/undo/").status_code
    assert 404 == colleague.get(f"contacts/{contact['id']}/history/").status_code
    assert 404 == colleague.get(f"contacts/{contact['id']}/").status_code


def test_teams(ours, door):
    """
    A manager sees what belongs to the people of their teams, or to nobody.
    """
    team = uuid4()
    boss = door.person(ours.id, "manager", teams=[team])
    member = door.person(ours.id, "rep", teams=[team])
    stranger = door.person(ours.id, "rep")
    ids = {
        name: person.add("contacts", last_name=name)["id"]
        for name, person in {"a": member, "b": stranger, "c": boss}.items()
    }
    nobody = boss.add("contacts", last_name="d", assigned_to=None)["id"]
    seen = {each["id"] for each in boss.get("contacts/").json()["items"]}

    assert {ids["a"], ids["c"], nobody} == seen
    assert 404 == boss.get(f"contacts/{ids['b']}/").status_code
    assert 404 == member.get(f"contacts/{ids['c']}/").status_code


@PLURALS
def test_archived_is_gone(ours, plural):
    """
    TEN-28: a record in the archive is nowhere but there.
    """
    id = of(ours, plural)
    place = f"{plural}/{id}/"
    assert 204 == ours.admin.delete(place).status_code

    assert 404 == ours.admin.get(place).status_code
    assert 404 == ours.admin.patch(place, json={"category": "x"}).status_code
    assert (
        404 == ours.admin.post(f"{plural}/bulk/", json={"ids": [str(id)]}).status_code
    )
    assert 0 == ours.admin.get(f"{plural}/").json()["total"]
    assert 0 == ours.admin.get(f"{plural}/?search={ours.canary}").json()["total"]
    assert 1 == ours.admin.get(f"{plural}/?archived=true").json()["total"]


def test_roles_as_data(ours):
    """
    TEN-27: an organization changes what a role may do, for itself alone.
    """
    kept = sorted(DEFAULT_ROLES["rep"].permissions - {"contact:write"})
    answer = ours.admin.put(
        "roles/rep/", json={"permissions": kept, "visibility": Visibility.ALL}
    )
    why = ours.admin.get("permissions/explain/?permission=contact:write").json()

    assert 200 == answer.status_code
    assert {"name": "rep", "permissions": kept, "visibility": "all"} == answer.json()
    assert why["allowed"]
    assert "The role admin gives contact:write." in why["reasons"]
    unknown = {"permissions": ["fly"], "visibility": "all"}
    assert 422 == ours.admin.put("roles/rep/", json=unknown).status_code
    for body in (
        {"permissions": 5, "visibility": "all"},
        {"permissions": [[]], "visibility": []},
        {"visibility": "all"},
        {"permissions": [], "visibility": "x"},
        {},
    ):
        assert 422 == ours.admin.put("roles/rep/", json=body).status_code
