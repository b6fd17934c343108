"""
Generated rows made to fit the demo organization: groups of companies, its own fields.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from .people import Row, slug

LANGUAGES = {
    "Deutschland": "German",
    "España": "Spanish",
    "France": "French",
    "Italia": "Italian",
    "Polska": "Polish",
    "United Kingdom": "English",
    "United States": "English",
}
CUSTOM_FIELDS: tuple[dict[str, object], ...] = (
    {
        "record": "contact",
        "name": "language",
        "kind": "choice",
        "options": sorted(set(LANGUAGES.values())),
    },
    {"record": "company", "name": "contract_until", "kind": "date"},
    {"record": "company", "name": "yearly_revenue", "kind": "number"},
)
KEPT_BY_THE_CRM = frozenset({"id", "created_at", "updated_at"})


def group_companies(rows: list[Row]) -> None:
    """
    Let every third company belong to an older one, and share its name.
    """
    for index, row in enumerate(rows[2::3]):
        parent = rows[index // 2]
        own, shared = row["name"].split()[0], parent["name"].split()[0]
        row["parent_id"] = parent["id"]
        row["name"] = row["name"].replace(own, shared, 1)
        for key in ("domain", "website"):
            row[key] = row[key].replace(slug(own), slug(shared), 1)


def company_fields(row: Row, *, parent: UUID | None, at: datetime) -> dict[str, Any]:
    """
    What a use case takes for a company.
    """
    fields = _fields(row) | {"parent_id": parent}
    if row["category"] == "customer":
        luck = len(row["name"]) * 37  # the same for the same company
        ends = at.date() + timedelta(days=30 + luck % 700)
        revenue = 2_000 + luck % 190 * 1_000
        custom = {"contract_until": ends.isoformat(), "yearly_revenue": revenue}
        return fields | {"custom": custom}
    return fields


def contact_fields(row: Row) -> dict[str, Any]:
    """
    What a use case takes for a contact.
    """
    language = LANGUAGES.get((row["address"] or {}).get("country", ""))
    custom = {"custom": {"language": language}} if language else {}
    return _fields(row) | custom


def _fields(row: Row) -> dict[str, Any]:
    return {key: row[key] for key in row if key not in KEPT_BY_THE_CRM}
