"""
Pipelines, what stands in them, and what money is worth.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from .making import (
    LIVE,
    SCHEMA,
    list_indexes,
    metadata,
    moment,
    organization_column,
    owned_columns,
    points_at,
    primary_key,
    record_columns,
)

exchange_rates = Table(
    "exchange_rates",
    metadata,
    *record_columns(),
    Column("currency", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("rate", Numeric, nullable=False),
    primary_key("exchange_rates", "id"),
    UniqueConstraint(
        "organization_id", "currency", "day", name="exchange_rates_day_key"
    ),
)

pipelines = Table(
    "pipelines",
    metadata,
    *record_columns(),
    Column("record", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("stages", JSONB, nullable=False),
    Column("reasons", ARRAY(Text), nullable=False),
    Column("default", Boolean, nullable=False),
    primary_key("pipelines", "id"),
)

pipeline_stages = Table(
    "pipeline_stages",
    metadata,
    organization_column(),
    Column("pipeline_id", Uuid, nullable=False),
    Column("stage", Text(collation="C"), nullable=False),
    primary_key("pipeline_stages", "pipeline_id", "stage"),
    points_at("pipeline_stages", "pipeline_id", "pipelines", on_delete="CASCADE"),
)
"""
The stages that take records, for these to point at; all else about them is in
``pipelines.stages``.
"""

stage_changes = Table(
    "stage_changes",
    metadata,
    *record_columns(),
    Column("created_by", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record_id", Uuid, nullable=False),
    Column("pipeline_id", Uuid, nullable=False),
    Column("from_stage", Text),
    Column("to_stage", Text, nullable=False),
    Column("notes", Text),
    Column("seconds", BigInteger),
    primary_key("stage_changes", "id"),
    Index("stage_changes_record_idx", "organization_id", "record_id", "id"),
    Index(
        "stage_changes_pipeline_idx",
        "organization_id",
        "kind",
        "pipeline_id",
        "created_at",
    ),
)
"""
Every entry of a record into a stage. They point at no record, so that the way of one
that is gone can still be told.
"""


def _stage_key(table: str) -> ForeignKeyConstraint:
    target = f"{SCHEMA}.pipeline_stages"
    return ForeignKeyConstraint(
        ["organization_id", "pipeline_id", "stage"],
        [f"{target}.organization_id", f"{target}.pipeline_id", f"{target}.stage"],
        name=f"{table}_stage_fkey",
        # Within a transaction a stage may go before its records do.
        deferrable=True,
        initially="DEFERRED",
    )


def stands_in(
    table: str, *summed_by: str
) -> list[ForeignKeyConstraint | Index | Column[object]]:
    """
    What records have that stand in a stage; boards add up by *summed_by* too, from one
    index that holds all that the sums need.
    """
    return [
        Column("pipeline_id", Uuid, nullable=False),
        Column("stage", Text(collation="C"), nullable=False),
        Column("status", Text, nullable=False),
        moment("stage_entered_at"),
        Column("rank", Text(collation="C"), nullable=False),
        Column("value", Numeric(12, 2)),
        Column("currency", Text, nullable=False),
        Column("probability", SmallInteger, nullable=False),
        Column("expected_close_date", Date),
        Column("next_step", Text),
        Column("next_step_on", Date),
        Column("lost_reason", Text),
        Column("lost_note", Text),
        Column("cents", BigInteger, nullable=False),
        Column("expected_cents", BigInteger, nullable=False),
        _stage_key(table),
        Index(
            f"{table}_board_idx",
            "organization_id",
            "pipeline_id",
            "stage",
            "rank",
            "id",
            postgresql_where=LIVE,
        ),
        Index(
            f"{table}_sums_idx",
            "organization_id",
            "pipeline_id",
            "stage",
            "currency",
            *summed_by,
            "assigned_to",
            postgresql_include=["cents", "expected_cents"],
            postgresql_where=LIVE,
        ),
    ]


opportunities = Table(
    "opportunities",
    metadata,
    *owned_columns(),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("team_id", Uuid),
    Column("contact_id", Uuid),
    Column("company_id", Uuid),
    Column("lead_id", Uuid),
    Column("probability_source", Text, nullable=False),
    Column("actual_close_date", Date),
    Column("forecast_category", Text, nullable=False),
    Column("category_set", Boolean, nullable=False),
    Column("source", Text),
    Column("competitor", Text),
    Column("contact_roles", JSONB, nullable=False),
    Column("line_items", JSONB, nullable=False),
    Column("recurring_value", Numeric(12, 2)),
    Column("recurring_period", Text),
    Column("close_key", Date, nullable=False),
    Column("closed_key", Date, nullable=False),
    *stands_in("opportunities", "actual_close_date"),
    primary_key("opportunities", "id"),
    points_at("opportunities", "contact_id", "contacts"),
    points_at("opportunities", "company_id", "companies"),
    points_at("opportunities", "lead_id", "leads", mutual=True),
    points_at("opportunities", "assigned_to", "users"),
    *list_indexes("opportunities"),
    Index("opportunities_contact_idx", "organization_id", "contact_id"),
    Index("opportunities_company_idx", "organization_id", "company_id"),
    Index("opportunities_lead_idx", "organization_id", "lead_id"),
    Index(
        "opportunities_close_idx",
        "organization_id",
        "close_key",
        "id",
        postgresql_where=text("archived_at is null and status = 'open'"),
    ),
    Index(
        "opportunities_closed_idx",
        "organization_id",
        "closed_key",
        "id",
        postgresql_where=LIVE,
    ),
)

opportunity_contacts = Table(
    "opportunity_contacts",
    metadata,
    organization_column(),
    Column("opportunity_id", Uuid, nullable=False),
    Column("contact_id", Uuid, nullable=False),
    primary_key("opportunity_contacts", "opportunity_id", "contact_id"),
    points_at(
        "opportunity_contacts", "opportunity_id", "opportunities", on_delete="CASCADE"
    ),
    points_at("opportunity_contacts", "contact_id", "contacts"),
    Index("opportunity_contacts_contact_idx", "organization_id", "contact_id"),
)
"""
Who has a role in a deal, beside ``opportunities.contact_id``.
"""
