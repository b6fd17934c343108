"""
The demo: filled, served, and how to get in.
"""

import os
import sys
import webbrowser
from datetime import UTC, datetime

from crm_adapters.bootstrap import (
    base_url,
    build,
    migrate,
    with_database,
    with_token_secret,
)
from crm_adapters.demo.members import ADMIN, MEMBERS, ORGANIZATION
from crm_adapters.demo.organization import NAME, SIZES, fill_organization
from crm_adapters.demo.pretending import Clock
from crm_adapters.settings import Settings, read_settings
from crm_core.access import create_sign_in_link

from .acting import operator
from .output import note, say
from .refusals import Refused
from .serving import listening, serve_until_ended

PORT = 8001


def show_demo(*, port: int | None, fresh: bool, browser: bool, size: str) -> None:
    """
    Fill the demo organization if it is not there, and serve until somebody ends it.
    """
    flags = {"port": PORT if port is None else port}
    settings = with_token_secret(read_settings(flags=flags))
    if fresh and settings.database_url is not None:
        raise Refused(
            "--fresh gives up the embedded database, and another one is configured.\n"
            "Drop and create that one yourself, or unset CRM_DATABASE_URL."
        )
    with (
        listening(settings) as (server, bound),
        with_database(bound, fresh=fresh) as ready,
    ):
        link = _prepared(ready, size)
        serve_until_ended(
            ready,
            server,
            worker=True,
            ready=lambda: _welcome(ready, link, browser=browser),
        )


def _prepared(settings: Settings, size: str) -> str:
    """
    The database migrated and filled; answers a link that lets one in once.
    """
    assert settings.database_url is not None
    migrate(settings.migrate_url or settings.database_url)
    clock = Clock(datetime.now(UTC))
    application = build(settings, clock=clock, new_id=clock.new_id)
    try:
        crm = application.crm
        fill_organization(crm, clock, SIZES[size], progress=_progress)
        clock.moment = datetime.now(UTC)
        code = application.crm.run(
            operator(ORGANIZATION), create_sign_in_link, ADMIN.id
        )
    finally:
        application.close()
    return f"{base_url(settings)}/sign-in/{code}"


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\rFilling the demo: {done:,} of {of:,} contacts")
        if done == of:
            sys.stderr.write("\n")
        sys.stderr.flush()
    elif done == of:
        note(f"Filled the demo: {of:,} contacts.")


def _welcome(settings: Settings, link: str, *, browser: bool) -> None:
    say(f"{NAME} is served on {base_url(settings)}")
    say(f"Sign in as {ADMIN.name} (once, within 24 hours): {link}")
    if settings.token_secret:
        say(f"An API token: crm token issue --organization {ORGANIZATION} --as PERSON")
        say("where PERSON is one of:")
        for member in MEMBERS:
            say(f"  {member.email:<36} {member.role}")
    say("Ctrl-C ends it.")
    sys.stdout.flush()
    if browser and _has_display():
        webbrowser.open(link)


def _has_display() -> bool:
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
