"""
The kinds of record that commands work on, and how a person names one.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from attrs import frozen

from crm_core import CrmWork, companies, contacts, duplicates
from crm_core.companies import COMPANY_FIELDS
from crm_core.contacts import CONTACT_FIELDS
from crm_core.custom_fields import list_custom_fields
from crm_core.shared import (
    Condition,
    Fields,
    Invalid,
    NotFound,
    Operator,
    Permission,
    Query,
    Term,
    email_key,
    read_id,
)

from .output import Column

UseCase = Callable[..., Any]


@frozen(kw_only=True)
class Kind:
    """
    One kind of record: its fields, its use cases, its columns in a list.

    *named_by* is the field that a person may name a record by instead of its id.
    """

    noun: str
    plural: str
    fields: Fields
    named_by: str
    reads: Permission
    repository: Callable[[CrmWork], Any]
    add: UseCase
    show: UseCase
    page: UseCase
    edit: UseCase
    edit_many: UseCase
    archive: UseCase
    restore: UseCase
    purge: UseCase
    merge: UseCase
    columns: tuple[Column, ...]

    def all_fields(self, work: CrmWork) -> Fields:
        """
        The fields, those of the organization's own included.
        """
        own = list_custom_fields(work, self.noun)
        return self.fields.with_custom(custom.field for custom in own)

    def find(self, work: CrmWork, text: str, *, archived: bool = False) -> Any:
        """
        The id of the record that *text* names: its id, or what people know it by.

        Raises:
            NotFound: None is so named.
            Invalid: Several are.
        """
        work.actor.require(self.reads)
        return _id(text) or self._one(text, self._named(work, text, archived=archived))

    def find_any(self, work: CrmWork, text: str) -> Any:
        """
        The same, in the archive too when no live record is so named.
        """
        work.actor.require(self.reads)
        return _id(text) or self._one(
            text,
            self._named(work, text, archived=False)
            or self._named(work, text, archived=True),
        )

    def _named(self, work: CrmWork, text: str, *, archived: bool) -> list[UUID]:
        if not archived and self.noun == "contact" and "@" in text:
            return list(work.contacts.by_email([email_key(text)]).values())
        named = Condition(self.named_by, (Term(Operator.IS, text),))
        query = Query(conditions=(named,), archived=archived)
        ids: list[UUID] = self.repository(work).matching(query, most=10)
        return ids

    def _one(self, text: str, found: list[UUID]) -> UUID:
        if not found:
            raise NotFound(
                f"No {self.noun} has the id or {self.named_by} {text}, or none that "
                "you may see."
            )
        if len(found) > 1:
            ids = ", ".join(map(str, found))
            message = f"Several have this {self.named_by}; name one by its id: {ids}."
            raise Invalid.of(self.noun, "ambiguous", message)
        return found[0]


def _id(text: str) -> UUID | None:
    try:
        return read_id(text)
    except Invalid:
        return None


CONTACT = Kind(
    noun="contact",
    plural="contacts",
    fields=CONTACT_FIELDS,
    named_by="email",
    reads=Permission.CONTACT_READ,
    repository=lambda work: work.contacts,
    add=contacts.add_contact,
    show=contacts.show_contact,
    page=contacts.list_contacts,
    edit=contacts.edit_contact,
    edit_many=contacts.edit_contacts,
    archive=contacts.archive_contact,
    restore=contacts.restore_contact,
    purge=contacts.purge_contact,
    merge=duplicates.merge_contacts,
    columns=(
        Column("ID", lambda row: row.id),
        Column("NAME", lambda row: f"{row.first_name} {row.last_name}".strip()),
        Column("E-MAIL", lambda row: row.email),
        Column("PHONE", lambda row: row.phone or row.mobile),
        Column("COMPANY", lambda row: row.company_name),
        Column("TITLE", lambda row: row.title),
        Column("TAGS", lambda row: row.tags),
    ),
)

COMPANY = Kind(
    noun="company",
    plural="companies",
    fields=COMPANY_FIELDS,
    named_by="name",
    reads=Permission.COMPANY_READ,
    repository=lambda work: work.companies,
    add=companies.add_company,
    show=companies.show_company,
    page=companies.list_companies,
    edit=companies.edit_company,
    edit_many=companies.edit_companies,
    archive=companies.archive_company,
    restore=companies.restore_company,
    purge=companies.purge_company,
    merge=duplicates.merge_companies,
    columns=(
        Column("ID", lambda row: row.id),
        Column("NAME", lambda row: row.name),
        Column("INDUSTRY", lambda row: row.industry),
        Column("DOMAIN", lambda row: row.domain),
        Column("CITY", lambda row: (row.address or {}).get("city")),
        Column("CATEGORY", lambda row: row.category),
        Column("TAGS", lambda row: row.tags),
    ),
)

KINDS: Mapping[str, Kind] = {"contact": CONTACT, "company": COMPANY}
