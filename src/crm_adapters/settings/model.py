"""
What an installation may set.
"""

from pathlib import Path
from typing import Annotated, Literal, get_type_hints

import msgspec
import platformdirs
from attrs import frozen
from msgspec import Meta

APPLICATION = "erp-crm-module"


@frozen(kw_only=True)
class About:
    """
    What a setting is for, and what its value must be, in the reader's words.

    A *secret* is never shown and may be kept in a file that ``<NAME>_FILE`` names;
    *also* are environment variables that other programs know it by.
    """

    says: str
    must: str = "text"
    secret: bool = False
    also: tuple[str, ...] = ()


PostgresUrl = Annotated[str, Meta(pattern=r"^postgres(ql)?://.")]
RedisUrl = Annotated[str, Meta(pattern=r"^(rediss?|unix)://.")]
SmtpUrl = Annotated[str, Meta(pattern=r"^smtp(s|\+plain)?://[^/]")]
S3Url = Annotated[str, Meta(pattern=r"^s3://[^/?#@:]+(/[^?#]*)?(\?[^#]*)?$")]
WebUrl = Annotated[str, Meta(pattern=r"^https?://[^/]")]
Count = Annotated[int, Meta(ge=1, le=1000)]
_POSTGRES = "postgresql://user:password@host/database"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """
    Everything that an installation may set.
    """

    database_url: Annotated[
        PostgresUrl | None,
        About(
            says="The database. Without it an embedded PostgreSQL is started.",
            must=_POSTGRES,
            secret=True,
            also=("DATABASE_URL",),
        ),
    ] = None
    migrate_url: Annotated[
        PostgresUrl | None,
        About(
            says="The same database as its owner, for migrations. Without it they run "
            "as the user of database_url.",
            must=_POSTGRES,
            secret=True,
        ),
    ] = None
    redis_url: Annotated[
        RedisUrl | None,
        About(
            says="A Redis that processes share; everything works without it.",
            must="redis://host:6379/0, rediss://… or unix:///path",
            secret=True,
            also=("REDIS_URL",),
        ),
    ] = None
    auth_service_url: Annotated[
        WebUrl | None,
        About(
            says="The auth service whose access tokens are believed, by its public "
            "keys.",
            must="an http:// or https:// address",
            also=("AUTH_SERVICE_URL",),
        ),
    ] = None
    token_secret: Annotated[
        Annotated[str, Meta(min_length=32)] | None,
        About(
            says="A secret that signs access tokens, for development without an auth "
            "service.",
            must="at least 32 characters",
            secret=True,
        ),
    ] = None
    token_issuer: Annotated[
        Annotated[str, Meta(min_length=1)],
        About(says="Who issues access tokens (iss)."),
    ] = "erp-auth-module"  # noqa: S105 - a name
    token_audience: Annotated[
        Annotated[str, Meta(min_length=1)],
        About(says="For whom access tokens are issued (aud)."),
    ] = APPLICATION
    base_url: Annotated[
        WebUrl | None,
        About(
            says="The address that people open, for links in mails. Without it, the "
            "host and port.",
            must="an http:// or https:// address",
        ),
    ] = None
    allowed_hosts: Annotated[
        tuple[str, ...],
        About(
            says="Host names that requests may be made to, besides that of base_url; "
            "* allows any.",
            must="host names, with commas between them",
        ),
    ] = ()
    cors_origins: Annotated[
        tuple[WebUrl, ...],
        About(
            says="Other web sites whose pages may call the API.",
            must="addresses as https://example.com, with commas between them",
        ),
    ] = ()
    host: Annotated[str, About(says="The address that the server listens on.")] = (
        "127.0.0.1"
    )
    port: Annotated[
        Annotated[int, Meta(ge=0, le=65535)],
        About(
            says="The port that the server listens on; 0 takes any that is free.",
            must="a whole number from 0 to 65535",
        ),
    ] = 8000
    threads: Annotated[
        Count,
        About(
            says="How many requests a process works on at once.",
            must="a whole number from 1 to 1000",
        ),
    ] = 10
    pool_size: Annotated[
        Count,
        About(
            says="How many database connections a process holds at most.",
            must="a whole number from 1 to 1000",
        ),
    ] = 10
    prepare_statements: Annotated[
        bool,
        About(
            says="Whether statements stay prepared in the database; false behind a "
            "pooler that lends connections for one transaction.",
            must="true or false",
        ),
    ] = True
    rate_limit_per_minute: Annotated[
        Annotated[int, Meta(ge=0)],
        About(
            says="How many requests a person may make in a minute; 0 is no limit.",
            must="a whole number, 0 or more",
        ),
    ] = 6000
    max_body: Annotated[
        Annotated[int, Meta(ge=1024)],
        About(
            says="The largest body of a request with JSON, in bytes.",
            must="a whole number of bytes, 1024 or more",
        ),
    ] = 1_000_000
    max_upload: Annotated[
        Annotated[int, Meta(ge=1024)],
        About(
            says="The largest file that may be imported through the API, in bytes.",
            must="a whole number of bytes, 1024 or more",
        ),
    ] = 50_000_000
    max_file: Annotated[
        Annotated[int, Meta(ge=1024)],
        About(
            says="The largest file that may be attached to a record, in bytes.",
            must="a whole number of bytes, 1024 or more",
        ),
    ] = 100_000_000
    file_quota: Annotated[
        Annotated[int, Meta(ge=0)],
        About(
            says="How many bytes the attached files of an organization may take, each "
            "content once; 0 is no limit.",
            must="a whole number of bytes, 0 or more",
        ),
    ] = 10_000_000_000
    smtp_url: Annotated[
        SmtpUrl | None,
        About(
            says="The mail relay. Without it no mail is sent.",
            must="smtp://user:password@host:587, smtps://… or smtp+plain://…",
            secret=True,
        ),
    ] = None
    smtp_oauth_url: Annotated[
        WebUrl | None,
        About(
            says="Where access tokens for the mail relay are refreshed (OAuth 2), when it "
            "wants those instead of a password (XOAUTH2).",
            must="an http:// or https:// address",
        ),
    ] = None
    smtp_oauth_client_id: Annotated[
        str | None, About(says="As whom tokens are refreshed.")
    ] = None
    smtp_oauth_client_secret: Annotated[
        str | None,
        About(says="The secret that goes with it, where there is one.", secret=True),
    ] = None
    smtp_oauth_token: Annotated[
        str | None,
        About(
            says="The first refresh token; where the provider gives another one, that is "
            "kept in the home.",
            secret=True,
        ),
    ] = None
    mail_from: Annotated[
        Annotated[str, Meta(pattern=r"^[^\r\n]*[^@\s]@[^@\s]+$")],
        About(
            says="The sender of mails.",
            must="an e-mail address, or a name and <address>",
        ),
    ] = "CRM <crm@localhost>"
    sealing_key: Annotated[
        Annotated[str, Meta(min_length=32)] | None,
        About(
            says="Seals the secrets of mailboxes and calendars that the CRM signs in to. "
            "Without it, with the embedded database, one is made and kept in the home.",
            must="at least 32 characters",
            secret=True,
        ),
    ] = None
    allow_private_hosts: Annotated[
        tuple[str, ...],
        About(
            says="Hosts in private networks that mailboxes and calendars of people may "
            "be on; * allows any.",
            must="host names, with commas between them",
        ),
    ] = ()
    storage: Annotated[
        Path | None,
        About(says="The folder for files. Without it, one in the home.", must="a path"),
    ] = None
    storage_url: Annotated[
        S3Url | None,
        About(
            says="A bucket that speaks the S3 protocol, for files instead of a folder. "
            "The keys to it are in the usual environment of AWS.",
            must="s3://bucket/prefix?endpoint=https://host&region=name",
        ),
    ] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        About(says="What is logged.", must="debug, info, warning or error"),
    ] = "info"
    log_format: Annotated[
        Literal["auto", "json", "text"],
        About(
            says="How it is logged; auto is text on a terminal and JSON elsewhere.",
            must="auto, json or text",
        ),
    ] = "auto"
    docs: Annotated[
        bool,
        About(says="Whether the API shows its documentation.", must="true or false"),
    ] = True
    metrics: Annotated[
        bool, About(says="Whether /metrics answers.", must="true or false")
    ] = True
    home: Annotated[
        Path,
        About(
            says="The folder for what the CRM keeps on this machine, as the embedded "
            "database.",
            must="a path",
        ),
    ] = msgspec.field(default_factory=lambda: platformdirs.user_data_path(APPLICATION))

    def __repr__(self) -> str:
        """
        Without secrets: it ends up in logs.
        """
        shown = ", ".join(f"{name}={text}" for name, text in self.shown().items())
        return f"Settings({shown})"

    def shown(self) -> dict[str, str]:
        """
        Every value as text, secrets as ``set``.
        """
        values = {name: getattr(self, name) for name in ABOUT}
        return {
            name: "set" if value and ABOUT[name].secret else repr(value)
            for name, value in values.items()
        }


TYPES = get_type_hints(Settings, include_extras=True)
ABOUT: dict[str, About] = {
    name: next(each for each in TYPES[name].__metadata__ if isinstance(each, About))
    for name in Settings.__struct_fields__
}
