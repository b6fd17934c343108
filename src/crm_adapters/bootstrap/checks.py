"""
Whether an installation is sound: each check says how it is, and how to mend it.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

from attrs import frozen
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from crm_core.shared import CrmError

from ..postgres import connect_engine
from ..settings import Settings, unknown_variables
from .application import storage
from .databases import revisions_of

OLDEST_PYTHON = (3, 11)
OLDEST_POSTGRES = 15
APP_ROLE = "crm_app"
LITTLE_SPACE = 1_000_000_000
VERY_LITTLE_SPACE = 100_000_000


@frozen(kw_only=True)
class Finding:
    """
    How one thing is: ok, to be warned of, or failing; and what mends it.
    """

    name: str
    state: Literal["ok", "warn", "fail"] = "ok"
    says: str
    mend: str | None = None


def warned(name: str, says: str, mend: str) -> Finding:
    """
    It works, but not as it should.
    """
    return Finding(name=name, state="warn", says=says, mend=mend)


def failed(name: str, says: str, mend: str) -> Finding:
    """
    It does not work.
    """
    return Finding(name=name, state="fail", says=says, mend=mend)


def machine(settings: Settings) -> Iterator[Finding]:
    """
    Python, the environment, the disk.
    """
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        yield failed("python", version, "Install Python 3.11 or newer.")
    else:
        yield Finding(name="python", says=version)
    unknown = unknown_variables(os.environ)
    if unknown:
        says = f"no such settings: {', '.join(unknown)}"
        yield warned("environment", says, "Correct their names, or unset them.")
    yield _disk(settings.storage or settings.home)


def _disk(folder: Path) -> Finding:
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    says = f"{free / 1e9:.1f} GB free in {there}"
    if not os.access(there, os.W_OK):
        mend = "Let this user write there, or set CRM_HOME and CRM_STORAGE."
        return failed("disk", f"{there} cannot be written", mend)
    if free < VERY_LITTLE_SPACE:
        return failed("disk", says, "Free some space.")
    if free < LITTLE_SPACE:
        return warned("disk", says, "Free some space.")
    return Finding(name="disk", says=says)


def database(url: str) -> Iterator[Finding]:
    """
    The database: version, extensions, migrations, roles, row-level security.
    """
    engine = connect_engine(url, size=2)
    try:
        with engine.connect() as connection:
            yield _server(connection)
            yield from _inside(engine, connection)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        mend = "Start PostgreSQL, or correct CRM_DATABASE_URL."
        yield failed("database", reason, mend)
    finally:
        engine.dispose()


def _server(connection: Connection) -> Finding:
    number = connection.execute(text("SHOW server_version")).scalar_one()
    if int(number.split(".")[0]) < OLDEST_POSTGRES:
        mend = f"Update PostgreSQL to {OLDEST_POSTGRES} or newer."
        return failed("database", f"PostgreSQL {number}", mend)
    return Finding(name="database", says=f"PostgreSQL {number}")


def _inside(engine: Engine, connection: Connection) -> Iterator[Finding]:
    schema = revisions_of(engine)
    if not schema.up_to_date:
        says = f"at {schema.found or 'nothing'}, this CRM needs {schema.newest}"
        yield failed("migrations", says, "Run crm migrate.")
        return
    yield Finding(name="migrations", says=f"up to date ({schema.newest})")
    yield _extensions(connection)
    yield _role(connection)
    yield _row_security(connection)


def _extensions(connection: Connection) -> Finding:
    installed = "SELECT extname FROM pg_extension"
    there = set(connection.execute(text(installed)).scalars())
    missing = sorted({"pg_trgm", "btree_gin"} - there)
    if missing:
        mend = f"As a superuser: CREATE EXTENSION {missing[0]}; then crm migrate."
        return failed("extensions", f"missing: {', '.join(missing)}", mend)
    return Finding(name="extensions", says="pg_trgm, btree_gin")


def _role(connection: Connection) -> Finding:
    asked = text(
        "SELECT rolbypassrls OR rolsuper,"
        " EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'crm' AND c.relowner = r.oid),"
        " pg_has_role(current_user, r.oid, 'MEMBER')"
        " FROM pg_roles r WHERE rolname = :role"
    )
    bypasses, owns, member = connection.execute(asked, {"role": APP_ROLE}).one()
    if bypasses:
        mend = f"ALTER ROLE {APP_ROLE} NOSUPERUSER NOBYPASSRLS."
        return failed("role", f"{APP_ROLE} passes row-level security", mend)
    if owns:
        mend = "Give the tables another owner: REASSIGN OWNED."
        return failed("role", f"{APP_ROLE} owns tables", mend)
    if not member:
        mend = f"GRANT {APP_ROLE} TO the user of CRM_DATABASE_URL."
        return failed("role", f"this user may not act as {APP_ROLE}", mend)
    return Finding(name="role", says=f"{APP_ROLE} owns nothing and passes nothing by")


def _row_security(connection: Connection) -> Finding:
    asked = text(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'crm' AND c.relkind IN ('r', 'p')"
        " AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid"
        " AND a.attname = 'organization_id')"
        " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
    )
    open_tables = sorted(connection.execute(asked).scalars())
    if open_tables:
        mend = f"ALTER TABLE crm.{open_tables[0]} FORCE ROW LEVEL SECURITY."
        return failed("row security", f"not forced: {', '.join(open_tables)}", mend)
    return Finding(name="row security", says="forced on every table")


def services(settings: Settings) -> Iterator[Finding]:
    """
    What else the settings name: the store of files, Redis, the mail relay, the auth
    service.
    """
    yield _files(settings)
    yield _redis(settings.redis_url)
    yield _relay(settings)
    yield _tokens(settings)


def _files(settings: Settings) -> Finding:
    where = settings.storage_url or settings.storage or settings.home / "files"
    try:
        storage(settings).check()
    except CrmError as error:
        mend = f"Make {where} a place that this user may write to."
        return failed("files", str(error), mend)
    return Finding(name="files", says=f"stored in {where}")


def _redis(url: str | None) -> Finding:
    if url is None:
        says = "not configured: each process counts for itself"
        return Finding(name="redis", says=says)
    from ..redis import Away, Link

    with closing(Link(url, timeout=2)) as link:
        try:
            link.ask(lambda client: client.ping())
        except Away as away:
            says = f"away: {type(away.__cause__).__name__}"
            return warned("redis", says, "Start Redis, or correct CRM_REDIS_URL.")
    return Finding(name="redis", says="answers")


def _relay(settings: Settings) -> Finding:
    if settings.smtp_url is None:
        return Finding(name="mail", says="not configured: no mail is sent")
    from ..smtp import SmtpMailer

    try:
        SmtpMailer(settings.smtp_url, sender=settings.mail_from, timeout=5).check()
    except CrmError as error:
        return failed("mail", str(error), "Correct CRM_SMTP_URL, or start the relay.")
    return Finding(name="mail", says="the relay answers")


def _tokens(settings: Settings) -> Finding:
    if settings.auth_service_url is not None:
        return _auth_service(settings.auth_service_url)
    if settings.token_secret:
        return Finding(name="tokens", says="signed by a secret, for development")
    mend = "Set AUTH_SERVICE_URL, or CRM_TOKEN_SECRET for development."
    return warned("tokens", "nothing says whose tokens are believed", mend)


def _auth_service(url: str) -> Finding:
    from ..tokens import Jwks, KeysUnavailable, TokenRefused

    try:
        Jwks(url, timeout=5).find("crm doctor")
    except TokenRefused:  # keys are published, and none has this name
        return Finding(name="tokens", says="the auth service publishes its keys")
    except KeysUnavailable:
        mend = "Start the auth service, or correct AUTH_SERVICE_URL."
        return failed("tokens", "the auth service publishes no keys", mend)
    return Finding(name="tokens", says="the auth service publishes its keys")
