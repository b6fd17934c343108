"""
Imports in parts.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from .making import (
    metadata,
    moment,
    organization_column,
    points_at,
    primary_key,
    record_columns,
)

transfers = Table(
    "transfers",
    metadata,
    *record_columns(),
    Column("noun", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("options", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("position", Integer, nullable=False),
    Column("share", Double),
    moment("since", nullable=True),
    Column("since_position", Integer, nullable=False),
    Column("figures", JSONB, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("unused", JSONB, nullable=False),
    Column("remarks", JSONB, nullable=False),
    Column("remarks_left_out", Integer, nullable=False),
    Column("error", Text),
    Column("created_by", Uuid, nullable=False),
    moment("finished_at", nullable=True),
    primary_key("transfers", "id"),
    Index(
        "transfers_unfinished_idx",
        "organization_id",
        "file",
        postgresql_where=text("finished_at is null"),
    ),
)
"""
Imports in parts. The id is that of the change set of all that one writes; *position*
is how many records of the file have been settled, committed with what they became.
"""

transfer_refusals = Table(
    "transfer_refusals",
    metadata,
    organization_column(),
    Column("transfer_id", Uuid, nullable=False),
    Column("position", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("values", JSONB, nullable=False),
    primary_key("transfer_refusals", "transfer_id", "position"),
    points_at("transfer_refusals", "transfer_id", "transfers", on_delete="CASCADE"),
)
"""
Rows that an import has refused, as they stood in the file.
"""

saved_mappings = Table(
    "saved_mappings",
    metadata,
    organization_column(),
    Column("fingerprint", Text, nullable=False),
    Column("choices", JSONB, nullable=False),
    primary_key("saved_mappings", "fingerprint"),
)
"""
What was last chosen for files with the same headers.
"""
