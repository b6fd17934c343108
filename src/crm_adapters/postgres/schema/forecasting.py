"""
What is to be won in a period, and what people say of it.
"""

from sqlalchemy import Column, Date, Index, Numeric, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from .making import (
    metadata,
    moment,
    organization_column,
    points_at,
    primary_key,
    record_columns,
)


def _period() -> list[Column[object]]:
    return [
        Column("period_start", Date, nullable=False),
        Column("period_end", Date, nullable=False),
        Column("period", Text, nullable=False),
    ]


goals = Table(
    "goals",
    metadata,
    *record_columns(),
    *_period(),
    Column("owner_id", Uuid),
    Column("team_id", Uuid),
    Column("subject", Text(collation="C"), nullable=False),
    Column("amount", Numeric(12, 2), nullable=False),
    Column("currency", Text, nullable=False),
    primary_key("goals", "id"),
    UniqueConstraint(
        "organization_id",
        "period_start",
        "period_end",
        "subject",
        name="goals_subject_key",
    ),
    points_at("goals", "owner_id", "users"),
)

forecast_submissions = Table(
    "forecast_submissions",
    metadata,
    organization_column(),
    Column("id", Uuid, nullable=False),
    *_period(),
    moment("at"),
    Column("by", Uuid, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("commit", Numeric(12, 2), nullable=False),
    Column("best_case", Numeric(12, 2), nullable=False),
    Column("pipeline", Numeric(12, 2), nullable=False),
    Column("currency", Text, nullable=False),
    Column("computed", JSONB, nullable=False),
    Column("expected", ARRAY(Uuid), nullable=False),
    Column("adjusts", Uuid),
    Column("note", Text, nullable=False),
    primary_key("forecast_submissions", "id"),
    points_at("forecast_submissions", "owner_id", "users"),
    points_at("forecast_submissions", "by", "users"),
    points_at("forecast_submissions", "adjusts", "forecast_submissions"),
    Index(
        "forecast_submissions_period_idx",
        "organization_id",
        "period_start",
        "period_end",
        "id",
    ),
)
"""
The application may add to them, and neither change nor remove one.
"""
