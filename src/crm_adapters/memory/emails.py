"""
Messages, templates and spared addresses in memory.
"""

from collections.abc import Collection, Mapping
from secrets import token_bytes
from typing import Any
from uuid import UUID

from attrs import frozen

from crm_core.emails import (
    Direction,
    Email,
    EmailFilter,
    EmailId,
    MailSettings,
    Suppression,
    SuppressionId,
    Template,
    TemplateId,
    Thread,
    Visit,
    address_key,
)
from crm_core.shared import Page, PageRequest

from ..rows import EMAIL_ROWS, SUPPRESSION_ROWS, TEMPLATE_ROWS, Row
from .changes import page_of
from .context import Context
from .repository import MemoryRepository

_SAME = (
    "direction",
    "state",
    "kind",
    "thread_id",
    "mailbox_id",
    "campaign_id",
    "assigned_to",
)


class MemoryEmails(MemoryRepository[EmailId, Email]):
    """
    The messages that the actor may see.
    """

    mapping = EMAIL_ROWS

    def page(self, wanted: EmailFilter, request: PageRequest, /) -> Page[Email]:
        found = [(_place(row), self._entity(row)) for row in self._found(wanted)]
        return page_of(found, request, f"emails|{sorted(wanted.told.items())}")

    def threads(self, wanted: EmailFilter, request: PageRequest, /) -> Page[Thread]:
        found = [
            (_place(row), self._thread(row))
            for row in self._found(wanted)
            if row["id"] == self._of(row)[-1]["id"]
        ]
        return page_of(found, request, f"threads|{sorted(wanted.told.items())}")

    def by_message_id(self, ids: Collection[str], /) -> list[Email]:
        rows = [row for row in self.rows.values() if row["message_id"] in ids]
        return [self._entity(row) for row in sorted(rows, key=_place)]

    def of_person(
        self, records: Collection[UUID], keys: Collection[str], /
    ) -> list[EmailId]:
        gone = {*map(str, records)}
        return [
            EmailId(id)
            for id, row in sorted(self.rows.items())
            if gone.intersection(each["id"] for each in row["about"])
            or {*keys}.intersection(row["address_keys"])
        ]

    def remove(self, entity: Email, /, *, checked: bool = False) -> None:
        super().remove(entity, checked=checked)
        waiting = self.context.tables.deliveries
        for each in list(waiting.values()):
            if each.email_id == entity.id:
                del waiting[each.id]

    def _found(self, wanted: EmailFilter) -> list[Row]:
        rows = (row for row in self.rows.values() if self._sees(row))
        met = [row for row in rows if _meets(row, wanted)]
        return sorted(met, key=_place, reverse=True)

    def _of(self, row: Row) -> list[Row]:
        known = self.rows.values()
        same = [r for r in known if r["thread_id"] == row["thread_id"]]
        return sorted(same, key=_place)

    def _thread(self, row: Row) -> Thread:
        messages = self._of(row)
        return Thread(
            id=row["thread_id"],
            subject=messages[0]["subject"],
            messages=len(messages),
            last_at=row["at"],
            last_direction=Direction(row["direction"]),
        )


def _place(row: Row) -> tuple[str, ...]:
    return str(row["at"]), str(row["id"])


def _meets(row: Row, wanted: EmailFilter) -> bool:
    if (row["archived_at"] is not None) != wanted.archived:
        return False
    for name in _SAME:
        value: Any = getattr(wanted, name)
        if value is not None and row[name] != value:
            return False
    if wanted.unmatched and row["about"]:
        return False
    if wanted.about is not None:
        record = {"kind": wanted.about.kind, "id": str(wanted.about.id)}
        if record not in row["about"]:
            return False
    key = wanted.address
    return key is None or address_key(key) in row["address_keys"]


class MemoryTemplates(MemoryRepository[TemplateId, Template]):
    """
    The templates of the organization at work.
    """

    mapping = TEMPLATE_ROWS

    def all(self, *, archived: bool = False) -> list[Template]:
        rows = (
            row
            for row in self.rows.values()
            if (row["archived_at"] is not None) == archived
        )
        ordered = sorted(rows, key=lambda row: (row["name"], row["id"]))
        return [self._entity(row) for row in ordered]


class MemorySuppressions(MemoryRepository[SuppressionId, Suppression]):
    """
    The addresses that the organization at work spares.
    """

    mapping = SUPPRESSION_ROWS

    def page(self, request: PageRequest, /) -> Page[Suppression]:
        rows = sorted(self.rows.values(), key=lambda row: row["id"], reverse=True)
        found = [((str(row["id"]),), self._entity(row)) for row in rows]
        return page_of(found, request, "suppressions")

    def of(self, keys: Collection[str], /) -> Mapping[str, Suppression]:
        return {
            row["address_key"]: self._entity(row)
            for row in self.rows.values()
            if row["address_key"] in keys
        }


@frozen
class MemoryMailSettings:
    """
    How the organization at work sends mail.
    """

    context: Context

    def get(self) -> MailSettings:
        return self.context.tables.mail_settings or MailSettings()

    def save(self, settings: MailSettings, /) -> None:
        self.context.introduce()
        self.context.tables.mail_settings = settings

    def secret(self) -> bytes:
        tables = self.context.tables
        tables.mail_secret = tables.mail_secret or token_bytes(32)
        return tables.mail_secret

    def known_secret(self) -> bytes | None:
        return self.context.tables.mail_secret


@frozen
class MemoryVisits:
    """
    What recipients did with messages.
    """

    context: Context

    def add(self, visit: Visit, /) -> None:
        self.context.tables.email_visits.append(visit)

    def of(self, email_id: EmailId, /) -> list[Visit]:
        known = self.context.tables.email_visits
        return [each for each in known if each.email_id == email_id]
