"""
Leads as rows.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from operator import attrgetter

from crm_core.leads import OPEN, Lead, LeadStatus
from crm_core.shared import email_key, fold

from .mapping import Row, RowMapping
from .standing import NOTHING, SUMMED, in_cents

_SAME = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "archived_at",
    "assigned_to",
    "assigned_at",
    "title",
    "description",
    "first_name",
    "last_name",
    "email",
    "phone",
    "job_title",
    "company_name",
    "website",
    "address",
    "contact_id",
    "company_id",
    "pipeline_id",
    "stage",
    "stage_entered_at",
    "rank",
    "lost_reason",
    "lost_note",
    "source",
    "campaign",
    "medium",
    "referrer",
    "landing_page",
    "capture",
    "product",
    "language",
    "employees",
    "answers",
    "qualified",
    "score",
    "scored_at",
    "value",
    "currency",
    "probability",
    "probability_source",
    "expected_close_date",
    "next_step",
    "next_step_on",
    "assignment",
    "first_response_due_at",
    "first_responded_at",
    "converted_at",
    "converted_by",
    "opportunity_id",
    "custom",
)
_same = attrgetter(*_SAME)
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)


def _to_row(lead: Lead) -> Row:
    row: Row = dict(zip(_SAME, _same(lead), strict=True))
    row["status"] = lead.status.value
    row["tags"] = list(lead.tags)
    row["score_reasons"] = [dict(each) for each in lead.score_reasons]
    row["name_key"] = fold(lead.title)
    row["email_key"] = email_key(lead.email) if lead.email else ""
    row["score_key"] = lead.score or 0
    row["value_key"] = lead.value or NOTHING
    row["due_key"] = lead.first_response_due_at or _NEVER
    return row | in_cents(lead.value, lead.probability)


def _from_row(row: Row) -> Lead:
    return Lead(
        **{name: row[name] for name in _SAME},
        status=LeadStatus(row["status"]),
        tags=tuple(row["tags"]),
        score_reasons=tuple(row["score_reasons"]),
    )


LEAD_ROWS = RowMapping(
    kind="lead",
    to_row=_to_row,
    from_row=_from_row,
    derived=frozenset({"name_key", "email_key", "score_key", "value_key", "due_key"})
    | SUMMED,
    ids=frozenset(
        {
            "id",
            "created_by",
            "assigned_to",
            "contact_id",
            "company_id",
            "pipeline_id",
            "converted_by",
            "opportunity_id",
        }
    ),
    moments=frozenset(
        {
            "created_at",
            "updated_at",
            "archived_at",
            "assigned_at",
            "stage_entered_at",
            "scored_at",
            "first_response_due_at",
            "first_responded_at",
            "converted_at",
        }
    ),
    days=frozenset({"expected_close_date", "next_step_on"}),
    amounts=frozenset({"value"}),
)


def lead_before_closing(
    image: Mapping[str, object], changes: Iterable[Mapping[str, object]]
) -> Lead:
    """
    A closed lead as it was when it was open, or as it came if it never was: its
    *image* of now with what each of its *changes*, the latest first, has replaced.
    """
    values = dict(image)
    for replaced in changes:
        values |= replaced
        if replaced.get("status") in OPEN:
            break
    return LEAD_ROWS.record(values)
