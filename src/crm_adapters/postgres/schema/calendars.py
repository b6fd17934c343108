"""
Whom meetings were sent to, who reads calendars, and servers to keep in step with.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from .making import (
    metadata,
    moment,
    organization_column,
    points_at,
    primary_key,
)

invitations = Table(
    "invitations",
    metadata,
    organization_column(),
    Column("uid", Text(collation="C"), nullable=False),
    moment("occurrence"),
    Column("address_key", Text(collation="C"), nullable=False),
    Column("activity_id", Uuid, nullable=False),
    Column("series_id", Uuid),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    moment("sent_at"),
    moment("answered_at", nullable=True),
    moment("withdrawn_at", nullable=True),
    primary_key("invitations", "uid", "occurrence", "address_key"),
    Index("invitations_address_idx", "organization_id", "address_key"),
)
"""
The *occurrence* of the invitation to a whole series, or to what does not recur, is the
end of time. They point at no activity, so that one can be purged or taken back.
"""

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    organization_column(),
    Column("id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    moment("created_at"),
    moment("revoked_at", nullable=True),
    primary_key("calendar_feeds", "id"),
    points_at("calendar_feeds", "user_id", "users", on_delete="CASCADE"),
    Index("calendar_feeds_digest_idx", "organization_id", "digest"),
    Index(
        "calendar_feeds_user_key",
        "organization_id",
        "user_id",
        unique=True,
        postgresql_where=text("revoked_at is null"),
    ),
)

calendar_connections = Table(
    "calendar_connections",
    metadata,
    organization_column(),
    Column("id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("url", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("calendar_url", Text, nullable=False),
    Column("calendar_name", Text, nullable=False),
    Column("state", Text(collation="C"), nullable=False),
    Column("token", Text),
    Column("failures", Integer, nullable=False),
    Column("failure", Text),
    moment("created_at"),
    moment("tried_at", nullable=True),
    moment("succeeded_at", nullable=True),
    moment("next_at"),
    Column("sealed_password", Text),
    primary_key("calendar_connections", "id"),
    points_at("calendar_connections", "user_id", "users", on_delete="CASCADE"),
    Index("calendar_connections_user_idx", "organization_id", "user_id"),
    Index("calendar_connections_next_idx", "next_at", "organization_id"),
)

calendar_objects = Table(
    "calendar_objects",
    metadata,
    organization_column(),
    Column("connection_id", Uuid, nullable=False),
    Column("href", Text(collation="C"), nullable=False),
    Column("tag", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("problem", Text),
    primary_key("calendar_objects", "connection_id", "href"),
    points_at(
        "calendar_objects",
        "connection_id",
        "calendar_connections",
        on_delete="CASCADE",
    ),
)
"""
What a calendar on a server held when it was last looked at.
"""

calendar_items = Table(
    "calendar_items",
    metadata,
    organization_column(),
    Column("connection_id", Uuid, nullable=False),
    Column("href", Text(collation="C"), nullable=False),
    moment("occurrence"),
    Column("activity_id", Uuid, nullable=False),
    Column("base", JSONB, nullable=False),
    primary_key("calendar_items", "connection_id", "href", "occurrence"),
    points_at(
        "calendar_items",
        "connection_id",
        "calendar_connections",
        on_delete="CASCADE",
    ),
    Index("calendar_items_activity_idx", "organization_id", "activity_id"),
)
"""
The events of those objects, and the activities that they are here. The *occurrence* of
one that does not recur is the end of time. They point at no activity, so that one can
be purged or taken back.
"""
