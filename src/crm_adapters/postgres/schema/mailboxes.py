"""
Mailboxes that are read, how far, and the messages that could not be taken in.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
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

mailboxes = Table(
    "mailboxes",
    metadata,
    *record_columns(),
    Column("created_by", Uuid, nullable=False),
    Column("assigned_to", Uuid),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("port", Integer, nullable=False),
    Column("security", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("sign_in", Text, nullable=False),
    Column("sealed", Text),
    Column("token_url", Text),
    Column("client_id", Text),
    Column("client_sealed", Text),
    Column("folders", ARRAY(Text), nullable=False),
    Column("sent", Boolean, nullable=False),
    Column("since", Date),
    Column("active", Boolean, nullable=False),
    primary_key("mailboxes", "id"),
)

mailbox_progress = Table(
    "mailbox_progress",
    metadata,
    organization_column(),
    Column("mailbox_id", Uuid, nullable=False),
    moment("tried_at", nullable=True),
    moment("succeeded_at", nullable=True),
    Column("failures", Integer, nullable=False),
    Column("reason", Text),
    Column("needs_sign_in", Boolean, nullable=False),
    moment("due_at", nullable=True),
    Column("sealed_token", Text),
    PrimaryKeyConstraint("organization_id", "mailbox_id", name="mailbox_progress_pkey"),
    points_at("mailbox_progress", "mailbox_id", "mailboxes", on_delete="CASCADE"),
)

mailbox_folders = Table(
    "mailbox_folders",
    metadata,
    organization_column(),
    Column("mailbox_id", Uuid, nullable=False),
    Column("folder", Text(collation="C"), nullable=False),
    Column("validity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    moment("read_at"),
    Column("messages", BigInteger, nullable=False),
    primary_key("mailbox_folders", "mailbox_id", "folder"),
    points_at("mailbox_folders", "mailbox_id", "mailboxes", on_delete="CASCADE"),
)
"""
It moves on in the transaction that takes in a message, so that none is lost or doubled.
"""

set_asides = Table(
    "set_asides",
    metadata,
    organization_column(),
    Column("id", Uuid, nullable=False),
    Column("mailbox_id", Uuid, nullable=False),
    Column("folder", Text, nullable=False),
    Column("validity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("raw_key", Text(collation="C")),
    Column("reason", Text, nullable=False),
    moment("at"),
    Column("outgoing", Boolean, nullable=False),
    primary_key("set_asides", "id"),
    points_at("set_asides", "mailbox_id", "mailboxes", on_delete="CASCADE"),
    Index("set_asides_mailbox_idx", "organization_id", "mailbox_id", text("id desc")),
)
