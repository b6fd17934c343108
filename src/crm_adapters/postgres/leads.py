"""
Leads in PostgreSQL.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import msgspec
from attrs import frozen
from sqlalchemy import and_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

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

from ..rows import LEAD_ROWS
from .boards import standings
from .conditions import Source, email_fold, phone_source
from .context import Context
from .custom_fields import PostgresCustomFields
from .lexemes import lead_lexemes, prefix, vector
from .listing import Listing
from .paging import Finder
from .pressing import pressing_leads
from .repository import PostgresRepository
from .sales_lookups import LeadLookups
from .schema import companies, contacts, leads
from .sight import visible
from .statements import Statement, compiled, json, statement

_ELSEWHERE = {
    "contact_name": func.nullif(
        func.btrim(contacts.c.first_name + " " + contacts.c.last_name), ""
    ).label("contact_name"),
    "known_company": companies.c.name.label("known_company"),
}
_DAYS = ("expected_close_date", "next_step_on")
_OTHERS = {
    "email": Source(leads.c.email_key, fold=email_fold),
    "phone": phone_source(leads.c.phone),
    "tags": Source(leads.c.tags, fold=tag_key),
    "city": Source(leads.c.address["city"].astext),
    "country": Source(leads.c.address["country"].astext),
} | {day: Source(cast(leads.c[day], Text)) for day in _DAYS}
LISTING = Listing(
    table=leads,
    sources={
        name: _OTHERS.get(name) or Source(leads.c[name])
        for name, field in LEAD_FIELDS.by_name.items()
        if field.filterable
    },
    origin=leads.outerjoin(
        contacts,
        and_(
            contacts.c.organization_id == leads.c.organization_id,
            contacts.c.id == leads.c.contact_id,
        ),
    ).outerjoin(
        companies,
        and_(
            companies.c.organization_id == leads.c.organization_id,
            companies.c.id == leads.c.company_id,
        ),
    ),
    columns=tuple(
        _ELSEWHERE[each.name] if each.name in _ELSEWHERE else leads.c[each.name]
        for each in LeadRow.__attrs_attrs__
    ),
    row=LeadRow,
    keys={
        "title": leads.c.name_key,
        "email": leads.c.email_key,
        "score": leads.c.score_key,
        "value": leads.c.value_key,
        "first_response_due_at": leads.c.due_key,
        "created_at": leads.c.created_at,
        "updated_at": leads.c.updated_at,
    },
)


def _row(visibility: Visibility, *, archived: bool) -> Statement:
    live = () if archived else (leads.c.archived_at.is_(None),)
    return compiled(
        select(*LISTING.columns)
        .select_from(LISTING.origin)
        .where(
            leads.c.organization_id == bindparam("organization_id"),
            leads.c.id == bindparam("id"),
            visible(leads, visibility),
            *live,
        )
    )


_PRESSING = {each: pressing_leads(LISTING, each) for each in Visibility}
_ROW = {each: _row(each, archived=False) for each in Visibility}
_ANY_ROW = _row(Visibility.ALL, archived=True)
_OPEN_OF = statement(
    "SELECT id FROM crm.leads WHERE organization_id = $1::uuid AND archived_at IS NULL"
    " AND status = ANY($4::text[]) AND ((email_key = $2 AND email_key <> '')"
    " OR contact_id = $3::uuid) ORDER BY id",
    ("organization_id", "email_key", "contact_id", "open"),
)
_ALL_OF = statement(
    "SELECT id FROM crm.leads WHERE organization_id = $1::uuid"
    " AND (email_key = ANY($2::text[]) OR contact_id = $3::uuid) ORDER BY id",
    ("organization_id", "email_keys", "contact_id"),
)
_WAIT = statement("SELECT pg_advisory_xact_lock($1::bigint)", ("lock",), reads=False)
_ALL_IN = statement(
    "SELECT id FROM crm.leads WHERE organization_id = $1::uuid"
    " AND pipeline_id = $2::uuid AND stage = $3",
    ("organization_id", "pipeline_id", "stage"),
)
_SETTINGS = statement(
    "SELECT settings FROM crm.sales_settings WHERE organization_id = $1::uuid",
    ("organization_id",),
)
_KEEP_SETTINGS = statement(
    "INSERT INTO crm.sales_settings (organization_id, settings) VALUES ($1::uuid, $2)"
    " ON CONFLICT (organization_id) DO UPDATE SET settings = excluded.settings",
    ("organization_id", "settings"),
)


class PostgresLeads(LeadLookups, PostgresRepository[LeadId, Lead]):
    """
    Leads with their search words.
    """

    table = leads
    mapping = LEAD_ROWS
    fields = LEAD_FIELDS

    def row(self, id: LeadId, /) -> LeadRow:
        asked = _ROW[self.context.sight.visibility]
        rows = self.transaction.ask(asked, self.context.seen(id=id))
        if not rows:
            raise NotFound(id=id)
        return LeadRow(*rows[0])

    def shown(self, lead: Lead, /) -> LeadRow:
        rows = self.transaction.ask(_ANY_ROW, self.context.values(id=lead.id))
        return LeadRow(*rows[0])

    def page(self, query: Query, request: PageRequest, /) -> Page[LeadRow]:
        return self._finder(query).page(request)

    def matching(self, query: Query, /, *, most: int) -> list[LeadId]:
        return [LeadId(id) for id in self._finder(query).ids(most=most)]

    def _finder(self, query: Query) -> Finder[LeadRow]:
        fields = LEAD_FIELDS
        if any(c.field.startswith("custom.") for c in query.conditions):
            own = PostgresCustomFields(self.context).of("lead")
            fields = fields.with_custom(custom.field for custom in own)
        return Finder(
            listing=LISTING,
            context=self.context,
            query=query.checked(fields),
            fields=fields,
        )

    def open_of(self, email_key: str, contact_id: ContactId | None, /) -> list[LeadId]:
        own = self.context.organization_id.bytes + b"lead" + email_key.encode()
        digest = blake2b(own, digest_size=8).digest()
        if email_key:
            lock = int.from_bytes(digest, signed=True)
            self.transaction.tell(_WAIT, {"lock": lock})
        asked = self.context.values(
            email_key=email_key,
            contact_id=contact_id,
            open=[each.value for each in OPEN],
        )
        return [LeadId(row[0]) for row in self.transaction.ask(_OPEN_OF, asked)]

    def all_of(
        self, email_keys: Iterable[str], contact_id: ContactId, /
    ) -> list[LeadId]:
        asked = self.context.values(email_keys=list(email_keys), contact_id=contact_id)
        return [LeadId(row[0]) for row in self.transaction.ask(_ALL_OF, asked)]

    def standings(
        self,
        pipeline_id: PipelineId,
        query: Query,
        /,
        *,
        stages: Iterable[str],
        most: int,
    ) -> Mapping[str, Standings[LeadRow]]:
        finder = self._finder(query)
        return standings(finder, pipeline_id=pipeline_id, stages=stages, most=most)

    def standing(self, pipeline_id: PipelineId, stage: str, /) -> list[Lead]:
        asked = self.context.values(pipeline_id=pipeline_id, stage=stage)
        rows = self.transaction.ask(_ALL_IN, asked)
        return self.many([LeadId(row[0]) for row in rows])

    def pressing(self, *, most: int) -> list[LeadRow]:
        now = self.context.now
        asked = self.context.seen(now=now, today=now.date(), most=most)
        asking = _PRESSING[self.context.sight.visibility]
        return [LeadRow(*row) for row in self.transaction.ask(asking, asked)]

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        return self.context.tags.spelled(tags)

    def computed(self) -> Mapping[str, Any]:
        return {
            "search": func.array_to_tsvector(bindparam("lexemes", type_=ARRAY(Text)))
        }

    def written(self, lead: Lead, /) -> dict[str, object]:
        return {"lexemes": sorted(self._lexemes(lead))}

    def search_vectors(self, entities: Sequence[Lead], /) -> Iterable[str]:
        return [vector(self._lexemes(lead)) for lead in entities]

    def _lexemes(self, lead: Lead) -> set[str]:
        key = prefix(
            self.context.organization_id, archived=lead.archived_at is not None
        )
        for text in (lead.title, lead.person, lead.company_name):
            self.context.vocabulary.bring(words(text))
        return {key + each for each in lead_lexemes(lead)}

    def in_use(self, lead: Lead, /) -> Conflict:
        return LeadInUse(id=lead.id)


@frozen
class PostgresSalesSettings:
    """
    How the organization at work deals with its leads.
    """

    context: Context

    def get(self) -> SalesSettings:
        rows = self.context.transaction.ask(_SETTINGS, self.context.values())
        usual = SalesSettings()
        return usual.edited(msgspec.to_builtins(rows[0][0])) if rows else usual

    def save(self, settings: SalesSettings, /) -> None:
        self.context.introduce()
        values = self.context.values(settings=json(settings.to_json()))
        self.context.transaction.tell(_KEEP_SETTINGS, values)
