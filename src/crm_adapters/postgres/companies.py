"""
Companies in PostgreSQL.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from crm_core.companies import (
    COMPANY_FIELDS,
    Company,
    CompanyId,
    CompanyInUse,
    CompanyNode,
    CompanyRow,
)
from crm_core.shared import (
    Conflict,
    NotFound,
    Page,
    PageRequest,
    Query,
    Visibility,
    tag_key,
    words,
)

from ..rows import COMPANY_ROWS
from .conditions import Source
from .contacts import PostgresContacts
from .custom_fields import PostgresCustomFields
from .lexemes import company_lexemes, prefix, vector
from .listing import Listing
from .opportunities import PostgresOpportunities
from .paging import Finder
from .repository import PostgresRepository
from .schema import companies
from .sight import visible
from .statements import Statement, compiled, statement

LISTING = Listing(
    table=companies,
    sources={
        name: Source(companies.c[name])
        for name in (
            "name",
            "industry",
            "size",
            "domain",
            "category",
            "parent_id",
            "assigned_to",
            "created_by",
            "created_at",
            "updated_at",
        )
    }
    | {part: Source(companies.c.address[part].astext) for part in ("city", "country")}
    | {"tags": Source(companies.c.tags, fold=tag_key)},
    origin=companies,
    columns=tuple(companies.c[each.name] for each in CompanyRow.__attrs_attrs__),
    row=CompanyRow,
    keys={
        "name": companies.c.name_key,
        "created_at": companies.c.created_at,
        "updated_at": companies.c.updated_at,
    },
)


def _row(visibility: Visibility) -> Statement:
    return compiled(
        select(*LISTING.columns).where(
            companies.c.organization_id == bindparam("organization_id"),
            companies.c.id == bindparam("id"),
            companies.c.archived_at.is_(None),
            visible(companies, visibility),
        )
    )


_ROW = {visibility: _row(visibility) for visibility in Visibility}

_FOUND = (
    "SELECT {key}, id FROM crm.companies WHERE organization_id = $1::uuid"
    " AND archived_at IS NULL AND {key} = ANY($2::text[]) ORDER BY id"
)
_BY_DOMAIN = statement(_FOUND.format(key="domain"), ("organization_id", "keys"))
_BY_NAME = statement(_FOUND.format(key="name_key"), ("organization_id", "keys"))

# The root is found first; then everything below it, each company once.
_TREE = statement(
    """
    WITH RECURSIVE up (id, parent_id, steps) AS (
        SELECT id, parent_id, 0 FROM crm.companies
        WHERE organization_id = $1::uuid AND id = $2::uuid
      UNION ALL
        SELECT c.id, c.parent_id, up.steps + 1 FROM crm.companies c
        JOIN up ON c.organization_id = $1::uuid AND c.id = up.parent_id
        WHERE c.archived_at IS NULL AND up.steps < 100
    ), down (id, name, parent_id, depth, path, owner) AS (
        SELECT c.id, c.name, c.parent_id, 0, ARRAY[c.name_key || c.id::text],
               c.assigned_to
        FROM crm.companies c
        WHERE c.organization_id = $1::uuid
          AND c.id = (SELECT id FROM up ORDER BY steps DESC LIMIT 1)
      UNION ALL
        SELECT c.id, c.name, c.parent_id, down.depth + 1,
               down.path || (c.name_key || c.id::text), c.assigned_to
        FROM crm.companies c
        JOIN down ON c.organization_id = $1::uuid AND c.parent_id = down.id
        WHERE c.archived_at IS NULL AND down.depth < 100
    ), people AS (
        SELECT p.company_id, p.id, p.assigned_to FROM crm.contacts p
        WHERE p.organization_id = $1::uuid AND p.archived_at IS NULL
          AND p.company_id IN (SELECT id FROM down)
      UNION
        SELECT j.company_id, p.id, p.assigned_to FROM crm.contact_companies j
        JOIN crm.contacts p ON p.organization_id = $1::uuid AND p.id = j.contact_id
        WHERE j.organization_id = $1::uuid AND p.archived_at IS NULL
          AND j.company_id IN (SELECT id FROM down)
    ), seen AS (
        SELECT company_id, id FROM people
        WHERE $3::boolean OR assigned_to = ANY($4::uuid[])
           OR ($5::boolean AND assigned_to IS NULL)
    )
    SELECT down.id, down.name, down.parent_id, down.depth,
           (SELECT count(DISTINCT s.id) FROM seen s WHERE s.company_id = down.id),
           (SELECT count(DISTINCT s.id) FROM seen s JOIN down b
              ON b.id = s.company_id AND b.path[1:cardinality(down.path)] = down.path)
    FROM down
    WHERE $3::boolean OR down.owner = ANY($4::uuid[])
       OR ($5::boolean AND down.owner IS NULL)
    ORDER BY down.path
    """,
    ("organization_id", "id", "all", "visible_owners", "unowned"),
)


class PostgresCompanies(PostgresRepository[CompanyId, Company]):
    """
    Companies with their search words, and those of their people.
    """

    table = companies
    mapping = COMPANY_ROWS

    def row(self, id: CompanyId, /) -> CompanyRow:
        sight = self.context.sight
        rows = self.transaction.ask(_ROW[sight.visibility], self.context.seen(id=id))
        if not rows:
            raise NotFound(id=id)
        return CompanyRow(*rows[0])

    def page(self, query: Query, request: PageRequest, /) -> Page[CompanyRow]:
        return self._finder(query).page(request)

    def matching(self, query: Query, /, *, most: int) -> list[CompanyId]:
        return [CompanyId(id) for id in self._finder(query).ids(most=most)]

    def _finder(self, query: Query) -> Finder[CompanyRow]:
        fields = COMPANY_FIELDS
        if any(c.field.startswith("custom.") for c in query.conditions):
            own = PostgresCustomFields(self.context).of("company")
            fields = fields.with_custom(custom.field for custom in own)
        return Finder(
            listing=LISTING,
            context=self.context,
            query=query.checked(fields),
            fields=fields,
        )

    def tree(self, id: CompanyId, /) -> list[CompanyNode]:
        sight = self.context.sight
        values = self.context.values(
            id=id,
            all=sight.visibility is Visibility.ALL,
            unowned=sight.visibility is Visibility.TEAM,
        )
        values["visible_owners"] = sight.values.get("visible_owners")
        return [
            CompanyNode(
                id=CompanyId(row[0]),
                name=row[1],
                parent_id=row[2],
                depth=row[3],
                contacts=row[4],
                contacts_below=row[5],
            )
            for row in self.transaction.ask(_TREE, values)
        ]

    def by_domain(self, domains: Iterable[str], /) -> Mapping[str, list[CompanyId]]:
        return self._found(_BY_DOMAIN, domains)

    def by_name(self, names: Iterable[str], /) -> Mapping[str, list[CompanyId]]:
        return self._found(_BY_NAME, names)

    def _found(
        self, what: Statement, keys: Iterable[str]
    ) -> Mapping[str, list[CompanyId]]:
        found: dict[str, list[CompanyId]] = defaultdict(list)
        for key, id in self.transaction.ask(what, self.context.values(keys=list(keys))):
            found[key].append(CompanyId(id))
        return found

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        return self.context.tags.spelled(tags)

    def computed(self) -> Mapping[str, Any]:
        return {
            "search": func.array_to_tsvector(bindparam("lexemes", type_=ARRAY(Text)))
        }

    def written(self, company: Company, /) -> dict[str, object]:
        return {"lexemes": sorted(self._lexemes(company))}

    def search_vectors(self, entities: Sequence[Company], /) -> Iterable[str]:
        return [vector(self._lexemes(company)) for company in entities]

    def _lexemes(self, company: Company) -> set[str]:
        key = prefix(
            self.context.organization_id, archived=company.archived_at is not None
        )
        self.context.vocabulary.bring(words(company.name))
        return {key + each for each in company_lexemes(company)}

    def after_write(self, before: Company | None, after: Company, /) -> None:
        if before is not None and before.name != after.name:
            self.context.company_names.forget(self.context.organization_id, after.id)
            PostgresContacts(self.context).reindex(after.id)
            PostgresOpportunities(self.context).reindex(after.id)

    def in_use(self, company: Company, /) -> Conflict:
        return CompanyInUse(id=company.id)
