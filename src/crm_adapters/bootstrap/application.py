"""
A CRM that runs, and what its settings say of the parts around it.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from attrs import frozen
from sqlalchemy import Engine

from crm_core import Crm
from crm_core.access import Mailer
from crm_core.activities import NoRecurrences, Recurrences
from crm_core.files import Limits
from crm_core.matching import Likeness, PlainLikeness
from crm_core.shared import News, NoSeal, Seal, Storage, Unavailable, new_uuid7

from ..limits import Limiter, LocalLimiter
from ..postgres import PostgresWorks, connect_engine
from ..settings import Problem, Settings, SettingsWrong
from .calendars import calendar_files
from .databases import revisions_of
from .stationery import stationery

if TYPE_CHECKING:
    from ..redis import Link
    from ..smtp import Relays, TokenSource


Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


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


def build(
    settings: Settings, *, clock: Clock = _now, new_id: Callable[[], UUID] = new_uuid7
) -> Application:
    """
    The application that *settings* describe; they name the database. Its *clock*
    tells the moment of each write, which the ids that it makes know too.

    Raises:
        SettingsWrong: They do not.
    """
    if settings.database_url is None:
        reason = "is needed: set CRM_DATABASE_URL."
        raise SettingsWrong([Problem("database_url", "nowhere", reason)])
    engine = connect_engine(settings.database_url, size=settings.pool_size)
    redis = _redis(settings)
    works = PostgresWorks(
        engine,
        clock=clock,
        new_id=new_id,
        prepare=settings.prepare_statements,
        announce=_announcer(redis),
        likeness=likeness(),
        recurrences=recurrences(),
        calendar_files=calendar_files(),
        seal=seal(settings),
        stationery=stationery(settings, base_url(settings)),
    )
    return Application(settings=settings, engine=engine, crm=Crm(works), redis=redis)


def likeness() -> Likeness:
    """
    How words are compared that may be mistyped: fast where RapidFuzz is installed.
    """
    try:
        from ..likeness import RapidfuzzLikeness
    except ImportError:
        return PlainLikeness()
    return RapidfuzzLikeness()


def recurrences() -> Recurrences:
    """
    When recurring activities take place, where the calendar extra is installed.
    """
    try:
        from ..calendar import RfcRecurrences
    except ImportError:
        return NoRecurrences()
    return RfcRecurrences()


def seal(settings: Settings) -> Seal:
    """
    What seals the secrets of others that the CRM keeps.
    """
    if settings.sealing_key is None:
        return NoSeal()
    from ..sealing import AesGcmSeal

    return AesGcmSeal(settings.sealing_key)


def _announcer(redis: "Link | None") -> Callable[[News], None] | None:
    if redis is None:
        return None
    from ..redis import RedisPublisher

    return RedisPublisher(redis).publish


def _redis(settings: Settings) -> "Link | None":
    if settings.redis_url is None:
        return None
    from ..redis import Link

    return Link(settings.redis_url)


def check_database(application: Application) -> None:
    """
    Raises:
        Unavailable: The database cannot be reached, or its schema is not ours.
    """
    if not revisions_of(application.engine).up_to_date:
        raise Unavailable("The database is not at the schema that this needs.")


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
    from ..redis import RedisLimiter

    return RedisLimiter(application.redis, limit=limit)


def storage(settings: Settings) -> Storage:
    """
    Where files are kept: the bucket or folder that is configured, or a folder in the
    home.
    """
    largest = max(settings.max_file, settings.max_upload)
    if settings.storage_url is not None:
        from ..s3 import bucket_at

        return bucket_at(settings.storage_url, largest=largest)
    from ..folder import FolderStorage

    if settings.storage is None:
        with suppress(OSError):  # said when a file is stored
            settings.home.mkdir(parents=True, exist_ok=True)
    return FolderStorage(settings.storage or settings.home / "files", largest=largest)


def file_limits(settings: Settings) -> Limits:
    """
    How large an attached file may be, and all of an organization together.
    """
    return Limits(largest=settings.max_file, quota=settings.file_quota)


def mailer(settings: Settings) -> Mailer | None:
    """
    The post, when a relay is configured.
    """
    if settings.smtp_url is None:
        return None
    from ..smtp import SmtpMailer

    return SmtpMailer(
        settings.smtp_url, sender=settings.mail_from, tokens=relay_tokens(settings)
    )


def relay_tokens(settings: Settings) -> "TokenSource | None":
    """
    What signs in at the relay instead of a password, when that is configured.
    """
    if settings.smtp_oauth_url is None:
        return None
    from ..mail.oauth import OAuthTokens
    from .relay_tokens import RelayTokens

    return RelayTokens(settings, OAuthTokens())


def relays(settings: Settings) -> "Relays | None":
    """
    Where mails go, when a relay is configured.
    """
    if settings.smtp_url is None:
        return None
    from ..smtp import Relays

    return Relays(relay=settings.smtp_url, tokens=relay_tokens(settings))


def base_url(settings: Settings) -> str:
    """
    The address that people open.
    """
    if settings.base_url is not None:
        return settings.base_url.rstrip("/")
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{host}:{settings.port}"
