"""
Files, and what they are about.
"""

from sqlalchemy import BigInteger, Column, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from .making import (
    LIVE,
    metadata,
    moment,
    organization_column,
    points_at,
    primary_key,
    record_columns,
)

files = Table(
    "files",
    metadata,
    *record_columns(),
    Column("created_by", Uuid, nullable=False),
    moment("archived_at", nullable=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text(collation="C"), nullable=False),
    Column("name_words", ARRAY(Text), nullable=False),
    Column("content_type", Text(collation="C"), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", Text(collation="C"), nullable=False),
    Column("about", JSONB, nullable=False),
    Column("activity_id", Uuid),
    Column("description", Text),
    primary_key("files", "id"),
    *(
        Index(
            f"files_{name}_idx",
            "organization_id",
            text(f"{column} desc"),
            text("id desc"),
            postgresql_where=LIVE,
        )
        for name, column in (("updated", "updated_at"), ("created", "created_at"))
    ),
    Index("files_name_idx", "organization_id", "name_key", "id", postgresql_where=LIVE),
    Index("files_digest_idx", "organization_id", "digest", postgresql_include=["size"]),
    Index("files_creator_idx", "organization_id", "created_by"),
    Index(
        "files_activity_idx",
        "organization_id",
        "activity_id",
        postgresql_where=text("activity_id is not null"),
    ),
)
"""
The content is kept under its *digest*, once for all files of an organization.
"""

file_subjects = Table(
    "file_subjects",
    metadata,
    organization_column(),
    Column("record_id", Uuid, nullable=False),
    Column("file_id", Uuid, nullable=False),
    Column("record_kind", Text(collation="C"), nullable=False),
    primary_key("file_subjects", "record_id", "file_id"),
    points_at("file_subjects", "file_id", "files", on_delete="CASCADE"),
    Index("file_subjects_file_idx", "organization_id", "file_id"),
)
"""
The records of ``files.about`` one by one, of files in the archive too. They point at
no record: one that is taken back finds its files again.
"""
