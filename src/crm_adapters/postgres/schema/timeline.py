"""
The entries of each record: what was done about it, and about those it stands for.
"""

from sqlalchemy import Boolean, Column, Index, Table, Text, Uuid, text

from .making import metadata, moment, organization_column, primary_key

timeline_links = Table(
    "timeline_links",
    metadata,
    organization_column(),
    Column("record_id", Uuid, nullable=False),
    Column("entry_id", Uuid, nullable=False),
    Column("record_kind", Text(collation="C"), nullable=False),
    Column("entry", Text(collation="C"), nullable=False),
    Column("kind", Text(collation="C"), nullable=False),
    moment("at"),
    Column("user_id", Uuid),
    Column("open", Boolean, nullable=False),
    Column("direct", Boolean, nullable=False),
    primary_key("timeline_links", "record_id", "entry_id"),
    Index(
        "timeline_links_latest_idx",
        "organization_id",
        "record_id",
        text("at desc"),
        text("entry_id desc"),
        postgresql_include=["entry", "kind", "user_id", "open"],
    ),
    Index(
        "timeline_links_open_idx",
        "organization_id",
        "record_id",
        "at",
        postgresql_where=text("open"),
    ),
    Index(
        "timeline_links_feed_idx",
        "organization_id",
        text("at desc"),
        text("entry_id desc"),
        postgresql_where=text("direct and not open"),
    ),
    Index("timeline_links_entry_idx", "organization_id", "entry_id"),
)
"""
A link is *direct* when the entry is about the record itself, else it was derived:
from a contact or an opportunity to its company, from a lead to what it became. One
that is *open* is still to be done, *at* its time. They point at no record, so that
one that is taken back finds its entries again.
"""
