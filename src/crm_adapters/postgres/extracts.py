"""
Records as rows of text, as PostgreSQL spells them.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from attrs import evolve
from sqlalchemy import Table, and_, case, cast, func, literal_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import DateTime, Text

from crm_core.activities import ACTIVITY_FIELDS
from crm_core.companies import COMPANY_FIELDS
from crm_core.contacts import CONTACT_FIELDS
from crm_core.leads import LEAD_FIELDS
from crm_core.opportunities import OPPORTUNITY_FIELDS
from crm_core.shared import Fields, Page, PageRequest, Query, Visibility
from crm_core.transfers import Cells, ExportColumn

from .activity_listing import LISTING as ACTIVITIES
from .companies import LISTING as COMPANIES
from .conditions import SHAPES, Expression
from .contact_listing import LISTING as CONTACTS
from .context import Context
from .custom_fields import PostgresCustomFields
from .leads import LISTING as LEADS
from .listing import Listing
from .opportunities import LISTING as OPPORTUNITIES
from .opportunities import contact_name
from .paging import Finder
from .schema import activity_series, companies, contacts, pipelines, users
from .sight import visible

_ADDRESS = ("street", "city", "region", "postal_code", "country")
# With their names, for organizations where their ids mean nothing.
_AFFILIATIONS: Expression = literal_column(
    "CASE WHEN crm.contacts.affiliations = '[]' THEN '[]' ELSE (SELECT"
    " jsonb_agg(each || jsonb_build_object('company', c.name) ORDER BY place)::text"
    " FROM jsonb_array_elements(crm.contacts.affiliations) WITH ORDINALITY"
    " AS known (each, place) LEFT JOIN crm.companies AS c"
    " ON c.organization_id = crm.contacts.organization_id"
    " AND c.id = (each ->> 'company_id')::uuid) END"
)
_ISO = 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'


class Extractor(Finder[Cells]):
    """
    Finds rows of text; the last column, their id, is for the finding alone.
    """

    def _read(self, rows: Sequence[tuple[Any, ...]]) -> list[Cells]:
        width = len(self.listing.columns) - 1
        return [row[:width] for row in rows]


class PostgresExtracts:
    """
    What lists of records find, as rows of text.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def activities(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]:
        listing = _activities(tuple(columns))
        return self._page("activity", listing, ACTIVITY_FIELDS, query, request)

    def contacts(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]:
        listing = _contacts(tuple(columns))
        return self._page("contact", listing, CONTACT_FIELDS, query, request)

    def companies(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]:
        listing = _companies(tuple(columns), self._context.sight.visibility)
        return self._page("company", listing, COMPANY_FIELDS, query, request)

    def leads(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]:
        listing = _leads(tuple(columns))
        return self._page("lead", listing, LEAD_FIELDS, query, request)

    def opportunities(
        self, columns: Sequence[ExportColumn], query: Query, request: PageRequest, /
    ) -> Page[Cells]:
        listing = _opportunities(tuple(columns))
        return self._page("opportunity", listing, OPPORTUNITY_FIELDS, query, request)

    def _page(
        self,
        record: str,
        listing: Listing[Cells],
        fields: Fields,
        query: Query,
        request: PageRequest,
    ) -> Page[Cells]:
        if any(each.field.startswith("custom.") for each in query.conditions):
            own = PostgresCustomFields(self._context).of(record)
            fields = fields.with_custom(custom.field for custom in own)
        finder = Extractor(
            listing=listing,
            context=self._context,
            query=query.checked(fields),
            fields=fields,
        )
        return finder.page(request)


@lru_cache(maxsize=100)
def _activities(columns: tuple[ExportColumn, ...]) -> Listing[Cells]:
    return _extracting(ACTIVITIES, columns, {"recurrence": activity_series.c.rule})


@lru_cache(maxsize=100)
def _contacts(columns: tuple[ExportColumn, ...]) -> Listing[Cells]:
    related = {"company": companies.c.name, "affiliations": _AFFILIATIONS}
    return _extracting(CONTACTS, columns, related)


@lru_cache(maxsize=100)
def _companies(
    columns: tuple[ExportColumn, ...], visibility: Visibility
) -> Listing[Cells]:
    parents = companies.alias("parents")
    above = and_(
        parents.c.organization_id == companies.c.organization_id,
        parents.c.id == companies.c.parent_id,
        parents.c.archived_at.is_(None),
        visible(parents, visibility),
    )
    listing = evolve(COMPANIES, origin=COMPANIES.origin.outerjoin(parents, above))
    return _extracting(listing, columns, {"parent": parents.c.name})


@lru_cache(maxsize=100)
def _leads(columns: tuple[ExportColumn, ...]) -> Listing[Cells]:
    company = {"company": LEADS.table.c.company_name}
    return _extracting(_standing(LEADS), columns, company)


@lru_cache(maxsize=100)
def _opportunities(columns: tuple[ExportColumn, ...]) -> Listing[Cells]:
    named = {
        "company": companies.c.name,
        "contact_name": contact_name,
        "contact_email": contacts.c.email,
    }
    return _extracting(_standing(OPPORTUNITIES), columns, named)


def _standing(listing: Listing[Any]) -> Listing[Any]:
    """
    *listing* with the pipelines at hand that the records stand in.
    """
    table = listing.table
    here = and_(
        pipelines.c.organization_id == table.c.organization_id,
        pipelines.c.id == table.c.pipeline_id,
    )
    return evolve(listing, origin=listing.origin.outerjoin(pipelines, here))


def _extracting(
    listing: Listing[Any],
    columns: Sequence[ExportColumn],
    related: Mapping[str, Expression],
) -> Listing[Cells]:
    """
    *listing* with *columns* as text, the records' owners at hand.
    """
    table = listing.table
    owned = and_(
        users.c.organization_id == table.c.organization_id,
        users.c.id == table.c.assigned_to,
    )
    known = {
        **related,
        **_address(table),
        "pipeline": pipelines.c.name,
        "owner": func.coalesce(users.c.email, users.c.name),
    }
    texts = (_text(table, column, known) for column in columns)
    return evolve(
        listing,
        origin=listing.origin.outerjoin(users, owned),
        columns=(*(text.label(f"c{i}") for i, text in enumerate(texts)), table.c.id),
        row=tuple,
    )


def _address(table: Table) -> Mapping[str, Expression]:
    if "address" not in table.c:
        return {}
    return {part: table.c.address[part].astext for part in _ADDRESS}


def _text(
    table: Table, column: ExportColumn, known: Mapping[str, Expression]
) -> Expression:
    if column.name in known:
        return known[column.name]
    if column.name.startswith("custom."):
        return _custom(table.c.custom[column.name.removeprefix("custom.")], column)
    value = table.c[column.name]
    if isinstance(value.type, DateTime):
        return func.to_char(func.timezone("UTC", value), _ISO)
    if isinstance(value.type, ARRAY):
        return cast(func.to_jsonb(value), Text)
    return cast(value, Text)


def _custom(value: Any, column: ExportColumn) -> Expression:
    text: Expression = value.astext
    if not column.json:
        return text
    # Exact numbers are kept as text.
    return case((text.regexp_match(SHAPES["number"]), text), else_=cast(value, Text))
