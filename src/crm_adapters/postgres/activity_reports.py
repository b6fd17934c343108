"""
Figures of activities, in PostgreSQL.
"""

from datetime import datetime
from functools import partial
from typing import Any

from attrs import frozen
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, DateTime, Integer, Text, Uuid

from crm_core.activities import Figures, Neglected, Responses
from crm_core.shared import MOST_AT_ONCE, Fields, Query, RecordRef, Visibility

from .activities import PostgresActivities
from .context import Context
from .listing import Listing, where
from .schema import activities, emails, timeline_links
from .sight import visible
from .statements import Statement, compiled, statement

_ZONE = bindparam("zone", type_=Text)
_NOW, _SINCE, _UNTIL = (
    bindparam(name, type_=DateTime(timezone=True)) for name in ("now", "since", "until")
)
_ORGANIZATION = bindparam("organization_id", type_=Uuid)
_MOST = bindparam("most", type_=Integer)


def _period(name: str) -> ColumnElement[Any]:
    wall = func.timezone(_ZONE, activities.c.at)
    return cast(cast(func.date_trunc(name, wall), Date), Text)


_DIMENSIONS: dict[str, ColumnElement[Any]] = {
    "person": cast(activities.c.assigned_to, Text),
    "type": activities.c.type,
    "outcome": activities.c.outcome,
    "priority": activities.c.priority,
    **{name: _period(name) for name in ("day", "week", "month")},
}


def _figures(
    by: tuple[str, ...],
    listing: Listing[Any],
    query: Query,
    fields: Fields,
    visibility: Visibility,
) -> Select[Any]:
    a = activities.c
    done, pending = a.status == "completed", a.status == "pending"
    late = and_(pending, a.deadline < _NOW)
    timed = and_(done, func.coalesce(a.due_at, cast(a.day, a.due_at.type)).is_not(None))
    keys = [_DIMENSIONS[name].label(f"key{at}") for at, name in enumerate(by)]
    counted = [
        func.count(),
        *(func.count(case((met, 1))) for met in (done, a.status == "cancelled")),
        *(func.count(case((met, 1))) for met in (pending, late, timed)),
        func.count(case((and_(timed, a.completed_at <= a.deadline), 1))),
        func.coalesce(func.sum(case((done, a.duration_minutes))), 0),
    ]
    met = [where(listing, query, fields, visibility), a.at >= _SINCE, a.at < _UNTIL]
    if query.search:
        met.append(a.id == any_(bindparam("among", type_=ARRAY(Uuid))))
    places = [key.asc().nulls_last() for key in keys]
    chosen = select(*keys, *counted).where(*met)
    return chosen.group_by(*keys).order_by(*places).limit(_MOST)


def _responses(visibility: Visibility) -> Statement:
    """
    From each inbound entry to its answer, by who has the entry.
    """
    came = _entries(visibility)
    waited = func.extract("epoch", _answer(came) - came.c.at)
    each = (
        select(came.c.owner, (waited / literal_column("60")).label("minutes"))
        .where(~came.c.outbound, came.c.at >= _SINCE, came.c.at < _UNTIL)
        .subquery("each")
    )
    shares = (
        func.percentile_cont(literal_column(part)).within_group(each.c.minutes)
        for part in ("0.5", "0.9")
    )
    counts = func.count(), func.count(each.c.minutes)
    by_owner = select(each.c.owner, *counts, *shares).group_by(each.c.owner)
    return compiled(by_owner.order_by(each.c.owner))


def _answer(came: Any) -> ColumnElement[Any]:
    """
    When the first outbound entry behind *came* was that is about the same record: about
    that itself, not by way of others.
    """
    went = _entries(Visibility.ALL)
    here, there = timeline_links.alias("here"), timeline_links.alias("there")
    same = and_(
        there.c.organization_id == here.c.organization_id,
        there.c.record_id == here.c.record_id,
    )
    joined = here.join(there, same).join(went, went.c.id == there.c.entry_id)
    return (
        select(func.min(went.c.at))
        .select_from(joined)
        .where(
            here.c.organization_id == _ORGANIZATION,
            here.c.entry_id == came.c.id,
            here.c.direct,
            there.c.direct,
            there.c.at > came.c.at,
            went.c.outbound,
            went.c.at > came.c.at,
        )
        .scalar_subquery()
    )


def _entries(visibility: Visibility) -> Any:
    """
    What was said between us and others: activities, and messages that were sent or
    received.
    """
    a, e = activities.c, emails.c
    said = select(
        a.id,
        a.at,
        (a.direction == "outbound").label("outbound"),
        func.coalesce(a.assigned_to, a.created_by).label("owner"),
    ).where(
        a.organization_id == _ORGANIZATION,
        a.archived_at.is_(None),
        a.status == "completed",
        a.direction.is_not(None),
        visible(activities, visibility),
    )
    mailed = select(
        e.id,
        e.at,
        (e.direction == "out"),
        case(
            (e.direction == "out", func.coalesce(e.assigned_to, e.created_by)),
            else_=e.assigned_to,
        ),
    ).where(
        e.organization_id == _ORGANIZATION,
        e.archived_at.is_(None),
        e.kind == "message",
        or_(e.state == "sent", e.state == "received"),
        visible(emails, visibility),
    )
    return union_all(said, mailed).subquery()


_RESPONSES = {each: _responses(each) for each in Visibility}
_TABLES = {
    "contact": ("contacts", "btrim(r.first_name || ' ' || r.last_name)", ""),
    "lead": ("leads", "r.title", " AND r.status IN ('new', 'working')"),
    "opportunity": ("opportunities", "r.name", " AND r.status = 'open'"),
}
_STEP = " AND (r.next_step_on IS NULL OR r.next_step_on < $8::date)"


def _neglected(kind: str) -> Statement:
    table, name, is_open = _TABLES[kind]
    return statement(
        f"SELECT r.id, {name}, r.assigned_to, last.at, r.created_at"
        f" FROM crm.{table} r LEFT JOIN LATERAL (SELECT l.at"
        " FROM crm.timeline_links l LEFT JOIN crm.activities a"
        " ON l.entry = 'activity' AND a.organization_id = l.organization_id"
        " AND a.id = l.entry_id WHERE l.organization_id = $1::uuid"
        " AND l.record_id = r.id AND l.entry <> 'file' AND NOT l.open"
        " AND (l.entry <> 'activity' OR a.status = 'completed')"
        " AND l.at <= $6::timestamptz ORDER BY l.at DESC LIMIT 1) last ON true"
        " WHERE r.organization_id = $1::uuid AND r.archived_at IS NULL"
        f"{is_open}{_STEP if is_open else ''} AND r.created_at < $5::timestamptz"
        " AND coalesce(last.at, r.created_at) < $5::timestamptz"
        " AND ($2::boolean OR r.assigned_to = ANY($3::uuid[])"
        " OR ($4::boolean AND r.assigned_to IS NULL))"
        " AND NOT EXISTS (SELECT FROM crm.timeline_links o"
        " WHERE o.organization_id = $1::uuid AND o.record_id = r.id AND o.open)"
        " ORDER BY coalesce(last.at, r.created_at), r.id LIMIT $7::integer",
        (
            "organization_id",
            "all",
            "visible_owners",
            "unowned",
            "since",
            "now",
            "most",
            *(("today",) if is_open else ()),
        ),
    )


_NEGLECTED = {kind: _neglected(kind) for kind in _TABLES}


@frozen
class PostgresActivityReports:
    """
    Figures of the activities that the actor may see.
    """

    context: Context

    def figures(
        self,
        query: Query,
        /,
        *,
        since: datetime,
        until: datetime,
        by: tuple[str, ...],
        zone: str,
        most: int,
    ) -> list[Figures]:
        finder = PostgresActivities(self.context).finder(query)
        among = finder.ids(most=MOST_AT_ONCE) if query.search else []
        asked = finder.statement_for(f"figures by {by}", partial(_figures, by))
        values = finder.values(
            since=since,
            until=until,
            zone=zone,
            now=self.context.now,
            most=most,
            among=among,
        )
        width = len(by)
        return [
            Figures(
                key=tuple(row[:width]),
                total=row[width],
                completed=row[width + 1],
                cancelled=row[width + 2],
                pending=row[width + 3],
                overdue=row[width + 4],
                timed=row[width + 5],
                on_time=row[width + 6],
                minutes=int(row[width + 7]),
            )
            for row in self.context.transaction.ask(asked, values)
        ]

    def responses(self, *, since: datetime, until: datetime) -> list[Responses]:
        asked = self.context.seen(since=since, until=until)
        rows = self.context.transaction.ask(
            _RESPONSES[self.context.sight.visibility], asked
        )
        return [Responses(*row) for row in rows]

    def neglected(self, kind: str, since: datetime, /, *, most: int) -> list[Neglected]:
        sight = self.context.sight
        now = self.context.now
        asked = self.context.values(
            all=sight.sees_all,
            visible_owners=sight.values.get("visible_owners", []),
            unowned=sight.visibility is Visibility.TEAM,
            since=since,
            now=now,
            today=now.date(),
            most=most,
        )
        return [
            Neglected(
                record=RecordRef(kind, id),
                name=name,
                assigned_to=owner,
                last_at=last,
                created_at=created,
            )
            for id, name, owner, last, created in self.context.transaction.ask(
                _NEGLECTED[kind], asked
            )
        ]
