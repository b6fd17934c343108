"""
Opportunities in memory.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from crm_core.companies import CompanyId
from crm_core.opportunities import (
    OPPORTUNITY_FIELDS,
    Opportunity,
    OpportunityId,
    OpportunityInUse,
    OpportunityRow,
    expected_value,
)
from crm_core.pipelines import PipelineId, Standings
from crm_core.shared import Conflict, NotFound, Page, PageRequest, Query, words

from ..rows import OPPORTUNITY_ROWS, Row
from .boards import standings, unattended
from .custom_fields import with_custom
from .finding import Finder, Listing
from .pipelines import check_standing
from .references import check_reference
from .repository import MemoryRepository
from .sales_lookups import CustomLookup, live_by
from .tables import copied
from .tags import tag_spellings
from .timelines import MemoryPlans

_KEYS = {
    "name": "name_key",
    "expected_close_date": "close_key",
    "actual_close_date": "closed_key",
}


class MemoryOpportunities(CustomLookup, MemoryRepository[OpportunityId, Opportunity]):
    """
    Opportunities and the boards that they stand on.
    """

    mapping = OPPORTUNITY_ROWS
    fields = OPPORTUNITY_FIELDS

    def row(self, id: OpportunityId, /) -> OpportunityRow:
        row = self._visible(id)
        if row["archived_at"] is not None:
            raise NotFound(id=id)
        return self._shown(row)

    def shown(self, opportunity: Opportunity, /) -> OpportunityRow:
        return self._shown(self.rows[opportunity.id])

    def page(self, query: Query, request: PageRequest, /) -> Page[OpportunityRow]:
        return self._finder(query).page(request)

    def matching(self, query: Query, /, *, most: int) -> list[OpportunityId]:
        found = self._finder(query).rows()
        return [OpportunityId(row["id"]) for row in found][: most + 1]

    def by_name(
        self, keys: Iterable[tuple[str, CompanyId | None]], /
    ) -> Mapping[tuple[str, CompanyId | None], list[OpportunityId]]:
        wanted = set(keys)
        at = live_by(self.rows, wanted, lambda r: (r["name_key"], r["company_id"]))
        bare = {(name, None) for name, company in wanted if company is None}
        anywhere = live_by(self.rows, bare, lambda r: (r["name_key"], None))
        return {**at, **anywhere}

    def standings(
        self,
        pipeline_id: PipelineId,
        query: Query,
        /,
        *,
        stages: Iterable[str],
        most: int,
    ) -> Mapping[str, Standings[OpportunityRow]]:
        return standings(
            self._finder(query).rows(),
            self._shown,
            pipeline_id=pipeline_id,
            stages=stages,
            most=most,
        )

    def standing(self, pipeline_id: PipelineId, stage: str, /) -> list[Opportunity]:
        return [
            self._entity(row)
            for _, row in sorted(self.rows.items())
            if (row["pipeline_id"], row["stage"]) == (pipeline_id, stage)
        ]

    def unattended(
        self, *, stale: Mapping[tuple[PipelineId, str], int], most: int
    ) -> list[OpportunityRow]:
        rows = self._finder(Query()).rows()
        plans = MemoryPlans(self.context).upcoming([row["id"] for row in rows])
        found = unattended(rows, now=self.context.now, stale=stale, plans=plans)
        return [self._shown(row) for row in found[:most]]

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        return tag_spellings(self.context.tables, tags)

    def check(self, opportunity: Opportunity, /) -> None:
        tables = self.context.tables
        for name, rows, what in (
            ("contact_id", tables.contacts, "contact"),
            ("company_id", tables.companies, "company"),
            ("lead_id", tables.leads, "lead"),
            ("assigned_to", tables.users, "user"),
        ):
            check_reference(name, getattr(opportunity, name), rows, what)
        for each in opportunity.contact_roles:
            check_reference(
                "contact_roles", each.contact_id, tables.contacts, "contact"
            )
        check_standing(self.context, self.mapping.kind, opportunity.id)
        tables.words.update(words(opportunity.name))

    def pointed_at(self, ids: Collection[UUID], /) -> set[UUID]:
        leads = self.context.tables.leads.values()
        return {row["opportunity_id"] for row in leads}.intersection(ids)

    def in_use(self, opportunity: Opportunity, /) -> Conflict:
        return OpportunityInUse(id=opportunity.id)

    def _finder(self, query: Query) -> Finder[OpportunityRow]:
        fields = with_custom(OPPORTUNITY_FIELDS, "opportunity", self.context.tables)
        return Finder(
            context=self.context,
            query=query.checked(fields),
            listing=Listing(
                kind="opportunity",
                fields=fields,
                rows=[row for row in self.rows.values() if self._sees(row)],
                value=lambda row, field: row[field],
                words=self._words,
                keys=_KEYS,
                folds={},
                shown=self._shown,
            ),
        )

    def _words(self, row: Row) -> set[str]:
        tables = self.context.tables
        company = tables.companies.get(row["company_id"])
        person = contact_name(tables.contacts, row["contact_id"])
        own = set(self._entity(row).search_words)
        return own.union(company["name_words"] if company else (), words(person))

    def _shown(self, row: Row) -> OpportunityRow:
        tables = self.context.tables
        company = tables.companies.get(row["company_id"])
        row = copied(row) | {
            "contact_name": contact_name(tables.contacts, row["contact_id"]),
            "company_name": company["name"] if company else None,
            "expected_value": expected_value(row["value"], row["probability"]),
        }
        names = [each.name for each in OpportunityRow.__attrs_attrs__]
        return OpportunityRow(**{name: row[name] for name in names})


def contact_name(contacts: Mapping[UUID, Row], id: UUID | None) -> str | None:
    """
    What the contact of that id is called.
    """
    row = contacts.get(id) if id else None
    if row is None:
        return None
    return f"{row['first_name']} {row['last_name']}".strip() or None
