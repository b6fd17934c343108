"""
Access tokens for tests: good ones, and ones that no library would write.
"""

import base64
import hmac
import json
from uuid import UUID

import pytest

from crm_adapters.tokens import SharedSecret, TokenRefused, TokenVerifier

SECRET = b"a development secret of 32 bytes or more"
ISSUER = "https://auth.example.com"
NOW = 1_800_000_000
USER = UUID("018f0000-0000-7000-8000-00000000000a")
ORGANIZATION = UUID("018f0000-0000-7000-8000-0000000000b1")
TEAM = UUID("018f0000-0000-7000-8000-0000000000c1")


class Clock:
    """
    A clock that tests set.
    """

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


def a_payload(**changes):
    """
    The claims of a good token; a change to ``...`` leaves the claim out.
    """
    claims = {
        "iss": ISSUER,
        "aud": "crm",
        "sub": str(USER),
        "organization_id": str(ORGANIZATION),
        "roles": ["rep"],
        "teams": [str(TEAM)],
        "email": "ada@example.com",
        "name": "Ada Lovelace",
        "iat": NOW - 60,
        "exp": NOW + 3600,
        "jti": "token-1",
    }
    return {k: v for k, v in (claims | changes).items() if v is not ...}


def b64(data):
    """
    Base64url without padding, as JOSE has it.
    """
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(payload, header=b'{"alg":"HS256","typ":"JWT"}', secret=SECRET):
    """
    A token with these very bytes in it, under a signature that is right.
    """
    if not isinstance(payload, bytes):
        payload = json.dumps(payload).encode()
    if not isinstance(header, bytes):
        header = json.dumps(header).encode()
    text = f"{b64(header)}.{b64(payload)}"
    return f"{text}.{b64(hmac.digest(secret, text.encode(), 'sha256'))}"


def a_verifier(clock=lambda: NOW, **settings):
    """
    What checks tokens signed with the shared secret.
    """
    return TokenVerifier(
        SharedSecret(SECRET), issuer=ISSUER, audience="crm", clock=clock, **settings
    )


def refusal(token, verifier=None):
    """
    Why *token* is refused.
    """
    with pytest.raises(TokenRefused) as refused:
        (verifier or a_verifier()).verify(token)
    return refused.value.reason
