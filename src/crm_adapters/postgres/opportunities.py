"""
Opportunities in PostgreSQL.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, outerjoin, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from crm_core.opportunities import (
    OPPORTUNITY_FIELDS,
    Opportunity,
    OpportunityId,
    OpportunityInUse,
    OpportunityRow,
)
from crm_core.pipelines import PipelineId, Standings
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

from ..rows import OPPORTUNITY_ROWS
from .boards import expected_value, standings, unattended
from .conditions import Source
from .custom_fields import PostgresCustomFields
from .everything import seeing_all
from .lexemes import opportunity_lexemes, prefix, vector
from .listing import Listing
from .paging import Finder
from .repository import PostgresRepository
from .sales_lookups import OpportunityLookups
from .schema import companies, contacts, opportunities
from .sight import visible
from .statements import Statement, compiled, statement

contact_name = func.nullif(
    func.btrim(contacts.c.first_name + " " + contacts.c.last_name), ""
)
_NAMED: Mapping[str, Any] = {
    "contact_name": contact_name.label("contact_name"),
    "company_name": companies.c.name.label("company_name"),
    "expected_value": expected_value(opportunities).label("expected_value"),
}
_ORIGIN = outerjoin(
    outerjoin(
        opportunities,
        contacts,
        and_(
            contacts.c.organization_id == opportunities.c.organization_id,
            contacts.c.id == opportunities.c.contact_id,
        ),
    ),
    companies,
    and_(
        companies.c.organization_id == opportunities.c.organization_id,
        companies.c.id == opportunities.c.company_id,
    ),
)

LISTING = Listing(
    table=opportunities,
    sources={
        name: Source(opportunities.c[name])
        for name, field in OPPORTUNITY_FIELDS.by_name.items()
        if field.filterable
    }
    | {"tags": Source(opportunities.c.tags, fold=tag_key)},
    origin=_ORIGIN,
    columns=tuple(
        _NAMED[name] if name in _NAMED else opportunities.c[name]
        for name in (each.name for each in OpportunityRow.__attrs_attrs__)
    ),
    row=OpportunityRow,
    keys={
        "name": opportunities.c.name_key,
        "value": opportunities.c.value,
        "probability": opportunities.c.probability,
        "expected_close_date": opportunities.c.close_key,
        "actual_close_date": opportunities.c.closed_key,
        "created_at": opportunities.c.created_at,
        "updated_at": opportunities.c.updated_at,
    },
)


def _row(visibility: Visibility) -> Statement:
    return compiled(
        select(*LISTING.columns)
        .select_from(LISTING.origin)
        .where(
            opportunities.c.organization_id == bindparam("organization_id"),
            opportunities.c.id == bindparam("id"),
            opportunities.c.archived_at.is_(None),
            visible(opportunities, visibility),
        )
    )


_ROW = {visibility: _row(visibility) for visibility in Visibility}
_STANDING = statement(
    "SELECT id FROM crm.opportunities WHERE organization_id = $1::uuid"
    " AND pipeline_id = $2::uuid AND stage = $3",
    ("organization_id", "pipeline_id", "stage"),
)
_COMPANY_WORDS = statement(
    "SELECT id, name_words FROM crm.companies"
    " WHERE organization_id = $1::uuid AND id = ANY($2::uuid[]) ORDER BY id FOR SHARE",
    ("organization_id", "companies"),
)
_CONTACT_NAMES = statement(
    "SELECT id, first_name, last_name FROM crm.contacts"
    " WHERE organization_id = $1::uuid AND id = ANY($2::uuid[]) ORDER BY id FOR SHARE",
    ("organization_id", "contacts"),
)
"""
What names they have, which wait to be changed until the opportunity is seen by who
changes them.
"""
_OF = statement(
    "SELECT id FROM crm.opportunities WHERE organization_id = $1::uuid"
    " AND (company_id = $2::uuid OR contact_id = $2::uuid) ORDER BY id",
    ("organization_id", "id"),
)
_REINDEX = statement(
    "UPDATE crm.opportunities SET search = array_to_tsvector($3::text[])"
    " WHERE organization_id = $1::uuid AND id = $2::uuid",
    ("organization_id", "id", "lexemes"),
)
_LEAVE = statement(
    "DELETE FROM crm.opportunity_contacts WHERE organization_id = $1::uuid"
    " AND opportunity_id = $2::uuid",
    ("organization_id", "id"),
)
_JOIN = statement(
    "INSERT INTO crm.opportunity_contacts (organization_id, opportunity_id, contact_id)"
    " SELECT $1::uuid, $2::uuid, unnest($3::uuid[])",
    ("organization_id", "id", "contact_ids"),
)


class PostgresOpportunities(
    OpportunityLookups, PostgresRepository[OpportunityId, Opportunity]
):
    """
    Opportunities, with who has a role in them.
    """

    table = opportunities
    mapping = OPPORTUNITY_ROWS
    fields = OPPORTUNITY_FIELDS

    def row(self, id: OpportunityId, /) -> OpportunityRow:
        sight = self.context.sight
        rows = self.transaction.ask(_ROW[sight.visibility], self.context.seen(id=id))
        if not rows:
            raise NotFound(id=id)
        return OpportunityRow(*rows[0])

    def shown(self, opportunity: Opportunity, /) -> OpportunityRow:
        everyone = _ROW[Visibility.ALL]  # who wrote it may see what they wrote
        rows = self.transaction.ask(everyone, self.context.values(id=opportunity.id))
        return OpportunityRow(*rows[0])

    def page(self, query: Query, request: PageRequest, /) -> Page[OpportunityRow]:
        return self._finder(query).page(request)

    def matching(self, query: Query, /, *, most: int) -> list[OpportunityId]:
        return [OpportunityId(id) for id in self._finder(query).ids(most=most)]

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
            self._finder(query), pipeline_id=pipeline_id, stages=stages, most=most
        )

    def standing(self, pipeline_id: PipelineId, stage: str, /) -> list[Opportunity]:
        asked = self.context.values(pipeline_id=pipeline_id, stage=stage)
        rows = self.transaction.ask(_STANDING, asked)
        return self.many([OpportunityId(row[0]) for row in rows])

    def unattended(
        self, *, stale: Mapping[tuple[PipelineId, str], int], most: int
    ) -> list[OpportunityRow]:
        return unattended(self._finder(Query()), stale=stale, most=most)

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        return self.context.tags.spelled(tags)

    def _finder(self, query: Query) -> Finder[OpportunityRow]:
        fields = OPPORTUNITY_FIELDS
        if any(c.field.startswith("custom.") for c in query.conditions):
            own = PostgresCustomFields(self.context).of("opportunity")
            fields = fields.with_custom(custom.field for custom in own)
        return Finder(
            listing=LISTING,
            context=self.context,
            query=query.checked(fields),
            fields=fields,
        )

    def computed(self) -> Mapping[str, Any]:
        return {
            "search": func.array_to_tsvector(bindparam("lexemes", type_=ARRAY(Text)))
        }

    def written(self, opportunity: Opportunity, /) -> dict[str, object]:
        [found] = self._lexemes([opportunity])
        return {"lexemes": sorted(found)}

    def search_vectors(self, entities: Sequence[Opportunity], /) -> Iterable[str]:
        return map(vector, self._lexemes(entities))

    def _lexemes(self, entities: Sequence[Opportunity]) -> Iterator[set[str]]:
        """
        The lexemes of each: its own, and the names of its company and its contact.
        """
        names = self._names(entities)
        for each in entities:
            key = prefix(
                self.context.organization_id, archived=each.archived_at is not None
            )
            self.context.vocabulary.bring(words(each.name))
            known = names.get(each.company_id, ()), names.get(each.contact_id, ())
            found = opportunity_lexemes(each).union(*known)
            yield {key + lexeme for lexeme in found}

    def _names(
        self, entities: Sequence[Opportunity]
    ) -> Mapping[UUID | None, Iterable[str]]:
        companies = {each.company_id for each in entities} - {None}
        contacts = {each.contact_id for each in entities} - {None}
        if not companies and not contacts:
            return {}
        asked = self.context.values(companies=list(companies), contacts=list(contacts))
        of_companies, of_contacts = self.transaction.ask_all(
            [(_COMPANY_WORDS, asked), (_CONTACT_NAMES, asked)]
        )
        people = {row[0]: [*words(row[1]), *words(row[2])] for row in of_contacts}
        return {**dict(of_companies), **people}

    def reindex(self, id: UUID, /) -> None:
        """
        Write the search words anew of those that point at a company or contact of
        another name now, visible or not.
        """
        everyone = PostgresOpportunities(seeing_all(self.context))
        rows = self.transaction.ask(_OF, self.context.values(id=id))
        if not rows:
            return
        found = everyone.many([OpportunityId(row[0]) for row in rows])
        for each, lexemes in zip(found, self._lexemes(found), strict=True):
            values = self.context.values(id=each.id, lexemes=sorted(lexemes))
            self.transaction.tell(_REINDEX, values)

    def after_write(self, before: Opportunity | None, after: Opportunity, /) -> None:
        known = before.contact_roles if before else ()
        if known != after.contact_roles:
            ids = [each.contact_id for each in after.contact_roles]
            values = self.context.values(id=after.id, contact_ids=ids)
            if known:
                self.transaction.tell(_LEAVE, values)
            self.transaction.tell(_JOIN, values)

    def in_use(self, opportunity: Opportunity, /) -> Conflict:
        return OpportunityInUse(id=opportunity.id)
