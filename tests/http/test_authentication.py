"""
Who comes in, and how soon a change of rights counts.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from litestar.testing import TestClient

from crm_core import Crm
from crm_core.access import DEFAULT_ROLES, actor_with, define_role, save_user
from crm_core.shared import Forbidden, Unavailable
from crm_http import Options, create_app
from crm_http.authentication import WINDOW

from .door import token_of

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="JWT-17-none"),
        pytest.param("Bearer", id="JWT-17-empty"),
        pytest.param("bearer x", id="JWT-17-x"),
        pytest.param("Bearer  {token}", id="JWT-17-two-spaces"),
        pytest.param("Basic eDp4", id="JWT-17-basic"),
        pytest.param("Bearer {token},{token}", id="JWT-17-comma"),
        pytest.param("{token}", id="JWT-17-token-alone"),
        pytest.param("Bearer {token}x", id="signature"),
    ],
)
def test_strangers(ours, witness, value):
    """
    Whatever is not one good token is 401, with the challenge and without a reason.
    """
    headers = (
        {} if value is None else {"authorization": value.format(token=ours.admin.token)}
    )
    answer = ours.admin.client.get("/api/crm/contacts/", headers=headers)

    assert 401 == answer.status_code
    assert 'Bearer realm="crm"' == answer.headers["www-authenticate"]
    assert "A valid access token is needed." == answer.json()["detail"]


def test_two_headers(ours, witness):
    """
    JWT-17: two Authorization headers are none, in whichever order.
    """
    good, bad = f"Bearer {ours.admin.token}", "Bearer x"
    for pair in ((good, bad), (bad, good), (good, good)):
        answer = ours.admin.client.get(
            "/api/crm/contacts/", headers=[("authorization", each) for each in pair]
        )
        assert 401 == answer.status_code


def test_token_elsewhere(ours, witness):
    """
    JWT-24: a token in the address or a cookie is not read.
    """
    client, token = ours.admin.client, ours.admin.token
    place = "/api/crm/contacts/"

    assert 401 == client.get(f"{place}?access_token={token}").status_code
    for name in ("access_token", "token", "session", "authorization"):
        headers = {"cookie": f"{name}={token}"}
        assert 401 == client.get(place, headers=headers).status_code


def test_expired(ours, door, witness):
    """
    A token that has expired lets nobody in, though it was good a moment ago.
    """
    with pytest.raises(Exception, match="exp"):
        token_of(ours.admin.actor, lifetime=timedelta(seconds=-60))
    headers = {"authorization": "Bearer " + ours.admin.token[:-4] + "AAAA"}

    assert 401 == door.client.get("/api/crm/contacts/", headers=headers).status_code


def test_me(ours, witness):
    """
    Who asks is told who they are, what they may do and what they see.
    """
    me = ours.rep.get("users/me/").json()

    assert str(ours.rep.actor.user_id) == me["user_id"]
    assert str(ours.id) == me["organization_id"]
    assert ["rep"] == me["roles"]
    assert "own" == me["visibility"]
    assert sorted(DEFAULT_ROLES["rep"].permissions) == me["permissions"]


def test_unknown_role(door, ours, witness):
    """
    A role that nobody defined gives nothing.
    """
    person = door.person(ours.id, "emperor")

    assert [] == person.get("users/me/").json()["permissions"]
    assert 403 == person.get("contacts/").status_code


def test_new_person_and_organization(door, witness):
    """
    Whom the auth service vouches for is known from the first request on.
    """
    person = door.person(uuid4(), "admin")
    organization = person.get("organization/")

    assert 200 == organization.status_code
    known = person.get("users/").json()["items"]
    assert [str(person.actor.user_id)] == [each["id"] for each in known]
    assert [person.actor.email] == [each["email"] for each in known]


def test_same_address_as_a_colleague(door, ours, witness):
    """
    A second person with a known e-mail address comes in, without it.
    """
    ours.rep.get("users/me/")
    twin = door.person(ours.id, "rep")
    token = token_of(twin.actor, email=ours.rep.actor.email)
    headers = {"authorization": f"Bearer {token}"}

    assert 200 == door.client.get("/api/crm/users/me/", headers=headers).status_code
    assert 200 == door.client.get("/api/crm/contacts/", headers=headers).status_code


def test_roles_change_in_time(door, ours, witness):
    """
    TEN-27: another definition of a role counts after five seconds at the latest.
    """
    assert 200 == ours.rep.get("contacts/").status_code
    none = {"permissions": (), "visibility": "own"}
    door.crm.run(ours.admin.actor, define_role, "rep", **none)
    door.later(WINDOW)

    assert 403 == ours.rep.get("contacts/").status_code


def test_access_ends_in_time(door, ours, witness):
    """
    TEN-26: so does the end of a person's access.
    """
    assert 200 == ours.rep.get("contacts/").status_code
    door.crm.run(ours.admin.actor, save_user, ours.rep.actor.user_id, active=False)
    door.later(WINDOW)

    assert 401 == ours.rep.get("contacts/").status_code


def test_newer_token(door, ours, witness):
    """
    What a newer token says of a person is noted, what an older one said is not.
    """
    rep = ours.rep
    rep.get("users/me/")
    door.crm.run(ours.admin.actor, save_user, rep.actor.user_id, name="Named here")
    door.later(WINDOW)
    rep.get("users/me/")
    names = {
        each["id"]: each["name"] for each in ours.admin.get("users/").json()["items"]
    }

    assert "Named here" == names[str(rep.actor.user_id)]


def host_app(crm, authenticate):
    """
    The app as a host with sessions of its own mounts it.
    """
    return create_app(crm, authenticate, Options(limiter=None, access_log=False))


def test_host_authenticates(door, ours):
    """
    A host passes any function from headers to an actor.
    """
    roles = {"admin": ours.admin.actor}

    def authenticate(headers):
        name = dict(headers).get(b"x-user", b"").decode()
        if name not in roles:
            raise Forbidden
        return roles[name]

    with TestClient(host_app(door.crm, authenticate), "http://127.0.0.1") as client:
        assert 401 == client.get("/api/crm/contacts/").status_code
        answer = client.get("/api/crm/contacts/", headers={"x-user": "admin"})
        assert 1 == answer.json()["total"]


def test_host_is_away(door):
    """
    An authentication that cannot answer now is 503 with Retry-After.
    """

    def authenticate(_headers):
        raise Unavailable(retry_after=7)

    with TestClient(host_app(door.crm, authenticate), "http://127.0.0.1") as client:
        answer = client.get("/api/crm/contacts/")

    assert 503 == answer.status_code
    assert "7" == answer.headers["retry-after"]


def test_fault_tells_nothing(door):
    """
    HTTP-31: a fault of ours is 500 with the request's id, and nothing else.
    """
    secret = "postgresql://user:password@host/secret"

    def authenticate(_headers):
        raise RuntimeError(secret)

    class Broken:
        def open(self, _actor):
            raise RuntimeError(secret)

    actor = actor_with(
        ["admin"], DEFAULT_ROLES, user_id=uuid4(), organization_id=uuid4()
    )
    for app in (
        host_app(door.crm, authenticate),
        host_app(Crm(Broken()), lambda _headers: actor),
    ):
        with TestClient(app, "http://127.0.0.1") as client:
            answer = client.get("/api/crm/contacts/")

        assert 500 == answer.status_code
        assert "application/problem+json" == answer.headers["content-type"]
        assert "urn:crm:problem:internal" == answer.json()["type"]
        assert answer.headers["x-request-id"] == answer.json()["request_id"]
        assert "password" not in answer.text
        assert "RuntimeError" not in answer.text
