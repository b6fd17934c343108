"""
TEN-30: every operation of the OpenAPI document, for every role, on one's own, on
foreign and on missing records: nobody gets through where they may not.
"""

from uuid import uuid4

import pytest

from crm_adapters.folder import FolderStorage
from crm_core.access import DEFAULT_ROLES, save_user
from crm_http import Options
from crm_http.authentication import WINDOW
from tests.mailbox_places import reading
from tests.use_cases.writing import raw

from .door import ROLES, Organization, opened
from .prepared import DOCUMENT, FILE, OTHERS_WORK, Field

pytestmark = pytest.mark.postgres


CELLS = [
    pytest.param(method, path, operation, id=operation["operationId"])
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """
    Where the contents of files are kept.
    """
    return FolderStorage(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def door(database_url, engine, place):
    """
    A door that takes files.
    """
    reads = reading(place.root)
    options = Options(limiter=None, access_log=False, storage=place, reading=reads)
    with opened(database_url, engine, options) as door:
        yield door


def ask(client, method, path, body, operation, token=None):
    """
    One request, with what the document says is required.
    """
    headers = {"if-match": "*"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    query = {
        each["name"]: each["example"]
        for each in operation["parameters"]
        if each["in"] == "query" and each["required"]
    }
    files = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in files:
        body = {"file": ("a.txt", b"x")}
        return client.request(method.upper(), path, files=body, headers=headers)
    if "message/rfc822" in files:
        headers["content-type"] = "message/rfc822"
        return client.request(method.upper(), path, content=raw(), headers=headers)
    if "text/csv" in files:
        headers["content-type"] = "text/csv"
        return client.request(method.upper(), path, content=FILE, headers=headers)
    return client.request(
        method.upper(), path, params=query, json=body, headers=headers
    )


@pytest.fixture
def fields(door, place, request):
    """
    Our organization and another one, for the operation at hand.
    """
    name = request.node.callspec.params["operation"]["operationId"]
    return [Field(door, door.organization(), name, place) for _ in range(2)]


@pytest.mark.parametrize(("method", "path", "operation"), CELLS)
def test_matrix(door, fields, method, path, operation):
    """
    2xx only where the role holds the operation's permission, on one's own records;
    401 without a token or with an ended access; the other organization's text never.
    """
    ours, theirs = fields
    permission = operation.get("x-permission")
    creates = operation["operationId"] == "save_user"

    def cell(field, token, place=path):
        body = field.body(operation)
        return ask(door.client, method, field.path(place), body, operation, token)

    assert 401 == cell(ours, None).status_code
    assert 401 == cell(ours, ended(door, ours.organization)).status_code
    for role in ROLES:
        token = ours.organization.people[role].token
        allowed = permission is None or permission in DEFAULT_ROLES[role].permissions
        if "{id}" in path and not creates:
            foreign = cell(theirs, token)
            missing = cell(ours, token, path.replace("{id}", str(uuid4())))
            assert {foreign.status_code, missing.status_code} <= {403, 404}, role
            assert theirs.organization.canary not in foreign.text + missing.text
        if not allowed:
            refused = cell(ours, token)
            assert 403 == refused.status_code, role
            assert permission == refused.json()["required"]
        elif role == "viewer" and operation["operationId"] not in OTHERS_WORK:
            assert cell(ours, token).status_code < 300
    done = cell(ours, ours.organization.admin.token)
    assert done.status_code < 300, done.text
    assert theirs.organization.canary not in done.text


def ended(door, organization: Organization) -> str:
    """
    The token, still good, of a person whose access has ended (TEN-26).
    """
    gone = door.person(organization.id, "admin")
    door.crm.run(organization.admin.actor, save_user, gone.actor.user_id, active=False)
    door.later(WINDOW)
    return gone.token
