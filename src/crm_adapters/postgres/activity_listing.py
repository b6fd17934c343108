"""
How activities are listed: where their fields are, and what they are about.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select

from crm_core.activities import ACTIVITY_FIELDS, SHORTHANDS, ActivityRow
from crm_core.shared import Visibility, tag_key

from .conditions import Expression, Source
from .listing import Listing
from .schema import activities, activity_links, activity_series
from .sight import visible


def _about(kind: str) -> Source:
    """
    The records of one kind that an activity concerns.
    """
    of = activity_links.c
    here = (of.organization_id == activities.c.organization_id, of.kind == kind)
    first = select(of.id).where(*here, of.activity_id == activities.c.id).limit(1)

    def among(ids: Expression) -> Expression:
        # From the records to their activities: both are in one index.
        return activities.c.id.in_(select(of.activity_id).where(*here, of.id == ids))

    return Source(first.scalar_subquery(), among=among)


LISTING = Listing(
    table=activities,
    sources={
        name: Source(activities.c[name])
        for name, field in ACTIVITY_FIELDS.by_name.items()
        if field.filterable and name not in SHORTHANDS
    }
    | {name: _about(kind) for name, kind in SHORTHANDS.items()}
    | {"tags": Source(activities.c.tags, fold=tag_key)},
    origin=activities.outerjoin(
        activity_series,
        and_(
            activity_series.c.organization_id == activities.c.organization_id,
            activity_series.c.id == activities.c.series_id,
        ),
    ),
    columns=tuple(
        activity_series.c.rule.label("recurrence")
        if each.name == "recurrence"
        else activities.c[each.name]
        for each in ActivityRow.__attrs_attrs__
        if each.init
    ),
    row=ActivityRow,
    keys={
        "subject": activities.c.name_key,
        "scheduled_at": activities.c.scheduled_key,
        "created_at": activities.c.created_at,
        "updated_at": activities.c.updated_at,
    },
    owned=False,
)


def rows_of(visibility: Visibility, *where: ColumnElement[bool]) -> Select[Any]:
    """
    Activities as lists show them, of those that may be seen.
    """
    return (
        select(*LISTING.columns)
        .select_from(LISTING.origin)
        .where(
            activities.c.organization_id == bindparam("organization_id"),
            visible(activities, visibility),
            *where,
        )
    )
