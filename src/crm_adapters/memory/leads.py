"""
Leads in memory.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from attrs import frozen

from crm_core.contacts import ContactId
from crm_core.leads import (
    LEAD_FIELDS,
    OPEN,
    Lead,
    LeadId,
    LeadInUse,
    LeadRow,
    SalesSettings,
)
from crm_core.pipelines import PipelineId, Standings
from crm_core.shared import Conflict, NotFound, Page, PageRequest, Query, words

from ..rows import LEAD_ROWS, Row
from .boards import standings
from .context import Context
from .custom_fields import with_custom
from .finding import Finder, Listing
from .matching import email_fold, part_of, phone_fold
from .opportunities import contact_name
from .pipelines import check_standing
from .references import check_reference
from .repository import MemoryRepository
from .sales_lookups import CustomLookup, live_by
from .tables import copied
from .tags import tag_spellings

_KEYS = {
    "title": "name_key",
    "email": "email_key",
    "score": "score_key",
    "value": "value_key",
    "first_response_due_at": "due_key",
}
_FOLDS = {"email": email_fold, "phone": phone_fold}


class MemoryLeads(CustomLookup, MemoryRepository[LeadId, Lead]):
    """
    Leads by where they stand.
    """

    mapping = LEAD_ROWS
    fields = LEAD_FIELDS

    def row(self, id: LeadId, /) -> LeadRow:
        row = self._visible(id)
        if row["archived_at"] is not None:
            raise NotFound(id=id)
        return self._shown(row)

    def shown(self, lead: Lead, /) -> LeadRow:
        return self._shown(self.rows[lead.id])

    def page(self, query: Query, request: PageRequest, /) -> Page[LeadRow]:
        return self._finder(query).page(request)

    def matching(self, query: Query, /, *, most: int) -> list[LeadId]:
        return [LeadId(row["id"]) for row in self._finder(query).rows()][: most + 1]

    def open_of(self, email_key: str, contact_id: ContactId | None, /) -> list[LeadId]:
        return sorted(
            LeadId(row["id"])
            for row in self.rows.values()
            if row["archived_at"] is None
            and row["status"] in OPEN
            and (
                (email_key and row["email_key"] == email_key)
                or (contact_id is not None and row["contact_id"] == contact_id)
            )
        )

    def all_of(
        self, email_keys: Iterable[str], contact_id: ContactId, /
    ) -> list[LeadId]:
        keys = set(email_keys)
        return sorted(
            LeadId(row["id"])
            for row in self.rows.values()
            if row["email_key"] in keys or row["contact_id"] == contact_id
        )

    def by_email(
        self, keys: Iterable[str], open_ones: Iterable[str], /
    ) -> Mapping[str, list[LeadId]]:
        found = live_by(self.rows, keys, lambda row: row["email_key"])
        first = frozenset(open_ones)

        def place(lead_id: LeadId) -> tuple[bool, int]:
            return self.rows[lead_id]["status"] not in first, -lead_id.int

        return {key: sorted(ids, key=place) for key, ids in found.items()}

    def by_name(self, names: Iterable[str], /) -> Mapping[str, list[LeadId]]:
        return live_by(self.rows, names, lambda row: row["name_key"])

    def standings(
        self,
        pipeline_id: PipelineId,
        query: Query,
        /,
        *,
        stages: Iterable[str],
        most: int,
    ) -> Mapping[str, Standings[LeadRow]]:
        return standings(
            self._finder(query).rows(),
            self._shown,
            pipeline_id=pipeline_id,
            stages=stages,
            most=most,
        )

    def standing(self, pipeline_id: PipelineId, stage: str, /) -> list[Lead]:
        here = (pipeline_id, stage)
        rows = [r for r in self.rows.values() if (r["pipeline_id"], r["stage"]) == here]
        return [self._entity(row) for row in sorted(rows, key=lambda row: row["id"])]

    def pressing(self, *, most: int) -> list[LeadRow]:  # noqa: ARG002
        return [
            self._shown(row)
            for row in self.rows.values()
            if row["archived_at"] is None and row["status"] in OPEN and self._sees(row)
        ]

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        return tag_spellings(self.context.tables, tags)

    def check(self, lead: Lead, /) -> None:
        tables = self.context.tables
        check_reference("assigned_to", lead.assigned_to, tables.users, "user")
        check_reference("contact_id", lead.contact_id, tables.contacts, "contact")
        check_reference("company_id", lead.company_id, tables.companies, "company")
        check_standing(self.context, self.mapping.kind, lead.id)
        for text in (lead.title, lead.person, lead.company_name):
            tables.words.update(words(text))

    def pointed_at(self, ids: Collection[UUID], /) -> set[UUID]:
        deals = self.context.tables.opportunities.values()
        return {row["lead_id"] for row in deals}.intersection(ids)

    def in_use(self, lead: Lead, /) -> Conflict:
        return LeadInUse(id=lead.id)

    def _finder(self, query: Query) -> Finder[LeadRow]:
        fields = with_custom(LEAD_FIELDS, "lead", self.context.tables)
        return Finder(
            context=self.context,
            query=query.checked(fields),
            listing=Listing(
                kind="lead",
                fields=fields,
                rows=[row for row in self.rows.values() if self._sees(row)],
                value=_value,
                words=lambda row: set(self._entity(row).search_words),
                keys=_KEYS,
                folds=_FOLDS,
                shown=self._shown,
            ),
        )

    def _shown(self, row: Row) -> LeadRow:
        tables = self.context.tables
        company = tables.companies.get(row["company_id"])
        known = {
            "contact_name": contact_name(tables.contacts, row["contact_id"]),
            "known_company": company["name"] if company else None,
        }
        row = copied(row) | known
        names = [each.name for each in LeadRow.__attrs_attrs__]
        return LeadRow(**{name: row[name] for name in names})


def _value(row: Row, field: str) -> object:
    if field in ("city", "country"):
        return part_of(row, field)
    return row["email_key"] if field == "email" else row[field]


@frozen
class MemorySalesSettings:
    """
    How the organization at work deals with its leads.
    """

    context: Context

    def get(self) -> SalesSettings:
        return self.context.tables.sales_settings or SalesSettings()

    def save(self, settings: SalesSettings, /) -> None:
        self.context.introduce()
        self.context.tables.sales_settings = settings
