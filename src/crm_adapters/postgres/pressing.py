"""
Open leads that may be next, as one statement.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    select,
    text,
    union,
)
from sqlalchemy.types import Date, DateTime, Integer

from crm_core.shared import Visibility

from .listing import Listing
from .schema import leads
from .sight import visible
from .statements import Statement, compiled

_OPEN = text("crm.leads.status IN ('new', 'working')")
_NOW = bindparam("now", type_=DateTime(timezone=True))
_TODAY = bindparam("today", type_=Date)


def pressing_leads(listing: Listing[Any], visibility: Visibility) -> Statement:
    """
    The visible open leads with the best scores: of all, of those whose first answer is
    overdue, of those whose next step is due; of equal scores the latest.
    """
    of = leads.c
    ids = union(
        _best(visibility),
        _best(visibility, of.first_responded_at.is_(None), of.due_key < _NOW),
        _best(visibility, of.next_step_on <= _TODAY),
    )
    return compiled(
        select(*listing.columns)
        .select_from(listing.origin)
        .where(of.organization_id == bindparam("organization_id"), of.id.in_(ids))
    )


def _best(visibility: Visibility, *which: ColumnElement[bool]) -> Select[object]:
    of = leads.c
    best = (
        select(of.id)
        .where(
            of.organization_id == bindparam("organization_id"),
            of.archived_at.is_(None),
            _OPEN,
            visible(leads, visibility),
            *which,
        )
        .order_by(of.score_key.desc(), of.id.desc())
        .limit(bindparam("most", type_=Integer))
    )
    return select(best.subquery().c.id)
