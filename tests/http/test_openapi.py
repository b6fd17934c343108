"""
The document says what the API does: routes, schemas, examples, problems.
"""

import jsonschema_rs
import pytest
from litestar.routes import HTTPRoute

from crm_core import Crm
from crm_core.shared import CrmError, Forbidden
from crm_http import create_app
from crm_http.api import OPERATIONS
from crm_http.openapi import build_document
from crm_http.openapi.failures import ALL_KINDS
from crm_http.problems import kind_of

DOCUMENT = build_document(OPERATIONS)
SCHEMAS = DOCUMENT["components"]["schemas"]

UNMET = {
    *("never-working", "slot-taken", "suspected", "transfer-moved-on"),
    *("folder-missing", "mailbox-refused", "mailbox-unreachable", "seal-broken"),
    "somebody-else-reads",
    *("remote-changed", "server-busy", "server-password", "server-refused"),
    "server-unreachable",
}
"""
What `Crm.run` and those who drive an import say to themselves, and what
only visitors of booking pages meet, or whoever reads mailboxes and calendars on
servers; no operation of the document meets it.
"""


def validator(schema):
    """
    Validates against a schema of the document.
    """
    return jsonschema_rs.validator_for(
        {**schema, "components": DOCUMENT["components"]}, validate_formats=True
    )


def nobody(_headers):
    """
    Lets nobody in.
    """
    raise Forbidden


def test_routes():
    """
    Every route under /api/crm is documented with its methods, and none is missing.
    """
    app = create_app(Crm(None), nobody)
    routed = {
        (f"{route.path_format.rstrip('/')}/", method.lower())
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/api/crm/")
        for method in route.methods
        if method not in {"HEAD", "OPTIONS"}
    }
    documented = {
        (path, method) for path, item in DOCUMENT["paths"].items() for method in item
    }

    assert documented == routed - {
        ("/api/crm/openapi.json/", "get"),
        ("/api/crm/docs/", "get"),
    }


def test_operations_are_named_once():
    """
    Operation ids are unique, for generated clients.
    """
    names = [operation.name for operation in OPERATIONS]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("name", [*SCHEMAS])
def test_schema(name):
    """
    Every schema is one, and its examples fit it.
    """
    schema = SCHEMAS[name]
    check = validator(schema)

    for example in schema.get("examples", []):
        assert [] == [error.message for error in check.iter_errors(example)]


def media_of(node):
    """
    Every media type object in the document, with where it stands.
    """
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "content":
                yield from value.values()
            else:
                yield from media_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from media_of(value)


def test_examples():
    """
    Every example of a body fits its schema; every body has one.
    """
    seen = 0
    for media in media_of(DOCUMENT):
        if media["schema"] == {"type": "string"}:
            continue  # a file
        check = validator(media["schema"])
        examples = [media["example"]] if "example" in media else []
        examples += [each["value"] for each in media.get("examples", {}).values()]
        assert examples, media
        for example in examples:
            seen += 1
            assert [] == [error.message for error in check.iter_errors(example)]
    assert seen > 70


def errors_of(kind):
    """
    A class of errors and all below it.
    """
    yield kind
    for each in kind.__subclasses__():
        yield from errors_of(each)


def test_every_error_is_documented():
    """
    Each refusal that the core knows is a problem with an example in the document.
    """
    names = {
        kind_of(error).name
        for error in errors_of(CrmError)
        if error is not CrmError and error.__module__.startswith("crm_core")
    }
    named = {
        name
        for response in DOCUMENT["components"]["responses"].values()
        for media in response["content"].values()
        for name in media["examples"]
    }

    assert names - UNMET <= {*ALL_KINDS}
    assert {*ALL_KINDS} == named


def test_references():
    """
    Everything that is pointed at is there.
    """

    def references(node):
        if isinstance(node, dict):
            if "$ref" in node:
                yield node["$ref"]
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    for reference in {*references(DOCUMENT)}:
        target = DOCUMENT
        for name in reference.removeprefix("#/").split("/"):
            target = target[name]


@pytest.mark.postgres
def test_served(door):
    """
    The document is served without a token, at the path of the requirements.
    """
    answer = door.client.get("/api/crm/openapi.json")

    assert 200 == answer.status_code
    assert "3.1.0" == answer.json()["openapi"]
    assert {*DOCUMENT["paths"]} == {*answer.json()["paths"]}
