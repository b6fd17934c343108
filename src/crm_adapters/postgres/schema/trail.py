"""
What was written, and what was answered.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from .making import metadata, moment, organization_column, primary_key

change_sets = Table(
    "change_sets",
    metadata,
    organization_column(),
    Column("id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    moment("at"),
    Column("label", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("undoes", Uuid),
    Column("undone_by", Uuid),
    primary_key("change_sets", "id"),
)

changes = Table(
    "changes",
    metadata,
    organization_column(),
    Column("change_set_id", Uuid, nullable=False),
    Column("part", Uuid, nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record_id", Uuid, nullable=False),
    Column("action", Text, nullable=False),
    Column("before", JSONB, nullable=False),
    Column("after", JSONB, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("company_id", Uuid),
    primary_key("changes", "change_set_id", "position"),
    Index(
        "changes_purged_files_idx",
        "organization_id",
        "change_set_id",
        postgresql_where=text("kind = 'file' and action = 'removed'"),
    ),
    Index(
        "changes_record_idx",
        "organization_id",
        "record_id",
        text("part desc"),
        text("position desc"),
    ),
    Index(
        "changes_value_idx",
        "organization_id",
        "record_id",
        postgresql_where=text("kind = 'opportunity' and before ? 'value'"),
    ),
    Index(
        "changes_company_idx",
        "organization_id",
        "company_id",
        text("part desc"),
        text("position desc"),
        postgresql_include=["user_id"],
        postgresql_where=text("company_id is not null"),
    ),
)
"""
What was done to each record. A change set that took several transactions has a part
for each; parts are numbered when their records are locked, so that the changes of one
record are in the order in which they were committed. *user_id* is that of the change
set; *company_id* is the company that the record stands for today, if any: triggers
keep it so.
"""

_TRANSACTION = text("(pg_current_xact_id()::text::bigint)")

events = Table(
    "events",
    metadata,
    organization_column(),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    Column("transaction", BigInteger, server_default=_TRANSACTION, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    moment("at"),
    Column("kind", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    primary_key("events", "transaction", "position"),
)
"""
What happened, ordered by the transaction that wrote it: positions are given out before
their transactions commit, in no order that a reader could rely on.
"""

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    organization_column(),
    Column("user_id", Uuid, nullable=False),
    Column("key", Text(collation="C"), nullable=False),
    moment("at"),
    Column("fingerprint", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    primary_key("idempotency_keys", "user_id", "key"),
)
