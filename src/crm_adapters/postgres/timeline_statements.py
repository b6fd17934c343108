"""
The statements that read timelines: the index of entries and the trail, by key set.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from crm_core.shared import Visibility

from .changes import CHANGE, SET
from .schema import companies, contacts, leads, opportunities, pipelines, users
from .sight import visible
from .statements import Statement, compiled, statement

_CHANGE = f"{CHANGE}, c.part, c.position"
_OF_SET = "s.organization_id = c.organization_id AND s.id = c.change_set_id"
_ZERO = "'00000000-0000-0000-0000-000000000000'::uuid"
_SEEN_IN_FEED = 200
"""
So many changes of a set are looked through for one that the feed shows.
"""
_LIKE: Mapping[str, str] = {
    "archived": "c.after ? 'archived_at'",
    "converted": "c.after ->> 'status' = 'converted'",
    "created": "c.action = 'created'",
    "edited": "c.action = 'updated'",
    "imported": "s.label LIKE 'Import %'",
    "merged": "s.label LIKE 'Merge %'",
    "removed": "c.action = 'removed'",
    "restored": "c.after ? 'archived_at'",
    "stage": "c.action = 'updated' AND c.after ? 'stage'",
}
"""
What changes of a kind have in common, and few others: which are of it, the core knows.
"""
BELOW = statement(
    "WITH RECURSIVE below (id, depth) AS ("
    " SELECT id, 0 FROM unnest($2::uuid[]) AS id"
    " UNION SELECT c.id, b.depth + 1 FROM below AS b JOIN crm.companies AS c"
    " ON c.organization_id = $1::uuid AND c.parent_id = b.id)"
    " SELECT id FROM below LIMIT $3::integer",
    ("organization_id", "ids", "most"),
    reads=True,
)
_TOLD: Mapping[str, str] = {
    "activity": "subject, status, due_at FROM crm.activities",
    "email": "subject, direction, state FROM crm.emails",
    "file": "name, size FROM crm.files",
}


def _person(table: Table, *more: str) -> ColumnElement[str]:
    full = func.trim(table.c.first_name + " " + table.c.last_name)
    rest = [func.nullif(table.c[name], "") for name in more]
    return func.coalesce(func.nullif(full, ""), *rest, "")


NAMED: Mapping[str, tuple[Table, ColumnElement[Any]]] = {
    "company": (companies, companies.c.name),
    "contact": (contacts, _person(contacts, "email", "phone", "mobile")),
    "lead": (
        leads,
        func.coalesce(
            func.nullif(leads.c.title, ""), _person(leads, "company_name", "email")
        ),
    ),
    "opportunity": (opportunities, opportunities.c.name),
    "pipeline": (pipelines, pipelines.c.name),
    "user": (users, func.coalesce(users.c.name, users.c.email, "")),
}


@lru_cache
def names(kind: str, visibility: Visibility) -> Statement:
    """
    The names of records that are visible.
    """
    table, name = NAMED[kind]
    ids = bindparam("ids", type_=ARRAY(Uuid))
    return compiled(
        select(table.c.id, name).where(
            table.c.organization_id == bindparam("organization_id"),
            table.c.id == any_(ids),
            visible(table, visibility),
        )
    )


@lru_cache
def told(entry: str) -> Statement:
    """
    What there is to tell of activities, e-mails or files.
    """
    return statement(
        f"SELECT id, {_TOLD[entry]}"
        " WHERE organization_id = $1::uuid AND id = ANY($2::uuid[])",
        ("organization_id", "ids"),
    )


Scope = Literal["record_id", "company_id"] | None
"""
By which column of changes they are looked for; None for the whole organization.
"""


class _Binds(dict[str, str]):
    """
    Parameters by name, numbered when they are first used.
    """

    def __missing__(self, name: str) -> str:
        self[name] = f"${len(self) + 1}"
        return self[name]


def _latest(
    b: _Binds,
    columns: str,
    origin: str,
    met: list[str],
    keys: tuple[str, str, str, str],
) -> str:
    """
    The latest rows of *origin* for several ids: *keys* are the two columns of its
    order, and the least of each. Of each id the first row is looked at: what is before
    all that are wanted of those, nobody needs to read.
    """
    major, minor, least, last = keys
    order, most = f"{major} DESC, {minor} DESC", f"{b['most']}::integer"
    chosen = f"FROM {origin} WHERE {' AND '.join(met)}"
    edge = f"({major}, {minor}) >= ((SELECT major FROM edge), (SELECT minor FROM edge))"
    return (
        "WITH heads AS MATERIALIZED (SELECT of.id, head.* FROM"
        f" unnest({b['ids']}::uuid[]) AS of (id) CROSS JOIN LATERAL (SELECT {major}"
        f" AS major, {minor} AS minor {chosen} ORDER BY {order} LIMIT 1) AS head),"
        # Computed here: in the condition below it would keep row-level security from
        # using the index.
        f" edge AS (SELECT coalesce(e.major, {least}) AS major,"
        f" coalesce(e.minor, {last}) AS minor FROM (VALUES (1)) AS one LEFT JOIN"
        " (SELECT DISTINCT major, minor FROM heads ORDER BY major DESC, minor DESC"
        f" OFFSET {most} - 1 LIMIT 1) AS e ON true)"
        # An entry may belong to several records: to a company and one below it, say.
        " SELECT DISTINCT ON (major, minor) of.id AS of, each.* FROM heads AS of CROSS"
        f" JOIN LATERAL (SELECT {major} AS major, {minor} AS minor{columns} {chosen}"
        f" AND {edge} ORDER BY {order} LIMIT {most}) AS each"
        f" ORDER BY major DESC, minor DESC LIMIT {most}"
    )


@lru_cache
def linking(scope: Scope, *, kinds: bool, people: bool, on: bool) -> Statement:
    """
    Entries of the index, from the latest *on* or before a place.
    """
    b = _Binds()
    met = [f"t.organization_id = {b['organization_id']}::uuid"]
    met.append("t.record_id = of.id" if scope else "t.direct AND NOT t.open")
    if on:
        met.append(f"(t.at, t.entry_id) < ({b['at']}::timestamptz, {b['entry']}::uuid)")
    if kinds:
        met.append(f"t.kind = ANY({b['kinds']}::text[])")
    if people:
        met.append(f"t.user_id = ANY({b['people']}::uuid[])")
    origin, columns = "crm.timeline_links AS t", ", t.entry, t.kind, t.user_id, t.open"
    if scope:
        keys = ("t.at", "t.entry_id", "'-infinity'::timestamptz", _ZERO)
        found = _latest(b, columns, origin, met, keys)
    else:
        found = (
            "SELECT DISTINCT ON (t.at, t.entry_id) t.at AS major, t.entry_id AS minor"
            f"{columns} FROM {origin} WHERE {' AND '.join(met)}"
            f" ORDER BY t.at DESC, t.entry_id DESC LIMIT {b['most']}::integer"
        )
    return statement(
        "SELECT t.entry, t.minor, t.kind, t.major, t.user_id, t.open, (SELECT"
        " jsonb_agg(jsonb_build_array(d.record_kind, d.record_id)"
        " ORDER BY d.record_kind, d.record_id) FROM crm.timeline_links AS d"
        f" WHERE d.organization_id = {b['organization_id']}::uuid"
        f" AND d.entry_id = t.minor AND d.direct) FROM ({found}) AS t"
        " ORDER BY t.major DESC, t.minor DESC",
        tuple(b),
    )


@lru_cache
def changing(
    scope: Scope, kinds: frozenset[str] | None, *, people: bool, on: bool
) -> Statement:
    """
    Changes of records or of all that counts for companies, likewise.
    """
    if scope is None:
        return _feeding(people=people, on=on)
    b = _Binds()
    met = [f"c.organization_id = {b['organization_id']}::uuid", f"c.{scope} = of.id"]
    if on:
        met.append(
            f"(c.part, c.position) < ({b['part']}::uuid, {b['position']}::integer)"
        )
    if kinds is not None:
        met.append(f"({' OR '.join(sorted({_LIKE[each] for each in kinds}))})")
    if people:
        met.append(f"c.user_id = ANY({b['people']}::uuid[])")
    origin = "crm.changes AS c"
    if any("s." in each for each in met):
        origin += f" JOIN crm.change_sets AS s ON {_OF_SET}"
    keys = ("c.part", "c.position", _ZERO, "0")
    return statement(
        f"SELECT {SET}, {_CHANGE} FROM ({_latest(b, '', origin, met, keys)}) AS found"
        f" JOIN crm.changes AS c ON c.organization_id = {b['organization_id']}::uuid"
        f" AND c.{scope} = found.of AND c.part = found.major"
        " AND c.position = found.minor"
        f" JOIN crm.change_sets AS s ON {_OF_SET} ORDER BY c.part DESC, c.position DESC",
        tuple(b),
    )


def _feeding(*, people: bool, on: bool) -> Statement:
    b = _Binds()
    met = [f"s.organization_id = {b['organization_id']}::uuid"]
    if on:
        met.append(f"s.id < {b['part']}::uuid")
    if people:
        met.append(f"s.user_id = ANY({b['people']}::uuid[])")
    shown = ", ".join(
        f"'{kind}'" for kind in ("company", "contact", "lead", "opportunity")
    )
    return statement(
        f"SELECT {SET}, {_CHANGE.replace('c.part', 's.id')} FROM crm.change_sets AS s"
        " CROSS JOIN LATERAL (SELECT c.* FROM (SELECT c.* FROM crm.changes AS c"
        f" WHERE {_OF_SET} ORDER BY c.position DESC LIMIT {_SEEN_IN_FEED}) AS c"
        f" WHERE c.kind IN ({shown}) ORDER BY c.position DESC LIMIT 1) AS c"
        f" WHERE {' AND '.join(met)} ORDER BY s.id DESC LIMIT {b['most']}::integer",
        tuple(b),
    )
