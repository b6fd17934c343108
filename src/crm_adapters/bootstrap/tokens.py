"""
Access tokens: who believes them, and who issues them where no auth service does.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from crm_core.shared import Actor

from ..settings import Problem, Settings, SettingsWrong
from .application import Application
from .databases import with_token_secret

if TYPE_CHECKING:
    from ..tokens import TokenVerifier


def token_verifier(application: Application) -> "TokenVerifier":
    """
    What believes access tokens, by the auth service's keys or by a secret.

    Raises:
        SettingsWrong: Neither is configured.
    """
    from ..tokens import Jwks, SharedSecret, TokenVerifier

    settings = application.settings
    if settings.auth_service_url is not None:
        cache = None
        if application.redis is not None:
            from ..redis import RedisCache

            cache = RedisCache(application.redis)
        return TokenVerifier(
            Jwks(settings.auth_service_url, cache=cache),
            issuer=settings.token_issuer,
            audience=settings.token_audience,
        )
    if settings.token_secret is None:
        reason = "say who may come in: set AUTH_SERVICE_URL, or CRM_TOKEN_SECRET."
        raise SettingsWrong([Problem("auth_service_url", "nowhere", reason)])
    return TokenVerifier(
        SharedSecret(settings.token_secret),
        issuer=settings.token_issuer,
        audience=settings.token_audience,
    )


def issue_token(
    settings: Settings, actor: Actor, *, roles: Sequence[str], lifetime: timedelta
) -> str:
    """
    An access token for *actor*, with *roles*.

    Raises:
        SettingsWrong: Tokens come from an auth service.
    """
    from ..tokens import issue

    settings = with_token_secret(settings)
    if settings.token_secret is None:
        reason = "tokens come from the auth service; this one issues none."
        raise SettingsWrong([Problem("auth_service_url", "configured", reason)])
    return issue(
        settings.token_secret,
        issuer=settings.token_issuer,
        audience=settings.token_audience,
        user_id=actor.user_id,
        organization_id=actor.organization_id,
        roles=roles,
        teams=actor.teams,
        email=actor.email,
        name=actor.name,
        lifetime=lifetime,
    )
