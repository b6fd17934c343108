"""
What may be the same, and what was merged.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from .making import (
    metadata,
    moment,
    organization_column,
    points_at,
    primary_key,
    record_columns,
)

matching_rules = Table(
    "matching_rules",
    metadata,
    organization_column(),
    Column("rules", JSONB, nullable=False),
    PrimaryKeyConstraint("organization_id", name="matching_rules_pkey"),
)
"""
What an organization wants done about duplicates, where it is not the usual.
"""

merges = Table(
    "merges",
    metadata,
    *record_columns(),
    Column("created_by", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("survivor_id", Uuid, nullable=False),
    Column("merged_ids", ARRAY(Uuid), nullable=False),
    Column("change_set_id", Uuid, nullable=False),
    primary_key("merges", "id"),
)
"""
The merges that stand; one that was taken back is in the trail only.
"""

merged_records = Table(
    "merged_records",
    metadata,
    organization_column(),
    Column("kind", Text, nullable=False),
    Column("record_id", Uuid, nullable=False),
    Column("merge_id", Uuid, nullable=False),
    Column("survivor_id", Uuid, nullable=False),
    primary_key("merged_records", "record_id", "merge_id"),
    points_at("merged_records", "merge_id", "merges", on_delete="CASCADE"),
    Index("merged_records_survivor_idx", "organization_id", "survivor_id"),
    Index("merged_records_merge_idx", "organization_id", "merge_id"),
)
"""
Where the ids of merged records lead.
"""

duplicate_pairs = Table(
    "duplicate_pairs",
    metadata,
    *record_columns(),
    Column("kind", Text, nullable=False),
    Column("low_id", Uuid, nullable=False),
    Column("high_id", Uuid, nullable=False),
    Column("score", Double, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Uuid),
    moment("decided_at", nullable=True),
    primary_key("duplicate_pairs", "id"),
    UniqueConstraint(
        "organization_id", "kind", "low_id", "high_id", name="duplicate_pairs_both_key"
    ),
    Index(
        "duplicate_pairs_score_idx",
        "organization_id",
        "kind",
        "state",
        text("score desc"),
        text("id desc"),
    ),
    Index("duplicate_pairs_high_idx", "organization_id", "high_id"),
)
"""
Records that may be the same, or that were said to be different. No foreign keys: what
was said of a record outlives its merge, and holds again when that is taken back.
"""

duplicate_scans = Table(
    "duplicate_scans",
    metadata,
    organization_column(),
    Column("kind", Text, nullable=False),
    moment("started_at"),
    moment("finished_at", nullable=True),
    Column("records", Integer, nullable=False),
    Column("compared", BigInteger, nullable=False),
    Column("found", Integer, nullable=False),
    Column("crowded", Integer, nullable=False),
    primary_key("duplicate_scans", "kind"),
)
