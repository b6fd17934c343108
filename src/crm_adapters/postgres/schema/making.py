"""
What tables are made of.
"""

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

SCHEMA = "crm"
APP_ROLE = "crm_app"
SEARCH_ROLE = "crm_search"
WORKER_ROLE = "crm_worker"

metadata = MetaData(schema=SCHEMA)


def moment(name: str, *, nullable: bool = False) -> Column[object]:
    """
    A column of a moment, in UTC.
    """
    return Column(name, DateTime(timezone=True), nullable=nullable)


def organization_column() -> Column[object]:
    """
    The organization that a row belongs to.
    """
    return Column("organization_id", Uuid, nullable=False)


def record_columns() -> list[Column[object]]:
    """
    What every record has.
    """
    return [
        organization_column(),
        Column("id", Uuid, nullable=False),
        Column("version", Integer, nullable=False),
        moment("created_at"),
        moment("updated_at"),
    ]


def primary_key(table: str, *columns: str) -> PrimaryKeyConstraint:
    """
    A primary key that begins with the organization.
    """
    return PrimaryKeyConstraint("organization_id", *columns, name=f"{table}_pkey")


def points_at(
    table: str,
    column: str,
    target: str,
    *,
    on_delete: str | None = None,
    mutual: bool = False,
) -> ForeignKeyConstraint:
    """
    A foreign key inside the organization. Of two tables that point at each other, one
    key is *mutual*: it is made when both are there, and can wait for the rows of both.
    """
    return ForeignKeyConstraint(
        ["organization_id", column],
        [f"{SCHEMA}.{target}.organization_id", f"{SCHEMA}.{target}.id"],
        name=f"{table}_{column}_fkey",
        ondelete=on_delete,
        use_alter=mutual,
        deferrable=mutual or None,
    )


LIVE = text("archived_at is null")


def list_indexes(table: str) -> list[Index]:
    """
    What lists are ordered and searched by.
    """
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


def owned_columns() -> list[Column[object]]:
    """
    What records have that belong to somebody and can be archived.
    """
    return [
        *record_columns(),
        Column("created_by", Uuid, nullable=False),
        Column("assigned_to", Uuid),
        moment("archived_at", nullable=True),
        Column("custom", JSONB, nullable=False),
        Column("tags", ARRAY(Text), nullable=False),
        Column("name_key", Text(collation="C"), nullable=False),
        Column("search", TSVECTOR, nullable=False),
    ]
