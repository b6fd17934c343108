"""
Files in PostgreSQL.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crm_core.files import (
    SEARCHED_FIELDS,
    File,
    FileId,
    FileInUse,
    Usage,
    by_words,
)
from crm_core.shared import Page, PageRequest, Query

from ..rows import FILE_ROWS
from .candidates import Candidates
from .conditions import Expression, Source
from .contents import UNUSED
from .links import link, unlink
from .listing import Listing
from .paging import Finder
from .record_statements import columns_read
from .repository import PostgresRepository
from .schema import file_subjects, files
from .statements import statement

_COLUMNS = columns_read(files, FILE_ROWS)


def _subject(kind: str) -> Source:
    """
    The records of one kind that a file is about.
    """
    own = (
        file_subjects.c.organization_id == files.c.organization_id,
        file_subjects.c.file_id == files.c.id,
        file_subjects.c.record_kind == kind,
    )
    any_of_them = select(file_subjects.c.record_id).where(*own).limit(1)

    def among(ids: Expression) -> Expression:
        # From the records to their files: both are in one index.
        about = select(file_subjects.c.file_id).where(
            file_subjects.c.organization_id == files.c.organization_id,
            file_subjects.c.record_id == ids,
            file_subjects.c.record_kind == kind,
        )
        return files.c.id.in_(about)

    return Source(any_of_them.scalar_subquery(), among=among)


def _file(*values: Any) -> File:
    return FILE_ROWS.from_row(dict(zip(_COLUMNS, values, strict=True)))


LISTING: Listing[File] = Listing(
    table=files,
    sources={
        name: Source(files.c[name])
        for name in (
            "name",
            "content_type",
            "digest",
            "activity_id",
            "created_by",
            "created_at",
            "updated_at",
        )
    }
    | {
        f"{kind}_id": _subject(kind)
        for kind in ("contact", "company", "lead", "opportunity")
    }
    | {"bytes": Source(files.c.size), "words": Source(files.c.name_words)},
    origin=files,
    columns=tuple(files.c[name] for name in _COLUMNS),
    row=_file,
    keys={
        "name": files.c.name_key,
        "size": files.c.size,
        "created_at": files.c.created_at,
        "updated_at": files.c.updated_at,
    },
)

_SUBJECTS = statement(
    "WITH gone AS (DELETE FROM crm.file_subjects WHERE organization_id = $1::uuid"
    " AND file_id = $2::uuid AND record_id <> ALL($3::uuid[]))"
    " INSERT INTO crm.file_subjects (organization_id, record_id, file_id, record_kind)"
    " SELECT $1::uuid, r.id, $2::uuid, r.kind FROM unnest($3::uuid[], $4::text[])"
    " AS r (id, kind) ON CONFLICT DO NOTHING",
    ("organization_id", "id", "records", "kinds"),
)
_ABOUT = statement(
    "SELECT DISTINCT file_id FROM crm.file_subjects WHERE organization_id = $1::uuid"
    " AND record_id = ANY($2::uuid[]) ORDER BY file_id",
    ("organization_id", "records"),
)
_USAGE = statement(
    "SELECT (SELECT count(*) FROM crm.files WHERE organization_id = $1::uuid),"
    " (SELECT coalesce(sum(size), 0)::bigint FROM (SELECT DISTINCT digest, size"
    " FROM crm.files WHERE organization_id = $1::uuid) AS kept)",
    ("organization_id",),
)
_QUEUE = statement(
    "SELECT pg_advisory_xact_lock(hashtextextended($1 || ' files', 0))",
    ("organization_id",),
    reads=False,
)
_ATTACHED = statement(
    "SELECT DISTINCT a.id FROM crm.emails e, unnest(e.attachments) AS a (id)"
    " WHERE e.organization_id = $1::uuid AND e.attachments && $2::uuid[]"
    " AND a.id = ANY($2::uuid[])",
    ("organization_id", "ids"),
)
_SETTLE = statement(
    "WITH old AS (SELECT c.change_set_id, c.position FROM crm.changes c"
    " JOIN crm.change_sets s ON s.organization_id = c.organization_id"
    " AND s.id = c.change_set_id WHERE c.organization_id = $1::uuid"
    " AND c.kind = 'file' AND c.action = 'removed' AND c.before <> '{}'"
    " AND s.at < $2::timestamptz LIMIT $3::integer),"
    " settled AS (UPDATE crm.changes c SET before = '{}' FROM old"
    " WHERE c.organization_id = $1::uuid AND c.change_set_id = old.change_set_id"
    " AND c.position = old.position RETURNING 1) SELECT count(*) FROM settled",
    ("organization_id", "before", "most"),
)


class _Lister(Finder[File]):
    """
    Lists files straight from their table: they are not in the search index.
    """

    def _candidates(self, words: Sequence[tuple[str, ...]]) -> Candidates | None:  # noqa: ARG002
        return None


class PostgresFiles(PostgresRepository[FileId, File]):
    """
    Files, with what they are about one by one.
    """

    table = files
    mapping = FILE_ROWS

    def page(self, query: Query, request: PageRequest, /) -> Page[File]:
        lister = _Lister(
            listing=LISTING,
            context=self.context,
            query=by_words(query),
            fields=SEARCHED_FIELDS,
        )
        return lister.page(request)

    def about(self, records: Iterable[UUID], /) -> list[FileId]:
        values = self.context.values(records=list(records))
        return [FileId(row[0]) for row in self.transaction.ask(_ABOUT, values)]

    def usage(self) -> Usage:
        [(count, size)] = self.transaction.ask(_USAGE, self.context.values())
        return Usage(files=count, bytes=size)

    def queue(self) -> None:
        self.transaction.tell(_QUEUE, self.context.values())

    def settle_purges(self, before: datetime, /, *, most: int) -> int:
        values = self.context.values(before=before, most=most)
        settled: int = self.transaction.ask(_SETTLE, values)[0][0]
        return settled

    def unused(self, keys: Iterable[str], /) -> set[str]:
        values = self.context.values(keys=list(keys))
        return {row[0] for row in self.transaction.ask(UNUSED, values)}

    def pointed_at(self, ids: Collection[UUID], /) -> set[UUID]:
        rows = self.transaction.ask(_ATTACHED, self.context.values(ids=list(ids)))
        return {row[0] for row in rows}

    def remove(self, file: File, /) -> None:
        if self.pointed_at([file.id]):
            raise FileInUse(id=file.id)
        super().remove(file)
        unlink(self.context, file.id)

    def remove_many(self, ids: Collection[UUID], /) -> None:
        super().remove_many(ids)
        unlink(self.context, *ids)

    def after_write(self, before: File | None, after: File, /) -> None:
        if before is None or before.about != after.about:
            values = self.context.values(
                id=after.id,
                records=[each.id for each in after.about],
                kinds=[each.kind for each in after.about],
            )
            self.transaction.tell(_SUBJECTS, values)
        if after.archived_at is not None:
            unlink(self.context, after.id)
            return
        link(
            self.context,
            entry_id=after.id,
            entry="file",
            kind="file",
            at=after.created_at,
            user_id=after.created_by,
            open=False,
            about=after.about,
        )
