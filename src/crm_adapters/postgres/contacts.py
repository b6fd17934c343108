"""
Contacts in PostgreSQL.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import (
    bindparam,
    select,
    text,
    update,
)

from crm_core.companies import CompanyId
from crm_core.contacts import (
    CONTACT_FIELDS,
    Contact,
    ContactId,
    ContactRow,
)
from crm_core.shared import (
    NotFound,
    Page,
    PageRequest,
    Query,
    Visibility,
    words,
)

from ..rows import CONTACT_ROWS
from .bulk import insert_many
from .contact_listing import LISTING
from .contact_lookups import ContactLookups
from .custom_fields import PostgresCustomFields
from .lexemes import contact_lexemes, prefix, vector
from .opportunities import PostgresOpportunities
from .paging import Finder
from .repository import PostgresRepository
from .schema import contact_emails, contacts
from .sight import visible
from .statements import Statement, compiled, statement

_CLAIM = statement(
    "INSERT INTO crm.contact_emails (organization_id, email_key, contact_id)"
    " SELECT $1::uuid, key, $2::uuid FROM unnest($3::text[]) AS key",
    ("organization_id", "id", "keys"),
)
_RELEASE = statement(
    "DELETE FROM crm.contact_emails WHERE organization_id = $1::uuid"
    " AND contact_id = $2::uuid AND email_key = ANY($3::text[])",
    ("organization_id", "id", "keys"),
)
_LEAVE = statement(
    "DELETE FROM crm.contact_companies WHERE organization_id = $1::uuid"
    " AND contact_id = $2::uuid",
    ("organization_id", "id"),
)
_JOIN = statement(
    "INSERT INTO crm.contact_companies"
    " (organization_id, contact_id, company_id, role)"
    " SELECT $1::uuid, $2::uuid, g.company_id, g.role"
    " FROM unnest($3::uuid[], $4::text[]) AS g (company_id, role)",
    ("organization_id", "id", "company_ids", "roles"),
)
_COMPANY_NAME = statement(
    "SELECT name FROM crm.companies WHERE organization_id = $1::uuid AND id = $2::uuid",
    ("organization_id", "id"),
)


def _row(visibility: Visibility) -> Statement:
    return compiled(
        select(*LISTING.columns)
        .select_from(LISTING.origin)
        .where(
            contacts.c.organization_id == bindparam("organization_id"),
            contacts.c.id == bindparam("id"),
            contacts.c.archived_at.is_(None),
            visible(contacts, visibility),
        )
    )


_ROW = {visibility: _row(visibility) for visibility in Visibility}


_SEARCH = text(
    "array_to_tsvector(CAST(:lexemes AS text[]) || ARRAY("
    "SELECT CAST(:prefix AS text) || word FROM unnest((SELECT k.name_words"
    " FROM crm.companies AS k WHERE k.organization_id = CAST(:organization_id AS uuid)"
    " AND k.id = CAST(:company_id AS uuid) FOR SHARE)) AS word))"
)
"""
A contact's own lexemes and the words of its company's name, which waits to be changed
until the contact is seen by who changes it.
"""

_NAME_WORDS = statement(
    "SELECT id, name_words FROM crm.companies"
    " WHERE organization_id = $1::uuid AND id = ANY($2::uuid[]) ORDER BY id FOR SHARE",
    ("organization_id", "ids"),
)

_WHOLE = [c for c in contacts.c if c.name not in {"organization_id", "search"}]
_OF = compiled(
    select(*_WHOLE)
    .where(
        contacts.c.organization_id == bindparam("organization_id"),
        contacts.c.company_id == bindparam("company_id"),
    )
    .order_by(contacts.c.id)
    .with_for_update()
)
_REINDEX = compiled(
    update(contacts)
    .where(
        contacts.c.organization_id == bindparam("organization_id"),
        contacts.c.id == bindparam("id"),
    )
    .values(search=_SEARCH)
)


class PostgresContacts(ContactLookups, PostgresRepository[ContactId, Contact]):
    """
    Contacts with their e-mail keys, further companies and search words.
    """

    table = contacts
    mapping = CONTACT_ROWS

    @cached_property
    def claimed(self) -> set[str]:
        """
        The e-mail keys that this transaction has asked for.
        """
        return set()

    def row(self, id: ContactId, /) -> ContactRow:
        sight = self.context.sight
        rows = self.transaction.ask(_ROW[sight.visibility], self.context.seen(id=id))
        if not rows:
            raise NotFound(id=id)
        return ContactRow(*rows[0])

    def page(self, query: Query, request: PageRequest, /) -> Page[ContactRow]:
        return self._finder(query).page(request)

    def matching(self, query: Query, /, *, most: int) -> list[ContactId]:
        return [ContactId(id) for id in self._finder(query).ids(most=most)]

    def _finder(self, query: Query) -> Finder[ContactRow]:
        fields = CONTACT_FIELDS
        if any(c.field.startswith("custom.") for c in query.conditions):
            own = PostgresCustomFields(self.context).of("contact")
            fields = fields.with_custom(custom.field for custom in own)
        return Finder(
            listing=LISTING,
            context=self.context,
            query=query.checked(fields),
            fields=fields,
        )

    def company_name(self, contact: Contact, /) -> str | None:
        if contact.company_id is None:
            return None
        here, names = self.context.organization_id, self.context.company_names
        known = names.get(here, contact.company_id)
        if known is not None:
            return known
        rows = self.transaction.ask(
            _COMPANY_NAME, self.context.values(id=contact.company_id)
        )
        if not rows:
            return None
        name: str = rows[0][0]
        names.remember(here, contact.company_id, name)
        return name

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        return self.context.tags.spelled(tags)

    def computed(self) -> Mapping[str, Any]:
        return {"search": _SEARCH}

    def written(self, contact: Contact, /) -> dict[str, object]:
        key = self._prefix(contact)
        return {"prefix": key, "lexemes": sorted(self._lexemes(contact, key))}

    def search_vectors(self, entities: Sequence[Contact], /) -> Iterable[str]:
        names = self._name_words({each.company_id for each in entities} - {None})
        for contact in entities:
            key = self._prefix(contact)
            found = self._lexemes(contact, key)
            found.update(key + word for word in names.get(contact.company_id, ()))
            yield vector(found)

    def _prefix(self, contact: Contact) -> str:
        archived = contact.archived_at is not None
        return prefix(self.context.organization_id, archived=archived)

    def _lexemes(self, contact: Contact, key: str) -> set[str]:
        self.context.vocabulary.bring(words(contact.first_name))
        self.context.vocabulary.bring(words(contact.last_name))
        return {key + each for each in contact_lexemes(contact)}

    def _name_words(
        self, ids: Collection[CompanyId | None]
    ) -> Mapping[CompanyId | None, list[str]]:
        if not ids:
            return {}
        values = self.context.values(ids=list(ids))
        return dict(self.transaction.ask(_NAME_WORDS, values))

    def reindex(self, company_id: CompanyId) -> None:
        """
        Write the search words of a company's people anew, visible or not.
        """
        names = [column.name for column in _WHOLE]
        rows = self.transaction.ask(_OF, self.context.values(company_id=company_id))
        for row in rows:
            contact = self.mapping.from_row(dict(zip(names, row, strict=True)))
            values = self.written(contact) | {"company_id": company_id}
            self._tell(_REINDEX, contact, **values)

    def after_write(self, before: Contact | None, after: Contact, /) -> None:
        if before is not None and before.name != after.name:
            PostgresOpportunities(self.context).reindex(after.id)
        had, has = _keys(before), _keys(after)
        if had - has:
            self._tell(_RELEASE, after, keys=sorted(had - has))
        if has - had:
            self.claimed.update(has - had)
            self._tell(_CLAIM, after, keys=sorted(has - had))
        joined = before.affiliations if before else ()
        if joined != after.affiliations:
            if joined:
                self._tell(_LEAVE, after)
            self._join(after)

    def after_adding(self, entities: Sequence[Contact], /) -> None:
        claims = sorted((key, each.id) for each in entities for key in _keys(each))
        if claims:
            keys, ids = zip(*claims, strict=True)
            self.claimed.update(keys)
            columns = {"email_key": keys, "contact_id": ids}
            own = self.context.values()
            insert_many(self.transaction, contact_emails, own, columns)
        for contact in entities:
            self._join(contact)

    def _join(self, contact: Contact) -> None:
        if contact.affiliations:
            self._tell(
                _JOIN,
                contact,
                company_ids=[each.company_id for each in contact.affiliations],
                roles=[each.role for each in contact.affiliations],
            )

    def _tell(self, what: Statement, contact: Contact, **more: object) -> None:
        self.transaction.tell(what, self.context.values(id=contact.id, **more))


def _keys(contact: Contact | None) -> set[str]:
    if contact is None or contact.archived_at is not None:
        return set()
    return {email.key for email in contact.emails}
