"""
What a token may say of its holder. Ids like JWT-13 are cases of the bad-input list.
"""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_adapters.tokens import Claims, TokenRefused

from .token_builders import (
    ISSUER,
    NOW,
    ORGANIZATION,
    TEAM,
    USER,
    a_payload,
    a_verifier,
    refusal,
    signed,
)


def test_good_token():
    """
    Every claim arrives, in its own type.
    """
    actual = a_verifier().verify(signed(a_payload()))

    expected = Claims(
        user_id=USER,
        organization_id=ORGANIZATION,
        roles=("rep",),
        teams=(TEAM,),
        email="ada@example.com",
        name="Ada Lovelace",
        issued_at=datetime.fromtimestamp(NOW - 60, UTC),
        expires_at=datetime.fromtimestamp(NOW + 3600, UTC),
        token_id="token-1",
    )
    assert expected == actual


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"aud": ["other", "crm"]}, id="JWT-10-list-with-crm"),
        pytest.param({"sub": str(USER).upper()}, id="upper-case-sub"),
        pytest.param({"exp": NOW - 29, "iat": NOW - 99}, id="leeway-exp"),
        pytest.param({"iat": NOW + 30, "nbf": NOW + 30}, id="leeway-iat-nbf"),
        pytest.param({"exp": NOW + 60.5, "nbf": NOW - 0.5}, id="fractions"),
        pytest.param({"iat": NOW, "exp": NOW + 24 * 3600}, id="longest-lifetime"),
        pytest.param({"roles": ["no such role", "Rep", "a/b:c"]}, id="other-roles"),
        pytest.param({"roles": [], "teams": []}, id="no-roles"),
        pytest.param({"roles": ..., "teams": ..., "jti": ...}, id="lists-left-out"),
        pytest.param({"email": None, "name": ""}, id="nothing-known"),
        pytest.param({"name": "علی‌رضا 👩‍🚀 Ñandú"}, id="name-of-any-script"),
        pytest.param({"typ": "Bearer"}, id="keycloak"),
        pytest.param({"token_use": "access"}, id="cognito"),
        pytest.param({"scope": "a b", "azp": {"x": [1]}}, id="claims-of-others"),
    ],
)
def test_believed(changes):
    """
    What auth services really write is taken, up to the limits and not beyond.
    """
    assert a_verifier().verify(signed(a_payload(**changes)))


NO_UUIDS = {
    "null": None,
    "empty": "",
    "number": 1,
    "true": True,
    "list-empty": [],
    "list-of-one": [str(ORGANIZATION)],
    "list-of-two": [str(ORGANIZATION), str(USER)],
    "object": {"id": str(ORGANIZATION)},
    "star": "*",
    "all": "all",
    "braces": f"{{{ORGANIZATION}}}",
    "urn": f"urn:uuid:{ORGANIZATION}",
    "no-dashes": ORGANIZATION.hex,
    "dashes-astray": f"{ORGANIZATION.hex[:9]}-{ORGANIZATION.hex[9:]}",
    "space": f" {ORGANIZATION}",
    "newline": f"{ORGANIZATION}\n",
    "nul": f"{ORGANIZATION}\x00",
    "two": f"{ORGANIZATION},{USER}",
    "arabic-digits": str(ORGANIZATION).replace("0", "٠"),
    "full-width": str(ORGANIZATION).replace("1", "１"),
    "nil": str(UUID(int=0)),
    "sql": f"{ORGANIZATION}' OR '1'='1",
}
NO_MOMENTS = {
    "null": None,
    "text": str(NOW + 60),
    "arabic": "١٨٠٠٠٠٠٠٦٠",
    "true": True,
    "list": [NOW],
    "object": {},
    "negative": -1,
    "minus-huge": -(10**18),
    "huge": 10**18,
    "huge-float": 1e18,
    "beyond-float": 10**400,
    "year-10000": 253402300800,
}
NO_ACCESS = {
    "refresh": "Refresh",
    "id": "id",
    "ID": "ID",
    "service": "service",
    "empty": "",
    "null": None,
    "number": 1,
    "list": ["access"],
}
NO_TEXTS = {
    "number": 1,
    "list": ["a@example.com"],
    "object": {},
    "long": "a" * 250 + "@example.com",
    "nul": "a@example.com\x00",
    "line": "a@example.com\r\nBcc: b@example.com",
    "line-separator": "a@example.com\u2028",
    "surrogate": "a@\ud800",
}
LEFT_OUT = {"left-out": ...}
REFUSED = {
    "JWT-13": {"organization_id": LEFT_OUT | NO_UUIDS},
    "holder-id": {"sub": LEFT_OUT | NO_UUIDS},
    "JWT-10": {
        "aud": LEFT_OUT
        | {
            "other": "other-service",
            "object": {},
            "null": None,
            "number": 1,
            "list-empty": [],
            "list-of-others": ["other", "crm2"],
            "list-nested": [["crm"]],
            "list-mixed": ["crm", 1],
            "case": "CRM",
            "part": "cr",
            "comma": "crm,other",
            "space": "crm ",
        }
    },
    "JWT-14": {
        "typ": NO_ACCESS,
        "token_use": NO_ACCESS,
        "token_type": NO_ACCESS,
    },
    "JWT-09": {
        "iat": LEFT_OUT | NO_MOMENTS | {"hour": NOW + 3600, "second": NOW + 31},
        "nbf": NO_MOMENTS | {"hour": NOW + 3600, "second": NOW + 31},
    },
    "window": {
        "exp": LEFT_OUT
        | NO_MOMENTS
        | {
            "passed": NOW - 30,
            "epoch": 0,
            "before-iat": NOW - 61,
            "at-iat": NOW - 60,
            "too-far": NOW - 60 + 24 * 3600 + 1,
        },
    },
    "origin": {
        "iss": LEFT_OUT
        | {
            "other": "https://evil.example.com",
            "slash": ISSUER + "/",
            "case": ISSUER.upper(),
            "list": [ISSUER],
            "null": None,
            "empty": "",
        }
    },
    "holder": {
        "roles": {
            "null": None,
            "text": "admin",
            "object": {"admin": True},
            "of-objects": [{"name": "admin"}],
            "of-numbers": [1],
            "nested": [["admin"]],
            "empty-name": [""],
            "nul": ["admin\x00"],
            "newline": ["admin\n"],
            "long": ["a" * 65],
            "look-alike": ["аdmin"],
            "many": ["rep"] * 33,
        },
        "teams": {name: [str(TEAM), value] for name, value in NO_UUIDS.items()}
        | {
            "not-null": None,
            "not-text": str(TEAM),
            "not-object": {},
            "many": [str(TEAM)] * 129,
        },
        "email": NO_TEXTS
        | {
            "no-at": "nobody",
            "no-local": "@example.com",
            "no-domain": "a@",
            "two-at": "a@b@c",
            "space": "a b@example.com",
        },
        "name": NO_TEXTS,
        "jti": NO_TEXTS,
    },
}


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        pytest.param(claim, value, id=f"{case}-{claim}-{name}")
        for case, claims in REFUSED.items()
        for claim, values in claims.items()
        for name, value in values.items()
    ],
)
def test_claim_refused(claim, value):
    """
    One claim in the wrong form, under a good signature, refuses the whole token,
    and the reason names that claim.
    """
    reason = refusal(signed(a_payload(**{claim: value})))

    assert claim in reason.split()


def test_id_token_refused():
    """
    JWT-14: an ID token is told by its at_hash even when nothing else says so.
    """
    assert "ID token" in refusal(signed(a_payload(at_hash="x")))


GOOD = json.dumps(a_payload()).encode()


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(GOOD[:-1] + b',"sub":"%b"}' % str(USER).encode(), id="twice-sub"),
        pytest.param(GOOD[:-1] + b',"\\u0073ub":"x"}', id="twice-sub-escaped"),
        pytest.param(GOOD[:-1] + b',"x":{"a":1,"a":2}}', id="twice-nested"),
        pytest.param(GOOD[:-1] + b',"x":NaN}', id="nan"),
        pytest.param(GOOD[:-1] + b',"x":-Infinity}', id="infinity"),
        pytest.param(GOOD[:-1] + b',"nbf":1e999}', id="nbf-overflows"),
        pytest.param(GOOD[:-1] + b',"nbf":\xd9\xa1}', id="arabic-digit"),
        pytest.param(GOOD[:-1] + b',"nbf":' + b"1" * 5000 + b"}", id="5000-digits"),
        pytest.param(GOOD[:-1] + b',"x":"\xff"}', id="not-utf-8"),
        pytest.param(b"\xef\xbb\xbf" + GOOD, id="bom"),
        pytest.param(GOOD.decode().encode("utf-16-le"), id="utf-16"),
        pytest.param(GOOD + b"x", id="rest"),
        pytest.param(GOOD + GOOD, id="two-objects"),
        pytest.param(b"[" * 5000, id="deep-array"),
        pytest.param(b'{"a":' * 1100 + b"1" + b"}" * 1100, id="deep-object"),
        *[
            pytest.param(json.dumps(value).encode(), id=f"payload-{value!r:.20}")
            for value in ([], [a_payload()], "sub", 1, None, True, {})
        ],
    ],
)
def test_payload_refused(payload):
    """
    The payload is one plain JSON object, however well it is signed.
    """
    assert refusal(signed(payload))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(a_payload())), anything)
@settings(max_examples=300, deadline=None)
def test_any_value(claim, value):
    """
    Whatever a claim holds, the answer is claims or a refusal, never another error.
    """
    try:
        claims = a_verifier().verify(signed(a_payload(**{claim: value})))
    except TokenRefused:
        return

    assert USER == claims.user_id
    assert ORGANIZATION == claims.organization_id
