"""
Files between this machine and the CRM.
"""

import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from os import SEEK_END
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from attrs import evolve

from crm_adapters.bootstrap import file_limits, storage
from crm_core import CrmWork
from crm_core.files import (
    FILE_FIELDS,
    HEAD,
    File,
    FileId,
    Swept,
    Upload,
    attach_file,
    edit_file,
    list_files,
    open_file,
    show_file,
    sweep_files,
)
from crm_core.shared import (
    SUBJECT_KINDS,
    Condition,
    Invalid,
    NotFound,
    Operator,
    Page,
    PageRequest,
    Permission,
    Query,
    RecordRef,
    Term,
    parse_text,
    read_id,
)

from .kinds import KINDS
from .output import say
from .reading import page_request
from .refusals import Refused
from .session import Session, Written
from .whole_files import whole_file

PIECE = 1 << 18
STANDARD = "-"


def attach_path(
    session: Session,
    path: str,
    *,
    to: Iterable[str],
    name: str | None,
    description: str | None,
) -> Written:
    """
    Attach the file at *path*; ``-`` is standard input.
    """
    kept, organization_id = storage(session.settings), session.actor.organization_id
    with _opened(path) as file:
        head = file.read(HEAD)
        size = file.seek(0, SEEK_END)

        def attach(work: CrmWork) -> File:
            upload = Upload(
                head=head,
                size=size,
                keep=lambda: kept.put(organization_id, _read(file)),
            )
            return attach_file(
                work,
                upload,
                limits=file_limits(session.settings),
                name=name or ("" if path == STANDARD else Path(path).name),
                description=description,
                about=_records(work, to),
            )

        return session.write(attach)


@contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    if path != STANDARD:
        with Path(path).open("rb") as file:
            yield file
        return
    with TemporaryFile() as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.seek(0)
        yield file


def _read(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(PIECE), b"")


def _records(work: CrmWork, said: Iterable[str]) -> list[RecordRef]:
    """
    The records that ``kind:id`` or ``kind:name`` name.
    """
    found: list[RecordRef] = []
    for text in said:
        kind, colon, which = text.partition(":")
        if not colon or kind not in SUBJECT_KINDS:
            message = f"Must be {', '.join(f'{each}:ID' for each in SUBJECT_KINDS)}."
            raise Invalid.of(text, "choice", message)
        found.append(RecordRef(kind, KINDS[kind].find(work, which)))
    return found


def file_named(work: CrmWork, which: str, *, archived: bool = False) -> File:
    """
    The file that *which* names: by its id, or by its name if it is the only one.
    """
    try:
        id = FileId(read_id(which))
    except Invalid:
        id = _only_one(work, which, archived=archived)
    if not archived:
        return show_file(work, id)
    work.actor.require(Permission.FILE_READ)
    return work.files.get(id)


def _only_one(work: CrmWork, name: str, *, archived: bool) -> FileId:
    named = Condition("name", (Term(Operator.IS, name),))
    query = Query(conditions=(named,), archived=archived)
    found = list_files(work, query, PageRequest(size=10)).items
    if not found:
        raise NotFound(f"No file has the id or name {name}, or none that you may see.")
    if len(found) > 1:
        ids = ", ".join(str(each.id) for each in found)
        message = f"Several have this name; name one by its id: {ids}."
        raise Invalid.of("file", "ambiguous", message)
    return found[0].id


def page_of(
    session: Session,
    *,
    to: Iterable[str],
    filters: str,
    sort: str | None,
    archived: bool,
    page_size: int | None,
    page: int | None,
    cursor: str | None,
) -> tuple[Page[File], PageRequest]:
    """
    A page of files, with what was asked for.
    """
    request = page_request(page_size, page, cursor)
    more = [("sort", sort)] if sort else []
    if archived:
        more.append(("archived", "true"))
    query = parse_text(filters, FILE_FIELDS, more=more)

    def read(work: CrmWork) -> Page[File]:
        own = (
            Condition(f"{each.kind}_id", (Term(Operator.IS, each.id),))
            for each in _records(work, to)
        )
        return list_files(
            work, evolve(query, conditions=(*query.conditions, *own)), request
        )

    return session.run(read), request


def edit_named(
    session: Session,
    which: str,
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    **fields: str,
) -> Written:
    """
    Edit the file that *which* names; *add* and *remove* name records that it is about.
    """

    def edit(work: CrmWork) -> File:
        file = file_named(work, which)
        gone, more = _records(work, remove), _records(work, add)
        strangers = [str(each) for each in gone if each not in file.about]
        if strangers:
            raise Refused(f"{file.name} is not about {', '.join(strangers)}.")
        values: dict[str, Any] = {**fields}
        if gone or more:
            left = [each for each in file.about if each not in gone]
            values["about"] = [*left, *more]
        return edit_file(work, file.id, **values)

    return session.write(edit)


def download_file(
    session: Session, which: str, output: str | None, *, force: bool
) -> None:
    """
    Write the content of a file to *output*, else under its own name.
    """
    kept = storage(session.settings)

    def read(work: CrmWork) -> tuple[File, Any]:
        return open_file(work, kept, file_named(work, which).id)

    file, content = session.run(read)
    target = output or file.name
    with content:
        if target != STANDARD and Path(target).exists() and not force:
            raise Refused(f"{target} is there already; --force replaces it.")
        with whole_file(target) as made:
            shutil.copyfileobj(content, made)
    if target != STANDARD:
        say(f"Wrote {target} ({file.size:,} bytes).")


def sweep_now(session: Session) -> Swept:
    """
    Sweep the organization's stored contents.
    """
    kept, id = storage(session.settings), session.actor.organization_id
    return sweep_files(session.run, kept, id, datetime.now(UTC))
