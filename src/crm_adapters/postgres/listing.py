"""
Pages of a list: narrowed and ordered, by key-set or by number, under visibility.
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from attrs import frozen
from sqlalchemy import (
    FromClause,
    Select,
    Table,
    and_,
    any_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Uuid

from crm_core.shared import (
    COUNTED_AT_MOST,
    Fields,
    Order,
    Query,
    Visibility,
)

from .conditions import Expression, Sources, conditions_of, custom_sources, shape_of
from .sight import visible
from .statements import Statement, compiled

Row = TypeVar("Row")
MOST_KEPT = 1_000
NEWEST = (Order("updated_at", descending=True),)


@frozen(kw_only=True, eq=False)
class Listing(Generic[Row]):
    """
    How one table is listed: its *columns* make a *row*; *keys* are the columns
    that each sortable field is ordered by, none of them ever null; *related* are the
    fields whose source is another table of *origin*. *owned* says whether the owner of
    a record decides alone who sees it.
    """

    table: Table
    sources: Sources
    origin: FromClause
    columns: tuple[Any, ...]
    row: Callable[..., Row]
    keys: Mapping[str, Any]
    related: frozenset[str] = frozenset()
    owned: bool = True

    def all_sources(self, fields: Fields) -> Sources:
        """
        The sources of the table's own fields and of custom ones.
        """
        if "custom" not in self.table.c:
            return self.sources
        return {**self.sources, **custom_sources(fields, self.table.c.custom)}


@frozen(kw_only=True)
class Form:
    """
    The form of a list's statement: all that decides its text.
    """

    query: Query
    kinds: tuple[str, ...]
    visibility: Visibility
    what: str


_kept: dict[tuple[Listing[Any], Form], Statement] = {}


def list_statement(
    listing: Listing[Any],
    query: Query,
    fields: Fields,
    visibility: Visibility,
    what: str,
    build: "Builder | None" = None,
) -> Statement:
    """
    The statement for *what* of a list: ``first`` page, page ``after`` a position,
    ``numbered`` page, ``count``, ``ids``, rows ``among`` given ids, or whatever else
    *build* builds. Compiled once for all queries of one shape.
    """
    known = (fields.named(condition.field) for condition in query.conditions)
    form = Form(
        query=shape_of(query),
        kinds=tuple(field.kind.name for field in known if field),
        visibility=visibility,
        what=what,
    )
    found = _kept.get((listing, form))
    if found is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        builder = build or _BUILDERS[what]
        found = compiled(builder(listing, query, fields, visibility))
        _kept[listing, form] = found
    return found


Builder = Callable[[Listing[Any], Query, Fields, Visibility], Select[Any]]


def where(
    listing: Listing[Any], query: Query, fields: Fields, visibility: Visibility
) -> Expression:
    """
    What *query* asks of a row that the actor may see.
    """
    table = listing.table
    archived = {
        True: table.c.archived_at.is_not(None),
        False: table.c.archived_at.is_(None),
        None: true(),
    }
    return and_(
        table.c.organization_id == bindparam("organization_id"),
        archived[query.archived],
        visible(table, visibility),
        *conditions_of(query, fields, listing.all_sources(fields)),
    )


def ordered_keys(listing: Listing[Any], query: Query) -> list[tuple[Any, bool]]:
    """
    The columns that the list is ordered by, with whether each descends; the id
    comes last and makes the order total.
    """
    order = query.order or NEWEST
    keys = [(listing.keys[each.field], each.descending) for each in order]
    return [*keys, (listing.table.c.id, order[-1].descending)]


def _ordering(listing: Listing[Any], query: Query) -> list[Any]:
    return [
        key.desc() if descending else key.asc()
        for key, descending in ordered_keys(listing, query)
    ]


def _behind(listing: Listing[Any], query: Query) -> Expression:
    keys = ordered_keys(listing, query)
    given = [bindparam(f"k{i}", type_=key.type) for i, (key, _) in enumerate(keys)]
    if len({descending for _, descending in keys}) == 1:
        here, there = tuple_(*(key for key, _ in keys)), tuple_(*given)
        return here < there if keys[0][1] else here > there
    return or_(
        *(
            and_(
                *(keys[j][0] == given[j] for j in range(i)),
                key < given[i] if descending else key > given[i],
            )
            for i, (key, descending) in enumerate(keys)
        )
    )


def _rows(listing: Listing[Any], query: Query) -> Select[Any]:
    keys = [key for key, _ in ordered_keys(listing, query)]
    labelled = [key.label(f"key{i}") for i, key in enumerate(keys)]
    return select(*listing.columns, *labelled).select_from(listing.origin)


_LIMIT = bindparam("limit", type_=Integer)


def _first(
    listing: Listing[Any], query: Query, fields: Fields, visibility: Visibility
) -> Select[Any]:
    met = where(listing, query, fields, visibility)
    ordering = _ordering(listing, query)
    return _rows(listing, query).where(met).order_by(*ordering).limit(_LIMIT)


def _after(
    listing: Listing[Any], query: Query, fields: Fields, visibility: Visibility
) -> Select[Any]:
    return _first(listing, query, fields, visibility).where(_behind(listing, query))


def _narrow(listing: Listing[Any], query: Query) -> FromClause:
    # Without the join, the index alone answers; PostgreSQL does not see that itself.
    related = any(condition.field in listing.related for condition in query.conditions)
    return listing.origin if related else listing.table


def _ids(
    listing: Listing[Any], query: Query, fields: Fields, visibility: Visibility
) -> Select[Any]:
    met = where(listing, query, fields, visibility)
    return (
        select(listing.table.c.id)
        .select_from(_narrow(listing, query))
        .where(met)
        .order_by(*_ordering(listing, query))
        .limit(_LIMIT)
    )


def _numbered(
    listing: Listing[Any], query: Query, fields: Fields, visibility: Visibility
) -> Select[Any]:
    # The skipped rows are walked in the index alone; only the page is read.
    offset = bindparam("offset", type_=Integer)
    page = _ids(listing, query, fields, visibility).offset(offset).scalar_subquery()
    own = listing.table.c.organization_id == bindparam("organization_id")
    return (
        _rows(listing, query)
        .where(own, listing.table.c.id == any_(func.array(page)))
        .order_by(*_ordering(listing, query))
    )


def _count(
    listing: Listing[Any], query: Query, fields: Fields, visibility: Visibility
) -> Select[Any]:
    met = where(listing, query, fields, visibility)
    some = (
        select(literal_column("1"))
        .select_from(_narrow(listing, query))
        .where(met)
        .limit(COUNTED_AT_MOST + 1)
        .subquery()
    )
    return select(func.count()).select_from(some)


def _among(
    listing: Listing[Any], query: Query, fields: Fields, visibility: Visibility
) -> Select[Any]:
    met = where(listing, query, fields, visibility)
    ids = bindparam("ids", type_=ARRAY(Uuid))
    return (
        select(*listing.columns)
        .select_from(listing.origin)
        .where(met, listing.table.c.id == any_(ids))
    )


_BUILDERS: Mapping[str, Builder] = {
    "first": _first,
    "after": _after,
    "numbered": _numbered,
    "ids": _ids,
    "count": _count,
    "among": _among,
}
