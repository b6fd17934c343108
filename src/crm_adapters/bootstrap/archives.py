"""
Archives of organizations: from the database and the storage into a file, and back.
"""

from collections.abc import Callable
from typing import IO

from attrs import evolve
from sqlalchemy import Engine

from crm_core.archives import Manifest, Member
from crm_core.shared import (
    Actor,
    Conflict,
    ContentDamaged,
    Invalid,
    NotFound,
    OrganizationId,
    Permission,
    Storage,
)

from ..files.archives import ArchiveReader, ArchiveWriter, writing_archive
from ..postgres.archiving import (
    TABLES,
    ArchivedTables,
    archived_tables,
    empty_tables,
    schema_revision,
)

Tell = Callable[[Member], None]


def create_archive(
    engine: Engine, storage: Storage, actor: Actor, file: IO[bytes], *, tell: Tell
) -> Manifest:
    """
    Write all that the actor's organization has into *file*, as it is at one moment.

    Raises:
        Forbidden: The actor is no administrator of it.
    """
    actor.require(Permission.ORGANIZATION_WRITE)
    organization_id = actor.organization_id
    with (
        archived_tables(engine, organization_id) as tables,
        writing_archive(file) as archive,
    ):
        name, moment = tables.about()
        for table in TABLES:
            tell(archive.table(table, tables.lines(table)))
        missing = _add_files(storage, organization_id, tables, archive, tell)
        manifest = Manifest(
            organization_id=organization_id,
            name=name,
            made_at=moment,
            revision=schema_revision(),
            members=tuple(archive.members),
            missing=missing,
        )
        archive.close(manifest)
    return manifest


def _add_files(
    storage: Storage,
    organization_id: OrganizationId,
    tables: ArchivedTables,
    archive: ArchiveWriter,
    tell: Tell,
) -> tuple[str, ...]:
    """
    Add all stored contents; answers the keys of those that should be there and are
    not. That of an import that has ended is gone.
    """
    needed: dict[str, bool] = {}
    for key, must in tables.file_keys():
        needed[key] = must or needed.get(key, False)
    missing: list[str] = []
    for key, must in needed.items():
        try:
            with storage.open(organization_id, key) as content:
                tell(archive.file(key, content))
        except (NotFound, ContentDamaged):
            missing += [key] if must else []
    return tuple(missing)


def verify_archive(file: IO[bytes], *, tell: Tell) -> Manifest:
    """
    Compare all that is in an archive with its manifest.

    Raises:
        Invalid: It is no archive, or damaged; says where.
        Conflict: It was made by a newer version of the CRM.
    """
    archive = ArchiveReader(file)
    archive.verify(tell)
    return archive.manifest


def restore_archive(
    engine: Engine,
    storage: Storage,
    file: IO[bytes],
    *,
    tell: Tell,
    into: OrganizationId | None = None,
) -> Manifest:
    """
    Bring an organization back from its archive, whole or not at all; *into* is its id
    from now on, if it is to be another one. Records keep theirs.

    Everything is verified before anything is written. There is no actor: whoever
    restores is the operator.

    Raises:
        Invalid: It is no archive, or damaged; says where.
        Conflict: The database has that organization, or another schema.
    """
    archive = ArchiveReader(file)
    manifest = archive.manifest
    _check(manifest)
    archive.verify()
    here = into or manifest.organization_id
    added: list[str] = []
    try:
        with empty_tables(engine, here, manifest.organization_id) as tables:
            for name, member in manifest.tables.items():
                _check_rows(member, tables.restore(name, archive.lines(member)))
                tell(member)
            for key, member in manifest.files.items():
                if not _has(storage, here, key):
                    added.append(key)
                    storage.put(here, archive.content(member))
                tell(member)
    except BaseException:
        for key in added:
            storage.remove(here, key)
        raise
    return evolve(manifest, organization_id=here)


def _check(manifest: Manifest) -> None:
    newest = schema_revision()
    if manifest.revision > newest:
        raise Conflict("The archive was made by a newer CRM: install that one.")
    if manifest.revision < newest:
        raise Conflict(
            f"The archive is of an older schema ({manifest.revision}, not {newest}):"
            " restore it with the version that made it, then migrate."
        )
    if [*manifest.tables] != [*TABLES]:
        raise Invalid("The archive has not the tables that this version knows.")

    if any(key != member.sha256 for key, member in manifest.files.items()):
        raise Invalid("A file of the archive is not called by its digest.")


def _check_rows(member: Member, written: int) -> None:
    if written != member.rows:
        raise Invalid(f"{member.name}: {written:,} of {member.rows:,} rows written.")


def _has(storage: Storage, organization_id: OrganizationId, key: str) -> bool:
    try:
        storage.open(organization_id, key).close()
    except NotFound:
        return False
    return True
