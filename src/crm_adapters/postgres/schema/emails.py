"""
Messages sent and received, their way to each recipient, and what goes into them.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
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
    metadata,
    moment,
    organization_column,
    points_at,
    primary_key,
    record_columns,
)

emails = Table(
    "emails",
    metadata,
    *record_columns(),
    Column("created_by", Uuid, nullable=False),
    Column("assigned_to", Uuid),
    moment("archived_at", nullable=True),
    Column("direction", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("thread_id", Uuid, nullable=False),
    Column("mailbox_id", Uuid),
    Column("message_id", Text(collation="C")),
    Column("in_reply_to", Text(collation="C")),
    Column("references", ARRAY(Text), nullable=False),
    Column("sender", JSONB, nullable=False),
    Column("reply_to", JSONB),
    Column("recipients", JSONB, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text),
    Column("new_text", Text),
    Column("about", JSONB, nullable=False),
    Column("attachments", ARRAY(Uuid), nullable=False),
    Column("calendar", Text),
    Column("calendar_method", Text),
    Column("template_id", Uuid),
    Column("campaign_id", Uuid),
    Column("tracked", Boolean, nullable=False),
    Column("links", ARRAY(Text), nullable=False),
    Column("raw_key", Text(collation="C")),
    Column("remarks", ARRAY(Text), nullable=False),
    moment("queued_at", nullable=True),
    moment("sent_at", nullable=True),
    moment("received_at", nullable=True),
    moment("at"),
    Column("address_keys", ARRAY(Text), nullable=False),
    primary_key("emails", "id"),
    Index("emails_at_idx", "organization_id", text("at desc"), text("id desc")),
    Index("emails_thread_idx", "organization_id", "thread_id", "at"),
    Index("emails_message_idx", "organization_id", "message_id"),
    Index(
        "emails_campaign_idx",
        "organization_id",
        "campaign_id",
        postgresql_where=text("campaign_id is not null"),
    ),
    Index(
        "emails_owner_idx",
        "organization_id",
        "assigned_to",
        text("at desc"),
        text("id desc"),
        postgresql_where=LIVE,
    ),
    Index("emails_addresses_idx", "address_keys", postgresql_using="gin"),
)
"""
Several messages may have one message_id: strangers choose theirs as they like.
"""

email_subjects = Table(
    "email_subjects",
    metadata,
    organization_column(),
    Column("record_id", Uuid, nullable=False),
    Column("email_id", Uuid, nullable=False),
    Column("record_kind", Text(collation="C"), nullable=False),
    primary_key("email_subjects", "record_id", "email_id"),
    points_at("email_subjects", "email_id", "emails", on_delete="CASCADE"),
    Index("email_subjects_email_idx", "organization_id", "email_id"),
)
"""
The records of ``emails.about`` one by one, of messages in the archive too.
"""

email_deliveries = Table(
    "email_deliveries",
    metadata,
    organization_column(),
    Column("id", Uuid, nullable=False),
    Column("email_id", Uuid, nullable=False),
    Column("address", Text, nullable=False),
    Column("address_key", Text(collation="C"), nullable=False),
    Column("domain", Text(collation="C"), nullable=False),
    Column("name", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("contact_id", Uuid),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("code", SmallInteger),
    Column("attempts", Integer, nullable=False),
    Column("doubts", SmallInteger, nullable=False),
    moment("queued_at"),
    moment("due_at", nullable=True),
    moment("leased_until", nullable=True),
    Column("token", Uuid),
    moment("settled_at", nullable=True),
    # Which database it was queued in: what a copy of it holds is never sent from there.
    Column("epoch", Text(collation="C")),
    primary_key("email_deliveries", "id"),
    points_at("email_deliveries", "email_id", "emails", on_delete="CASCADE"),
    Index("email_deliveries_email_idx", "organization_id", "email_id"),
    Index(
        "email_deliveries_due_idx",
        "organization_id",
        "due_at",
        "id",
        postgresql_where=text("state in ('queued', 'uncertain')"),
    ),
    Index(
        "email_deliveries_leased_idx",
        "organization_id",
        "leased_until",
        postgresql_where=text("state = 'sending'"),
    ),
    Index("email_deliveries_address_idx", "organization_id", "address_key", "state"),
    Index("email_deliveries_state_idx", "organization_id", "state"),
)

email_domains = Table(
    "email_domains",
    metadata,
    organization_column(),
    Column("domain", Text(collation="C"), nullable=False),
    Column("failures", Integer, nullable=False),
    moment("open_at"),
    primary_key("email_domains", "domain"),
)
"""
Domains that have refused several mails in a row for now, and until when they are left
alone; one that takes a mail is forgotten.
"""

email_templates = Table(
    "email_templates",
    metadata,
    *record_columns(),
    Column("created_by", Uuid, nullable=False),
    moment("archived_at", nullable=True),
    Column("name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text),
    Column("language", Text(collation="C")),
    primary_key("email_templates", "id"),
)

suppressions = Table(
    "suppressions",
    metadata,
    *record_columns(),
    Column("created_by", Uuid, nullable=False),
    Column("address", Text, nullable=False),
    Column("address_key", Text(collation="C"), nullable=False),
    Column("reason", Text(collation="C"), nullable=False),
    Column("source", Text, nullable=False),
    primary_key("suppressions", "id"),
    UniqueConstraint("organization_id", "address_key", name="suppressions_address_key"),
)

email_visits = Table(
    "email_visits",
    metadata,
    organization_column(),
    Column("id", Uuid, nullable=False),
    Column("email_id", Uuid, nullable=False),
    Column("delivery_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    moment("at"),
    Column("link", Text),
    Column("bot", Boolean, nullable=False),
    Column("reason", Text),
    primary_key("email_visits", "id"),
    points_at("email_visits", "email_id", "emails", on_delete="CASCADE"),
    Index("email_visits_email_idx", "organization_id", "email_id", "id"),
)

mail_settings = Table(
    "mail_settings",
    metadata,
    organization_column(),
    Column("settings", JSONB, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    PrimaryKeyConstraint("organization_id", name="mail_settings_pkey"),
)
"""
The secret signs the links in mails, which must go on working: archives carry it.
"""
