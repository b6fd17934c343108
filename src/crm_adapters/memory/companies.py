"""
Companies in memory.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from crm_core.companies import (
    COMPANY_FIELDS,
    Company,
    CompanyCycle,
    CompanyId,
    CompanyInUse,
    CompanyNode,
    CompanyRow,
)
from crm_core.shared import Conflict, NotFound, Page, PageRequest, Query, words

from ..rows import COMPANY_ROWS, Row
from .custom_fields import with_custom
from .finding import Finder, Listing
from .hierarchy import company_nodes
from .matching import part_of
from .references import check_reference
from .repository import MemoryRepository
from .tables import copied
from .tags import tag_spellings

DEEPEST = 100


class MemoryCompanies(MemoryRepository[CompanyId, Company]):
    """
    Companies and the hierarchies that they form.
    """

    mapping = COMPANY_ROWS

    def row(self, id: CompanyId, /) -> CompanyRow:
        row = self._visible(id)
        if row["archived_at"] is not None:
            raise NotFound(id=id)
        return _shown(row)

    def page(self, query: Query, request: PageRequest, /) -> Page[CompanyRow]:
        return self._finder(query).page(request)

    def matching(self, query: Query, /, *, most: int) -> list[CompanyId]:
        return [CompanyId(row["id"]) for row in self._finder(query).rows()][: most + 1]

    def tree(self, id: CompanyId, /) -> list[CompanyNode]:
        return company_nodes(self.context, id)

    def by_domain(self, domains: Iterable[str], /) -> Mapping[str, list[CompanyId]]:
        return self._by("domain", domains)

    def by_name(self, names: Iterable[str], /) -> Mapping[str, list[CompanyId]]:
        return self._by("name_key", names)

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        return tag_spellings(self.context.tables, tags)

    def check(self, company: Company, /) -> None:
        tables = self.context.tables
        check_reference("assigned_to", company.assigned_to, tables.users, "user")
        own = {*self.rows, company.id}
        check_reference("parent_id", company.parent_id, own, "company")
        above: UUID | None = company.parent_id
        for _ in range(DEEPEST):
            if above is None:
                break
            if above == company.id:
                raise CompanyCycle(field="parent_id")
            above = self.rows[above]["parent_id"]
        if above is not None:
            raise CompanyCycle(field="parent_id")
        tables.words.update(words(company.name))

    def pointed_at(self, ids: Collection[UUID], /) -> set[UUID]:
        tables = self.context.tables
        people = tables.contacts.values()
        sales = (*tables.leads.values(), *tables.opportunities.values())
        pointing = {
            *(row["parent_id"] for id, row in self.rows.items() if id not in ids),
            *(row["company_id"] for row in (*people, *sales)),
            *(
                UUID(each["company_id"])
                for row in people
                for each in row["affiliations"]
            ),
        }
        return pointing.intersection(ids)

    def in_use(self, company: Company, /) -> Conflict:
        return CompanyInUse(id=company.id)

    def _by(self, column: str, keys: Iterable[str]) -> Mapping[str, list[CompanyId]]:
        wanted = set(keys)
        found: dict[str, list[CompanyId]] = defaultdict(list)
        for id, row in sorted(self.rows.items()):
            if row[column] in wanted and row["archived_at"] is None:
                found[row[column]].append(CompanyId(id))
        return found

    def _finder(self, query: Query) -> Finder[CompanyRow]:
        fields = with_custom(COMPANY_FIELDS, "company", self.context.tables)
        return Finder(
            context=self.context,
            query=query.checked(fields),
            listing=Listing(
                kind="company",
                fields=fields,
                rows=[row for row in self.rows.values() if self._sees(row)],
                value=_value,
                words=lambda row: set(self._entity(row).search_words),
                keys={"name": "name_key"},
                folds={},
                shown=_shown,
            ),
        )


def _value(row: Row, field: str) -> object:
    return part_of(row, field) if field in ("city", "country") else row[field]


def _shown(row: Row) -> CompanyRow:
    row = copied(row)
    return CompanyRow(
        **{each.name: row[each.name] for each in CompanyRow.__attrs_attrs__}
    )
