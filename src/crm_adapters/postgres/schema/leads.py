"""
Leads, and how an organization works on them.
"""

from sqlalchemy import (
    Column,
    Index,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from .making import (
    LIVE,
    list_indexes,
    metadata,
    moment,
    organization_column,
    owned_columns,
    points_at,
    primary_key,
)
from .sales import stands_in

leads = Table(
    "leads",
    metadata,
    *owned_columns(),
    *stands_in("leads"),
    Column("title", Text, nullable=False),
    Column("description", Text),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("email", Text),
    Column("email_key", Text(collation="C"), nullable=False),
    Column("phone", Text),
    Column("job_title", Text),
    Column("company_name", Text),
    Column("website", Text),
    Column("address", JSONB),
    Column("contact_id", Uuid),
    Column("company_id", Uuid),
    Column("source", Text),
    Column("campaign", Text),
    Column("medium", Text),
    Column("referrer", Text),
    Column("landing_page", Text),
    Column("capture", JSONB),
    Column("product", Text),
    Column("language", Text),
    Column("employees", Integer),
    Column("answers", JSONB, nullable=False),
    Column("qualified", SmallInteger, nullable=False),
    Column("score", SmallInteger),
    Column("score_key", SmallInteger, nullable=False),
    Column("score_reasons", JSONB, nullable=False),
    moment("scored_at", nullable=True),
    Column("value_key", Numeric(12, 2), nullable=False),
    Column("probability_source", Text, nullable=False),
    moment("assigned_at", nullable=True),
    Column("assignment", JSONB),
    moment("first_response_due_at", nullable=True),
    moment("due_key"),
    moment("first_responded_at", nullable=True),
    moment("converted_at", nullable=True),
    Column("converted_by", Uuid),
    Column("opportunity_id", Uuid),
    primary_key("leads", "id"),
    points_at("leads", "contact_id", "contacts"),
    points_at("leads", "company_id", "companies"),
    points_at("leads", "opportunity_id", "opportunities"),
    points_at("leads", "assigned_to", "users"),
    *list_indexes("leads"),
    Index("leads_contact_idx", "organization_id", "contact_id"),
    Index("leads_company_idx", "organization_id", "company_id"),
    Index("leads_opportunity_idx", "organization_id", "opportunity_id"),
    Index(
        "leads_email_idx",
        "organization_id",
        "email_key",
        "id",
        postgresql_where=LIVE,
    ),
    Index(
        "leads_load_idx",
        "organization_id",
        "assigned_to",
        postgresql_where=text("archived_at is null and status in ('new', 'working')"),
    ),
    Index("leads_assigned_idx", "organization_id", "assigned_to", "assigned_at"),
    Index(
        "leads_step_idx",
        "organization_id",
        "next_step_on",
        postgresql_where=text("archived_at is null and next_step_on is not null"),
    ),
    Index(
        "leads_score_idx",
        "organization_id",
        text("score_key desc"),
        text("id desc"),
        postgresql_where=LIVE,
    ),
    Index(
        "leads_due_idx",
        "organization_id",
        "due_key",
        "id",
        postgresql_where=text("archived_at is null and first_responded_at is null"),
    ),
)

sales_settings = Table(
    "sales_settings",
    metadata,
    organization_column(),
    Column("settings", JSONB, nullable=False),
    PrimaryKeyConstraint("organization_id", name="sales_settings_pkey"),
)
"""
How fast leads are answered, when people work, and what is asked; as one value, since
it is read and written as one.
"""
