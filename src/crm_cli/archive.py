"""
The command ``crm archive``.
"""

import sys
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

import click

from .output import note, print_json, say
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core.archives import Manifest, Member


@click.group()
def archive() -> None:
    """
    All that an organization has, in one file: records, files, settings, history.
    """


@archive.command("create")
@acting
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False))
def create(session: Session, file: str) -> None:
    """
    Write the archive of the organization, as it is at this moment.

    An existing file is replaced when the new one is whole, and not before.
    """
    from crm_adapters.bootstrap import storage
    from crm_adapters.bootstrap.archives import create_archive

    from .whole_files import whole_file

    actor, application = session.actor, session.application
    kept = storage(application.settings)
    with whole_file(file) as made:
        manifest = create_archive(
            application.engine, kept, actor, made, tell=_progress()
        )
    _tell(session, manifest, "Archived")


@archive.command("verify")
@acting
@click.argument("file", metavar="FILE", type=click.File("rb"))
def verify(session: Session, file: IO[bytes]) -> None:
    """
    Read an archive whole, and compare it with its counts and SHA-256 digests.
    """
    from crm_adapters.bootstrap.archives import verify_archive

    _tell(session, verify_archive(file, tell=_progress()), "Verified")


@archive.command("restore")
@acting
@click.argument("file", metavar="FILE", type=click.File("rb"))
@click.option(
    "--into",
    metavar="ID",
    help="Under another id, that the database has not; new makes one.",
)
def restore(session: Session, file: IO[bytes], into: str | None) -> None:
    """
    Bring an organization back into a database that has it not, under its own id or
    another one; records keep their ids.

    All of it or nothing: the archive is verified before anything is written.
    """
    from crm_adapters.bootstrap import check_database, storage
    from crm_adapters.bootstrap.archives import restore_archive
    from crm_core.shared import OrganizationId, new_uuid7, read_id

    application = session.application
    check_database(application)
    kept = storage(application.settings)
    id = new_uuid7() if into == "new" else read_id(into) if into else None
    manifest = restore_archive(
        application.engine,
        kept,
        file,
        tell=_progress(),
        into=OrganizationId(id) if id else None,
    )
    _tell(session, manifest, "Restored")


def _progress() -> "Callable[[Member], None]":
    """
    A line for each part that is done, on a terminal.
    """
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda member: note(
        f"  {member.name}: {member.size:,} bytes"
        if member.rows is None
        else f"  {member.name}: {member.rows:,} rows"
    )


def _tell(session: Session, manifest: "Manifest", done: str) -> None:
    if session.as_json:
        print_json(manifest)
        return
    files = len(manifest.files)
    say(
        f"{done} {manifest.name} ({manifest.organization_id}) of"
        f" {manifest.made_at:%Y-%m-%d %H:%M} UTC: {manifest.rows:,} rows in"
        f" {len(manifest.tables)} tables, {files:,} files."
    )
    for digest in manifest.missing:
        note(f"Not found among the stored files: {digest}")
