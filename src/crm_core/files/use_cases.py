"""
What people do with files.
"""

from typing import Any, BinaryIO
from uuid import UUID

from attrs import evolve

from ..changes import check_version
from ..shared import (
    FieldError,
    Invalid,
    NotFound,
    Page,
    PageRequest,
    Permission,
    Query,
    RecordRef,
    Storage,
    check_about,
    use_case,
)
from .events import FileArchived, FileAttached, FileEdited, FilePurged, FileRestored
from .model import (
    FILE_FIELDS,
    HEAD,
    NAMELESS,
    ContentMissing,
    File,
    FileId,
    FileRefused,
    Limits,
    QuotaReached,
    UsageOf,
    recognise,
)
from .ports import FileWork, Upload


@use_case(requires=Permission.FILE_WRITE)
def attach_file(
    work: FileWork,
    upload: Upload,
    /,
    *,
    limits: Limits | None = None,
    activity_id: UUID | None = None,
    **fields: object,
) -> File:
    """
    Keep a file. What it is follows from its content; whoever brings it only names it.

    Nothing is stored before it is known that it may be.

    Raises:
        Invalid: Naming every field that is wrong; or it is too large.
        FileRefused: It is a program.
        QuotaReached: There is no room for it.
    """
    room = limits or Limits()
    values, content_type = _checked(work, upload, room, fields)
    _check_room(work, upload.size, room)
    stored = upload.keep()
    work.files.queue()
    _check_room(work, stored.size, room)
    file = File(
        id=FileId(work.new_id()),
        content_type=content_type,
        size=stored.size,
        digest=stored.key,
        activity_id=activity_id,
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
        **values,
    )
    work.name(f"Attach {file.name}")
    work.files.add(file)
    work.emit(FileAttached(file_id=file.id))
    return file


def _checked(
    work: FileWork, upload: Upload, limits: Limits, fields: dict[str, object]
) -> tuple[dict[str, Any], str]:
    """
    The values of a new file, and its media type.
    """
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    content_type = ""
    try:
        values.update(FILE_FIELDS.parse(fields))
        values["name"] = values.get("name") or NAMELESS
        check_about(work, values.get("about", ()))
    except Invalid as error:
        errors += error.errors
    if upload.size > limits.largest:
        message = f"At most {limits.largest:,} bytes."
        errors.append(FieldError("file", "length", message))
    try:
        content_type = recognise(upload.head[:HEAD], values.get("name", ""))
    except Invalid as error:
        errors += error.errors
    if errors:
        program = all(each.code == "program" for each in errors)
        raise (FileRefused if program else Invalid)(errors=errors)
    return values, content_type


def _check_room(work: FileWork, size: int, limits: Limits) -> None:
    used = work.files.usage().bytes if limits.quota else 0
    if limits.quota and used + size > limits.quota:
        raise QuotaReached(used=used, quota=limits.quota, size=size)


@use_case(requires=Permission.FILE_READ)
def show_file(work: FileWork, file_id: FileId) -> File:
    """
    A live file.

    Raises:
        NotFound: No such file, not visible, or in the archive.
    """
    file = work.files.get(file_id)
    if file.archived_at is not None:
        raise NotFound(id=file_id)
    return file


@use_case(requires=Permission.FILE_READ)
def list_files(
    work: FileWork, query: Query | None = None, page: PageRequest | None = None
) -> Page[File]:
    """
    A page of the files that *query* finds, latest change first by default.
    """
    return work.files.page(query or Query(), page or PageRequest())


@use_case(requires=Permission.FILE_READ)
def open_file(
    work: FileWork, storage: Storage, file_id: FileId
) -> tuple[File, BinaryIO]:
    """
    A file with its content, compared with its digest, to be read and closed.

    Raises:
        NotFound: No such file, not visible, or in the archive.
        Unavailable: The content cannot be read, is not there or is damaged.
    """
    file = show_file(work, file_id)
    try:
        return file, storage.open(work.actor.organization_id, file.digest)
    except NotFound:
        raise ContentMissing(id=file_id) from None


@use_case(requires=Permission.FILE_READ)
def show_usage(work: FileWork, limits: Limits | None = None) -> UsageOf:
    """
    How much room the organization's files take, and how much there is.
    """
    used = work.files.usage()
    return UsageOf(files=used.files, bytes=used.bytes, quota=(limits or Limits()).quota)


@use_case(requires=Permission.FILE_WRITE)
def edit_file(
    work: FileWork,
    /,
    file_id: FileId,
    *,
    version: int | None = None,
    **fields: object,
) -> File:
    """
    Rename or describe a file, or say what it is about; its content never changes.

    Raises:
        Invalid: Naming every field that is wrong.
        Stale: It is no longer at *version*, the one that the actor saw.
        FileRefused: Under its new name it would be run.
    """
    file = show_file(work, file_id)
    check_version(work, "file", file, version)
    values: dict[str, Any] = FILE_FIELDS.parse(fields)
    new = [each for each in values.get("about", ()) if each not in file.about]
    _check_new(work, new, values.get("about", ()))
    edited = file.edited(values, at=work.now)
    if edited.name != file.name:
        recognise(b"", edited.name)
    work.name(f"Edit file {edited.name}")
    saved = work.files.save(edited)
    work.emit(FileEdited(file_id=saved.id, fields=tuple(values)))
    return saved


def _check_new(
    work: FileWork, new: list[RecordRef], about: tuple[RecordRef, ...]
) -> None:
    """
    What was there already may stay, seen or not; errors name places in *about*.
    """
    try:
        check_about(work, new)
    except Invalid as error:
        places = [
            about.index(new[int(each.field.split(".")[1])]) for each in error.errors
        ]
        raise Invalid(
            errors=[
                evolve(each, field=f"about.{place}")
                for each, place in zip(error.errors, places, strict=True)
            ]
        ) from None


@use_case(requires=Permission.FILE_WRITE)
def archive_file(work: FileWork, file_id: FileId) -> File:
    """
    Put a file into the archive, whence it can be restored.
    """
    file = show_file(work, file_id)
    work.name(f"Archive file {file.name}")
    work.emit(FileArchived(file_id=file.id))
    return work.files.save(file.archived(work.now))


@use_case(requires=Permission.FILE_WRITE)
def restore_file(work: FileWork, file_id: FileId) -> File:
    """
    Bring a file back from the archive.

    Raises:
        NotFound: It is not in the archive.
    """
    file = _archived(work, file_id)
    work.name(f"Restore file {file.name}")
    work.emit(FileRestored(file_id=file.id))
    return work.files.save(file.restored(work.now))


@use_case(requires=Permission.FILE_PURGE)
def purge_file(work: FileWork, file_id: FileId) -> None:
    """
    Delete a file from the archive; for thirty days that can be taken back, and then
    its content goes unless another file has the same.

    Raises:
        NotFound: It is not in the archive.
        FileInUse: An e-mail has it attached.
    """
    file = _archived(work, file_id)
    work.name(f"Purge file {file.name}")
    work.files.remove(file)
    work.emit(FilePurged(file_id=file.id))


def _archived(work: FileWork, file_id: FileId) -> File:
    file = work.files.get(file_id)
    if file.archived_at is None:
        raise NotFound("It is not in the archive.", id=file_id)
    return file
