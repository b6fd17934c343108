"""
Opportunities as rows.
"""

from datetime import date
from decimal import Decimal
from operator import attrgetter
from uuid import UUID

from crm_core.contacts import ContactId
from crm_core.opportunities import ContactRole, LineItem, Opportunity
from crm_core.pipelines import Category, StageKind
from crm_core.shared import fold

from .mapping import Row, RowMapping
from .standing import SUMMED, in_cents

_SAME = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "archived_at",
    "assigned_to",
    "name",
    "description",
    "contact_id",
    "company_id",
    "lead_id",
    "pipeline_id",
    "stage",
    "stage_entered_at",
    "rank",
    "value",
    "currency",
    "probability",
    "probability_source",
    "expected_close_date",
    "actual_close_date",
    "category_set",
    "source",
    "competitor",
    "lost_reason",
    "lost_note",
    "recurring_value",
    "recurring_period",
    "next_step",
    "next_step_on",
    "custom",
)
_same = attrgetter(*_SAME)


def _to_row(opportunity: Opportunity) -> Row:
    row: Row = dict(zip(_SAME, _same(opportunity), strict=True))
    row["team_id"] = opportunity.team_id
    row["status"] = opportunity.status.value
    row["forecast_category"] = opportunity.forecast_category.value
    row["tags"] = list(opportunity.tags)
    row["contact_roles"] = [
        {"contact_id": str(each.contact_id), "role": each.role}
        for each in opportunity.contact_roles
    ]
    row["line_items"] = [_plain(each) for each in opportunity.line_items]
    row["name_key"] = fold(opportunity.name)
    row["close_key"] = opportunity.expected_close_date or date.max
    row["closed_key"] = opportunity.actual_close_date or date.max
    return row | in_cents(opportunity.value, opportunity.probability)


def _plain(item: LineItem) -> Row:
    # Numbers of at most fifteen digits, which a float holds exactly.
    return {
        "product": item.product,
        "quantity": float(item.quantity),
        "unit_price": float(item.unit_price),
        "discount": float(item.discount),
    }


def _item(raw: Row) -> LineItem:
    numbers = ("quantity", "unit_price", "discount")
    values = {name: Decimal(str(raw[name])).normalize() for name in numbers}
    return LineItem(product=raw["product"], **values)


def _from_row(row: Row) -> Opportunity:
    return Opportunity(
        **{name: row[name] for name in _SAME},
        team_id=row.get("team_id"),  # images of before there were any lack it
        status=StageKind(row["status"]),
        forecast_category=Category(row["forecast_category"]),
        tags=tuple(row["tags"]),
        contact_roles=tuple(
            ContactRole(ContactId(UUID(each["contact_id"])), each["role"])
            for each in row["contact_roles"]
        ),
        line_items=tuple(map(_item, row["line_items"])),
    )


OPPORTUNITY_ROWS = RowMapping(
    kind="opportunity",
    to_row=_to_row,
    from_row=_from_row,
    derived=frozenset({"name_key", "close_key", "closed_key"}) | SUMMED,
    ids=frozenset(
        {
            "id",
            "created_by",
            "assigned_to",
            "team_id",
            "contact_id",
            "company_id",
            "lead_id",
            "pipeline_id",
        }
    ),
    moments=frozenset({"created_at", "updated_at", "archived_at", "stage_entered_at"}),
    days=frozenset({"expected_close_date", "actual_close_date", "next_step_on"}),
    amounts=frozenset({"value", "recurring_value"}),
)
