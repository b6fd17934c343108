"""
Booking pages, and what was booked on them.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
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

booking_pages = Table(
    "booking_pages",
    metadata,
    *record_columns(),
    Column("created_by", Uuid, nullable=False),
    moment("archived_at", nullable=True),
    Column("key", Text(collation="C"), nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("intro", Text),
    Column("language", Text, nullable=False),
    Column("hosts", ARRAY(Uuid), nullable=False),
    Column("hosting", Text(collation="C"), nullable=False),
    Column("durations", ARRAY(Integer), nullable=False),
    Column("step", Integer, nullable=False),
    Column("buffer_before", Integer, nullable=False),
    Column("buffer_after", Integer, nullable=False),
    Column("minimum_notice", Integer, nullable=False),
    Column("horizon_days", Integer, nullable=False),
    Column("daily_limit", Integer),
    Column("hours", JSONB),
    Column("place", Text),
    Column("questions", JSONB, nullable=False),
    Column("origins", ARRAY(Text), nullable=False),
    Column("per_address", Integer, nullable=False),
    Column("per_page", Integer, nullable=False),
    Column("thanks", Text),
    Column("source", Text),
    Column("consent", Text),
    Column("consent_required", Boolean, nullable=False),
    Column("consent_texts", ARRAY(Text), nullable=False),
    Column("active", Boolean, nullable=False),
    primary_key("booking_pages", "id"),
    # Visitors come with a key and nothing else: no organization to begin with.
    Index("booking_pages_key_idx", "key"),
)

bookings = Table(
    "bookings",
    metadata,
    organization_column(),
    Column("id", Uuid, nullable=False),
    Column("page_id", Uuid, nullable=False),
    Column("key", Text(collation="C"), nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("activity_id", Uuid, nullable=False),
    Column("host_id", Uuid, nullable=False),
    Column("state", Text(collation="C"), nullable=False),
    moment("starts_at"),
    moment("ends_at"),
    Column("time_zone", Text, nullable=False),
    Column("buffer_before", Integer, nullable=False),
    Column("buffer_after", Integer, nullable=False),
    Column("values", JSONB, nullable=False),
    Column("capture", JSONB, nullable=False),
    Column("consent", Boolean),
    Column("consent_version", Integer),
    Column("email_key", Text(collation="C"), nullable=False),
    Column("digest", Text(collation="C"), nullable=False),
    moment("booked_at"),
    moment("cancelled_at", nullable=True),
    Column("moves", Integer, nullable=False),
    Column("lead_id", Uuid),
    Column("reason", Text),
    primary_key("bookings", "id"),
    points_at("bookings", "page_id", "booking_pages", on_delete="CASCADE"),
    UniqueConstraint(
        "organization_id", "page_id", "digest", name="bookings_digest_key"
    ),
    Index("bookings_page_idx", "organization_id", "page_id", "id"),
    Index("bookings_activity_idx", "organization_id", "activity_id"),
    Index("bookings_starts_idx", "organization_id", "page_id", "starts_at"),
    Index("bookings_email_idx", "organization_id", "email_key"),
    Index("bookings_key_idx", "key"),
)
"""
They point at no lead and no activity, so that one can be purged or taken back.
"""
