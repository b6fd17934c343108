"""
Who there is, and what they may do.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from .making import (
    metadata,
    moment,
    organization_column,
    points_at,
    primary_key,
    record_columns,
)

organizations = Table(
    "organizations",
    metadata,
    organization_column(),
    Column("name", Text, nullable=False),
    Column("base_currency", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("organization_id", name="organizations_pkey"),
)

users = Table(
    "users",
    metadata,
    *record_columns(),
    Column("name", Text),
    Column("email", Text),
    Column("email_key", Text),
    Column("roles", ARRAY(Text), nullable=False),
    Column("teams", ARRAY(Uuid), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("time_zone", Text, nullable=False),
    primary_key("users", "id"),
    UniqueConstraint("organization_id", "email_key", name="users_email_key"),
)

roles = Table(
    "roles",
    metadata,
    organization_column(),
    Column("name", Text, nullable=False),
    Column("permissions", ARRAY(Text), nullable=False),
    Column("visibility", Text, nullable=False),
    primary_key("roles", "name"),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    organization_column(),
    Column("digest", LargeBinary, nullable=False),
    Column("user_id", Uuid, nullable=False),
    moment("expires_at"),
    moment("used_at", nullable=True),
    primary_key("sign_in_links", "digest"),
    points_at("sign_in_links", "user_id", "users"),
)
