"""
The tables, all in the schema ``crm`` so that a host's own keep their names.

Every tenant table has ``organization_id`` first in its primary key, its unique
indexes and its foreign keys: a row cannot point into another organization, and the
schema can be distributed by it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

SCHEMA = "crm"
APP_ROLE = "crm_app"
SEARCH_ROLE = "crm_search"
WORKER_ROLE = "crm_worker"

metadata = MetaData(schema=SCHEMA)


def _moment(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def _organization() -> Column[object]:
    return Column("organization_id", Uuid, nullable=False)


def _record_columns() -> list[Column[object]]:
    return [
        _organization(),
        Column("id", Uuid, nullable=False),
        Column("version", Integer, nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
    ]


def _key(table: str, *columns: str) -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint("organization_id", *columns, name=f"{table}_pkey")


def _points_at(
    table: str, column: str, target: str, *, on_delete: str | None = None
) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["organization_id", column],
        [f"{SCHEMA}.{target}.organization_id", f"{SCHEMA}.{target}.id"],
        name=f"{table}_{column}_fkey",
        ondelete=on_delete,
    )


organizations = Table(
    "organizations",
    metadata,
    _organization(),
    Column("name", Text, nullable=False),
    Column("base_currency", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    _moment("created_at"),
    _moment("updated_at"),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("organization_id", name="organizations_pkey"),
)

users = Table(
    "users",
    metadata,
    *_record_columns(),
    Column("name", Text),
    Column("email", Text),
    Column("email_key", Text),
    Column("roles", ARRAY(Text), nullable=False),
    Column("teams", ARRAY(Uuid), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("time_zone", Text, nullable=False),
    _key("users", "id"),
    UniqueConstraint("organization_id", "email_key", name="users_email_key"),
)

roles = Table(
    "roles",
    metadata,
    _organization(),
    Column("name", Text, nullable=False),
    Column("permissions", ARRAY(Text), nullable=False),
    Column("visibility", Text, nullable=False),
    _key("roles", "name"),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    _organization(),
    Column("digest", LargeBinary, nullable=False),
    Column("user_id", Uuid, nullable=False),
    _moment("expires_at"),
    _moment("used_at", nullable=True),
    _key("sign_in_links", "digest"),
    _points_at("sign_in_links", "user_id", "users"),
)

tags = Table(
    "tags",
    metadata,
    _organization(),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    _key("tags", "key"),
)

custom_fields = Table(
    "custom_fields",
    metadata,
    *_record_columns(),
    Column("record", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("options", ARRAY(Text), nullable=False),
    _key("custom_fields", "id"),
    UniqueConstraint(
        "organization_id", "record", "name", name="custom_fields_name_key"
    ),
)

LIVE = text("archived_at is null")


def _list_indexes(table: str) -> list[Index]:
    return [
        Index(
            f"{table}_updated_idx",
            "organization_id",
            text("updated_at desc"),
            text("id desc"),
            postgresql_where=LIVE,
        ),
        Index(
            f"{table}_created_idx",
            "organization_id",
            text("created_at desc"),
            text("id desc"),
            postgresql_where=LIVE,
        ),
        Index(
            f"{table}_name_idx",
            "organization_id",
            "name_key",
            "id",
            postgresql_where=LIVE,
        ),
        Index(
            f"{table}_owner_idx",
            "organization_id",
            "assigned_to",
            text("updated_at desc"),
            text("id desc"),
            postgresql_where=LIVE,
        ),
        Index(f"{table}_search_idx", "search", postgresql_using="gin"),
    ]


def _owned_columns() -> list[Column[object]]:
    return [
        *_record_columns(),
        Column("created_by", Uuid, nullable=False),
        Column("assigned_to", Uuid),
        _moment("archived_at", nullable=True),
        Column("custom", JSONB, nullable=False),
        Column("tags", ARRAY(Text), nullable=False),
        Column("category", Text),
        Column("address", JSONB),
        Column("name_key", Text(collation="C"), nullable=False),
        Column("search", TSVECTOR, nullable=False),
    ]


companies = Table(
    "companies",
    metadata,
    *_owned_columns(),
    Column("name", Text, nullable=False),
    Column("industry", Text),
    Column("size", Text),
    Column("website", Text),
    Column("domain", Text),
    Column("phone", Text),
    Column("description", Text),
    Column("parent_id", Uuid),
    Column("name_words", ARRAY(Text), nullable=False),
    _key("companies", "id"),
    _points_at("companies", "parent_id", "companies"),
    _points_at("companies", "assigned_to", "users"),
    *_list_indexes("companies"),
    Index("companies_parent_idx", "organization_id", "parent_id"),
    Index("companies_domain_idx", "organization_id", "domain", postgresql_where=LIVE),
)

contacts = Table(
    "contacts",
    metadata,
    *_owned_columns(),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("email", Text),
    Column("email_key", Text(collation="C"), nullable=False),
    Column("phone", Text),
    Column("phone_key", Text(collation="C"), nullable=False, server_default=""),
    Column("mobile", Text),
    Column("mobile_key", Text(collation="C"), nullable=False, server_default=""),
    Column("emails", JSONB, nullable=False),
    Column("phones", JSONB, nullable=False),
    Column("title", Text),
    Column("department", Text),
    Column("company_id", Uuid),
    Column("affiliations", JSONB, nullable=False),
    Column("social_profiles", JSONB),
    Column("notes", Text),
    Column("lead_source", Text),
    Column("do_not_contact", Boolean, nullable=False),
    Column("consents", JSONB, nullable=False),
    _key("contacts", "id"),
    _points_at("contacts", "company_id", "companies"),
    _points_at("contacts", "assigned_to", "users"),
    *_list_indexes("contacts"),
    Index(
        "contacts_email_idx",
        "organization_id",
        "email_key",
        "id",
        postgresql_where=LIVE,
    ),
    *(
        Index(
            f"contacts_{key}_idx",
            "organization_id",
            key,
            postgresql_where=text(f"archived_at is null and {key} <> ''"),
        )
        for key in ("phone_key", "mobile_key")
    ),
    Index("contacts_company_idx", "organization_id", "company_id"),
)

contact_emails = Table(
    "contact_emails",
    metadata,
    _organization(),
    Column("email_key", Text(collation="C"), nullable=False),
    Column("contact_id", Uuid, nullable=False),
    _key("contact_emails", "email_key"),
    _points_at("contact_emails", "contact_id", "contacts", on_delete="CASCADE"),
    Index("contact_emails_contact_idx", "organization_id", "contact_id"),
)
"""
Whose e-mail address it is: one live contact's. The index that makes duplicates
impossible; an archived contact holds none.
"""

contact_companies = Table(
    "contact_companies",
    metadata,
    _organization(),
    Column("contact_id", Uuid, nullable=False),
    Column("company_id", Uuid, nullable=False),
    Column("role", Text),
    _key("contact_companies", "contact_id", "company_id"),
    _points_at("contact_companies", "contact_id", "contacts", on_delete="CASCADE"),
    _points_at("contact_companies", "company_id", "companies"),
    Index("contact_companies_company_idx", "organization_id", "company_id"),
)
"""
Further companies of a contact, beside ``contacts.company_id``.
"""

search_words = Table(
    "search_words",
    metadata,
    _organization(),
    Column("word", Text(collation="C"), nullable=False),
    _key("search_words", "word"),
    Index(
        "search_words_trigram_idx",
        "organization_id",
        "word",
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    ),
)
"""
The distinct words of names, asked for the likeliest spelling of a mistyped one.
"""

change_sets = Table(
    "change_sets",
    metadata,
    _organization(),
    Column("id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    _moment("at"),
    Column("label", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("undoes", Uuid),
    Column("undone_by", Uuid),
    _key("change_sets", "id"),
)

changes = Table(
    "changes",
    metadata,
    _organization(),
    Column("change_set_id", Uuid, nullable=False),
    Column("part", Uuid, nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record_id", Uuid, nullable=False),
    Column("action", Text, nullable=False),
    Column("before", JSONB, nullable=False),
    Column("after", JSONB, nullable=False),
    _key("changes", "change_set_id", "position"),
    Index(
        "changes_record_idx",
        "organization_id",
        "record_id",
        text("part desc"),
        text("position desc"),
    ),
)
"""
What was done to each record. A change set that took several transactions has a part
for each; parts are numbered when their records are locked, so that the changes of one
record are in the order in which they were committed.
"""

_TRANSACTION = text("(pg_current_xact_id()::text::bigint)")

events = Table(
    "events",
    metadata,
    _organization(),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    Column("transaction", BigInteger, server_default=_TRANSACTION, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    _moment("at"),
    Column("kind", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    _key("events", "transaction", "position"),
)
"""
What happened, ordered by the transaction that wrote it: positions are given out before
their transactions commit, in no order that a reader could rely on.
"""

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    _organization(),
    Column("user_id", Uuid, nullable=False),
    Column("key", Text(collation="C"), nullable=False),
    _moment("at"),
    Column("fingerprint", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    _key("idempotency_keys", "user_id", "key"),
)

matching_rules = Table(
    "matching_rules",
    metadata,
    _organization(),
    Column("rules", JSONB, nullable=False),
    PrimaryKeyConstraint("organization_id", name="matching_rules_pkey"),
)
"""
What an organization wants done about duplicates, where it is not the usual.
"""

merges = Table(
    "merges",
    metadata,
    *_record_columns(),
    Column("created_by", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("survivor_id", Uuid, nullable=False),
    Column("merged_ids", ARRAY(Uuid), nullable=False),
    Column("change_set_id", Uuid, nullable=False),
    _key("merges", "id"),
)
"""
The merges that stand; one that was taken back is in the trail only.
"""

merged_records = Table(
    "merged_records",
    metadata,
    _organization(),
    Column("kind", Text, nullable=False),
    Column("record_id", Uuid, nullable=False),
    Column("merge_id", Uuid, nullable=False),
    Column("survivor_id", Uuid, nullable=False),
    _key("merged_records", "record_id", "merge_id"),
    _points_at("merged_records", "merge_id", "merges", on_delete="CASCADE"),
    Index("merged_records_survivor_idx", "organization_id", "survivor_id"),
    Index("merged_records_merge_idx", "organization_id", "merge_id"),
)
"""
Where the ids of merged records lead.
"""

duplicate_pairs = Table(
    "duplicate_pairs",
    metadata,
    *_record_columns(),
    Column("kind", Text, nullable=False),
    Column("low_id", Uuid, nullable=False),
    Column("high_id", Uuid, nullable=False),
    Column("score", Double, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Uuid),
    _moment("decided_at", nullable=True),
    _key("duplicate_pairs", "id"),
    UniqueConstraint(
        "organization_id", "kind", "low_id", "high_id", name="duplicate_pairs_both_key"
    ),
    Index(
        "duplicate_pairs_score_idx",
        "organization_id",
        "kind",
        "state",
        text("score desc"),
        text("id desc"),
    ),
    Index("duplicate_pairs_high_idx", "organization_id", "high_id"),
)
"""
Records that may be the same, or that were said to be different. No foreign keys: what
was said of a record outlives its merge, and holds again when that is taken back.
"""

transfers = Table(
    "transfers",
    metadata,
    *_record_columns(),
    Column("noun", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("options", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("position", Integer, nullable=False),
    Column("share", Double),
    _moment("since", nullable=True),
    Column("since_position", Integer, nullable=False),
    Column("figures", JSONB, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("unused", JSONB, nullable=False),
    Column("remarks", JSONB, nullable=False),
    Column("remarks_left_out", Integer, nullable=False),
    Column("error", Text),
    Column("created_by", Uuid, nullable=False),
    _moment("finished_at", nullable=True),
    _key("transfers", "id"),
    Index(
        "transfers_unfinished_idx",
        "organization_id",
        "file",
        postgresql_where=text("finished_at is null"),
    ),
)
"""
Imports in parts. The id is that of the change set of all that one writes; *position*
is how many records of the file have been settled, committed with what they became.
"""

transfer_refusals = Table(
    "transfer_refusals",
    metadata,
    _organization(),
    Column("transfer_id", Uuid, nullable=False),
    Column("position", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("values", JSONB, nullable=False),
    _key("transfer_refusals", "transfer_id", "position"),
    _points_at("transfer_refusals", "transfer_id", "transfers", on_delete="CASCADE"),
)
"""
Rows that an import has refused, as they stood in the file.
"""

saved_mappings = Table(
    "saved_mappings",
    metadata,
    _organization(),
    Column("fingerprint", Text, nullable=False),
    Column("choices", JSONB, nullable=False),
    _key("saved_mappings", "fingerprint"),
)
"""
What was last chosen for files with the same headers.
"""

duplicate_scans = Table(
    "duplicate_scans",
    metadata,
    _organization(),
    Column("kind", Text, nullable=False),
    _moment("started_at"),
    _moment("finished_at", nullable=True),
    Column("records", Integer, nullable=False),
    Column("compared", BigInteger, nullable=False),
    Column("found", Integer, nullable=False),
    Column("crowded", Integer, nullable=False),
    _key("duplicate_scans", "kind"),
)
