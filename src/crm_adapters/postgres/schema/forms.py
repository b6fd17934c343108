"""
Web forms, what came in through them, and how often.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
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

forms = Table(
    "forms",
    metadata,
    *record_columns(),
    Column("created_by", Uuid, nullable=False),
    moment("archived_at", nullable=True),
    Column("key", Text(collation="C"), nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("intro", Text),
    Column("button", Text),
    Column("language", Text, nullable=False),
    Column("fields", JSONB, nullable=False),
    Column("defaults", JSONB, nullable=False),
    Column("source", Text),
    Column("campaign", Text),
    Column("owner", Text, nullable=False),
    Column("origins", ARRAY(Text), nullable=False),
    Column("double_opt_in", Boolean, nullable=False),
    Column("confirm_hours", Integer, nullable=False),
    Column("per_address", Integer, nullable=False),
    Column("per_form", Integer, nullable=False),
    Column("honeypot", Boolean, nullable=False),
    Column("minimum_seconds", SmallInteger, nullable=False),
    Column("thanks", Text),
    Column("redirect", Text),
    Column("consent", Text),
    Column("consent_required", Boolean, nullable=False),
    Column("consent_texts", ARRAY(Text), nullable=False),
    Column("active", Boolean, nullable=False),
    primary_key("forms", "id"),
    # Visitors come with a key and nothing else: no organization to begin with.
    Index("forms_key_idx", "key"),
)

form_submissions = Table(
    "form_submissions",
    metadata,
    organization_column(),
    Column("id", Uuid, nullable=False),
    Column("form_id", Uuid, nullable=False),
    moment("received_at"),
    Column("state", Text, nullable=False),
    Column("values", JSONB, nullable=False),
    Column("capture", JSONB, nullable=False),
    Column("consent", Boolean),
    Column("consent_version", Integer),
    Column("email_key", Text(collation="C")),
    Column("digest", Text(collation="C"), nullable=False),
    Column("code_digest", LargeBinary),
    moment("expires_at", nullable=True),
    moment("confirmed_at", nullable=True),
    Column("lead_id", Uuid),
    Column("reason", Text),
    primary_key("form_submissions", "id"),
    points_at("form_submissions", "form_id", "forms", on_delete="CASCADE"),
    UniqueConstraint(
        "organization_id", "form_id", "digest", name="form_submissions_digest_key"
    ),
    Index("form_submissions_form_idx", "organization_id", "form_id", "id"),
    Index("form_submissions_email_idx", "organization_id", "email_key"),
    Index("form_submissions_code_idx", "code_digest"),
)
"""
They point at no lead, so that one can be purged or taken back.
"""

form_uses = Table(
    "form_uses",
    metadata,
    organization_column(),
    Column("name", Text(collation="C"), nullable=False),
    moment("since"),
    moment("until"),
    Column("used", Integer, nullable=False),
    primary_key("form_uses", "name", "since"),
    Index("form_uses_until_idx", "organization_id", "until"),
)
