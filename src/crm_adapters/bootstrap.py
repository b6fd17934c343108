"""
The composition root: from settings to a CRM that runs.

Nothing here is global and nothing connects before it is used, so a process may hold
several applications. ``close`` leaves no connection behind.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING

import msgspec
from attrs import frozen
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from crm_core import Crm
from crm_core.access import Mailer
from crm_core.shared import Unavailable

from .limits import Limiter, LocalLimiter
from .postgres import (
    PostgresWorks,
    connect_engine,
    current_revision,
    migrate,
    newest_revision,
)
from .settings import Problem, Settings, SettingsWrong

if TYPE_CHECKING:
    from .redis import Link
    from .tokens import TokenVerifier


@frozen(kw_only=True, eq=False)
class Application:
    """
    A CRM on a database, with what it was set up with.

    Safe to share by threads. After a fork, build another one.
    """

    settings: Settings
    engine: Engine
    crm: Crm
    redis: "Link | None"

    def close(self) -> None:
        """
        Close every connection.
        """
        self.engine.dispose()
        if self.redis is not None:
            self.redis.close()


def build(settings: Settings) -> Application:
    """
    The application that *settings* describe; they name the database.

    Raises:
        SettingsWrong: They do not.
    """
    if settings.database_url is None:
        reason = "is needed: set CRM_DATABASE_URL."
        raise SettingsWrong([Problem("database_url", "nowhere", reason)])
    engine = connect_engine(settings.database_url, size=settings.pool_size)
    return Application(
        settings=settings,
        engine=engine,
        crm=Crm(PostgresWorks(engine)),
        redis=_redis(settings),
    )


def check_database(application: Application) -> None:
    """
    Raises:
        Unavailable: The database cannot be reached, or its schema is not ours.
    """
    try:
        found = current_revision(application.engine)
    except SQLAlchemyError as error:
        raise Unavailable("The database cannot be reached.") from error
    if found != newest_revision():
        raise Unavailable("The database is not at the schema that this needs.")


@contextmanager
def with_database(settings: Settings, *, fresh: bool = False) -> Iterator[Settings]:
    """
    *settings* with a database: the one configured, or else the embedded one, which
    is migrated, and runs at least until the end of the block.

    The embedded one is for one machine, so its tokens are signed by a secret of this
    machine when no other way is configured.
    """
    if settings.database_url is not None:
        yield settings
        return
    from .embedded import running

    with running(settings.home, fresh=fresh) as url:
        migrate(url)
        embedded = msgspec.structs.replace(settings, database_url=url)
        yield with_token_secret(embedded)


@contextmanager
def owners_database(settings: Settings) -> Iterator[str]:
    """
    The URL of the database as its owner, not yet migrated.
    """
    url = settings.migrate_url or settings.database_url
    if url is not None:
        yield url
        return
    from .embedded import running

    with running(settings.home) as embedded:
        yield embedded


def with_token_secret(settings: Settings) -> Settings:
    """
    *settings* with a way to check tokens: the one configured, or else a secret that
    is kept in the home.
    """
    if settings.token_secret or settings.auth_service_url:
        return settings
    secret = _kept_secret(settings.home / "token-secret")
    return msgspec.structs.replace(settings, token_secret=secret)


def _kept_secret(file: Path) -> str:
    """
    The secret in *file*, made by the first who asks; two at once get the same.
    """
    with suppress(FileNotFoundError):
        return file.read_text(encoding="ascii")
    file.parent.mkdir(parents=True, exist_ok=True)
    mine = file.with_name(f"{file.name}.{os.getpid()}")
    mine.touch(mode=0o600)
    mine.write_text(token_urlsafe(48), encoding="ascii")
    with suppress(FileExistsError):
        os.link(mine, file)
    mine.unlink()
    return file.read_text(encoding="ascii")


def _redis(settings: Settings) -> "Link | None":
    if settings.redis_url is None:
        return None
    from .redis import Link

    return Link(settings.redis_url)


def token_verifier(application: Application) -> "TokenVerifier":
    """
    What believes access tokens, by the auth service's keys or by a secret.

    Raises:
        SettingsWrong: Neither is configured.
    """
    from .tokens import Jwks, SharedSecret, TokenVerifier

    settings = application.settings
    if settings.auth_service_url is not None:
        cache = None
        if application.redis is not None:
            from .redis import RedisCache

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


def rate_limiter(application: Application) -> Limiter | None:
    """
    How often a person may ask: counted by all processes together where there is a
    Redis. None when there is no limit.
    """
    limit = application.settings.rate_limit_per_minute
    if limit == 0:
        return None
    if application.redis is None:
        return LocalLimiter(limit=limit)
    from .redis import RedisLimiter

    return RedisLimiter(application.redis, limit=limit)


def mailer(settings: Settings) -> Mailer | None:
    """
    The post, when a relay is configured.
    """
    if settings.smtp_url is None:
        return None
    from .smtp import SmtpMailer

    return SmtpMailer(settings.smtp_url, sender=settings.mail_from)


def base_url(settings: Settings) -> str:
    """
    The address that people open.
    """
    if settings.base_url is not None:
        return settings.base_url.rstrip("/")
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{host}:{settings.port}"
