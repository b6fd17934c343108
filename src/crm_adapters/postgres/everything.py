"""
All records of the organization at work, visible to the actor or not.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from attrs import evolve, frozen
from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    any_,
    bindparam,
    cast,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Uuid

from crm_core.changes import Image
from crm_core.duplicates import Reference, pointers
from crm_core.shared import Visibility

from .changes import PostgresRecords
from .context import Context
from .schema import (
    activity_links,
    contact_companies,
    email_subjects,
    file_subjects,
    opportunity_contacts,
)
from .sight import Sight
from .statements import Statement, compiled, statement

BESIDE: Mapping[tuple[str, str], tuple[Column[UUID], Column[UUID]]] = {
    ("contact", "affiliations"): (
        contact_companies.c.contact_id,
        contact_companies.c.company_id,
    ),
    ("activity", "about"): (activity_links.c.activity_id, activity_links.c.id),
    ("activity", "participants"): (activity_links.c.activity_id, activity_links.c.id),
    ("email", "about"): (email_subjects.c.email_id, email_subjects.c.record_id),
    ("file", "about"): (file_subjects.c.file_id, file_subjects.c.record_id),
    ("opportunity", "contact_roles"): (
        opportunity_contacts.c.opportunity_id,
        opportunity_contacts.c.contact_id,
    ),
}
"""
Where the pointers of a field are that holds a list: who points, and where to.
"""


def seeing_all(context: Context) -> Context:
    """
    The same transaction with nothing hidden.
    """
    actor = evolve(context.actor, visibility=Visibility.ALL)
    return evolve(context, sight=Sight(actor, frozenset))


@frozen
class PostgresEverything(PostgresRecords):
    """
    Records of any kind by their images, whoever they are assigned to.
    """

    def claim(self, kind: str, ids: Collection[UUID], /) -> None:
        table = self.repositories[kind].table
        self.context.transaction.ask(_claim(table), self.context.values(ids=list(ids)))

    def pointing(
        self, kind: str, target: str, ids: Collection[UUID], /, *, most: int
    ) -> Mapping[UUID, Image]:
        rows = self.context.transaction.ask(
            self._pointing(kind, target), self.context.values(ids=list(ids), most=most)
        )
        return self.images(kind, [row[0] for row in rows]) if rows else {}

    def _pointing(self, kind: str, target: str) -> Statement:
        fields = tuple(r for r in pointers(kind=kind) if r.target == target)
        return _pointing(self.repositories[kind].table, fields)

    def live(self, kind: str, behind: UUID | None, /, *, most: int) -> Sequence[Any]:
        repository = self.repositories[kind]
        rows = self.context.transaction.ask(
            _live(repository.table), self.context.values(behind=behind, most=most)
        )
        names = _columns(repository.table)
        return [
            repository.mapping.from_row(dict(zip(names, row, strict=True)))
            for row in rows
        ]

    def company_names(self, ids: Iterable[UUID], /) -> Mapping[UUID, str]:
        values = self.context.values(ids=list(ids))
        return dict(self.context.transaction.ask(_COMPANY_NAMES, values))


_COMPANY_NAMES = statement(
    "SELECT id, name FROM crm.companies"
    " WHERE organization_id = $1::uuid AND id = ANY($2::uuid[])",
    ("organization_id", "ids"),
)


@lru_cache
def _columns(table: Table) -> tuple[str, ...]:
    left_out = {"organization_id", "search"}
    return tuple(c.name for c in table.c if c.name not in left_out)


@lru_cache
def _claim(table: Table) -> Statement:
    # Foreign keys to the row wait for this lock, not for that of an ordinary update.
    ids = any_(bindparam("ids", type_=ARRAY(Uuid)))
    own = table.c.organization_id == bindparam("organization_id")
    found = select(table.c.id).where(own, table.c.id == ids).order_by(table.c.id)
    return compiled(found.with_for_update())


@lru_cache
def _live(table: Table) -> Statement:
    behind = bindparam("behind", type_=Uuid)
    return compiled(
        select(*(table.c[name] for name in _columns(table)))
        .where(
            table.c.organization_id == bindparam("organization_id"),
            table.c.archived_at.is_(None),
            or_(cast(behind, Uuid).is_(None), table.c.id > behind),
        )
        .order_by(table.c.id)
        .limit(bindparam("most", type_=Integer))
    )


@lru_cache
def _pointing(table: Table, references: tuple[Reference, ...]) -> Statement:
    ids = any_(bindparam("ids", type_=ARRAY(Uuid)))
    own = table.c.organization_id == bindparam("organization_id")
    found = [
        _beside(*BESIDE[reference.kind, reference.field], table)
        if reference.member
        else table.c[reference.field] == ids
        for reference in references
    ]
    most = bindparam("most", type_=Integer)
    return compiled(
        select(table.c.id).where(own, or_(*found)).order_by(table.c.id).limit(most)
    )


def _beside(
    who: Column[UUID], where: Column[UUID], table: Table
) -> ColumnElement[bool]:
    found = select(who).where(
        who.table.c.organization_id == bindparam("organization_id"),
        where == any_(bindparam("ids", type_=ARRAY(Uuid))),
    )
    return table.c.id.in_(found)
