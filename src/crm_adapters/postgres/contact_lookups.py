"""
Whom an import's rows may be about: contacts by what people are known by.
"""

from collections.abc import Iterable, Mapping

from crm_core.contacts import ContactId

from .context import Context
from .statements import Statement, statement
from .transaction import Transaction

_BY_EMAIL = statement(
    "SELECT email_key, contact_id FROM crm.contact_emails"
    " WHERE organization_id = $1::uuid AND email_key = ANY($2::text[])",
    ("organization_id", "keys"),
)
_BY_NAME = statement(
    "SELECT name.key, found.id FROM unnest($2::text[]) AS name (key)"
    " CROSS JOIN LATERAL (SELECT id FROM crm.contacts"
    " WHERE organization_id = $1::uuid AND archived_at IS NULL"
    " AND name_key = name.key ORDER BY id LIMIT 20) AS found",
    ("organization_id", "keys"),
)
_BY_NUMBER = statement(
    "SELECT number, id FROM crm.contacts, unnest($2::text[]) AS number"
    " WHERE organization_id = $1::uuid AND archived_at IS NULL"
    " AND name_key = '' AND email_key = '' AND number IN (phone, mobile) ORDER BY id",
    ("organization_id", "keys"),
)
# Key by key: asked for with a list, a table that has just been filled, of which nothing
# is known yet, is gone through row by row with all of the list.
_BY_NAME_AND_NUMBER = statement(
    "SELECT asked.name, asked.tail, found.id"
    " FROM unnest($2::text[], $3::text[]) AS asked (name, tail) CROSS JOIN LATERAL ("
    " SELECT id FROM crm.contacts"
    " WHERE organization_id = $1::uuid AND archived_at IS NULL AND phone_key <> ''"
    " AND phone_key = asked.tail AND name_key = asked.name UNION"
    " SELECT id FROM crm.contacts"
    " WHERE organization_id = $1::uuid AND archived_at IS NULL AND mobile_key <> ''"
    " AND mobile_key = asked.tail AND name_key = asked.name) AS found"
    " ORDER BY found.id",
    ("organization_id", "names", "tails"),
)
_BY_CUSTOM = statement(
    "SELECT custom ->> $2, id FROM crm.contacts WHERE organization_id = $1::uuid"
    " AND archived_at IS NULL AND custom ->> $2 = ANY($3::text[]) ORDER BY id",
    ("organization_id", "name", "keys"),
)


class ContactLookups:
    """
    Live contacts by keys, many at once.
    """

    context: Context
    transaction: Transaction

    def by_email(self, keys: Iterable[str], /) -> Mapping[str, ContactId]:
        rows = self.transaction.ask(_BY_EMAIL, self.context.values(keys=list(keys)))
        return {key: ContactId(id) for key, id in rows}

    def by_name(self, names: Iterable[str], /) -> Mapping[str, list[ContactId]]:
        return self._listed(_BY_NAME, names)

    def by_number(self, numbers: Iterable[str], /) -> Mapping[str, list[ContactId]]:
        return self._listed(_BY_NUMBER, numbers)

    def by_name_and_number(
        self, keys: Iterable[tuple[str, str]], /
    ) -> Mapping[tuple[str, str], list[ContactId]]:
        names, tails = zip(*keys, strict=True)
        values = self.context.values(names=names, tails=tails)
        found: dict[tuple[str, str], list[ContactId]] = {}
        for name, tail, id in self.transaction.ask(_BY_NAME_AND_NUMBER, values):
            found.setdefault((name, tail), []).append(ContactId(id))
        return found

    def by_custom(
        self, name: str, values: Iterable[str], /
    ) -> Mapping[str, list[ContactId]]:
        return self._listed(_BY_CUSTOM, values, name=name)

    def _listed(
        self, what: Statement, keys: Iterable[str], **more: object
    ) -> Mapping[str, list[ContactId]]:
        found: dict[str, list[ContactId]] = {}
        values = self.context.values(keys=list(keys), **more)
        for key, id in self.transaction.ask(what, values):
            found.setdefault(key, []).append(ContactId(id))
        return found
