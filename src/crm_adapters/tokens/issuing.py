"""
Tokens for development and the demo, where no auth service issues any.
"""

import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from secrets import token_urlsafe
from uuid import UUID

import jwt

from .verifier import SharedSecret, TokenVerifier


def issue(
    secret: str | bytes,
    *,
    issuer: str,
    audience: str,
    user_id: UUID,
    organization_id: UUID,
    roles: Iterable[str] = (),
    teams: Iterable[UUID] = (),
    email: str | None = None,
    name: str | None = None,
    lifetime: timedelta = timedelta(hours=1),
    max_lifetime: timedelta = timedelta(days=1),
    clock: Callable[[], float] = time.time,
) -> str:
    """
    An access token signed with *secret*, of which it is sure that it will be taken.

    Raises:
        ValueError: The secret is too short.
        TokenRefused: A claim is not one that the CRM would believe.
    """
    keys = SharedSecret(secret)
    now = int(clock())
    claims: dict[str, object] = {
        "iss": issuer,
        "aud": audience,
        "sub": str(user_id),
        "organization_id": str(organization_id),
        "roles": list(roles),
        "teams": [str(team) for team in teams],
        "iat": now,
        "exp": now + int(lifetime.total_seconds()),
        "jti": token_urlsafe(16),
    }
    known = {"email": email, "name": name}
    claims |= {claim: value for claim, value in known.items() if value}
    token = jwt.encode(claims, keys.secret, "HS256", {"typ": "at+jwt"})
    TokenVerifier(
        keys,
        issuer=issuer,
        audience=audience,
        max_lifetime=max_lifetime.total_seconds(),
        clock=clock,
    ).verify(token)
    return token
