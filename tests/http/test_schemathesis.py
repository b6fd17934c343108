"""
What a fuzzer that has read the OpenAPI document finds: nothing.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from crm_http.api import OPERATIONS
from crm_http.api.importing import TAKEN
from crm_http.openapi import build_document

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

CHECKS = [
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
]


@schemathesis.serializer(
    "message/rfc822", *(each for each in TAKEN if each.startswith("application/"))
)
def as_bytes(_context, value):
    """
    What is sent as a file of a type that the fuzzer does not know.
    """
    return {"data": value.encode() if isinstance(value, str) else value}


schema = schemathesis.openapi.from_dict(build_document(OPERATIONS))


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[*HealthCheck],
)
def test_conforms(case, server, ours):
    """
    No server error, and no answer that the document does not describe.
    """
    case.call_and_validate(
        base_url=server,
        headers={"authorization": f"Bearer {ours.admin.token}"},
        checks=CHECKS,
    )
