"""
Whom an import's rows may be about: leads and opportunities by what they are known by.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Table

from crm_core.companies import CompanyId

from .context import Context
from .statements import Statement, statement
from .transaction import Transaction

_DEALS_BY_NAME = statement(
    "SELECT asked.name, asked.company, found.id"
    " FROM unnest($2::text[], $3::uuid[]) AS asked (name, company)"
    " CROSS JOIN LATERAL (SELECT id FROM crm.opportunities"
    " WHERE organization_id = $1::uuid AND archived_at IS NULL"
    " AND name_key = asked.name"
    " AND (asked.company IS NULL OR company_id = asked.company)"
    " ORDER BY id LIMIT 1000) AS found",
    ("organization_id", "names", "companies"),
)
_LEADS_BY_NAME = statement(
    "SELECT asked.name, found.id FROM unnest($2::text[]) AS asked (name)"
    " CROSS JOIN LATERAL (SELECT id FROM crm.leads"
    " WHERE organization_id = $1::uuid AND archived_at IS NULL"
    " AND name_key = asked.name ORDER BY id LIMIT 1000) AS found",
    ("organization_id", "keys"),
)
_LEADS_BY_EMAIL = statement(
    "SELECT email_key, id FROM crm.leads WHERE organization_id = $1::uuid"
    " AND archived_at IS NULL AND email_key = ANY($2::text[])"
    " ORDER BY status = ANY($3::text[]) DESC, id DESC",
    ("organization_id", "keys", "open"),
)


@lru_cache
def _by_custom(table: Table) -> Statement:
    return statement(
        f"SELECT custom ->> $2, id FROM {table.fullname}"
        " WHERE organization_id = $1::uuid AND archived_at IS NULL"
        " AND custom ->> $2 = ANY($3::text[]) ORDER BY id",
        ("organization_id", "name", "keys"),
    )


class SalesLookups:
    """
    Live records of one table by keys, many at once.
    """

    table: ClassVar[Table]
    context: Context
    transaction: Transaction

    def by_custom(self, name: str, values: Iterable[str], /) -> Mapping[str, list[Any]]:
        return self.listed(_by_custom(self.table), name=name, keys=list(values))

    def listed(self, what: Statement, **values: object) -> Mapping[str, list[Any]]:
        """
        The ids that *what* answers, by the key before each.
        """
        found: dict[str, list[UUID]] = {}
        for key, id in self.transaction.ask(what, self.context.values(**values)):
            found.setdefault(key, []).append(id)
        return found


class LeadLookups(SalesLookups):
    """
    Live leads by keys.
    """

    def by_email(
        self, keys: Iterable[str], open_ones: Iterable[str], /
    ) -> Mapping[str, list[Any]]:
        return self.listed(_LEADS_BY_EMAIL, keys=list(keys), open=list(open_ones))

    def by_name(self, names: Iterable[str], /) -> Mapping[str, list[Any]]:
        return self.listed(_LEADS_BY_NAME, keys=list(names))


class OpportunityLookups(SalesLookups):
    """
    Live opportunities by keys.
    """

    def by_name(
        self, keys: Iterable[tuple[str, CompanyId | None]], /
    ) -> Mapping[tuple[str, CompanyId | None], list[Any]]:
        names, places = zip(*keys, strict=True)
        values = self.context.values(names=names, companies=places)
        found: dict[tuple[str, CompanyId | None], list[UUID]] = {}
        for name, company, id in self.transaction.ask(_DEALS_BY_NAME, values):
            found.setdefault((name, company), []).append(id)
        return found
