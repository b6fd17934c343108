"""
The CRM as a service of its own: what ``crm serve`` gives to the ASGI server.

``uvicorn --factory crm_http.standalone:from_environment`` does the same.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from uuid import UUID

from litestar import Litestar

from crm_adapters.bootstrap import (
    Application,
    base_url,
    build,
    check_database,
    rate_limiter,
    reading,
    storage,
    token_verifier,
)
from crm_adapters.logs import logging_to
from crm_adapters.settings import read_settings
from crm_adapters.tokens import issue
from crm_core import CrmWork
from crm_core.access import Organization, User
from crm_core.shared import Actor, NotFound, OrganizationId, UserId

from .app import create_app
from .authentication import TokenAuthenticator
from .options import Options, SignedIn

TOKEN_LIFETIME = timedelta(hours=8)


def from_environment() -> Litestar:
    """
    The application that the settings in the environment describe.
    """
    settings = read_settings()
    logs = ExitStack()
    logs.enter_context(logging_to(level=settings.log_level, style=settings.log_format))
    app = serve(build(settings))
    app.on_shutdown.append(logs.close)
    return app


def serve(application: Application) -> Litestar:
    """
    The ASGI application of an installation.

    Raises:
        SettingsWrong: Nothing says whose tokens are believed.
    """
    settings, crm = application.settings, application.crm
    authenticator = TokenAuthenticator(token_verifier(application), crm)
    options = Options(
        base_url=base_url(settings),
        allowed_hosts=settings.allowed_hosts,
        cors_origins=settings.cors_origins,
        workers=settings.threads,
        largest_body=settings.max_body,
        largest_upload=settings.max_upload,
        limiter=rate_limiter(application),
        docs=settings.docs,
        metrics=settings.metrics,
        check_ready=lambda: check_database(application),
        connections_in_use=_connections_in_use(application),
        storage=storage(settings),
        largest_file=settings.max_file,
        file_quota=settings.file_quota,
        reading=reading(application),
        sign_in=_redeem(application) if settings.token_secret else None,
    )
    app = create_app(crm, authenticator, options)
    app.on_shutdown.append(application.close)
    return app


def _connections_in_use(application: Application) -> Callable[[], int]:
    pool = application.engine.pool
    return getattr(pool, "checkedout", lambda: 0)


def _redeem(application: Application) -> Callable[[str], SignedIn | None]:
    def redeem(code: str) -> SignedIn | None:
        try:
            organization_id = OrganizationId(UUID(hex=code[:32]))
        except ValueError:
            return None
        doorkeeper = Actor(
            user_id=UserId(organization_id),
            organization_id=organization_id,
            permissions=frozenset(),
        )
        try:
            user, organization = application.crm.run(doorkeeper, _let_in, code)
        except NotFound:
            return None
        return _signed_in(application, user, organization)

    return redeem


def _let_in(work: CrmWork, code: str) -> tuple[User, Organization]:
    user = work.sign_in_links.redeem(code)
    if not user.active:
        raise NotFound
    return user, work.organizations.get()


def _signed_in(
    application: Application, user: User, organization: Organization
) -> SignedIn:
    settings = application.settings
    token = issue(
        settings.token_secret or "",
        issuer=settings.token_issuer,
        audience=settings.token_audience,
        user_id=user.id,
        organization_id=organization.id,
        roles=user.roles,
        teams=user.teams,
        email=user.email,
        name=user.name,
        lifetime=TOKEN_LIFETIME,
    )
    return SignedIn(
        name=user.name,
        email=user.email,
        organization=organization.name,
        roles=user.roles,
        token=token,
        expires_at=datetime.now(UTC) + TOKEN_LIFETIME,
    )
