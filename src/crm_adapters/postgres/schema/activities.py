"""
Activities, how they recur, and what people are told of them.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from .making import (
    LIVE,
    list_indexes,
    metadata,
    moment,
    organization_column,
    owned_columns,
    points_at,
    primary_key,
    record_columns,
)

activity_series = Table(
    "activity_series",
    metadata,
    *record_columns(),
    Column("rule", Text, nullable=False),
    Column("pattern", JSONB, nullable=False),
    Column("without", JSONB, nullable=False),
    moment("spread_until", nullable=True),
    Column("ended", Boolean, nullable=False),
    primary_key("activity_series", "id"),
    Index(
        "activity_series_waiting_idx",
        "organization_id",
        "spread_until",
        postgresql_where=text("not ended"),
    ),
)
"""
Recurring activities: their rule (RFC 5545), and the first occurrence as all begin.
"""

activities = Table(
    "activities",
    metadata,
    *owned_columns(),
    Column("type", Text(collation="C"), nullable=False),
    Column("subject", Text, nullable=False),
    Column("description", Text),
    Column("status", Text(collation="C"), nullable=False),
    Column("priority", Text(collation="C"), nullable=False),
    Column("direction", Text(collation="C")),
    Column("about", JSONB, nullable=False),
    moment("scheduled_at", nullable=True),
    moment("scheduled_key"),
    moment("at"),
    moment("deadline", nullable=True),
    moment("due_at", nullable=True),
    moment("starts_at", nullable=True),
    moment("ends_at", nullable=True),
    Column("day", Date),
    Column("last_day", Date),
    Column("time_zone", Text, nullable=False),
    moment("completed_at", nullable=True),
    Column("duration_minutes", Integer),
    Column("outcome", Text),
    Column("place", Text),
    Column("participants", JSONB, nullable=False),
    Column("reminders", JSONB, nullable=False),
    moment("snoozed_until", nullable=True),
    Column("series_id", Uuid),
    moment("occurrence", nullable=True),
    Column("uid", Text(collation="C"), nullable=False),
    Column("sequence", Integer, nullable=False),
    primary_key("activities", "id"),
    points_at("activities", "assigned_to", "users"),
    points_at("activities", "series_id", "activity_series"),
    *list_indexes("activities"),
    Index(
        "activities_scheduled_idx",
        "organization_id",
        "scheduled_key",
        "id",
        postgresql_where=LIVE,
    ),
    Index(
        "activities_pending_idx",
        "organization_id",
        "assigned_to",
        "scheduled_at",
        postgresql_where=text("archived_at is null and status = 'pending'"),
    ),
    Index(
        "activities_late_idx",
        "organization_id",
        "deadline",
        postgresql_where=text("archived_at is null and status = 'pending'"),
    ),
    Index("activities_at_idx", "organization_id", "at", postgresql_where=LIVE),
    Index(
        "activities_series_idx",
        "organization_id",
        "series_id",
        "occurrence",
        postgresql_where=text("series_id is not null"),
    ),
    Index("activities_uid_idx", "organization_id", "uid"),
)
"""
*at* is the place in time: when it was done, else what it is planned for, else when it
was written down.
"""

activity_links = Table(
    "activity_links",
    metadata,
    organization_column(),
    Column("activity_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("kind", Text(collation="C"), nullable=False),
    primary_key("activity_links", "id", "activity_id"),
    points_at("activity_links", "activity_id", "activities", on_delete="CASCADE"),
    Index("activity_links_activity_idx", "organization_id", "activity_id"),
)
"""
Whom an activity concerns (users: its owner, who created it, who takes part) and what
it is about, one by one, of activities in the archive too.
"""

activity_reminders = Table(
    "activity_reminders",
    metadata,
    organization_column(),
    Column("activity_id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    moment("at"),
    Column("channels", ARRAY(Text), nullable=False),
    primary_key("activity_reminders", "activity_id", "user_id", "at"),
    points_at("activity_reminders", "activity_id", "activities", on_delete="CASCADE"),
    Index("activity_reminders_due_idx", "at", "organization_id"),
)
"""
What people are still to be told. A row goes in the transaction that tells it.
"""

notifications = Table(
    "notifications",
    metadata,
    organization_column(),
    Column("id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("activity_id", Uuid, nullable=False),
    moment("at"),
    Column("channels", ARRAY(Text), nullable=False),
    moment("created_at"),
    moment("seen_at", nullable=True),
    moment("mailed_at", nullable=True),
    primary_key("notifications", "id"),
    points_at("notifications", "activity_id", "activities", on_delete="CASCADE"),
    UniqueConstraint(
        "organization_id",
        "activity_id",
        "user_id",
        "at",
        name="notifications_once_key",
    ),
    Index("notifications_user_idx", "organization_id", "user_id", text("id desc")),
)
"""
What people were told: of one activity and moment once.
"""
