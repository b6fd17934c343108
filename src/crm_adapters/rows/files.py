"""
Files as rows.
"""

from operator import attrgetter
from uuid import UUID

from crm_core.files import File
from crm_core.shared import RecordRef, fold, words

from .mapping import Row, RowMapping

_SAME = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "archived_at",
    "name",
    "content_type",
    "size",
    "digest",
    "activity_id",
    "description",
)
_same = attrgetter(*_SAME)


def _to_row(file: File) -> Row:
    row: Row = dict(zip(_SAME, _same(file), strict=True))
    row["about"] = [{"kind": each.kind, "id": str(each.id)} for each in file.about]
    row["name_key"] = fold(file.name)
    row["name_words"] = list(words(file.name))
    return row


def _from_row(row: Row) -> File:
    return File(
        **{name: row[name] for name in _SAME},
        about=tuple(RecordRef(each["kind"], UUID(each["id"])) for each in row["about"]),
    )


FILE_ROWS = RowMapping(
    kind="file",
    to_row=_to_row,
    from_row=_from_row,
    derived=frozenset({"name_key", "name_words"}),
    ids=frozenset({"id", "created_by", "activity_id"}),
    moments=frozenset({"created_at", "updated_at", "archived_at"}),
)
