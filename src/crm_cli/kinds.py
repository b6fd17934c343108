"""
The kinds of record that commands work on, and how a person names one.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from attrs import frozen

from crm_core import (
    CrmWork,
    activities,
    companies,
    contacts,
    duplicates,
    leads,
    opportunities,
)
from crm_core.activities import ACTIVITY_FIELDS
from crm_core.companies import COMPANY_FIELDS
from crm_core.contacts import CONTACT_FIELDS
from crm_core.custom_fields import list_custom_fields
from crm_core.leads import LEAD_FIELDS
from crm_core.opportunities import OPPORTUNITY_FIELDS
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
    *watched* kinds are checked for duplicates and can be merged; those that stand in
    the stages of a pipeline can be moved. The moments of *local* ones are written and
    read by one's own clocks.
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
    columns: tuple[Column, ...]
    merge: UseCase | None = None
    watched: bool = True
    local: bool = False
    move: UseCase | None = None
    reopen: UseCase | None = None
    board: UseCase | None = None

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

OPPORTUNITY = Kind(
    noun="opportunity",
    plural="opportunities",
    fields=OPPORTUNITY_FIELDS,
    named_by="name",
    reads=Permission.OPPORTUNITY_READ,
    repository=lambda work: work.opportunities,
    add=opportunities.add_opportunity,
    show=opportunities.show_opportunity,
    page=opportunities.list_opportunities,
    edit=opportunities.edit_opportunity,
    edit_many=opportunities.edit_opportunities,
    archive=opportunities.archive_opportunity,
    restore=opportunities.restore_opportunity,
    purge=opportunities.purge_opportunity,
    watched=False,
    move=opportunities.move_opportunity,
    reopen=opportunities.reopen_opportunity,
    board=opportunities.opportunity_board,
    columns=(
        Column("ID", lambda row: row.id),
        Column("NAME", lambda row: row.name),
        Column("COMPANY", lambda row: row.company_name or row.contact_name),
        Column("STAGE", lambda row: row.stage),
        Column("VALUE", lambda row: f"{row.value:,} {row.currency}"),
        Column("CHANCE", lambda row: f"{row.probability} %"),
        Column("CLOSE", lambda row: row.actual_close_date or row.expected_close_date),
    ),
)


def _answer_by(row: Any) -> object:
    return None if row.first_responded_at else row.first_response_due_at


LEAD = Kind(
    noun="lead",
    plural="leads",
    fields=LEAD_FIELDS,
    named_by="title",
    reads=Permission.LEAD_READ,
    repository=lambda work: work.leads,
    add=leads.add_lead,
    show=leads.show_lead,
    page=leads.list_leads,
    edit=leads.edit_lead,
    edit_many=leads.edit_leads,
    archive=leads.archive_lead,
    restore=leads.restore_lead,
    purge=leads.purge_lead,
    move=leads.move_lead,
    reopen=leads.reopen_lead,
    board=leads.lead_board,
    columns=(
        Column("ID", lambda row: row.id),
        Column("TITLE", lambda row: row.title),
        Column("COMPANY", lambda row: row.known_company or row.company_name),
        Column("E-MAIL", lambda row: row.email),
        Column("STAGE", lambda row: row.stage),
        Column("SCORE", lambda row: row.score),
        Column("SOURCE", lambda row: row.source),
        Column("ANSWER BY", _answer_by),
    ),
)


def _when(row: Any) -> object:
    return row.day or row.scheduled_at or row.completed_at


ACTIVITY = Kind(
    noun="activity",
    plural="activities",
    fields=ACTIVITY_FIELDS,
    named_by="subject",
    reads=Permission.ACTIVITY_READ,
    repository=lambda work: work.activities,
    add=activities.add_activity,
    show=activities.show_activity,
    page=activities.list_activities,
    edit=activities.edit_activity,
    edit_many=activities.edit_activities,
    archive=activities.archive_activity,
    restore=activities.restore_activity,
    purge=activities.purge_activity,
    watched=False,
    local=True,
    columns=(
        Column("ID", lambda row: row.id),
        Column("WHEN", _when),
        Column("TYPE", lambda row: row.type),
        Column("SUBJECT", lambda row: row.subject),
        Column("STATUS", lambda row: row.status),
        Column("OUTCOME", lambda row: row.outcome),
        Column("PLACE", lambda row: row.place),
    ),
)

KINDS: Mapping[str, Kind] = {
    "activity": ACTIVITY,
    "contact": CONTACT,
    "company": COMPANY,
    "lead": LEAD,
    "opportunity": OPPORTUNITY,
}
