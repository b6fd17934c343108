"""
What messages are written from and with, whom they spare, and what became of links.
"""

from collections.abc import Collection, Iterable, Mapping
from secrets import token_bytes
from typing import Any

import msgspec
from attrs import define, frozen

from crm_core.emails import (
    EmailId,
    MailSettings,
    Suppression,
    SuppressionId,
    Template,
    TemplateId,
    Visit,
    VisitKind,
)
from crm_core.shared import Page, PageRequest

from ..rows import SUPPRESSION_ROWS, TEMPLATE_ROWS
from .context import Context
from .keyset import Keyset
from .record_statements import columns_read
from .repository import PostgresRepository
from .schema import email_templates, suppressions
from .statements import json, statement

_TEMPLATE_COLUMNS = columns_read(email_templates, TEMPLATE_ROWS)
_TEMPLATES = statement(
    f"SELECT {', '.join(_TEMPLATE_COLUMNS)} FROM crm.email_templates"
    " WHERE organization_id = $1::uuid AND (archived_at IS NOT NULL) = $2::boolean"
    " ORDER BY name, id",
    ("organization_id", "archived"),
)


class PostgresTemplates(PostgresRepository[TemplateId, Template]):
    """
    The templates of the organization at work.
    """

    table = email_templates
    mapping = TEMPLATE_ROWS

    def all(self, *, archived: bool = False) -> list[Template]:
        rows = self.transaction.ask(_TEMPLATES, self.context.values(archived=archived))
        return [
            self.mapping.from_row(dict(zip(_TEMPLATE_COLUMNS, row, strict=True)))
            for row in rows
        ]


_SPARED_COLUMNS = columns_read(suppressions, SUPPRESSION_ROWS)
_SPARED = ", ".join(_SPARED_COLUMNS)
_SPARED_OF = statement(
    f"SELECT address_key, {_SPARED} FROM crm.suppressions"
    " WHERE organization_id = $1::uuid AND address_key = ANY($2::text[])",
    ("organization_id", "keys"),
)
_ALL_SPARED = Keyset(
    columns=_SPARED,
    origin="crm.suppressions WHERE organization_id = $1::uuid",
    places=("id",),
    kinds=("uuid",),
)


class PostgresSuppressions(PostgresRepository[SuppressionId, Suppression]):
    """
    The addresses that the organization at work spares.
    """

    table = suppressions
    mapping = SUPPRESSION_ROWS

    def page(self, request: PageRequest, /) -> Page[Suppression]:
        found = _ALL_SPARED.page(self.context, request, bound_to="suppressions")
        return found.mapped(self._named)

    def of(self, keys: Collection[str], /) -> Mapping[str, Suppression]:
        values = self.context.values(keys=list(keys))
        rows = self.transaction.ask(_SPARED_OF, values)
        return {row[0]: self._named(row[1:]) for row in rows}

    def _named(self, row: tuple[Any, ...]) -> Suppression:
        known = dict(zip(_SPARED_COLUMNS, row, strict=False))
        return self.mapping.from_row(known)


_SETTINGS = statement(
    "SELECT settings FROM crm.mail_settings WHERE organization_id = $1::uuid",
    ("organization_id",),
)
_SECRET = statement(
    "SELECT secret FROM crm.mail_settings WHERE organization_id = $1::uuid",
    ("organization_id",),
)
_MAKE_SECRET = statement(
    "INSERT INTO crm.mail_settings AS m (organization_id, settings, secret)"
    " VALUES ($1::uuid, '{}', $2::bytea)"
    " ON CONFLICT (organization_id) DO UPDATE SET secret = m.secret RETURNING secret",
    ("organization_id", "secret"),
    reads=False,
)
_KEEP_SETTINGS = statement(
    "INSERT INTO crm.mail_settings (organization_id, settings, secret)"
    " VALUES ($1::uuid, $2::jsonb, $3::bytea) ON CONFLICT (organization_id)"
    " DO UPDATE SET settings = excluded.settings",
    ("organization_id", "settings", "secret"),
)


@define(slots=False)
class PostgresMailSettings:
    """
    How the organization at work sends mail, asked for once a transaction.
    """

    context: Context
    _settings: MailSettings | None = None
    _secret: bytes | None = None

    def get(self) -> MailSettings:
        if self._settings is None:
            rows = self.context.transaction.ask(_SETTINGS, self.context.values())
            known = msgspec.to_builtins(rows[0][0]) if rows else {}
            self._settings = MailSettings().edited(known)
        return self._settings

    def save(self, settings: MailSettings, /) -> None:
        self.context.introduce()
        values = self.context.values(
            settings=json(settings.to_json()), secret=token_bytes(32)
        )
        self.context.transaction.tell(_KEEP_SETTINGS, values)
        self._settings = settings

    def secret(self) -> bytes:
        known = self.known_secret()
        if known is None:
            self.context.introduce()
            values = self.context.values(secret=token_bytes(32))
            rows = self.context.transaction.ask(_MAKE_SECRET, values)
            known = self._secret = bytes(rows[0][0])
        return known

    def known_secret(self) -> bytes | None:
        if self._secret is None:
            rows = self.context.transaction.ask(_SECRET, self.context.values())
            self._secret = bytes(rows[0][0]) if rows else None
        return self._secret


_VISIT = ("id", "email_id", "delivery_id", "kind", "at", "link", "bot", "reason")
_ADD_VISIT = statement(
    f"INSERT INTO crm.email_visits (organization_id, {', '.join(_VISIT)}) VALUES"
    " ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6::timestamptz, $7, $8::boolean, $9)",
    ("organization_id", *_VISIT),
)
_VISITS = statement(
    f"SELECT {', '.join(_VISIT)} FROM crm.email_visits"
    " WHERE organization_id = $1::uuid AND email_id = $2::uuid ORDER BY id LIMIT 1000",
    ("organization_id", "email_id"),
)


@frozen
class PostgresVisits:
    """
    What recipients did with messages.
    """

    context: Context

    def add(self, visit: Visit, /) -> None:
        members = {name: getattr(visit, name) for name in _VISIT}
        members["kind"] = visit.kind.value
        self.context.transaction.tell(_ADD_VISIT, self.context.values(**members))

    def of(self, email_id: EmailId, /) -> list[Visit]:
        values = self.context.values(email_id=email_id)
        rows: Iterable[Any] = self.context.transaction.ask(_VISITS, values)
        found = (dict(zip(_VISIT, row, strict=True)) for row in rows)
        return [Visit(**{**row, "kind": VisitKind(row["kind"])}) for row in found]
