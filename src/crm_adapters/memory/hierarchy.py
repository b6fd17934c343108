"""
The hierarchy that a company stands in, with its people counted.
"""

from collections.abc import Iterator
from uuid import UUID

from crm_core.companies import CompanyId, CompanyNode

from ..rows import Row
from .context import Context


def company_nodes(context: Context, id: UUID) -> list[CompanyNode]:
    """
    The live companies that *id* hangs together with, parents before children.
    """
    live = {
        company_id: row
        for company_id, row in context.tables.companies.items()
        if row["archived_at"] is None or company_id == id
    }
    root = live[id]
    while root["parent_id"] in live:
        root = live[root["parent_id"]]
    branch = list(_down(live, root, 0))
    return [
        CompanyNode(
            id=CompanyId(row["id"]),
            name=row["name"],
            parent_id=row["parent_id"],
            depth=depth,
            contacts=len(_people(context, {row["id"]})),
            contacts_below=len(
                _people(context, {r["id"] for r, _ in _down(live, row, depth)})
            ),
        )
        for row, depth in branch
        if context.sees(row["assigned_to"])
    ]


def _down(live: dict[UUID, Row], row: Row, depth: int) -> Iterator[tuple[Row, int]]:
    yield row, depth
    children = [each for each in live.values() if each["parent_id"] == row["id"]]
    for child in sorted(children, key=lambda each: f"{each['name_key']}{each['id']}"):
        yield from _down(live, child, depth + 1)


def _people(context: Context, companies: set[UUID]) -> set[UUID]:
    return {
        row["id"]
        for row in context.tables.contacts.values()
        if row["archived_at"] is None
        and context.sees(row["assigned_to"])
        and not companies.isdisjoint(
            {row["company_id"], *(UUID(a["company_id"]) for a in row["affiliations"])}
        )
    }
