"""
What is kept of people and companies, and how they are found.
"""

from sqlalchemy import Boolean, Column, Index, Table, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from .making import (
    LIVE,
    list_indexes,
    metadata,
    organization_column,
    owned_columns,
    points_at,
    primary_key,
    record_columns,
)

tags = Table(
    "tags",
    metadata,
    organization_column(),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    primary_key("tags", "key"),
)

custom_fields = Table(
    "custom_fields",
    metadata,
    *record_columns(),
    Column("record", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("options", ARRAY(Text), nullable=False),
    primary_key("custom_fields", "id"),
    UniqueConstraint(
        "organization_id", "record", "name", name="custom_fields_name_key"
    ),
)

companies = Table(
    "companies",
    metadata,
    *owned_columns(),
    Column("category", Text),
    Column("address", JSONB),
    Column("name", Text, nullable=False),
    Column("industry", Text),
    Column("size", Text),
    Column("website", Text),
    Column("domain", Text),
    Column("phone", Text),
    Column("description", Text),
    Column("parent_id", Uuid),
    Column("name_words", ARRAY(Text), nullable=False),
    primary_key("companies", "id"),
    points_at("companies", "parent_id", "companies"),
    points_at("companies", "assigned_to", "users"),
    *list_indexes("companies"),
    Index("companies_parent_idx", "organization_id", "parent_id"),
    Index("companies_domain_idx", "organization_id", "domain", postgresql_where=LIVE),
)

contacts = Table(
    "contacts",
    metadata,
    *owned_columns(),
    Column("category", Text),
    Column("address", JSONB),
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
    primary_key("contacts", "id"),
    points_at("contacts", "company_id", "companies"),
    points_at("contacts", "assigned_to", "users"),
    *list_indexes("contacts"),
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
    organization_column(),
    Column("email_key", Text(collation="C"), nullable=False),
    Column("contact_id", Uuid, nullable=False),
    primary_key("contact_emails", "email_key"),
    points_at("contact_emails", "contact_id", "contacts", on_delete="CASCADE"),
    Index("contact_emails_contact_idx", "organization_id", "contact_id"),
)
"""
Whose e-mail address it is: one live contact's. The index that makes duplicates
impossible; an archived contact holds none.
"""

contact_companies = Table(
    "contact_companies",
    metadata,
    organization_column(),
    Column("contact_id", Uuid, nullable=False),
    Column("company_id", Uuid, nullable=False),
    Column("role", Text),
    primary_key("contact_companies", "contact_id", "company_id"),
    points_at("contact_companies", "contact_id", "contacts", on_delete="CASCADE"),
    points_at("contact_companies", "company_id", "companies"),
    Index("contact_companies_company_idx", "organization_id", "company_id"),
)
"""
Further companies of a contact, beside ``contacts.company_id``.
"""

search_words = Table(
    "search_words",
    metadata,
    organization_column(),
    Column("word", Text(collation="C"), nullable=False),
    primary_key("search_words", "word"),
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
