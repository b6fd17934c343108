"""
The statements that read and write records of any one table.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Table,
    all_,
    and_,
    any_,
    bindparam,
    delete,
    insert,
    select,
    union,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Uuid

from crm_core.shared import Visibility

from ..rows import RowMapping
from .sight import visible
from .statements import Statement, compiled


@lru_cache
def columns_read(table: Table, mapping: RowMapping[Any]) -> tuple[str, ...]:
    """
    The columns that make up a record of *table*.
    """
    left_out = mapping.derived | {"organization_id", "search"}
    return tuple(c.name for c in table.c if c.name not in left_out)


@lru_cache
def json_columns(table: Table) -> tuple[str, ...]:
    """
    The columns of *table* that hold JSON.
    """
    return tuple(c.name for c in table.c if isinstance(c.type, JSONB))


def _mine(table: Table) -> Any:
    return table.c.organization_id == bindparam("organization_id")


def _read(table: Table) -> Any:
    """
    The row, if it is still as it was read.
    """
    known = table.c.version == bindparam("known_version")
    return and_(_mine(table), table.c.id == bindparam("id"), known)


@lru_cache
def get_one(
    table: Table, mapping: RowMapping[Any], visibility: Visibility
) -> Statement:
    """
    One visible record, archived or not.
    """
    return compiled(
        select(*(table.c[name] for name in columns_read(table, mapping))).where(
            _mine(table), table.c.id == bindparam("id"), visible(table, visibility)
        )
    )


@lru_cache
def visible_ids(table: Table, visibility: Visibility) -> Statement:
    """
    Which of some ids are visible.
    """
    ids = bindparam("ids", type_=ARRAY(Uuid))
    seen = and_(_mine(table), table.c.id == any_(ids), visible(table, visibility))
    return compiled(select(table.c.id).where(seen))


@lru_cache
def many_locked(
    table: Table, mapping: RowMapping[Any], visibility: Visibility
) -> Statement:
    """
    Those of some ids that are visible, locked, in order of id.
    """
    ids = bindparam("ids", type_=ARRAY(Uuid))
    return compiled(
        select(*(table.c[name] for name in columns_read(table, mapping)))
        .where(_mine(table), table.c.id == any_(ids), visible(table, visibility))
        .order_by(table.c.id)
        .with_for_update(key_share=True)  # others may point at it meanwhile
    )


def _assigned(table: Table, computed: Mapping[str, Any]) -> dict[str, Any]:
    plain = {
        c.name: bindparam(c.name, type_=c.type)
        for c in table.c
        if c.name not in computed
    }
    return {**plain, **computed}


Computed = Callable[[], Mapping[str, Any]]
_WRITES: dict[tuple[str, str], Statement] = {}


def add_one(table: Table, computed: Computed) -> Statement:
    """
    Insert a record; *computed* columns have a value that SQL makes.
    """
    key = ("add", table.name)
    if key not in _WRITES:
        _WRITES[key] = compiled(insert(table).values(_assigned(table, computed())))
    return _WRITES[key]


def save_one(table: Table, computed: Computed) -> Statement:
    """
    Write a record over the version that was read.
    """
    key = ("save", table.name)
    if key not in _WRITES:
        values = _assigned(table, computed())
        del values["organization_id"], values["id"]
        _WRITES[key] = compiled(update(table).where(_read(table)).values(values))
    return _WRITES[key]


@lru_cache
def remove_all(table: Table) -> Statement:
    """
    Delete records by their ids.
    """
    ids = bindparam("ids", type_=ARRAY(Uuid))
    return compiled(delete(table).where(_mine(table), table.c.id == any_(ids)))


@lru_cache
def ids_pointed_at(table: Table) -> Statement | None:
    """
    From every foreign key to *table* whose rows stay when it goes.
    """
    ids = bindparam("ids", type_=ARRAY(Uuid))
    questions = []
    for other in table.metadata.sorted_tables:
        for key in other.foreign_key_constraints:
            if key.referred_table is not table or key.ondelete == "CASCADE":
                continue
            column = other.c[key.column_keys[1]]
            here = and_(_mine(other), column == any_(ids))
            if other is table:  # those that go themselves do not count
                here = and_(here, other.c.id != all_(ids))
            questions.append(select(column).where(here))
    return compiled(union(*questions)) if questions else None


@lru_cache
def remove_one(table: Table) -> Statement:
    """
    Delete a record at the version that was read.
    """
    return compiled(delete(table).where(_read(table)))
