"""
Which database is worked on: the one configured, or else an embedded one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_urlsafe

import msgspec
from attrs import frozen
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from crm_core.shared import Unavailable

from ..postgres import current_revision, migrate, newest_revision
from ..settings import Settings


@frozen
class Revisions:
    """
    The schema that a database has, and the one that this version needs.
    """

    found: str | None
    newest: str

    @property
    def up_to_date(self) -> bool:
        return self.found == self.newest


def revisions_of(engine: Engine) -> Revisions:
    """
    How far a database is.

    Raises:
        Unavailable: It cannot be reached.
    """
    try:
        found = current_revision(engine)
    except SQLAlchemyError as error:
        raise Unavailable("The database cannot be reached.") from error
    return Revisions(found, newest_revision())


@contextmanager
def with_database(settings: Settings, *, fresh: bool = False) -> Iterator[Settings]:
    """
    *settings* with a database: the one configured, or else the embedded one, which
    is migrated, and runs at least until the end of the block.

    The embedded one is for one machine, so its tokens are signed and its secrets sealed
    by keys of this machine when no others are configured.

    Raises:
        Unavailable: The embedded one does not start; says why.
    """
    if settings.database_url is not None:
        yield settings
        return
    with _embedded(settings, fresh=fresh) as url:
        migrate(url)
        key = settings.sealing_key or _kept_secret(settings.home / "sealing-key")
        own = msgspec.structs.replace(settings, database_url=url, sealing_key=key)
        yield with_token_secret(own)


@contextmanager
def owners_database(settings: Settings) -> Iterator[str]:
    """
    The URL of the database as its owner, not yet migrated.
    """
    url = settings.migrate_url or settings.database_url
    if url is not None:
        yield url
        return
    with _embedded(settings) as embedded:
        yield embedded


@contextmanager
def _embedded(settings: Settings, *, fresh: bool = False) -> Iterator[str]:
    from ..embedded import ServerFailed, Unreachable, running

    try:
        with running(settings.home, fresh=fresh) as url:
            yield url
    except (ServerFailed, Unreachable) as error:
        raise Unavailable(str(error)) from error


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
