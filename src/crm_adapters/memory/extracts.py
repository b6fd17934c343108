"""
Records as rows of text.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from json import dumps
from uuid import UUID

from attrs import asdict

from crm_core.activities import ActivityRow
from crm_core.companies import CompanyRow
from crm_core.contacts import ContactRow
from crm_core.leads import LeadRow
from crm_core.opportunities import OpportunityRow
from crm_core.shared import Page, PageRequest, Query
from crm_core.transfers import Cells, ExportColumn

from .activities import MemoryActivities
from .companies import MemoryCompanies
from .contacts import MemoryContacts
from .context import Context
from .leads import MemoryLeads
from .opportunities import MemoryOpportunities

NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


class MemoryExtracts:
    """
    What lists of records find, as rows of text.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def activities(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]:
        activities = MemoryActivities(self._context, self._context.tables.activities)
        page = activities.page(query, request)
        return page.mapped(lambda row: self._cells(columns, row))

    def contacts(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]:
        contacts = MemoryContacts(self._context, self._context.tables.contacts)
        page = contacts.page(query, request)
        return page.mapped(
            lambda row: self._cells(
                columns,
                row,
                company=row.company_name,
                affiliations=self._named_companies(row),
            )
        )

    def _named_companies(self, row: ContactRow) -> list[Mapping[str, str]]:
        rows = self._context.tables.companies
        return [
            {**each, "company": rows[UUID(each["company_id"])]["name"]}
            for each in row.affiliations
        ]

    def companies(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]:
        companies = MemoryCompanies(self._context, self._context.tables.companies)
        page = companies.page(query, request)
        return page.mapped(
            lambda row: self._cells(columns, row, parent=self._parent(row))
        )

    def leads(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]:
        leads = MemoryLeads(self._context, self._context.tables.leads)
        page = leads.page(query, request)
        return page.mapped(
            lambda row: self._cells(
                columns, row, company=row.company_name, pipeline=self._pipeline(row)
            )
        )

    def _pipeline(self, row: LeadRow | OpportunityRow) -> str:
        name: str = self._context.tables.pipelines[row.pipeline_id]["name"]
        return name

    def opportunities(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]:
        tables = self._context.tables
        opportunities = MemoryOpportunities(self._context, tables.opportunities)
        page = opportunities.page(query, request)
        return page.mapped(lambda row: self._cells(columns, row, **self._named(row)))

    def _named(self, row: OpportunityRow) -> dict[str, str | None]:
        tables = self._context.tables
        contact = tables.contacts[row.contact_id] if row.contact_id else {}
        return {
            "company": row.company_name,
            "contact_email": contact.get("email"),
            "pipeline": self._pipeline(row),
        }

    def _parent(self, row: CompanyRow) -> str | None:
        rows = self._context.tables.companies
        parent = rows[row.parent_id] if row.parent_id else None
        if parent is None or parent["archived_at"] is not None:
            return None
        name: str = parent["name"]
        return name if self._context.sees(parent["assigned_to"]) else None

    def _cells(
        self,
        columns: Sequence[ExportColumn],
        row: ActivityRow | ContactRow | CompanyRow | LeadRow | OpportunityRow,
        **more: object,
    ) -> Cells:
        own = asdict(row, recurse=False)
        values = {**own, **(own.get("address") or {}), **more}
        values |= {f"custom.{name}": value for name, value in row.custom.items()}
        user = row.assigned_to and self._context.tables.users.get(row.assigned_to)
        values["owner"] = (user.email or user.name) if user else None
        return tuple(_text(column, values.get(column.name)) for column in columns)


def _text(column: ExportColumn, value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if not column.json:
        return str(value)
    exact = isinstance(value, str) and NUMBER.fullmatch(value)
    return str(value) if exact else dumps(value, ensure_ascii=False)
