"""
Companies as rows.
"""

from crm_core.companies import Company
from crm_core.shared import fold, words

from .mapping import Row, RowMapping

_SAME = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "archived_at",
    "assigned_to",
    "name",
    "industry",
    "size",
    "website",
    "domain",
    "phone",
    "address",
    "description",
    "category",
    "parent_id",
    "custom",
)


def _to_row(company: Company) -> Row:
    row: Row = {name: getattr(company, name) for name in _SAME}
    row["tags"] = list(company.tags)
    row["name_key"] = fold(company.name)
    row["name_words"] = list(words(company.name))
    return row


def _from_row(row: Row) -> Company:
    return Company(**{name: row[name] for name in _SAME}, tags=tuple(row["tags"]))


COMPANY_ROWS = RowMapping(
    kind="company",
    to_row=_to_row,
    from_row=_from_row,
    derived=frozenset({"name_key", "name_words"}),
    ids=frozenset({"id", "created_by", "assigned_to", "parent_id"}),
    moments=frozenset({"created_at", "updated_at", "archived_at"}),
)
