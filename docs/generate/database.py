"""
The tables, from the metadata that the migrations create them with.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql

from crm_adapters.postgres import metadata

from .markdown import code, codes, table

SAYS: Mapping[str, str] = {
    "change_sets": "What one unit of work wrote, as a whole. `undoes` and `undone_by` "
    "link an undo with what it took back.",
    "changes": "What a change set did to one record, with the values before and after "
    "in their JSON form. A change set of several transactions has a `part` for each, "
    "in the order of their commits.",
    "companies": "Companies, in a hierarchy by `parent_id`; a trigger refuses circles.",
    "contact_companies": "Further companies of a contact, beside "
    "`contacts.company_id`.",
    "contact_emails": "Whose e-mail address it is: one live contact's. The primary key "
    "makes duplicates impossible.",
    "contacts": "People. `email`, `phone` and `mobile` are the primary ones of `emails` "
    "and `phones`.",
    "custom_fields": "Fields that organizations have added to their own records. Values "
    "are in the column `custom` of the record.",
    "duplicate_pairs": "Records that may be the same, as a scan found them, or that "
    "were said to be different.",
    "duplicate_scans": "The latest scan of each kind of record.",
    "events": "What the CRM has announced, in the order of `position`.",
    "idempotency_keys": "Answers to requests that may be repeated.",
    "matching_rules": "What an organization does about duplicates, where it differs from "
    "the usual.",
    "merged_records": "Where the ids of merged records lead.",
    "merges": "The merges that stand; one that was taken back is in the trail only.",
    "organizations": "The tenants.",
    "roles": "Roles that an organization has changed or added; the default ones are in "
    "the code.",
    "saved_mappings": "The fields that were last chosen for files with the same headers.",
    "search_words": "The distinct words of names, for the likeliest spelling of a "
    "mistyped one.",
    "sign_in_links": "One-time codes, of which only the digest is kept.",
    "tags": "How an organization spells its tags: the first spelling wins.",
    "transfer_refusals": "Rows that an import has refused, as they stood in the file.",
    "transfers": "Imports in parts. The id is that of the change set; `position` is how "
    "many records of the file have been settled.",
    "users": "People of an organization, as access tokens or an administrator told.",
}


def tables() -> str:
    """
    Every table with its columns, keys and indexes.
    """
    ordered = sorted(metadata.tables.values(), key=lambda each: each.name)
    return "\n\n".join(_table(each) for each in ordered)


def _table(each: Table) -> str:
    columns = table(
        ("column", "type", "null"),
        ((code(c.name), _type(c), "yes" if c.nullable else "") for c in each.columns),
    )
    rest = "\n".join(f"- {line}" for line in _keys(each))
    return f"### `{each.name}`\n\n{SAYS[each.name]}\n\n{columns}\n\n{rest}"


def _type(column: Column[object]) -> str:
    collation = getattr(column.type, "collation", None)
    said = column.type.compile(postgresql.dialect()).split(" COLLATE")[0].lower()
    said = said.replace("timestamp with time zone", "timestamptz")
    identity = ", identity" if column.identity is not None else ""
    return said + (f', collation "{collation}"' if collation else "") + identity


def _keys(each: Table) -> Iterator[str]:
    yield f"primary key: {codes(c.name for c in each.primary_key.columns)}"
    for constraint in sorted(each.constraints, key=lambda one: str(one.name)):
        if isinstance(constraint, UniqueConstraint):
            yield f"unique: {codes(c.name for c in constraint.columns)}"
        if isinstance(constraint, ForeignKeyConstraint):
            target = constraint.referred_table.name
            gone = constraint.ondelete
            yield (
                f"foreign key: {codes(constraint.column_keys)} to {code(target)}"
                + (f", on delete {gone.lower()}" if gone else "")
            )
    for index in sorted(each.indexes, key=lambda one: str(one.name)):
        yield _index(index)


def _index(index: Index) -> str:
    options = index.dialect_options["postgresql"]
    parts = [getattr(part, "name", None) or str(part) for part in index.expressions]
    kind = f", {options['using']}" if options["using"] else ""
    where = f", where {code(options['where'])}" if options["where"] is not None else ""
    return f"index {code(index.name)}: {codes(parts)}{kind}{where}"


SECTIONS = {"tables": tables}
