"""
Exporting records, as the list shows them.
"""

from collections.abc import Callable, Sequence

from attrs import evolve

from ...custom_fields import CustomKind
from ...shared import Order, Page, Permission, Query, use_case
from ..model import Cells, ExportColumn, ExportPart, ExportRequest
from ..ports import TransferWork

_ADDRESS = ("street", "city", "region", "postal_code", "country")
_MADE = ("id", "created_at", "updated_at")
_CONTACT = (
    "first_name", "last_name", "email", "phone", "mobile", "emails", "phones", "title",
    "department", "company", "company_id", "affiliations", *_ADDRESS,
    "social_profiles", "tags", "category", "notes", "lead_source", "owner",
    "do_not_contact", "consents",
)  # fmt: skip
_COMPANY = (
    "name", "industry", "size", "website", "domain", "phone", *_ADDRESS, "description",
    "category", "tags", "parent", "owner",
)  # fmt: skip
_OPPORTUNITY = (
    "name", "value", "currency", "pipeline", "stage", "probability",
    "probability_source", "expected_close_date", "actual_close_date",
    "forecast_category", "contact_name", "contact_email", "contact_id", "company",
    "company_id", "contact_roles", "line_items", "recurring_value",
    "recurring_period", "source", "competitor", "lost_reason", "lost_note",
    "next_step", "next_step_on", "description", "tags", "owner", "team_id",
)  # fmt: skip
_LEAD = (
    "title", "first_name", "last_name", "email", "phone", "job_title", "company",
    "website", *_ADDRESS, "value", "currency", "pipeline", "stage", "probability",
    "probability_source", "expected_close_date", "source", "campaign", "medium",
    "referrer", "landing_page", "capture", "product", "language", "employees",
    "answers", "score", "next_step", "next_step_on", "lost_reason", "lost_note",
    "converted_at", "contact_id", "company_id", "description", "tags", "owner",
)  # fmt: skip
_ACTIVITY = (
    "type", "subject", "status", "priority", "direction", "scheduled_at", "due_at",
    "starts_at", "ends_at", "day", "last_day", "time_zone", "completed_at",
    "duration_minutes", "outcome", "place", "about", "participants", "reminders",
    "recurrence", "occurrence", "series_id", "uid", "description", "tags", "owner",
)  # fmt: skip
_JSON = frozenset(
    [
        *("about", "participants", "reminders"),
        *("emails", "phones", "affiliations", "social_profiles", "tags"),
        *(
            "do_not_contact",
            "consents",
            "contact_roles",
            "line_items",
            "answers",
            "capture",
        ),
    ]
)
_JSON_KINDS = frozenset({CustomKind.NUMBER, CustomKind.FLAG, CustomKind.TAGS})
_OLDEST = (Order("created_at"),)

Extract = Callable[[Sequence[ExportColumn], Query, ExportRequest], Page[Cells]]


@use_case(requires=Permission.CONTACT_EXPORT)
def export_contacts(
    work: TransferWork, query: Query | None = None, *, after: ExportPart | None = None
) -> ExportPart:
    """
    The first contacts that *query* finds, oldest first, or those *after* a part.

    Each part may have a transaction of its own: ``all_parts`` asks for one after the
    other.
    """
    columns = after.columns if after else _columns(work, "contact", _CONTACT)
    return _part(work.extracts.contacts, columns, query, after)


@use_case(requires=Permission.COMPANY_EXPORT)
def export_companies(
    work: TransferWork, query: Query | None = None, *, after: ExportPart | None = None
) -> ExportPart:
    """
    The first companies that *query* finds, oldest first, or those *after* a part.

    Each part may have a transaction of its own: ``all_parts`` asks for one after the
    other.
    """
    columns = after.columns if after else _columns(work, "company", _COMPANY)
    return _part(work.extracts.companies, columns, query, after)


@use_case(requires=Permission.OPPORTUNITY_EXPORT)
def export_opportunities(
    work: TransferWork, query: Query | None = None, *, after: ExportPart | None = None
) -> ExportPart:
    """
    The first opportunities that *query* finds, oldest first, or those *after* a part.

    Each part may have a transaction of its own: ``all_parts`` asks for one after the
    other.
    """
    columns = after.columns if after else _columns(work, "opportunity", _OPPORTUNITY)
    return _part(work.extracts.opportunities, columns, query, after)


@use_case(requires=Permission.LEAD_EXPORT)
def export_leads(
    work: TransferWork, query: Query | None = None, *, after: ExportPart | None = None
) -> ExportPart:
    """
    The first leads that *query* finds, oldest first, or those *after* a part.

    Each part may have a transaction of its own: ``all_parts`` asks for one after the
    other.
    """
    columns = after.columns if after else _columns(work, "lead", _LEAD)
    return _part(work.extracts.leads, columns, query, after)


@use_case(requires=Permission.ACTIVITY_EXPORT)
def export_activities(
    work: TransferWork, query: Query | None = None, *, after: ExportPart | None = None
) -> ExportPart:
    """
    The first activities that *query* finds, oldest first, or those *after* a part.

    Each part may have a transaction of its own: ``all_parts`` asks for one after the
    other.
    """
    columns = after.columns if after else _columns(work, "activity", _ACTIVITY)
    return _part(work.extracts.activities, columns, query, after)


def _columns(
    work: TransferWork, record: str, names: Sequence[str]
) -> tuple[ExportColumn, ...]:
    own = (
        ExportColumn(custom.field.name, custom.kind in _JSON_KINDS)
        for custom in work.custom_fields.of(record)
    )
    return (
        *(ExportColumn(name, name in _JSON) for name in names),
        *own,
        *map(ExportColumn, _MADE),
    )


def _part(
    extract: Extract,
    columns: tuple[ExportColumn, ...],
    query: Query | None,
    after: ExportPart | None,
) -> ExportPart:
    asked = query or Query()
    if not asked.order:  # by what never changes: nobody is missed or met twice
        asked = evolve(asked, order=_OLDEST)
    request = ExportRequest(
        size=ExportRequest.largest, cursor=after.next_cursor if after else None
    )
    page = extract(columns, asked, request)
    return ExportPart(columns=columns, rows=page.items, next_cursor=page.next_cursor)
